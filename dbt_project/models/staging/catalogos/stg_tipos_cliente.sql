with source as (

    select * from {{ ref('tipos_cliente') }}

),

stg_tipos_cliente as (

    select
        tipo_cliente_codigo,

        tipo_cliente,
        priorizado
    from source

)

select * from stg_tipos_cliente
