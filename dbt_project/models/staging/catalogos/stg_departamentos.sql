with source as (

    select * from {{ ref('departamentos') }}

),

stg_departamentos as (

    select
        departamento_codigo,

        departamento
    from source

)

select * from stg_departamentos
