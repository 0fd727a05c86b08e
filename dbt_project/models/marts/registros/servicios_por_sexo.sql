{{ config(materialized='incremental', incremental_strategy='rehacer_meses', on_schema_change='fail') }}

-- Which cells there are, and which of them nobody has reported, is said once: there.
with celdas as (

    select * from {{ ref('int_servicios_reportados') }}
    {{ solo_anios_por_rehacer() }}

),

contados as (

    select
        periodo,
        cite_codigo,
        tipo_servicio_codigo,
        coalesce(sexo, 'sin dato') as sexo,
        sum(cantidad) as servicios
    from {{ ref('int_atenciones_vigentes') }}
    {{ solo_anios_por_rehacer() }}
    group by all

),

sexos as (

    select unnest(['F', 'M', 'sin dato']) as sexo

),

grilla as (

    select
        celdas.periodo,
        celdas.cite_codigo,
        celdas.tipo_servicio_codigo,
        celdas.tipo_servicio,
        sexos.sexo,
        case when celdas.servicios is not null then coalesce(contados.servicios, 0) end::bigint as servicios
    from celdas
    cross join sexos
    left join contados
        on
            celdas.periodo = contados.periodo
            and celdas.cite_codigo = contados.cite_codigo
            and celdas.tipo_servicio_codigo = contados.tipo_servicio_codigo
            and sexos.sexo = contados.sexo

),

servicios_por_sexo as (

    select * from grilla
    {{ solo_meses_por_rehacer() }}

)

{{ legible('servicios_por_sexo') }}
