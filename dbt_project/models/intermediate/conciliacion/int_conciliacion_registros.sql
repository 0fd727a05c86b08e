with publicado as (

    select
        documento,
        cuadro,
        fila,
        ambito,
        medida,
        cite_codigo,
        tipo_servicio_codigo,
        tipo_cliente_codigo,
        periodo::integer as anio,
        detalle,
        es_total,
        valor
    from {{ ref('stg_publicado') }}
    where
        documento like 'boletin_2%'
        and medida in ('servicios', 'clientes')
        and ambito in ('cite', 'red')
        and length(periodo) = 4

),

calculado as (

    select * from {{ ref('int_cifras_anuales') }}

),

-- Each figure of the bulletin against the same figure counted from records.
cifras as (

    select
        publicado.*,
        calculado.valor as valor_calculado,
        calculado.puesto as puesto_calculado
    from publicado
    left join calculado
        on
            publicado.anio = calculado.anio
            and publicado.ambito = calculado.ambito
            and publicado.medida = calculado.medida
            and publicado.cite_codigo is not distinct from calculado.cite_codigo
            and publicado.tipo_servicio_codigo is not distinct from calculado.tipo_servicio_codigo
            and publicado.tipo_cliente_codigo is not distinct from calculado.tipo_cliente_codigo

),

-- The rank that the text gives each centre that it names, by the order in which it names them.
puestos as (

    select
        * replace (
            medida || '_puesto' as medida,
            row_number() over (
                partition by documento, cuadro, tipo_servicio_codigo
                order by fila
            ) as valor,
            puesto_calculado as valor_calculado
        )
    from cifras
    where detalle = 'cuatro primeros'

),

-- No other centre may reach the last one named.
umbrales as (

    select
        documento,
        cuadro,
        medida,
        tipo_servicio_codigo,
        tipo_cliente_codigo,
        anio,
        count(*) as nombrados,
        min(valor) as umbral
    from publicado
    where detalle = 'cuatro primeros'
    group by all

),

alcanzan as (

    select
        umbrales.documento,
        umbrales.cuadro,
        umbrales.medida || '_centros_hasta_el_ultimo_nombrado' as medida,
        umbrales.tipo_servicio_codigo,
        umbrales.anio,
        umbrales.nombrados as valor,
        if(
            count(calculado.valor) = 0, null, count(*) filter (where calculado.valor >= umbrales.umbral)
        ) as valor_calculado
    from umbrales
    left join calculado
        on
            umbrales.anio = calculado.anio
            and calculado.ambito = 'cite'
            and umbrales.medida = calculado.medida
            and umbrales.tipo_servicio_codigo is not distinct from calculado.tipo_servicio_codigo
            and umbrales.tipo_cliente_codigo is not distinct from calculado.tipo_cliente_codigo
    group by all

),

suma_calculada as (

    select
        anio,
        sum(valor) as valor
    from calculado
    where ambito = 'cite' and medida = 'clientes' and tipo_cliente_codigo is null
    group by all

),

-- The centres' totals added up: more than the network's, for some clients go to several centres.
suma_de_centros as (

    select
        publicado.documento,
        publicado.cuadro,
        'clientes_suma_de_centros' as medida,
        publicado.anio,
        sum(publicado.valor) as valor,
        any_value(suma_calculada.valor) as valor_calculado
    from publicado
    left join suma_calculada on publicado.anio = suma_calculada.anio
    where
        publicado.medida = 'clientes'
        and publicado.ambito = 'cite'
        and publicado.tipo_cliente_codigo is null
        and publicado.es_total
    group by publicado.documento, publicado.cuadro, publicado.anio

),

reunidas as (

    select
        documento,
        cuadro,
        fila,
        ambito,
        medida,
        cite_codigo,
        tipo_servicio_codigo,
        tipo_cliente_codigo,
        anio,
        valor,
        valor_calculado
    from cifras
    union all by name
    select
        documento,
        cuadro,
        fila,
        ambito,
        medida,
        cite_codigo,
        tipo_servicio_codigo,
        tipo_cliente_codigo,
        anio,
        valor,
        valor_calculado
    from puestos
    union all by name
    select
        'red' as ambito,
        *
    from alcanzan
    union all by name
    select
        'red' as ambito,
        *
    from suma_de_centros

),

tipos_servicio as (

    select distinct
        tipo_servicio_codigo,
        tipo_servicio
    from {{ ref('stg_tareas') }}

),

int_conciliacion_registros as (

    select
        reunidas.documento,
        reunidas.cuadro,
        reunidas.ambito,
        reunidas.cite_codigo,
        reunidas.medida,
        coalesce(
            nullif(
                concat_ws(' · ', cites.cite, tipos_servicio.tipo_servicio, tipos_cliente.tipo_cliente), ''
            ),
            'Total'
        ) as detalle,
        reunidas.anio,
        reunidas.valor as publicado,
        reunidas.valor_calculado as calculado
    from reunidas
    left join {{ ref('stg_cites') }} as cites on reunidas.cite_codigo = cites.cite_codigo
    left join {{ ref('stg_tipos_cliente') }} as tipos_cliente
        on reunidas.tipo_cliente_codigo = tipos_cliente.tipo_cliente_codigo
    left join tipos_servicio on reunidas.tipo_servicio_codigo = tipos_servicio.tipo_servicio_codigo

)

select * from int_conciliacion_registros
