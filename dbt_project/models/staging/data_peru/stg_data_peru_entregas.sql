with source as (

    select * from {{ source('raw', 'data_peru_entregas') }}

),

stg_data_peru_entregas as (

    select
        entrega_id,

        archivo,
        sha256,
        estado,
        version,
        recibido_en
    from source

)

select * from stg_data_peru_entregas
