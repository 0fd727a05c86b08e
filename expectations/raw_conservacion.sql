-- Over every version ever received, so that a row lost later shows too.
with cargadas as (

    select
        reporte_id,
        count(*) as filas
    from raw.atenciones
    group by all

),

retenidas as (

    select
        reporte_id,
        count(*) as filas
    from raw.atenciones_observadas
    group by all

),

reportes as (

    select
        *,
        coalesce(estado, 'rechazado') = 'rechazado' as rechazado
    from raw.reportes

)

select
    reportes.reporte_id,
    reportes.filas - reportes.filas_aceptadas - reportes.filas_observadas - reportes.filas_rechazadas
        as filas_sin_destino,
    if(coalesce(reportes.rechazado, true), 0, reportes.filas_aceptadas) - coalesce(cargadas.filas, 0)
        as aceptadas_sin_cargar,
    if(coalesce(reportes.rechazado, true), 0, reportes.filas_observadas) - coalesce(retenidas.filas, 0)
        as observadas_sin_guardar
from reportes
full join cargadas on reportes.reporte_id = cargadas.reporte_id
full join retenidas on coalesce(reportes.reporte_id, cargadas.reporte_id) = retenidas.reporte_id
