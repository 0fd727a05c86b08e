with ambitos as (

    select
        'red' as ambito,
        null::varchar as cite_codigo,
        *
    from {{ ref('clientes_por_departamento') }}

    union all by name

    select
        'cite' as ambito,
        *
    from {{ ref('clientes_por_departamento_y_cite') }}

),

mart as (

    select clientes.*
    from ambitos as clientes
    semi join {{ ref('int_meses_por_rehacer') }} as meses on clientes.periodo = meses.periodo

),

marts_clientes_por_departamento as (

    select
        mart.periodo,
        mart.ambito,
        mart.cite_codigo,
        mart.departamento,
        mart.clientes_mes,
        sum(mart.clientes_acumulado) over del_ambito as suma_de_departamentos,
        total.clientes_acumulado as clientes_del_ambito
    from mart
    left join {{ ref('int_clientes_reportados') }} as total
        on
            mart.periodo = total.periodo
            and mart.ambito = total.ambito
            and mart.cite_codigo is not distinct from total.cite_codigo
            and total.tipo_cliente_codigo is null
    window del_ambito as (partition by mart.periodo, mart.ambito, mart.cite_codigo)

)

select * from marts_clientes_por_departamento
