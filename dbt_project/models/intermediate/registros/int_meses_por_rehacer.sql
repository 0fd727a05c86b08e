with cambios as (

    select * from {{ ref('stg_periodos_por_rehacer') }}

),

-- How far the grid reached before these changes: later months are new, though nobody report them.
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

-- A change redoes its month and the later ones of its year, for year-to-date figures carry it.
-- With --full-refresh everything is redone, and so tested.
int_meses_por_rehacer as (

    select distinct meses.periodo
    from meses
    left join cambios on year(meses.periodo) = year(cambios.periodo) and meses.periodo >= cambios.periodo
    where cambios.periodo is not null or meses.es_nuevo or {{ rehacer_todo() }}

)

select * from int_meses_por_rehacer
