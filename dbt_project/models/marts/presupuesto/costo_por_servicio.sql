-- The money and the services that a cost is made of, month by month: both add up, their quotient is a metric.
with costo_por_servicio as (

    select
        periodo,
        cite_codigo,
        devengado_mes,
        inversion_mes,
        servicios_mes
    from {{ ref('int_costo_por_servicio') }}

)

{{ legible('costo_por_servicio') }}
