with apartados as (

    select *
    from {{ ref('int_data_peru_lugares') }}
    where reportado and con_dato

),

servicios as (

    select
        importados.periodo,
        'servicios' as indicador,
        'cite' as ambito,
        importados.cite_codigo,
        importados.tipo_servicio_codigo as tipo_codigo,
        importados.tipo_servicio as tipo,
        importados.servicios_acumulado as importado,
        reportados.servicios_acumulado as reportado
    from {{ ref('int_data_peru_servicios') }} as importados
    left join {{ ref('int_servicios_reportados') }} as reportados
        on
            importados.periodo = reportados.periodo
            and importados.cite_codigo = reportados.cite_codigo
            and importados.tipo_servicio_codigo = reportados.tipo_servicio_codigo

),

clientes as (

    select
        importados.periodo,
        'clientes' as indicador,
        importados.ambito,
        importados.cite_codigo,
        importados.tipo_cliente_codigo as tipo_codigo,
        importados.tipo_cliente as tipo,
        importados.clientes_acumulado as importado,
        reportados.clientes_acumulado as reportado
    from {{ ref('int_data_peru_clientes') }} as importados
    left join {{ ref('int_clientes_reportados') }} as reportados
        on
            importados.periodo = reportados.periodo
            and importados.ambito = reportados.ambito
            and importados.cite_codigo is not distinct from reportados.cite_codigo
            and importados.tipo_cliente = reportados.tipo_cliente

),

celdas as (

    select * from servicios
    union all
    select * from clientes

),

data_peru_apartadas as (

    select
        celdas.*,
        celdas.importado - celdas.reportado as diferencia
    from celdas
    semi join apartados
        on
            celdas.periodo = apartados.periodo
            and celdas.indicador = apartados.indicador
            and celdas.ambito = apartados.ambito
            and celdas.cite_codigo is not distinct from apartados.cite_codigo
    where celdas.importado is not null

)

select * from data_peru_apartadas
