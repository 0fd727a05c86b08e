-- How the year stood at each month: months do not add up.
-- Where the file has the annual figure alone, there is no progress to follow.
with ejecucion as (

    select * from {{ ref('int_ejecucion_mensual') }}
    where origen = 'siaf' and nivel_temporal = 'mensual'

),

sumado as (

    select
        periodo,
        ambito,
        cite_codigo,
        any_value(pim_al) as pim_al,
        sum(pia) as pia,
        sum(pim) as pim,
        sum(devengado_acumulado) as devengado_acumulado,
        bool_and(es_ultimo_mes) as es_ultimo_mes
    from ejecucion
    group by all

),

comparado as (

    select
        *,
        devengado_acumulado / nullif(pim, 0) as avance,
        month(periodo) / 12 as parte_del_anio
    from sumado

),

recepciones as (

    select distinct
        anio,
        mes_de_recepcion
    from {{ ref('int_siaf_gasto') }}
    where vigente

),

reglas as (

    select
        *,
        lead(mes, 1, 13) over (order by mes) as hasta
    from (select distinct mes from {{ ref('reglas_alerta_presupuesto') }})

),

-- A month's minimum holds until the next one's, and judges only what was over when it was received.
alertas as (

    select
        comparado.periodo,
        comparado.cite_codigo,
        arg_min(minimos.nivel, minimos.avance_minimo) as alerta,
        min(minimos.avance_minimo)::double as avance_minimo
    from comparado
    inner join recepciones
        on
            year(comparado.periodo) = recepciones.anio
            and comparado.periodo < recepciones.mes_de_recepcion
    inner join reglas
        on month(comparado.periodo) >= reglas.mes and month(comparado.periodo) < reglas.hasta
    inner join {{ ref('reglas_alerta_presupuesto') }} as minimos
        on reglas.mes = minimos.mes and comparado.avance < minimos.avance_minimo
    group by all

),

avance_presupuestal_acumulado as (

    select
        comparado.periodo,
        comparado.ambito,
        comparado.cite_codigo,
        comparado.pia::decimal(18, 2) as pia,
        comparado.pim::decimal(18, 2) as pim,
        comparado.pim_al,
        comparado.devengado_acumulado::decimal(18, 2) as devengado_acumulado,
        (comparado.pim - comparado.devengado_acumulado)::decimal(18, 2) as saldo,
        comparado.avance::double as avance,
        comparado.parte_del_anio::double as parte_del_anio,
        (comparado.avance - comparado.parte_del_anio)::double as brecha,
        if(
            comparado.ambito = 'cite' and comparado.avance is not null,
            rank() over (
                partition by comparado.periodo, comparado.ambito
                order by comparado.avance desc nulls last
            ),
            null
        )::integer as puesto,
        alertas.alerta,
        alertas.avance_minimo,
        comparado.es_ultimo_mes
    from comparado
    left join alertas
        on
            comparado.periodo = alertas.periodo
            and comparado.cite_codigo = alertas.cite_codigo

)

{{ legible('avance_presupuestal_acumulado') }}
