-- What adds up over any rows; the running totals, which do not, stand apart.
with servicios_por_cite as (

    select * exclude (servicios_acumulado, meses_sin_reporte)
    from {{ ref('int_servicios_por_cite') }}

)

{{ legible('servicios_por_cite') }}
