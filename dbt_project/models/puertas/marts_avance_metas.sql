with marts_avance_metas as (

    select
        mart.periodo,
        mart.cite_codigo,
        mart.indicador,
        mart.programacion,
        mart.meta_mes,
        mart.meta_acumulada,
        mart.ejecutado_mes,
        mart.ejecutado_acumulado,
        mart.avance
    from {{ ref('int_avance_metas') }} as mart
    semi join {{ ref('int_meses_por_rehacer') }} as meses on mart.periodo = meses.periodo

)

select * from marts_avance_metas
