-- The centre in the middle, figure by figure: what one centre is held against.
with de_cada_centro as (

    select
        periodo,
        'servicios' as figura,
        sum(servicios_acumulado)::double as valor
    from {{ ref('servicios_acumulados_por_cite') }}
    group by periodo, cite_codigo

    union all

    select
        periodo,
        'clientes' as figura,
        sum(clientes_acumulado)::double as valor
    from {{ ref('clientes_por_tipo_y_cite') }}
    group by periodo, cite_codigo

    union all

    select
        periodo,
        'avance_servicios' as figura,
        avance_servicios_actualizada as valor
    from {{ ref('avance_metas_acumulado') }}

    union all

    select
        periodo,
        'avance_presupuestal' as figura,
        avance as valor
    from {{ ref('avance_presupuestal_acumulado') }}
    where ambito = 'cite'

    union all

    select
        periodo,
        'costo' as figura,
        costo_acumulado as valor
    from {{ ref('costo_por_servicio_acumulado') }}

),

medianas_acumuladas as (

    select
        periodo,
        median(valor) filter (figura = 'servicios') as servicios_acumulado,
        median(valor) filter (figura = 'clientes') as clientes_acumulado,
        median(valor) filter (figura = 'avance_servicios') as avance_servicios_actualizada,
        median(valor) filter (figura = 'avance_presupuestal') as avance_presupuestal,
        median(valor) filter (figura = 'costo') as costo_acumulado
    from de_cada_centro
    group by periodo

)

{{ legible('medianas_acumuladas', centro=false) }}
