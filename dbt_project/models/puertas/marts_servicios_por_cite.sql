with mart as (

    select
        servicios.*,
        acumulados.servicios_acumulado,
        acumulados.meses_sin_reporte
    from {{ ref('servicios_por_cite') }} as servicios
    left join {{ ref('servicios_acumulados_por_cite') }} as acumulados
        on
            servicios.periodo = acumulados.periodo
            and servicios.cite_codigo = acumulados.cite_codigo
            and servicios.tipo_servicio_codigo = acumulados.tipo_servicio_codigo
    semi join {{ ref('int_meses_por_rehacer') }} as meses on servicios.periodo = meses.periodo

),

registrados as (

    select
        atenciones.periodo,
        sum(atenciones.cantidad)::bigint as servicios
    from {{ ref('int_atenciones_vigentes') }} as atenciones
    semi join {{ ref('int_meses_por_rehacer') }} as meses on atenciones.periodo = meses.periodo
    group by all

),

marts_servicios_por_cite as (

    select
        mart.periodo,
        mart.cite_codigo,
        mart.tipo_servicio_codigo,
        mart.servicios,
        mart.servicios_acumulado,
        mart.meses_sin_reporte,
        coalesce(
            sum(mart.servicios) filter (where mart.origen = 'reporte') over (partition by mart.periodo), 0
        )::bigint as servicios_del_mes,
        coalesce(registrados.servicios, 0) as servicios_registrados
    from mart
    left join registrados on mart.periodo = registrados.periodo

)

select * from marts_servicios_por_cite
