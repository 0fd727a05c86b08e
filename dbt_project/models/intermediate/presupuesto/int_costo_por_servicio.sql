-- Money and services of the same centres and months; what lacks either has no cost.
with recepciones as (

    select distinct
        anio,
        mes_de_recepcion
    from {{ ref('int_siaf_gasto') }}
    where vigente

),

-- Of a month that was not over when its delivery was received, the money is not known yet.
gasto as (

    select
        mart.periodo,
        mart.cite_codigo,
        mart.generica,
        if(mart.periodo < recepciones.mes_de_recepcion, mart.devengado_mes, null) as devengado_mes,
        if(mart.periodo < recepciones.mes_de_recepcion, mart.devengado_acumulado, null) as devengado_acumulado
    from {{ ref('int_ejecucion_mensual') }} as mart
    left join recepciones on year(mart.periodo) = recepciones.anio
    where mart.origen = 'siaf' and mart.nivel_temporal = 'mensual' and mart.ambito = 'cite'

),

ejecucion as (

    select
        periodo,
        cite_codigo,
        sum(devengado_mes) as devengado_mes,
        sum(devengado_acumulado) as devengado_acumulado,
        -- Without any row of 2.6 nothing was invested; without any amount, it is not known.
        sum(if(generica = '2.6', devengado_mes, 0 * devengado_mes)) as inversion_mes,
        sum(if(generica = '2.6', devengado_acumulado, 0 * devengado_acumulado)) as inversion_acumulado
    from gasto
    group by all

),

meses as (

    select distinct periodo from ejecucion

),

servicios as (

    select
        por_tipo.periodo,
        por_tipo.cite_codigo,
        sum(por_tipo.servicios) as servicios_mes,
        sum(por_tipo.servicios_acumulado) as servicios_acumulado,
        max(por_tipo.meses_sin_reporte) as meses_sin_reporte
    from {{ ref('int_servicios_por_cite') }} as por_tipo
    semi join meses on por_tipo.periodo = meses.periodo
    group by all

),

-- A year to date that lacks reports is not that of the money: it makes no cost.
int_costo_por_servicio as (

    select
        coalesce(ejecucion.periodo, servicios.periodo) as periodo,
        coalesce(ejecucion.cite_codigo, servicios.cite_codigo) as cite_codigo,
        ejecucion.devengado_mes::decimal(18, 2) as devengado_mes,
        ejecucion.inversion_mes::decimal(18, 2) as inversion_mes,
        servicios.servicios_mes::bigint as servicios_mes,
        ejecucion.devengado_acumulado::decimal(18, 2) as devengado_acumulado,
        ejecucion.inversion_acumulado::decimal(18, 2) as inversion_acumulado,
        servicios.servicios_acumulado::bigint as servicios_acumulado,
        servicios.meses_sin_reporte::integer as meses_sin_reporte,
        ejecucion.devengado_acumulado is not null
        and servicios.servicios_acumulado is not null
        -- An imported year to date owes no report.
        and coalesce(servicios.meses_sin_reporte, 0) = 0 as hay_acumulado
    from ejecucion
    full join servicios
        on ejecucion.periodo = servicios.periodo and ejecucion.cite_codigo = servicios.cite_codigo

)

select * from int_costo_por_servicio
