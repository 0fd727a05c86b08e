-- How the year's services stood against their targets at each month: months do not add up.
with avance_metas_acumulado as (

    select
        periodo,
        cite_codigo,
        any_value(ejecutado_acumulado) as servicios_acumulado,
        max(meta_acumulada) filter (programacion = 'inicial') as meta_servicios_inicial_acumulada,
        max(avance) filter (programacion = 'inicial') as avance_servicios_inicial,
        max(proyeccion_anual) filter (programacion = 'inicial') as proyeccion_servicios_inicial,
        max(meta_acumulada) filter (programacion = 'actualizada') as meta_servicios_actualizada_acumulada,
        max(avance) filter (programacion = 'actualizada') as avance_servicios_actualizada,
        max(proyeccion_anual) filter (programacion = 'actualizada') as proyeccion_servicios_actualizada
    from {{ ref('int_avance_metas') }}
    where indicador = 'servicios'
    group by all

)

{{ legible('avance_metas_acumulado') }}
