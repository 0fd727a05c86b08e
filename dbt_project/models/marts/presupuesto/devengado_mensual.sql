-- What was accrued in each month, the only amount of the budget that has months.
with devengado_mensual as (

    select
        periodo,
        {{ cadena_presupuestal() }},
        devengado_mes as devengado,
        origen,
        procedencia
    from {{ ref('int_ejecucion_mensual') }}
    where nivel_temporal = 'mensual'

)

{{ legible('devengado_mensual') }}
