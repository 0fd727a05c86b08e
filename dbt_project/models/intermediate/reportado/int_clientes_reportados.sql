{{ config(materialized='incremental', incremental_strategy='rehacer_meses', on_schema_change='fail') }}

with {{ clientes_por_ventana(['tipo_cliente_codigo'], celdas=ref('int_celdas')) }},

celdas as (

    select * from {{ ref('int_celdas') }}
    {{ solo_anios_por_rehacer() }}

),

-- By type, and the total (null type), counted from records too.
niveles as (

    select unnest([true, false]) as por_tipo

),

contados as (

    select
        clientes.ambito,
        clientes.cite_codigo,
        clientes.periodo,
        if(niveles.por_tipo, clientes.tipo_cliente_codigo, null) as tipo_cliente_codigo,
        count(*) filter (where clientes.ventana = 'mes') as clientes_mes,
        count(*) filter (where clientes.ventana = 'acumulado') as clientes_acumulado
    from clientes
    cross join niveles
    group by all

),

ambitos as (

    select
        'cite' as ambito,
        cite_codigo,
        periodo,
        reporto,
        (debido and not reporto)::integer as faltan
    from celdas

    union all

    select
        'red' as ambito,
        null as cite_codigo,
        periodo,
        bool_or(reporto) as reporto,
        count(*) filter (where debido and not reporto) as faltan
    from celdas
    group by periodo

),

ambitos_al_mes as (

    select
        *,
        bool_or(reporto) over al_mes as reporto_en_el_anio,
        (sum(faltan) over al_mes)::integer as reportes_faltantes
    from ambitos
    window al_mes as (
        partition by ambito, cite_codigo, year(periodo)
        order by periodo
    )

),

tipos as (

    select
        tipo_cliente_codigo,
        tipo_cliente
    from {{ ref('stg_tipos_cliente') }}

    union all

    select
        null as tipo_cliente_codigo,
        'Total' as tipo_cliente

),

-- Zero where there was a report and no client; null where nobody of the scope has reported.
int_clientes_reportados as (

    select
        ambitos_al_mes.periodo,
        ambitos_al_mes.ambito,
        ambitos_al_mes.cite_codigo,
        tipos.tipo_cliente_codigo,
        tipos.tipo_cliente,
        case
            when ambitos_al_mes.reporto then coalesce(contados.clientes_mes, 0)
        end::bigint as clientes_mes,
        case
            when ambitos_al_mes.reporto_en_el_anio then coalesce(contados.clientes_acumulado, 0)
        end::bigint as clientes_acumulado,
        ambitos_al_mes.reportes_faltantes
    from ambitos_al_mes
    semi join meses on ambitos_al_mes.periodo = meses.periodo
    cross join tipos
    left join contados
        on
            ambitos_al_mes.ambito = contados.ambito
            and ambitos_al_mes.periodo = contados.periodo
            and ambitos_al_mes.cite_codigo is not distinct from contados.cite_codigo
            and tipos.tipo_cliente_codigo is not distinct from contados.tipo_cliente_codigo

)

select * from int_clientes_reportados
