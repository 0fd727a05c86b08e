with clientes_nuevos_por_cite as (

    select * exclude (ambito)
    from {{ ref('int_clientes_nuevos') }}
    where ambito = 'cite'

)

{{ legible('clientes_nuevos_por_cite') }}
