with source as (

    select * from {{ source('raw', 'atenciones_observadas') }}

),

stg_atenciones_observadas as (

    select
        reporte_id,
        fila,
        cite_codigo,
        periodo,

        motivos::varchar[] as motivos
    from source

)

select * from stg_atenciones_observadas
