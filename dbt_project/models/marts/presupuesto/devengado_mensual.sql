-- What was accrued in each month, the only amount of the budget that has months.
with devengado_mensual as (

    select
        periodo,
        ambito,
        cite_codigo,
        categoria_presupuestal,
        producto,
        producto_nombre,
        actividad,
        actividad_nombre,
        fuente,
        categoria_gasto,
        generica,
        generica_nombre,
        devengado_mes as devengado,
        origen,
        procedencia
    from {{ ref('int_ejecucion_mensual') }}
    where nivel_temporal = 'mensual'

)

{{ legible('devengado_mensual') }}
