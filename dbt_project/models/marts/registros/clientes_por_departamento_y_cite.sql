with clientes_por_departamento_y_cite as (

    select * exclude (ambito)
    from {{ ref('int_clientes_por_departamento') }}
    where ambito = 'cite'

)

{{ legible('clientes_por_departamento_y_cite') }}
