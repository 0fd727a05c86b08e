with source as (

    select * from {{ source('raw', 'periodos_por_rehacer') }}

),

stg_periodos_por_rehacer as (

    select
        periodo,
        reporte_id
    from source

)

select * from stg_periodos_por_rehacer
