-- A refused version has no month here: it may speak of one that had not begun.
select
    reportes.recibido_en,
    if(reportes.estado = 'rechazado', null, reportes.periodo) as periodo,
    reportes.cite_codigo || '/' || strftime(reportes.periodo, '%Y-%m') || '/' || reportes.version as orden
from raw.reportes as reportes
semi join raw.periodos_por_rehacer as pendientes on reportes.reporte_id = pendientes.reporte_id
