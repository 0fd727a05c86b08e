with atenciones as (

    select vigentes.*
    from {{ ref('int_atenciones_vigentes') }} as vigentes
    semi join {{ ref('int_meses_por_rehacer') }} as meses on vigentes.periodo = meses.periodo

),

staging_atenciones as (

    select
        atenciones.reporte_id,
        atenciones.fila,
        atenciones.cliente_id,
        atenciones.cantidad,
        tareas.tarea_codigo as tarea_de_su_servicio,
        vigentes.reporte_id as reporte_vigente,
        sum(atenciones.cantidad) over (partition by atenciones.reporte_id)::bigint as servicios_contados,
        vigentes.servicios as servicios_del_reporte
    from atenciones
    left join {{ ref('int_reportes_vigentes') }} as vigentes on atenciones.reporte_id = vigentes.reporte_id
    left join {{ ref('stg_tareas') }} as tareas
        on
            atenciones.tarea_codigo = tareas.tarea_codigo
            and atenciones.tipo_servicio_codigo = tareas.tipo_servicio_codigo

)

select * from staging_atenciones
