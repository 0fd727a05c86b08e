-- Each `corte` is one whole cut one way: two cuts never add up.
with presupuesto_publicado_por_corte as (

    select *
    from {{ ref('int_presupuesto_publicado') }}
    where corte not in ('centro (solo recursos ordinarios)', 'producto y actividad del PP0093')

)

select * from presupuesto_publicado_por_corte
