with source as (

    select * from {{ source('raw', 'reportes') }}

),

stg_reportes as (

    select
        reporte_id,
        cite_codigo,
        periodo,
        version,

        sha256,
        recibido_en,
        fecha_envio,
        estado,

        filas,
        filas_aceptadas,
        filas_observadas,
        filas_rechazadas,
        servicios,
        clientes,
        importe,
        servicios_declarados,
        clientes_declarados
    from source

)

select * from stg_reportes
