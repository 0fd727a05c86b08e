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
        strptime(reporta_hasta || '-01', '%Y-%m-%d')::date as reporta_hasta,
        sucesor,
        string_split(programas, '|') as programas,
        nota
    from source

)

select * from stg_cites
