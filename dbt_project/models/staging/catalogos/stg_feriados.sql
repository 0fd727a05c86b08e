with source as (

    select * from {{ ref('feriados') }}

),

stg_feriados as (

    select
        -- claves
        fecha,

        -- dimensiones
        feriado
    from source

)

select * from stg_feriados
