with source as (

    select * from {{ source('raw', 'data_peru_filas') }}

),

stg_data_peru_filas as (

    select
        entrega_id,
        tabla,
        linea,

        cite_codigo,
        anio,
        tipo_codigo,
        fecha,
        fuente,

        pim,
        columns('mes_\d+')
    from source

)

select * from stg_data_peru_filas
