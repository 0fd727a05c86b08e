with cierres as (

    select
        year(periodo) as anio,
        reportes_faltantes
    from {{ ref('int_clientes_reportados') }}
    where ambito = 'red' and tipo_cliente_codigo is null and month(periodo) = 12 and clientes_mes is not null

),

niveles as (

    select
        unnest([true, true, false, false]) as por_cite,
        unnest([true, false, true, false]) as por_tipo

),

servicios as (

    select
        year(reportados.periodo) as anio,
        if(niveles.por_cite, 'cite', 'red') as ambito,
        'servicios' as medida,
        if(niveles.por_cite, reportados.cite_codigo, null) as cite_codigo,
        if(niveles.por_tipo, reportados.tipo_servicio_codigo, null) as tipo_servicio_codigo,
        null::integer as tipo_cliente_codigo,
        sum(reportados.servicios)::bigint as valor
    from {{ ref('int_servicios_reportados') }} as reportados
    cross join niveles
    group by all

),

clientes as (

    select
        year(periodo) as anio,
        ambito,
        'clientes' as medida,
        cite_codigo,
        null::integer as tipo_servicio_codigo,
        tipo_cliente_codigo,
        clientes_acumulado as valor
    from {{ ref('int_clientes_reportados') }}
    where month(periodo) = 12

),

cifras as (

    select * from servicios
    union all
    select * from clientes

),

-- Closed years only: until December has a report there is no yearly figure.
int_cifras_anuales as (

    select
        cifras.*,
        cierres.reportes_faltantes,
        rank() over (
            partition by
                cifras.anio, cifras.ambito, cifras.medida, cifras.tipo_servicio_codigo,
                cifras.tipo_cliente_codigo, cifras.cite_codigo is null
            order by cifras.valor desc nulls last
        ) as puesto
    from cifras
    inner join cierres on cifras.anio = cierres.anio

)

select * from int_cifras_anuales
