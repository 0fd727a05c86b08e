-- The network's own count; the centres' stands apart, since the two never add up.
with clientes_por_sexo as (

    select * exclude (ambito, cite_codigo)
    from {{ ref('int_clientes_por_sexo') }}
    where ambito = 'red'

)

{{ legible('clientes_por_sexo', centro=false) }}
