-- Two places that state the same fact, as `cotejos` lists them: one row a printed figure of the first place.
-- Legs select figures with LIKE patterns; `por` names the dimensions in which the two places must meet.
{% set dimensiones = [
    'cite_codigo', 'tipo_servicio_codigo', 'tarea_codigo', 'tipo_cliente_codigo', 'categoria_presupuestal',
    'programacion', 'periodo', 'medida', 'detalle', 'columna', 'resolucion', 'elemento'
] %}
with elegidas as (
    select
        patas.cotejo,
        patas.papel,
        patas.universo,
        patas.relacion,
        patas.concepto,
        patas.tipo,
        patas.signo,
        patas.agrega,
        cifras.*,
        {% set partes = [] -%}
        {%- for dimension in dimensiones -%}
            {%- do partes.append(
                "if(list_contains(string_split(patas.por, '+'), '" ~ dimension ~ "'), "
                ~ "coalesce(cast(cifras." ~ dimension ~ " as varchar), 'total'), null)"
            ) -%}
        {%- endfor -%}
        concat_ws(', ', {{ partes | join(', ') }}) as clave
    from {{ ref('cotejos') }} as patas
    inner join {{ ref('stg_publicado') }} as cifras
        on {{ cifra_de_la_pata('patas', 'cifras') }}
    where cifras.valor is not null
),

calculos as (
    select
        cotejo,
        clave,
        any_value(universo) as universo,
        sum(if(agrega = 'conteo', 1, signo * valor)) filter (where papel = 'calculado') as suma,
        sum(signo * valor) filter (where papel = 'base') as base,
        bool_or(papel = 'base') as es_porcentaje,
        min(documento) as otro_documento,
        string_agg(distinct cuadro, ', ' order by cuadro) as otro_cuadro
    from elegidas
    where papel in ('calculado', 'base')
    group by all
),

conceptos as (
    select
        cotejo,
        any_value(concepto) as concepto,
        any_value(tipo) as tipo,
        any_value(universo) as universo,
        any_value(relacion) as relacion,
        any_value(documento) as documento,
        any_value(cuadro) as cuadro,
        any_value(unidad) as unidad
    from elegidas
    where papel = 'impreso'
    group by all
),

impresas as (
    select * from elegidas
    where papel = 'impreso'
),

cruzadas as (
    select
        coalesce(impresas.cotejo, calculos.cotejo) as cotejo,
        coalesce(impresas.clave, calculos.clave) as clave,
        impresas.publicado_id,
        calculos.otro_documento,
        calculos.otro_cuadro,
        if(
            calculos.es_porcentaje,
            100 * calculos.suma / nullif(calculos.base, 0),
            calculos.suma
        ) as calculado
    from impresas
    full outer join calculos on impresas.cotejo = calculos.cotejo and impresas.clave = calculos.clave
    where
        impresas.cotejo is not null
        -- Only where both places speak of every centre or task is a missing entry a statement.
        or (calculos.universo = 'ambos' and calculos.suma <> 0)
),

int_cotejos_publicados as (
    select
        cruzadas.publicado_id,
        conceptos.tipo,
        conceptos.relacion,
        cruzadas.otro_documento,
        cruzadas.otro_cuadro,
        conceptos.documento,
        conceptos.cuadro,
        conceptos.unidad,
        concat_ws(
            '/', cruzadas.cotejo, coalesce(cruzadas.publicado_id, 'sin cifra'), nullif(cruzadas.clave, '')
        ) as comparacion_id,
        conceptos.concepto || if(cruzadas.clave = '', '', ' (' || cruzadas.clave || ')') as concepto,
        -- Where both places list everything, or one only has to hold the other, what is not listed is zero.
        cast(
            if(
                conceptos.universo = 'ambos' or conceptos.relacion <> 'igual',
                coalesce(cruzadas.calculado, 0),
                cruzadas.calculado
            ) as double
        ) as calculado
    from cruzadas
    inner join conceptos on cruzadas.cotejo = conceptos.cotejo
)

select * from int_cotejos_publicados
