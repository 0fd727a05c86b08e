with clientes_por_sexo_y_cite as (

    select * exclude (ambito)
    from {{ ref('int_clientes_por_sexo') }}
    where ambito = 'cite'

)

{{ legible('clientes_por_sexo_y_cite') }}
