{{ config(materialized='incremental', incremental_strategy='rehacer_meses', on_schema_change='fail') }}

with celdas as (

    select * from {{ ref('int_celdas') }}
    {{ solo_anios_por_rehacer() }}

),

contados as (

    select
        periodo,
        cite_codigo,
        tarea_codigo,
        categoria_presupuestal,
        sum(cantidad) as servicios
    from {{ ref('int_atenciones_vigentes') }}
    {{ solo_anios_por_rehacer() }}
    group by all

),

-- Every task by every category would be zeros almost alone: the grid is dense from the first month of the
-- year in which the centre gave the task under that category.
brindadas as (

    select
        cite_codigo,
        tarea_codigo,
        categoria_presupuestal,
        year(periodo) as anio,
        min(periodo) as desde
    from contados
    group by all

),

grilla as (

    select
        celdas.periodo,
        celdas.cite_codigo,
        brindadas.tarea_codigo,
        brindadas.categoria_presupuestal,
        case when celdas.reporto then coalesce(contados.servicios, 0) end as servicios
    from celdas
    inner join brindadas
        on
            celdas.cite_codigo = brindadas.cite_codigo
            and year(celdas.periodo) = brindadas.anio
            and celdas.periodo >= brindadas.desde
    left join contados
        on
            celdas.periodo = contados.periodo
            and celdas.cite_codigo = contados.cite_codigo
            and brindadas.tarea_codigo = contados.tarea_codigo
            and brindadas.categoria_presupuestal = contados.categoria_presupuestal

),

nombrado as (

    select
        grilla.periodo,
        grilla.cite_codigo,
        grilla.tarea_codigo,
        tareas.tarea,
        tareas.tipo_servicio_codigo,
        tareas.tipo_servicio,
        tareas.complejidad,
        grilla.categoria_presupuestal,
        grilla.servicios::bigint as servicios
    from grilla
    left join {{ ref('stg_tareas') }} as tareas on grilla.tarea_codigo = tareas.tarea_codigo

),

servicios_por_tarea as (

    select * from nombrado
    {{ solo_meses_por_rehacer() }}

)

{{ legible('servicios_por_tarea') }}
