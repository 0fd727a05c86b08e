-- The network's own count; the centres' stands apart, since the two never add up.
-- The total of the types is no row: within a month and scope they add up to it.
with clientes_por_tipo as (

    select * exclude (ambito, cite_codigo)
    from {{ ref('int_clientes_por_tipo') }}
    where ambito = 'red' and tipo_cliente_codigo is not null

)

{{ legible('clientes_por_tipo', centro=false) }}
