-- How the year stood at each month: months do not add up.
with servicios_acumulados_por_cite as (

    select * exclude (servicios)
    from {{ ref('int_servicios_por_cite') }}

)

{{ legible('servicios_acumulados_por_cite') }}
