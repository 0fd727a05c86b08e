-- Besides those of the centres' attentions, the ones that only money has: their code is the SIAF's.
with dim_categoria_presupuestal as (

    select
        categoria_presupuestal,
        denominacion,
        codigo_siaf,
        true as de_atenciones
    from {{ ref('stg_categorias_presupuestales') }}
    union all by name
    select
        codigo as categoria_presupuestal,
        denominacion,
        codigo as codigo_siaf,
        false as de_atenciones
    from {{ ref('clasificadores_presupuesto') }}
    where clasificador = 'categoria_presupuestal'

)

select * from dim_categoria_presupuestal
