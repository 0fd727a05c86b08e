{{ config(materialized='incremental', incremental_strategy='rehacer_meses', on_schema_change='fail') }}

with celdas as (

    select * from {{ ref('int_celdas') }}
    {{ solo_anios_por_rehacer() }}

),

atenciones as (

    select
        *,
        -- Which attention is the latest: by date, then by centre code, then by row.
        row(fecha, cite_codigo, fila) as orden
    from {{ ref('int_atenciones_vigentes') }}
    {{ solo_anios_por_rehacer() }}

),

-- Once per client, centre and month; every wider scope is counted from here.
ultimas as (

    select
        periodo,
        cite_codigo,
        cliente_id,
        max(orden) as orden,
        arg_max(tipo_cliente_codigo, orden) as tipo_cliente_codigo
    from atenciones
    group by all

),

por_ambito as (

    select
        'cite' as ambito,
        *
    from ultimas

    union all

    select
        'red' as ambito,
        * replace (null as cite_codigo)
    from ultimas

),

meses as (

    select distinct periodo
    from celdas
    {{ solo_meses_por_rehacer() }}

),

-- A client's type is decided within the scope counted: the month's may differ from the year's.
clientes_del_mes as (

    select
        ambito,
        cite_codigo,
        periodo,
        cliente_id,
        arg_max(tipo_cliente_codigo, orden) as tipo_cliente_codigo
    from por_ambito
    group by all

),

clientes_al_mes as (

    select
        por_ambito.ambito,
        por_ambito.cite_codigo,
        meses.periodo,
        por_ambito.cliente_id,
        arg_max(por_ambito.tipo_cliente_codigo, por_ambito.orden) as tipo_cliente_codigo
    from por_ambito
    inner join meses
        on year(por_ambito.periodo) = year(meses.periodo) and por_ambito.periodo <= meses.periodo
    group by all

),

-- By type, and the total (null type), counted from records too.
niveles as (

    select unnest([true, false]) as por_tipo

),

contados_mes as (

    select
        clientes_del_mes.ambito,
        clientes_del_mes.cite_codigo,
        clientes_del_mes.periodo,
        if(niveles.por_tipo, clientes_del_mes.tipo_cliente_codigo, null) as tipo_cliente_codigo,
        count(*) as clientes
    from clientes_del_mes
    cross join niveles
    group by all

),

contados_acumulado as (

    select
        clientes_al_mes.ambito,
        clientes_al_mes.cite_codigo,
        clientes_al_mes.periodo,
        if(niveles.por_tipo, clientes_al_mes.tipo_cliente_codigo, null) as tipo_cliente_codigo,
        count(*) as clientes
    from clientes_al_mes
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
            when ambitos_al_mes.reporto then coalesce(contados_mes.clientes, 0)
        end::bigint as clientes_mes,
        case
            when ambitos_al_mes.reporto_en_el_anio then coalesce(contados_acumulado.clientes, 0)
        end::bigint as clientes_acumulado,
        ambitos_al_mes.reportes_faltantes
    from ambitos_al_mes
    semi join meses on ambitos_al_mes.periodo = meses.periodo
    cross join tipos
    left join contados_mes
        on
            ambitos_al_mes.ambito = contados_mes.ambito
            and ambitos_al_mes.periodo = contados_mes.periodo
            and ambitos_al_mes.cite_codigo is not distinct from contados_mes.cite_codigo
            and tipos.tipo_cliente_codigo is not distinct from contados_mes.tipo_cliente_codigo
    left join contados_acumulado
        on
            ambitos_al_mes.ambito = contados_acumulado.ambito
            and ambitos_al_mes.periodo = contados_acumulado.periodo
            and ambitos_al_mes.cite_codigo is not distinct from contados_acumulado.cite_codigo
            and tipos.tipo_cliente_codigo is not distinct from contados_acumulado.tipo_cliente_codigo

)

select * from int_clientes_reportados
