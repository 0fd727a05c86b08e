with ambitos as (

    select
        'red' as ambito,
        null::varchar as cite_codigo,
        *
    from {{ ref('clientes_nuevos') }}

    union all by name

    select
        'cite' as ambito,
        *
    from {{ ref('clientes_nuevos_por_cite') }}

),

-- The sum of a year runs over all its months, those that are not judged included.
mart as (

    select
        *,
        sum(clientes_nuevos) over (
            partition by ambito, cite_codigo, year(periodo)
            order by periodo
        ) as nuevos_del_anio
    from ambitos

),

marts_clientes_nuevos as (

    select
        mart.periodo,
        mart.ambito,
        mart.cite_codigo,
        mart.clientes_recurrentes,
        mart.clientes_nuevos + mart.clientes_recurrentes as nuevos_y_recurrentes,
        total.clientes_mes,
        mart.nuevos_del_anio,
        total.clientes_acumulado
    from mart
    semi join {{ ref('int_meses_por_rehacer') }} as meses on mart.periodo = meses.periodo
    left join {{ ref('int_clientes_reportados') }} as total
        on
            mart.periodo = total.periodo
            and mart.ambito = total.ambito
            and mart.cite_codigo is not distinct from total.cite_codigo
            and total.tipo_cliente_codigo is null

)

select * from marts_clientes_nuevos
