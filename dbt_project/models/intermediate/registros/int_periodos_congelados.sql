-- Congelar de nuevo un mes corregido reemplaza al congelamiento anterior, que queda en la historia.
with int_periodos_congelados as (

    select * from {{ ref('stg_periodos_congelados') }}
    qualify
        row_number() over (
            partition by periodo
            order by congelado_en desc
        ) = 1

)

select * from int_periodos_congelados
