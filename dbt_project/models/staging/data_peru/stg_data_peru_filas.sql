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
        mes_01,
        mes_02,
        mes_03,
        mes_04,
        mes_05,
        mes_06,
        mes_07,
        mes_08,
        mes_09,
        mes_10,
        mes_11,
        mes_12
    from source

)

select * from stg_data_peru_filas
