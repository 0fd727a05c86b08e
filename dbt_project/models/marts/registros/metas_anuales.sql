-- The year's targets of the plan once each: what its months add up to.
with series as (

    select
        *,
        indicador || '_' || programacion as serie
    from {{ ref('int_metas_mensuales') }}

),

metas_anuales as (

    select
        year(periodo)::integer as anio,
        cite_codigo,
        sum(meta_mes) filter (serie = 'servicios_inicial')::bigint as meta_servicios_inicial,
        sum(meta_mes) filter (serie = 'servicios_actualizada')::bigint as meta_servicios_actualizada,
        sum(meta_mes) filter (serie = 'clientes_inicial')::bigint as meta_clientes_inicial,
        sum(meta_mes) filter (serie = 'clientes_actualizada')::bigint as meta_clientes_actualizada
    from series
    group by all

)

{{ legible('metas_anuales', mes=false) }}
