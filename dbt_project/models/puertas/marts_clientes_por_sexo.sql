with ambitos as (

    select
        'red' as ambito,
        null::varchar as cite_codigo,
        *
    from {{ ref('clientes_por_sexo') }}

    union all by name

    select
        'cite' as ambito,
        *
    from {{ ref('clientes_por_sexo_y_cite') }}

),

mart as (

    select clientes.*
    from ambitos as clientes
    semi join {{ ref('int_meses_por_rehacer') }} as meses on clientes.periodo = meses.periodo

),

marts_clientes_por_sexo as (

    select
        mart.periodo,
        mart.ambito,
        mart.cite_codigo,
        mart.tipo_cliente,
        mart.sexo,
        mart.clientes_mes,
        mart.clientes_acumulado,
        sum(mart.clientes_acumulado) over del_tipo as suma_de_sexos,
        por_tipo.clientes_acumulado as clientes_del_tipo
    from mart
    left join {{ ref('int_clientes_reportados') }} as por_tipo
        on
            mart.periodo = por_tipo.periodo
            and mart.ambito = por_tipo.ambito
            and mart.cite_codigo is not distinct from por_tipo.cite_codigo
            and mart.tipo_cliente = por_tipo.tipo_cliente
    window del_tipo as (partition by mart.periodo, mart.ambito, mart.cite_codigo, mart.tipo_cliente)

)

select * from marts_clientes_por_sexo
