with dim_cite as (

    select
        cite_codigo,
        cite,
        tipo,
        departamento,
        reporta_desde,
        array_to_string(programas, ', ') as programas
    from {{ ref('stg_cites') }}

)

select * from dim_cite
