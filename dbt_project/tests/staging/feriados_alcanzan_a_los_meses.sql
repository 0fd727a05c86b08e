-- Symptom: reports due too early, for the seed of holidays ends before them.
-- Remedy: add the missing years.
select
    max(meses.vence_el) as ultimo_vencimiento,
    max(feriados.fecha) as ultimo_feriado
from {{ ref('int_meses') }} as meses
cross join {{ ref('stg_feriados') }} as feriados
having year(max(meses.vence_el)) > year(max(feriados.fecha))
