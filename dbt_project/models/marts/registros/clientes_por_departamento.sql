{{ config(materialized='incremental', incremental_strategy='rehacer_meses', on_schema_change='fail') }}

with atenciones as (

    select
        *,
        -- The same order that decides a client's type (`clientes_por_tipo`).
        row(fecha, cite_codigo, fila) as orden
    from {{ ref('int_atenciones_vigentes') }}
    {{ solo_anios_por_rehacer() }}

),

-- Once per client, centre and month. A ubigeo left blank says nothing: the last one written down holds.
ultimas as (

    select
        periodo,
        cite_codigo,
        cliente_id,
        max(orden) filter (where ubigeo is not null) as orden,
        arg_max(ubigeo, orden) filter (where ubigeo is not null) as ubigeo
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

-- The department is decided within the scope and the window counted.
clientes as (

    select
        ventana,
        ambito,
        cite_codigo,
        periodo,
        cliente_id,
        left(arg_max(ubigeo, orden) filter (where ubigeo is not null), 2) as departamento_codigo
    from por_ventana
    group by all

),

contados as (

    select
        ambito,
        cite_codigo,
        periodo,
        departamento_codigo,
        count(*) filter (where ventana = 'mes') as clientes_mes,
        count(*) filter (where ventana = 'acumulado') as clientes_acumulado
    from clientes
    group by all

),

departamentos as (

    select
        departamento_codigo,
        departamento
    from {{ ref('stg_departamentos') }}

    union all

    select
        null as departamento_codigo,
        'sin dato' as departamento

),

clientes_por_departamento as (

    select
        celdas.periodo,
        celdas.ambito,
        celdas.cite_codigo,
        departamentos.departamento_codigo,
        departamentos.departamento,
        case
            when celdas.clientes_mes is not null then coalesce(contados.clientes_mes, 0)
        end::bigint as clientes_mes,
        case
            when celdas.clientes_acumulado is not null then coalesce(contados.clientes_acumulado, 0)
        end::bigint as clientes_acumulado,
        celdas.reportes_faltantes
    from celdas
    cross join departamentos
    left join contados
        on
            celdas.periodo = contados.periodo
            and celdas.ambito = contados.ambito
            and celdas.cite_codigo is not distinct from contados.cite_codigo
            and departamentos.departamento_codigo is not distinct from contados.departamento_codigo
    where celdas.tipo_cliente_codigo is null

)

select * from clientes_por_departamento
