{{ config(materialized='incremental', incremental_strategy='rehacer_meses', on_schema_change='fail') }}

with {{ clientes_por_ventana(['ubigeo'], celdas=ref('int_clientes_reportados')) }},

-- Which cells there are, and which of them nobody has reported, is said once: there.
celdas as (

    select * from {{ ref('int_clientes_reportados') }}
    {{ solo_meses_por_rehacer() }}

),

contados as (

    select
        ambito,
        cite_codigo,
        periodo,
        left(ubigeo, 2) as departamento_codigo,
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

int_clientes_por_departamento as (

    select
        celdas.periodo,
        celdas.ambito,
        celdas.cite_codigo,
        departamentos.departamento_codigo,
        departamentos.departamento,
        {{ clientes_de_la_celda() }}
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

select * from int_clientes_por_departamento
