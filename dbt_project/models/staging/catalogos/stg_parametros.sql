with source as (

    select * from {{ ref('parametros') }}

),

stg_parametros as (

    select
        -- claves
        parametro,

        -- medidas
        valor,

        -- dimensiones
        unidad,
        descripcion
    from source

)

select * from stg_parametros
