-- Symptom: a report that counts and shows in no mart. The grid must hold a cell for each report in force.
select
    vigentes.reporte_id,
    vigentes.cite_codigo,
    vigentes.periodo
from {{ ref('int_reportes_vigentes') }} as vigentes
anti join {{ ref('int_celdas') }} as celdas on vigentes.reporte_id = celdas.reporte_id
