-- Síntoma: servicios bajo un tipo que no es el de su tarea, o tarea sin catálogo.
-- Causa probable: cambió el catálogo de tareas después de cargar.
with atenciones as (

    select vigentes.*
    from {{ ref('int_atenciones_vigentes') }} as vigentes
    semi join {{ ref('int_meses_por_rehacer') }} as meses on vigentes.periodo = meses.periodo

)

select
    atenciones.reporte_id,
    atenciones.fila,
    atenciones.tarea_codigo,
    atenciones.tipo_servicio_codigo
from atenciones
left join {{ ref('stg_tareas') }} as tareas on atenciones.tarea_codigo = tareas.tarea_codigo
where tareas.tipo_servicio_codigo is distinct from atenciones.tipo_servicio_codigo
