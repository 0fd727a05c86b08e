with source as (

    select * from {{ ref('tipos_cliente') }}

),

stg_tipos_cliente as (

    select
        -- claves
        tipo_cliente_codigo,

        -- dimensiones
        tipo_cliente,
        priorizado
    from source

)

select * from stg_tipos_cliente
