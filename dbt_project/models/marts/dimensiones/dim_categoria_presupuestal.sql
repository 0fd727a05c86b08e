with dim_categoria_presupuestal as (

    select
        categoria_presupuestal,
        denominacion,
        codigo_siaf
    from {{ ref('stg_categorias_presupuestales') }}

)

select * from dim_categoria_presupuestal
