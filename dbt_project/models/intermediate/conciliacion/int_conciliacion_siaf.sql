-- PIA and PIM that the plan prints, against the MEF's own file. The PIA is that of the delivery in force; the
-- PIM changes with every modification: it is that of the delivery whose last closed month is the printed one.
with publicado as (

    select
        cifras.*,
        documentos.pim_al,
        -- How the printed row is asked for: its centre, its code or `total`.
        coalesce(cifras.cite_codigo, cifras.detalle, 'total') as clave
    from {{ ref('stg_publicado') }} as cifras
    inner join {{ ref('documentos_publicados') }} as documentos on cifras.documento = documentos.documento
    where
        cifras.documento = 'poi_2024'
        and cifras.cuadro in ('Cuadro 22', 'Cuadro 23', 'Cuadro 24', 'Cuadro 25')
        and cifras.medida in ('pia', 'pim')

),

cortes as (

    select distinct
        anio,
        date_trunc('month', pim_al) as corte
    from publicado

),

montos as (

    select
        gasto.*,
        unnest(['pia', 'pim']) as medida,
        unnest([gasto.pia, gasto.pim]) as monto,
        unnest([gasto.vigente, gasto.ultima_de_su_corte and gasto.corte = cortes.corte]) as cuenta
    from {{ ref('int_siaf_gasto') }} as gasto
    inner join cortes on gasto.anio = cortes.anio

),

-- The rows of the four tables that a row of the file is counted in.
repartido as (

    select
        anio,
        medida,
        monto,
        unnest([
            ['Cuadro 22', fuente],
            ['Cuadro 22', 'total'],
            ['Cuadro 23', generica || ' ' || categoria_gasto],
            ['Cuadro 23', 'subtotal ' || categoria_gasto],
            ['Cuadro 23', 'total'],
            ['Cuadro 24', programa],
            ['Cuadro 24', programa || if(ambito = 'cite', ' CITE', ' Direcciones y Oficinas')],
            ['Cuadro 24', 'total'],
            -- Its note: ordinary resources of the centres alone.
            ['Cuadro 25', if(ambito = 'cite' and fuente = 'Recursos Ordinarios', cite_codigo, null)],
            ['Cuadro 25', if(ambito = 'cite' and fuente = 'Recursos Ordinarios', 'total', null)]
        ]) as lugar
    from montos
    where cuenta

),

calculado as (

    select
        anio,
        medida,
        lugar[1] as cuadro,
        lugar[2] as clave,
        sum(monto) as valor
    from repartido
    group by all

),

entregas as (

    select distinct
        anio,
        medida
    from repartido

),

dichas as (

    select
        publicado_id,
        comparacion_id
    from {{ ref('int_sumas_publicadas') }}
    union all
    select
        publicado_id,
        comparacion_id
    from {{ ref('int_cotejos_publicados') }}

),

-- What is known to be wrong with a printed figure, whatever it was compared with.
erratas as (

    select
        dichas.publicado_id,
        string_agg(distinct discrepancias.explicacion, ' ' order by discrepancias.explicacion) as explicacion
    from dichas
    inner join {{ ref('discrepancias') }} as discrepancias
        on dichas.comparacion_id = discrepancias.discrepancia_id
    where discrepancias.explicacion is not null
    group by all

),

int_conciliacion_siaf as (

    select
        publicado.documento,
        publicado.cuadro,
        publicado.anio,
        publicado.ambito,
        publicado.cite_codigo,
        publicado.medida,
        coalesce(
            cites.cite, concat_ws(' · ', publicado.etiqueta, nullif(publicado.detalle, publicado.etiqueta))
        ) as detalle,
        publicado.valor as publicado,
        -- A delivery that has no row of it says zero; without a delivery nothing is known.
        if(entregas.anio is null, null, coalesce(calculado.valor, 0)) as calculado,
        publicado.tolerancia,
        entregas.anio is null as pendiente,
        erratas.explicacion is not null as explicada,
        if(
            entregas.anio is not null,
            erratas.explicacion,
            'No hay entrega del SIAF de ' || publicado.anio
            || if(publicado.medida = 'pim', strftime(publicado.pim_al, ' con corte al %d/%m/%Y'), '')
            || '.'
        ) as explicacion
    from publicado
    left join entregas on publicado.anio = entregas.anio and publicado.medida = entregas.medida
    left join calculado
        on
            publicado.anio = calculado.anio
            and publicado.medida = calculado.medida
            and publicado.cuadro = calculado.cuadro
            and publicado.clave = calculado.clave
    left join erratas on publicado.publicado_id = erratas.publicado_id
    left join {{ ref('stg_cites') }} as cites on publicado.cite_codigo = cites.cite_codigo

)

select * from int_conciliacion_siaf
