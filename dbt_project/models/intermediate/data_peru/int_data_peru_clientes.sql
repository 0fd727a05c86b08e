with acumulados as (

    select
        periodo,
        if(tabla = 'TABLA_02_N01', 'cite', 'red') as ambito,
        cite_codigo,
        tipo_codigo,
        valor::bigint as clientes_acumulado
    from {{ ref('int_data_peru_celdas') }}
    where tabla in ('TABLA_02_N01', 'TABLA_02_N02')

),

por_tipo as (

    select
        acumulados.periodo,
        acumulados.ambito,
        acumulados.cite_codigo,
        tipos.tipo_cliente_codigo,
        tipos.tipo_cliente,
        acumulados.clientes_acumulado
    from acumulados
    inner join {{ ref('stg_tipos_cliente') }} as tipos on acumulados.tipo_codigo = tipos.tipo_cliente_codigo

),

-- Within one scope each client has one type, so the types do add up.
totales as (

    select
        periodo,
        ambito,
        cite_codigo,
        null::integer as tipo_cliente_codigo,
        'Total' as tipo_cliente,
        sum(clientes_acumulado)::bigint as clientes_acumulado
    from por_tipo
    group by all

),

int_data_peru_clientes as (

    select * from por_tipo
    union all
    select * from totales

)

select * from int_data_peru_clientes
