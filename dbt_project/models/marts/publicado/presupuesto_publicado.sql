-- One cut a year, so that its amounts add up; the other cuts of the same money stand apart.
with presupuesto_publicado as (

    select *
    from {{ ref('int_presupuesto_publicado') }}
    where corte in ('centro (solo recursos ordinarios)', 'producto y actividad del PP0093')

)

select * from presupuesto_publicado
