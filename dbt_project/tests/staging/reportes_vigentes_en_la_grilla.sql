-- Síntoma: un reporte que cuenta y no sale en ningún mart. La grilla debe tener una celda para cada vigente.
select
    vigentes.reporte_id,
    vigentes.cite_codigo,
    vigentes.periodo
from {{ ref('int_reportes_vigentes') }} as vigentes
anti join {{ ref('int_celdas') }} as celdas on vigentes.reporte_id = celdas.reporte_id
