with ambitos as (

    select
        'red' as ambito,
        null::varchar as cite_codigo,
        *
    from {{ ref('clientes_por_tipo') }}

    union all by name

    select
        'cite' as ambito,
        *
    from {{ ref('clientes_por_tipo_y_cite') }}

),

marts_clientes_por_tipo as (

    select
        mart.periodo,
        mart.ambito,
        mart.cite_codigo,
        mart.tipo_cliente,
        mart.clientes_mes,
        mart.clientes_acumulado,
        sum(mart.clientes_mes) over del_ambito as suma_del_mes,
        total.clientes_mes as total_del_mes,
        sum(mart.clientes_acumulado) over del_ambito as suma_del_acumulado,
        total.clientes_acumulado as total_del_acumulado
    from ambitos as mart
    semi join {{ ref('int_meses_por_rehacer') }} as meses on mart.periodo = meses.periodo
    left join {{ ref('int_clientes_por_tipo') }} as total
        on
            mart.periodo = total.periodo
            and mart.ambito = total.ambito
            and mart.cite_codigo is not distinct from total.cite_codigo
            and total.tipo_cliente_codigo is null
    window del_ambito as (partition by mart.periodo, mart.ambito, mart.cite_codigo)

)

select * from marts_clientes_por_tipo
