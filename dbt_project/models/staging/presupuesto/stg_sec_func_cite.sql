with source as (

    select * from {{ ref('sec_func_cite') }}

),

stg_sec_func_cite as (

    select
        anio,
        {{ codigo_de_ancho('sec_func', 4) }} as sec_func,
        cite_codigo
    from source

)

select * from stg_sec_func_cite
