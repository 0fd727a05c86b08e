-- No column of a person leaves raw, not even to be judged.
select
    atenciones.reporte_id,
    atenciones.fila,
    atenciones.periodo,
    date_trunc('month', atenciones.fecha) as mes_de_la_fecha,
    atenciones.tipo_cliente_codigo,
    atenciones.tipo_servicio_codigo,
    atenciones.cantidad,
    atenciones.importe
from raw.atenciones as atenciones
semi join raw.periodos_por_rehacer as pendientes on atenciones.reporte_id = pendientes.reporte_id
