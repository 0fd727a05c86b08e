-- One row a table whose rows have a name each: how many of them bear a name that another row has.
select
    'recepciones' as tabla,
    count(*) - count(distinct recepcion_id) as repetidas
from raw.recepciones
union all
select
    'reportes' as tabla,
    count(*) - count(distinct reporte_id) as repetidas
from raw.reportes
union all
select
    'periodos_congelados' as tabla,
    count(*) - count(distinct periodo || ' ' || congelado_en) as repetidas
from raw.periodos_congelados
union all
select
    'retiros' as tabla,
    count(*) - count(distinct clave) as repetidas
from raw.retiros
union all
select
    'puertas' as tabla,
    count(*) - count(distinct puerta || ' ' || carga) as repetidas
from raw.puertas
union all
select
    'constancias' as tabla,
    count(*) - count(distinct recepcion_id) as repetidas
from raw.constancias
union all
select
    'rejuicios' as tabla,
    count(*) - count(distinct recepcion_id) as repetidas
from raw.rejuicios
union all
select
    'correos' as tabla,
    count(*) - count(distinct recepcion_id) as repetidas
from raw.correos
union all
select
    'correos_de_retiro' as tabla,
    count(*) - count(distinct clave) as repetidas
from raw.correos_de_retiro
union all
select
    'anotadas' as tabla,
    count(*) - count(distinct clave) as repetidas
from raw.anotadas
union all
select
    'publicaciones' as tabla,
    count(*) - count(distinct version) as repetidas
from raw.publicaciones
union all
select
    'siaf_entregas' as tabla,
    count(*) - count(distinct entrega_id) as repetidas
from raw.siaf_entregas
union all
select
    'data_peru_entregas' as tabla,
    count(*) - count(distinct entrega_id) as repetidas
from raw.data_peru_entregas
union all
select
    'entregas_por_rehacer' as tabla,
    count(*) - count(distinct entrega_id) as repetidas
from raw.entregas_por_rehacer
