{{ config(materialized='incremental', incremental_strategy='rehacer_meses', on_schema_change='fail') }}

with atenciones as (

    select
        *,
        -- The same order that decides a client's type (`clientes_por_tipo`).
        row(fecha, cite_codigo, fila) as orden
    from {{ ref('int_atenciones_vigentes') }}
    {{ solo_anios_por_rehacer() }}

),

-- Once per client, centre and month. A sex left blank says nothing: the last one written down holds.
ultimas as (

    select
        periodo,
        cite_codigo,
        cliente_id,
        max(orden) as orden,
        arg_max(tipo_cliente_codigo, orden) as tipo_cliente_codigo,
        max(orden) filter (where sexo is not null) as orden_sexo,
        arg_max(sexo, orden) filter (where sexo is not null) as sexo
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

-- Which cells there are, and which of them nobody has reported, is said once: there.
celdas as (

    select * from {{ ref('int_clientes_reportados') }}
    {{ solo_meses_por_rehacer() }}

),

meses as (

    select distinct periodo
    from celdas

),

por_ventana as (

    select
        'mes' as ventana,
        por_ambito.*
    from por_ambito
    semi join meses on por_ambito.periodo = meses.periodo

    union all

    select
        'acumulado' as ventana,
        por_ambito.* replace (meses.periodo as periodo)
    from por_ambito
    inner join meses
        on year(por_ambito.periodo) = year(meses.periodo) and por_ambito.periodo <= meses.periodo

),

-- Type and sex are decided within the scope and the window counted.
clientes as (

    select
        ventana,
        ambito,
        cite_codigo,
        periodo,
        cliente_id,
        arg_max(tipo_cliente_codigo, orden) as tipo_cliente_codigo,
        coalesce(arg_max(sexo, orden_sexo) filter (where sexo is not null), 'sin dato') as sexo
    from por_ventana
    group by all

),

-- By type, and of all types together (null).
niveles as (

    select unnest([true, false]) as por_tipo

),

contados as (

    select
        clientes.ambito,
        clientes.cite_codigo,
        clientes.periodo,
        clientes.sexo,
        if(niveles.por_tipo, clientes.tipo_cliente_codigo, null) as tipo_cliente_codigo,
        count(*) filter (where clientes.ventana = 'mes') as clientes_mes,
        count(*) filter (where clientes.ventana = 'acumulado') as clientes_acumulado
    from clientes
    cross join niveles
    group by all

),

sexos as (

    select unnest(['F', 'M', 'sin dato']) as sexo

),

clientes_por_sexo as (

    select
        celdas.periodo,
        celdas.ambito,
        celdas.cite_codigo,
        celdas.tipo_cliente_codigo,
        celdas.tipo_cliente,
        sexos.sexo,
        case
            when celdas.clientes_mes is not null then coalesce(contados.clientes_mes, 0)
        end::bigint as clientes_mes,
        case
            when celdas.clientes_acumulado is not null then coalesce(contados.clientes_acumulado, 0)
        end::bigint as clientes_acumulado,
        celdas.reportes_faltantes
    from celdas
    cross join sexos
    left join contados
        on
            celdas.periodo = contados.periodo
            and celdas.ambito = contados.ambito
            and celdas.cite_codigo is not distinct from contados.cite_codigo
            and celdas.tipo_cliente_codigo is not distinct from contados.tipo_cliente_codigo
            and sexos.sexo = contados.sexo

)

select * from clientes_por_sexo
