with source as (

    select * from {{ source('raw', 'observaciones') }}

),

-- The value and the message stay in raw: they may repeat a document or a name.
stg_observaciones as (

    select
        reporte_id,
        codigo,

        nivel,
        hoja,
        fila,
        columna,
        veces
    from source

)

select * from stg_observaciones
