with source as (

    select * from {{ ref('parametros') }}

),

stg_parametros as (

    select
        parametro,

        valor,

        unidad,
        descripcion
    from source

)

select * from stg_parametros
