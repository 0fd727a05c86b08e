-- Symptom: services under a type that is not their task's, or a task outside the catalogue.
-- Probable cause: the catalogue of tasks changed after the load.
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
