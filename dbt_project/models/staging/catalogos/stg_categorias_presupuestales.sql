with source as (

    select * from {{ ref('categorias_presupuestales') }}

),

stg_categorias_presupuestales as (

    select
        categoria_presupuestal,

        denominacion,
        codigo_siaf
    from source

)

select * from stg_categorias_presupuestales
