-- Within a scope each client has one type: the six types add up to the total, which is counted apart.
-- (Across scopes or months distinct clients never add up.)
with clientes as (

    select mart.*
    from {{ ref('clientes_por_tipo') }} as mart
    semi join {{ ref('int_meses_por_rehacer') }} as meses on mart.periodo = meses.periodo

),

comparados as (

    select
        periodo,
        ambito,
        cite_codigo,
        sum(clientes_mes) filter (where tipo_cliente_codigo is not null) as suma_mes,
        any_value(clientes_mes) filter (where tipo_cliente_codigo is null) as total_mes,
        sum(clientes_acumulado) filter (where tipo_cliente_codigo is not null) as suma_acumulado,
        any_value(clientes_acumulado) filter (where tipo_cliente_codigo is null) as total_acumulado
    from clientes
    group by all

)

select * from comparados
where suma_mes is distinct from total_mes or suma_acumulado is distinct from total_acumulado
