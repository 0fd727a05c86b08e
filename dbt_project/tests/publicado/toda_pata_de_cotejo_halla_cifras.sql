-- A leg that selects no figure compares nothing and would pass unseen.
select patas.*
from {{ ref('cotejos') }} as patas
left join {{ ref('stg_publicado') }} as cifras
    on
        patas.documento = cifras.documento
        and cifras.cuadro like patas.cuadro
        and cifras.medida like patas.medida
        and cifras.periodo like patas.periodo
        and (patas.fila is null or patas.fila = cifras.fila)
        and (patas.es_total is null or patas.es_total = cifras.es_total)
        and (patas.programacion is null or patas.programacion = cifras.programacion)
        and (patas.ambito is null or patas.ambito = cifras.ambito)
        and (
            patas.categoria_presupuestal is null
            or patas.categoria_presupuestal = cifras.categoria_presupuestal
        )
        and (patas.detalle is null or coalesce(cifras.detalle, '') like patas.detalle)
where cifras.publicado_id is null
