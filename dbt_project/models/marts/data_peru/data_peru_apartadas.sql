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
        reportados.servicios_acumulado as vigente
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
        reportados.clientes_acumulado as vigente
    from {{ ref('int_data_peru_clientes') }} as importados
    left join {{ ref('int_clientes_reportados') }} as reportados
        on
            importados.periodo = reportados.periodo
            and importados.ambito = reportados.ambito
            and importados.cite_codigo is not distinct from reportados.cite_codigo
            and importados.tipo_cliente = reportados.tipo_cliente
    -- The total of the types is no row: they add up to it.
    where importados.tipo_cliente_codigo is not null

),

contadas as (

    select * from servicios
    union all
    select * from clientes

),

siaf as (

    select
        periodo,
        cite_codigo,
        sum(pim) as pim,
        sum(devengado_mes) as devengado_mes,
        bool_or(es_ultimo_mes) as es_ultimo_mes
    from {{ ref('int_ejecucion_mensual') }}
    where origen = 'siaf'
    group by all

),

presupuesto as (

    select
        importado.periodo,
        if(importado.nivel_temporal = 'anual', 'pim', 'devengado') as indicador,
        'cite' as ambito,
        importado.cite_codigo,
        null::integer as tipo_codigo,
        null as tipo,
        coalesce(importado.pim, importado.devengado_mes) as importado,
        if(importado.nivel_temporal = 'anual', siaf.pim, siaf.devengado_mes) as vigente
    from {{ ref('int_data_peru_presupuesto') }} as importado
    left join siaf
        on
            importado.cite_codigo = siaf.cite_codigo
            and if(
                importado.nivel_temporal = 'anual',
                year(importado.periodo) = year(siaf.periodo) and siaf.es_ultimo_mes,
                importado.periodo = siaf.periodo
            )
    where importado.en_siaf

),

apartadas as (

    select contadas.*
    from contadas
    semi join apartados
        on
            contadas.periodo = apartados.periodo
            and contadas.indicador = apartados.indicador
            and contadas.ambito = apartados.ambito
            and contadas.cite_codigo is not distinct from apartados.cite_codigo
    where contadas.importado is not null

    union all

    select * from presupuesto

),

data_peru_apartadas as (

    select
        periodo,
        indicador,
        ambito,
        cite_codigo,
        tipo_codigo,
        tipo,
        importado::decimal(18, 2) as importado,
        vigente::decimal(18, 2) as vigente,
        (importado - vigente)::decimal(18, 2) as diferencia
    from apartadas

)

{{ legible('data_peru_apartadas') }}
