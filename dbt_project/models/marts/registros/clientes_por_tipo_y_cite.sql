-- The total of the types is no row: within a month and scope they add up to it.
with clientes_por_tipo_y_cite as (

    select * exclude (ambito)
    from {{ ref('int_clientes_por_tipo') }}
    where ambito = 'cite' and tipo_cliente_codigo is not null

)

{{ legible('clientes_por_tipo_y_cite') }}
