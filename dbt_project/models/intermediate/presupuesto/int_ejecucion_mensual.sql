-- One origin in force per year and measure: the SIAF's delivery of the year, and what deliveries of Data Perú
-- brought where the SIAF has no figure of that measure.
with gasto as (

    select
        *,
        unnest(range(1, ultimo_mes + 1)) as mes
    from {{ ref('int_siaf_gasto') }}
    where vigente

),

sumado as (

    select
        make_date(anio, mes, 1) as periodo,
        nivel_temporal,
        ambito,
        cite_codigo,
        categoria_presupuestal,
        producto,
        actividad,
        fuente,
        categoria_gasto,
        generica,
        max(producto_nombre) as producto_nombre,
        max(actividad_nombre) as actividad_nombre,
        max(generica_nombre) as generica_nombre,
        sum(pia) as pia,
        sum(pim) as pim,
        any_value(pim_al) as pim_al,
        sum(certificado) as certificado,
        sum(comprometido) as comprometido,
        -- Months all zero are not closed yet: nobody said that nothing was spent.
        sum(
            if(nivel_temporal = 'mensual' and corte is not null, devengado_por_mes[mes], null)
        ) as devengado_mes,
        sum(devengado_anual) as devengado_anual,
        sum(girado) as girado,
        bool_and(mes = ultimo_mes) as es_ultimo_mes,
        any_value(archivo) as procedencia
    from gasto
    group by all

),

siaf as (

    select
        *,
        if(
            nivel_temporal = 'mensual',
            sum(devengado_mes) over (
                partition by
                    year(periodo), cite_codigo, categoria_presupuestal, producto, actividad, fuente,
                    categoria_gasto, generica
                order by periodo
            ),
            devengado_anual
        ) as devengado_acumulado,
        'siaf' as origen
    from sumado

),

importado as (

    select
        * exclude (en_siaf),
        'cite' as ambito,
        'data_peru' as origen
    from {{ ref('int_data_peru_presupuesto') }}
    where not en_siaf

),

reunido as (

    select * from siaf
    union all by name
    select * from importado

),

int_ejecucion_mensual as (

    select
        periodo,
        nivel_temporal,
        {{ cadena_presupuestal() }},
        pia::decimal(18, 2) as pia,
        pim::decimal(18, 2) as pim,
        pim_al,
        certificado::decimal(18, 2) as certificado,
        comprometido::decimal(18, 2) as comprometido,
        devengado_mes::decimal(18, 2) as devengado_mes,
        devengado_acumulado::decimal(18, 2) as devengado_acumulado,
        girado::decimal(18, 2) as girado,
        es_ultimo_mes,
        origen,
        procedencia
    from reunido

)

select * from int_ejecucion_mensual
