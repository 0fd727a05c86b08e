with source as (

    select * from {{ ref('cadenas_productivas') }}

),

stg_cadenas_productivas as (

    select
        cadena_codigo,

        cadena_productiva
    from source

)

select * from stg_cadenas_productivas
