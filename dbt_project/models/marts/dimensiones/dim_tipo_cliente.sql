with dim_tipo_cliente as (

    select
        tipo_cliente_codigo,
        tipo_cliente,
        priorizado
    from {{ ref('stg_tipos_cliente') }}

)

select * from dim_tipo_cliente
