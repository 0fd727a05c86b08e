with source as (

    select * from {{ source('raw', 'observaciones') }}

),

-- El valor y el mensaje se quedan en raw: pueden repetir un documento o un nombre.
stg_observaciones as (

    select
        -- claves
        reporte_id,
        codigo,

        -- dimensiones
        nivel,
        hoja,
        fila,
        columna
    from source

)

select * from stg_observaciones
