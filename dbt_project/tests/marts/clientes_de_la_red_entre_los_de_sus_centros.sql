-- The network serves at most the sum of its centres' clients, and at least those of the largest.
with totales as (

    select mart.*
    from {{ ref('int_clientes_reportados') }} as mart
    semi join {{ ref('int_meses_por_rehacer') }} as meses on mart.periodo = meses.periodo

),

comparados as (

    select
        periodo,
        any_value(clientes_acumulado) filter (where ambito = 'red') as de_la_red,
        sum(clientes_acumulado) filter (where ambito = 'cite') as suma_de_centros,
        max(clientes_acumulado) filter (where ambito = 'cite') as del_mayor_centro
    from totales
    where tipo_cliente_codigo is null
    group by all

)

select * from comparados
where de_la_red > suma_de_centros or de_la_red < del_mayor_centro
