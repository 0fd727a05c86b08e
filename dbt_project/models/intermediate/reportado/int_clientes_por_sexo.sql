{{ config(materialized='incremental', incremental_strategy='rehacer_meses', on_schema_change='fail') }}

with {{ clientes_por_ventana(['tipo_cliente_codigo', 'sexo'], celdas=ref('int_clientes_reportados')) }},

-- Which cells there are, and which of them nobody has reported, is said once: there.
celdas as (

    select * from {{ ref('int_clientes_reportados') }}
    {{ solo_meses_por_rehacer() }}

),

contados as (

    select
        clientes.ambito,
        clientes.cite_codigo,
        clientes.periodo,
        coalesce(clientes.sexo, 'sin dato') as sexo,
        clientes.tipo_cliente_codigo,
        count(*) filter (where clientes.ventana = 'mes') as clientes_mes,
        count(*) filter (where clientes.ventana = 'acumulado') as clientes_acumulado
    from clientes
    group by all

),

sexos as (

    select unnest(['F', 'M', 'sin dato']) as sexo

),

int_clientes_por_sexo as (

    select
        celdas.periodo,
        celdas.ambito,
        celdas.cite_codigo,
        celdas.tipo_cliente_codigo,
        celdas.tipo_cliente,
        sexos.sexo,
        {{ clientes_de_la_celda() }}
    from celdas
    cross join sexos
    left join contados
        on
            celdas.periodo = contados.periodo
            and celdas.ambito = contados.ambito
            and celdas.cite_codigo is not distinct from contados.cite_codigo
            and celdas.tipo_cliente_codigo = contados.tipo_cliente_codigo
            and sexos.sexo = contados.sexo
    -- The total of the types is no row: they add up to it.
    where celdas.tipo_cliente_codigo is not null

)

select * from int_clientes_por_sexo
