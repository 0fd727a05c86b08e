with dim_cadena_productiva as (

    select
        cadena_codigo,
        cadena_productiva
    from {{ ref('stg_cadenas_productivas') }}

)

select * from dim_cadena_productiva
