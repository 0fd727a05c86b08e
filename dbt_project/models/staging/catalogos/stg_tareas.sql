with source as (

    select * from {{ ref('tareas') }}

),

stg_tareas as (

    select
        tarea_codigo,
        tipo_servicio_codigo,

        tarea,
        tipo_servicio,
        complejidad
    from source

)

select * from stg_tareas
