with vigentes as (

    select * from {{ ref('int_reportes_vigentes') }}

),

-- A centre that reports without being due counts too, from its first month of that year.
primeros as (

    select
        cite_codigo,
        year(periodo) as anio,
        min(periodo) as primer_periodo
    from vigentes
    group by all

),

int_celdas as (

    select
        meses.periodo,
        cites.cite_codigo,
        meses.vence_el,
        vigentes.reporte_id,
        coalesce(
            meses.periodo >= cites.reporta_desde
            and meses.periodo <= coalesce(cites.reporta_hasta, meses.periodo),
            false
        ) as debido,
        vigentes.reporte_id is not null as reporto
    from {{ ref('int_meses') }} as meses
    cross join {{ ref('stg_cites') }} as cites
    left join primeros
        on cites.cite_codigo = primeros.cite_codigo and year(meses.periodo) = primeros.anio
    left join vigentes
        on cites.cite_codigo = vigentes.cite_codigo and meses.periodo = vigentes.periodo
    -- A centre that closed stays to the end of that year: the year to date holds what it reported.
    where
        meses.periodo >= primeros.primer_periodo
        or (
            meses.periodo >= cites.reporta_desde
            and year(meses.periodo) <= coalesce(year(cites.reporta_hasta), year(meses.periodo))
        )

)

select * from int_celdas
