with source as (

    select * from {{ source('raw', 'reportes') }}

),

stg_reportes as (

    select
        source.reporte_id,
        source.cite_codigo,
        source.periodo,
        source.version,

        source.sha256,
        source.recibido_en,
        source.fecha_envio,
        source.estado,
        retiros.retirado_en,

        source.filas,
        source.filas_aceptadas,
        source.filas_observadas,
        source.filas_rechazadas,
        source.servicios,
        source.clientes,
        source.importe,
        source.servicios_declarados,
        source.clientes_declarados
    from source
    left join {{ ref('stg_retiros') }} as retiros on source.reporte_id = retiros.clave

)

select * from stg_reportes
