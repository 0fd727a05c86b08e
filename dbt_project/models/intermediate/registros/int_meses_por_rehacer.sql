with cambios as (

    select * from {{ ref('stg_periodos_por_rehacer') }}

),

-- Hasta dónde llegaba la grilla antes de estos cambios: los meses posteriores son nuevos,
-- aunque nadie los reporte.
conocido as (

    select max(vigentes.periodo) as ultimo
    from {{ ref('int_reportes_vigentes') }} as vigentes
    anti join cambios on vigentes.reporte_id = cambios.reporte_id

),

meses as (

    select
        meses.periodo,
        coalesce(meses.periodo > conocido.ultimo, true) as es_nuevo
    from {{ ref('int_meses') }} as meses
    cross join conocido

),

-- Un cambio rehace su mes y los siguientes de su año, porque las cifras acumuladas lo arrastran.
-- Con --full-refresh se rehace, y por tanto se prueba, todo.
int_meses_por_rehacer as (

    select distinct meses.periodo
    from meses
    left join cambios on year(meses.periodo) = year(cambios.periodo) and meses.periodo >= cambios.periodo
    where cambios.periodo is not null or meses.es_nuevo or {{ rehacer_todo() }}

)

select * from int_meses_por_rehacer
