with source as (

    select * from {{ ref('feriados') }}

),

stg_feriados as (

    select
        fecha,

        feriado
    from source

)

select * from stg_feriados
