{{ config(materialized='incremental', incremental_strategy='rehacer_meses', on_schema_change='fail') }}

with atenciones as (

    select * from {{ ref('int_atenciones_vigentes') }}
    {{ solo_anios_por_rehacer() }}

),

-- Once per client, scope and month.
atendidos as (

    select distinct
        'cite' as ambito,
        cite_codigo,
        periodo,
        cliente_id
    from atenciones

    union all

    select distinct
        'red' as ambito,
        null as cite_codigo,
        periodo,
        cliente_id
    from atenciones

),

-- Within the year: a correction redoes the later months of its own year, and of no other.
con_primer_mes as (

    select
        *,
        min(periodo) over (partition by ambito, cite_codigo, cliente_id, year(periodo)) as primer_mes
    from atendidos

),

contados as (

    select
        ambito,
        cite_codigo,
        periodo,
        count(*) filter (where primer_mes = periodo) as nuevos,
        count(*) filter (where primer_mes < periodo) as recurrentes
    from con_primer_mes
    group by all

),

-- Which cells there are, and which of them nobody has reported, is said once: there.
celdas as (

    select * from {{ ref('int_clientes_reportados') }}
    {{ solo_meses_por_rehacer() }}

),

int_clientes_nuevos as (

    select
        celdas.periodo,
        celdas.ambito,
        celdas.cite_codigo,
        case
            when celdas.clientes_mes is not null then coalesce(contados.nuevos, 0)
        end::bigint as clientes_nuevos,
        case
            when celdas.clientes_mes is not null then coalesce(contados.recurrentes, 0)
        end::bigint as clientes_recurrentes,
        celdas.reportes_faltantes
    from celdas
    left join contados
        on
            celdas.periodo = contados.periodo
            and celdas.ambito = contados.ambito
            and celdas.cite_codigo is not distinct from contados.cite_codigo
    where celdas.tipo_cliente_codigo is null

)

select * from int_clientes_nuevos
