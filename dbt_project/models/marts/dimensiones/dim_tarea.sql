with dim_tarea as (

    select
        tarea_codigo,
        tarea,
        tipo_servicio_codigo,
        tipo_servicio,
        complejidad
    from {{ ref('stg_tareas') }}

)

select * from dim_tarea
