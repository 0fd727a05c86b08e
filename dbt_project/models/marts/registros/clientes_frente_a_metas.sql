-- A centre's distinct clients against its targets, monthly and to date: neither months nor centres add up.
with clientes_frente_a_metas as (

    select
        periodo,
        cite_codigo,
        any_value(ejecutado_mes) as clientes_mes,
        any_value(ejecutado_acumulado) as clientes_acumulado,
        max(meta_mes) filter (programacion = 'inicial') as meta_clientes_inicial,
        max(meta_acumulada) filter (programacion = 'inicial') as meta_clientes_inicial_acumulada,
        max(avance) filter (programacion = 'inicial') as avance_clientes_inicial,
        max(meta_mes) filter (programacion = 'actualizada') as meta_clientes_actualizada,
        max(meta_acumulada) filter (programacion = 'actualizada') as meta_clientes_actualizada_acumulada,
        max(avance) filter (programacion = 'actualizada') as avance_clientes_actualizada
    from {{ ref('int_avance_metas') }}
    where indicador = 'clientes'
    group by all

)

{{ legible('clientes_frente_a_metas') }}
