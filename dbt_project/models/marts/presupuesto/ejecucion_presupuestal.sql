-- Origins that are never added: the SIAF's delivery in force of each year, what documents published, and what
-- deliveries of Data Perú brought of the months that the SIAF lacks.
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
        'ITP' as unidad_ejecutora,
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

-- Whole years. The totals that a document prints stay out, so that its rows add up.
publicado as (

    select
        make_date(cifras.anio, 1, 1) as periodo,
        'anual' as nivel_temporal,
        if(cifras.cite_codigo is null, 'programa', 'cite') as ambito,
        cifras.cite_codigo,
        if(
            cifras.cite_codigo is null, regexp_replace(cifras.detalle, '\s*/\s*', '/'), 'ITP'
        ) as unidad_ejecutora,
        cifras.categoria_presupuestal,
        nullif(regexp_extract(productos.etiqueta, '\d{7}'), '') as producto,
        nullif(regexp_extract(cifras.etiqueta, '\d{7}'), '') as actividad,
        if(cifras.cuadro = 'Cuadro 25', 'Recursos Ordinarios', null) as fuente,
        regexp_extract(productos.etiqueta, '\d{7}\W*(.*)', 1) as producto_nombre,
        nullif(regexp_extract(cifras.etiqueta, '\d{7}\W*(.*)', 1), '') as actividad_nombre,
        sum(cifras.valor) filter (where cifras.medida = 'pia') as pia,
        sum(cifras.valor) filter (where cifras.medida = 'pim') as pim,
        documentos.pim_al,
        sum(cifras.valor) filter (where cifras.medida = 'devengado') as devengado_acumulado,
        true as es_ultimo_mes,
        cifras.documento || ', ' || cifras.cuadro as procedencia,
        'publicado' as origen
    from {{ ref('stg_publicado') }} as cifras
    inner join {{ ref('documentos_publicados') }} as documentos on cifras.documento = documentos.documento
    left join {{ ref('stg_publicado') }} as productos
        on
            cifras.documento = productos.documento
            and cifras.cuadro = productos.cuadro
            and productos.elemento
            = replace(regexp_extract(cifras.elemento, 'Actividad \d'), 'Actividad', 'Producto')
            and cifras.medida = productos.medida
    where
        (cifras.documento, cifras.cuadro) in (('poi_2024', 'Cuadro 25'), ('boletin_pp0093_2020', 'Anexo'))
        and cifras.medida in ('pia', 'pim', 'devengado')
        and not cifras.es_total
    group by all

),

importado as (

    select
        * exclude (en_siaf),
        'cite' as ambito,
        'ITP' as unidad_ejecutora,
        'data_peru' as origen
    from {{ ref('int_data_peru_presupuesto') }}
    where not en_siaf

),

reunido as (

    select * from siaf
    union all by name
    select * from publicado
    union all by name
    select * from importado

),

ejecucion_presupuestal as (

    select
        periodo,
        nivel_temporal,
        ambito,
        cite_codigo,
        unidad_ejecutora,
        categoria_presupuestal,
        producto,
        producto_nombre,
        actividad,
        actividad_nombre,
        fuente,
        categoria_gasto,
        generica,
        generica_nombre,
        pia::decimal(18, 2) as pia,
        pim::decimal(18, 2) as pim,
        pim_al,
        certificado::decimal(18, 2) as certificado,
        comprometido::decimal(18, 2) as comprometido,
        devengado_mes::decimal(18, 2) as devengado_mes,
        devengado_acumulado::decimal(18, 2) as devengado_acumulado,
        girado::decimal(18, 2) as girado,
        (pim - devengado_acumulado)::decimal(18, 2) as saldo,
        (devengado_acumulado / nullif(pim, 0))::double as avance,
        es_ultimo_mes,
        origen,
        procedencia
    from reunido

)

select * from ejecucion_presupuestal
