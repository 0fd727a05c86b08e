with mart as (

    select clientes.*
    from {{ ref('clientes_por_tipo') }} as clientes
    semi join {{ ref('int_meses_por_rehacer') }} as meses on clientes.periodo = meses.periodo

),

marts_clientes_por_tipo as (

    select
        periodo,
        ambito,
        cite_codigo,
        tipo_cliente,
        clientes_mes,
        clientes_acumulado,
        sum(clientes_mes) filter (where tipo_cliente_codigo is not null) over del_ambito as suma_del_mes,
        max(clientes_mes) filter (where tipo_cliente_codigo is null) over del_ambito as total_del_mes,
        sum(clientes_acumulado) filter (where tipo_cliente_codigo is not null) over del_ambito
            as suma_del_acumulado,
        max(clientes_acumulado) filter (where tipo_cliente_codigo is null) over del_ambito
            as total_del_acumulado
    from mart
    window del_ambito as (partition by periodo, ambito, cite_codigo)

)

select * from marts_clientes_por_tipo
