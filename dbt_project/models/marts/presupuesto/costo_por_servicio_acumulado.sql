-- The cost of the year's services at each month: months do not add up.
with costo_por_servicio_acumulado as (

    select
        periodo,
        cite_codigo,
        devengado_acumulado,
        inversion_acumulado,
        servicios_acumulado,
        if(
            hay_acumulado, devengado_acumulado / nullif(servicios_acumulado, 0), null
        )::double as costo_acumulado,
        if(
            hay_acumulado,
            (devengado_acumulado - inversion_acumulado) / nullif(servicios_acumulado, 0),
            null
        )::double as costo_acumulado_sin_inversion,
        meses_sin_reporte,
        'No todo el gasto compra servicios: '
        || if(
            inversion_acumulado > 0 and devengado_acumulado > 0,
            printf(
                '%.0f %% de lo devengado es inversión (genérica 2.6), ',
                100 * inversion_acumulado::double / devengado_acumulado::double
            ),
            ''
        )
        || 'lo devengado en un mes puede pagar los de otro, y falta lo de la sede central.' as advertencia
    from {{ ref('int_costo_por_servicio') }}

)

{{ legible('costo_por_servicio_acumulado') }}
