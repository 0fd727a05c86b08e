-- The network's own count; the centres' stands apart, since the two never add up.
with clientes_nuevos as (

    select * exclude (ambito, cite_codigo)
    from {{ ref('int_clientes_nuevos') }}
    where ambito = 'red'

)

{{ legible('clientes_nuevos', centro=false) }}
