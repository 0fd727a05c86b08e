-- Services and clients, and the two programmings of the plan, are columns: as rows they would be added up.
with series as (

    select
        *,
        indicador || '_' || programacion as serie
    from {{ ref('int_avance_metas') }}

),

avance_metas as (

    select
        periodo,
        cite_codigo,
        max(ejecutado_mes) filter (where indicador = 'servicios') as servicios,
        max(ejecutado_acumulado) filter (where indicador = 'servicios') as servicios_acumulado,
        max(meta_mes) filter (serie = 'servicios_inicial') as meta_servicios_inicial,
        max(meta_acumulada) filter (serie = 'servicios_inicial') as meta_servicios_inicial_acumulada,
        max(meta_anual) filter (serie = 'servicios_inicial') as meta_servicios_inicial_anual,
        max(avance) filter (serie = 'servicios_inicial') as avance_servicios_inicial,
        max(proyeccion_anual) filter (serie = 'servicios_inicial') as proyeccion_servicios_inicial,
        max(meta_mes) filter (serie = 'servicios_actualizada') as meta_servicios_actualizada,
        max(meta_acumulada) filter (serie = 'servicios_actualizada') as meta_servicios_actualizada_acumulada,
        max(meta_anual) filter (serie = 'servicios_actualizada') as meta_servicios_actualizada_anual,
        max(avance) filter (serie = 'servicios_actualizada') as avance_servicios_actualizada,
        max(proyeccion_anual) filter (serie = 'servicios_actualizada') as proyeccion_servicios_actualizada,
        max(ejecutado_mes) filter (where indicador = 'clientes') as clientes,
        max(ejecutado_acumulado) filter (where indicador = 'clientes') as clientes_acumulado,
        max(meta_mes) filter (serie = 'clientes_inicial') as meta_clientes_inicial,
        max(meta_acumulada) filter (serie = 'clientes_inicial') as meta_clientes_inicial_acumulada,
        max(meta_anual) filter (serie = 'clientes_inicial') as meta_clientes_inicial_anual,
        max(avance) filter (serie = 'clientes_inicial') as avance_clientes_inicial,
        max(meta_mes) filter (serie = 'clientes_actualizada') as meta_clientes_actualizada,
        max(meta_acumulada) filter (serie = 'clientes_actualizada') as meta_clientes_actualizada_acumulada,
        max(meta_anual) filter (serie = 'clientes_actualizada') as meta_clientes_actualizada_anual,
        max(avance) filter (serie = 'clientes_actualizada') as avance_clientes_actualizada
    from series
    group by all

)

{{ legible('avance_metas') }}
