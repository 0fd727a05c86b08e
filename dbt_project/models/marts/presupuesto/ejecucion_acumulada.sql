-- How the year stood at each month: its budget beside what was accrued by then. Months do not add up.
with ejecucion_acumulada as (

    select
        periodo,
        nivel_temporal,
        {{ cadena_presupuestal() }},
        pia,
        pim,
        pim_al,
        devengado_acumulado,
        (pim - devengado_acumulado)::decimal(18, 2) as saldo,
        (devengado_acumulado / nullif(pim, 0))::double as avance,
        origen,
        procedencia
    from {{ ref('int_ejecucion_mensual') }}

)

{{ legible('ejecucion_acumulada') }}
