with source as (

    select * from {{ ref('categorias_presupuestales') }}

),

stg_categorias_presupuestales as (

    select
        -- claves
        categoria_presupuestal,

        -- dimensiones
        denominacion,
        codigo_siaf
    from source

)

select * from stg_categorias_presupuestales
