{{ config(materialized='incremental', incremental_strategy='rehacer_meses', on_schema_change='fail') }}

with celdas as (

    select * from {{ ref('int_celdas') }}
    {{ solo_anios_por_rehacer() }}

),

tipos as (

    select distinct
        tipo_servicio_codigo,
        tipo_servicio
    from {{ ref('stg_tareas') }}

),

contados as (

    select
        periodo,
        cite_codigo,
        tipo_servicio_codigo,
        sum(cantidad) as servicios
    from {{ ref('int_atenciones_vigentes') }}
    {{ solo_anios_por_rehacer() }}
    group by all

),

-- Zero where the centre reported none; null where it has not reported.
grilla as (

    select
        celdas.periodo,
        celdas.cite_codigo,
        tipos.tipo_servicio_codigo,
        tipos.tipo_servicio,
        case when celdas.reporto then coalesce(contados.servicios, 0) end as servicios,
        celdas.debido and not celdas.reporto as falta
    from celdas
    cross join tipos
    left join contados
        on
            celdas.periodo = contados.periodo
            and celdas.cite_codigo = contados.cite_codigo
            and tipos.tipo_servicio_codigo = contados.tipo_servicio_codigo

),

acumulado as (

    select
        periodo,
        cite_codigo,
        tipo_servicio_codigo,
        tipo_servicio,
        servicios::bigint as servicios,
        (sum(servicios) over al_mes)::bigint as servicios_acumulado,
        (count(*) filter (where falta) over al_mes)::integer as meses_sin_reporte
    from grilla
    window al_mes as (
        partition by cite_codigo, tipo_servicio_codigo, year(periodo)
        order by periodo
    )

),

int_servicios_reportados as (

    select * from acumulado
    {{ solo_meses_por_rehacer() }}

)

select * from int_servicios_reportados
