-- Rebuilt whole: one row per version ever received whose centre and month could be read.
with situacion as (

    select
        reporte_id,
        situacion,
        abierto
    from {{ ref('int_situacion_reportes') }}

),

reportes as (

    select * from {{ ref('stg_reportes') }}
    where cite_codigo is not null and periodo is not null

),

versiones_recibidas as (

    select
        reportes.periodo,
        reportes.cite_codigo,
        reportes.version,
        reportes.reporte_id,
        reportes.recibido_en,
        reportes.estado,
        situacion.situacion,
        situacion.abierto,
        reportes.filas,
        reportes.filas_aceptadas as filas_cargadas,
        reportes.filas_observadas,
        reportes.filas_rechazadas,
        reportes.servicios_declarados,
        reportes.servicios as servicios_cargados,
        reportes.clientes_declarados,
        reportes.clientes as clientes_cargados
    from reportes
    left join situacion on reportes.reporte_id = situacion.reporte_id

)

{{ legible('versiones_recibidas') }}
