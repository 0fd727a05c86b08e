-- A leg that selects no figure compares nothing and would pass unseen.
select patas.*
from {{ ref('cotejos') }} as patas
left join {{ ref('stg_publicado') }} as cifras
    on
        patas.documento = cifras.documento
        and cifras.cuadro like patas.cuadro
        and cifras.medida like patas.medida
        and cifras.periodo like patas.periodo
        and (patas.fila is null or cifras.fila = patas.fila)
        and (patas.es_total is null or cifras.es_total = patas.es_total)
        and (patas.programacion is null or cifras.programacion = patas.programacion)
        and (patas.ambito is null or cifras.ambito = patas.ambito)
        and (patas.categoria_presupuestal is null or cifras.categoria_presupuestal = patas.categoria_presupuestal)
        and (patas.detalle is null or coalesce(cifras.detalle, '') like patas.detalle)
where cifras.publicado_id is null
