-- The network's own count; the centres' stands apart, since the two never add up.
with clientes_por_departamento as (

    select * exclude (ambito, cite_codigo)
    from {{ ref('int_clientes_por_departamento') }}
    where ambito = 'red'

)

{{ legible('clientes_por_departamento', centro=false) }}
