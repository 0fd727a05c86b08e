with mart as (

    select
        servicios.periodo,
        sum(servicios.servicios)::bigint as servicios_del_mes
    from {{ ref('servicios_por_tarea') }} as servicios
    semi join {{ ref('int_meses_por_rehacer') }} as meses on servicios.periodo = meses.periodo
    group by all

),

registrados as (

    select
        atenciones.periodo,
        sum(atenciones.cantidad)::bigint as servicios_registrados
    from {{ ref('int_atenciones_vigentes') }} as atenciones
    semi join {{ ref('int_meses_por_rehacer') }} as meses on atenciones.periodo = meses.periodo
    group by all

),

marts_servicios_por_tarea as (

    select
        coalesce(mart.periodo, registrados.periodo) as periodo,
        coalesce(mart.servicios_del_mes, 0) as servicios_del_mes,
        coalesce(registrados.servicios_registrados, 0) as servicios_registrados
    from mart
    full join registrados on mart.periodo = registrados.periodo

)

select * from marts_servicios_por_tarea
