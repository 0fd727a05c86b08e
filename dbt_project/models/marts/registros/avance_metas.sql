-- The month's services beside their targets, the plan's two programmings as columns: rows would be added up.
with avance_metas as (

    select
        periodo,
        cite_codigo,
        any_value(ejecutado_mes) as servicios,
        max(meta_mes) filter (programacion = 'inicial') as meta_servicios_inicial,
        max(meta_mes) filter (programacion = 'actualizada') as meta_servicios_actualizada
    from {{ ref('int_avance_metas') }}
    where indicador = 'servicios'
    group by all

)

{{ legible('avance_metas') }}
