with source as (

    select * from {{ source('raw', 'retiros') }}

),

stg_retiros as (

    select
        clave,
        retirado_en
    from source

)

select * from stg_retiros
