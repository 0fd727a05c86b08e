with source as (

    select * from {{ ref('cites') }}

),

stg_cites as (

    select
        cite_codigo,

        cite,
        tipo,
        departamento,
        strptime(reporta_desde || '-01', '%Y-%m-%d')::date as reporta_desde,
        string_split(programas, '|') as programas
    from source

)

select * from stg_cites
