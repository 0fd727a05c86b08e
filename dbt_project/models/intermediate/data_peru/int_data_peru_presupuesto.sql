with vigentes as (

    select * from {{ ref('int_data_peru_vigentes') }}

),

entregas as (

    select
        entrega_id,
        archivo
    from {{ ref('stg_data_peru_entregas') }}

),

pim as (

    select
        make_date(vigentes.anio, 1, 1) as periodo,
        'anual' as nivel_temporal,
        vigentes.cite_codigo,
        vigentes.pim,
        vigentes.fecha as pim_al,
        null::decimal(18, 2) as devengado_mes,
        null::decimal(18, 2) as devengado_acumulado,
        true as es_ultimo_mes,
        entregas.archivo as procedencia
    from vigentes
    inner join entregas on vigentes.entrega_id = entregas.entrega_id
    where vigentes.tabla = 'TABLA_05_N01' and vigentes.pim is not null

),

-- A sum over a month without data would be short of it.
devengado as (

    select
        celdas.periodo,
        'mensual' as nivel_temporal,
        celdas.cite_codigo,
        null::decimal(18, 2) as pim,
        null::date as pim_al,
        celdas.valor as devengado_mes,
        if(
            count(celdas.valor) over al_mes = month(celdas.periodo), sum(celdas.valor) over al_mes, null
        ) as devengado_acumulado,
        celdas.periodo = max(celdas.periodo) over (
            partition by celdas.anio
        ) as es_ultimo_mes,
        celdas.entrega_id
    from {{ ref('int_data_peru_celdas') }} as celdas
    where celdas.tabla = 'TABLA_05_N02'
    window al_mes as (
        partition by celdas.cite_codigo, celdas.anio
        order by celdas.periodo
    )

),

importado as (

    select * from pim

    union all

    select
        devengado.periodo,
        devengado.nivel_temporal,
        devengado.cite_codigo,
        devengado.pim,
        devengado.pim_al,
        devengado.devengado_mes,
        devengado.devengado_acumulado,
        devengado.es_ultimo_mes,
        entregas.archivo as procedencia
    from devengado
    inner join entregas on devengado.entrega_id = entregas.entrega_id
    where devengado.devengado_mes is not null

),

-- The MEF's own figures win over a delivery's: its budget in a year that it has, its months where it has any.
siaf as (

    select distinct
        anio,
        corte is not null as con_meses,
        nivel_temporal = 'anual' as con_el_anio
    from {{ ref('int_siaf_gasto') }}
    where vigente

),

int_data_peru_presupuesto as (

    select
        -- Beside the whole year of the SIAF, months of another origin make no second year to date.
        importado.* replace (
            if(siaf.con_el_anio, null, importado.devengado_acumulado) as devengado_acumulado
        ),
        coalesce(importado.nivel_temporal = 'anual' or siaf.con_meses, false)
        and siaf.anio is not null as en_siaf
    from importado
    left join siaf on year(importado.periodo) = siaf.anio

)

select * from int_data_peru_presupuesto
