-- Se rehace entero: es una fila por congelamiento.
with congelamientos as (

    select * from {{ ref('stg_periodos_congelados') }}

),

-- What counts today and did not then: a correction, or the first report of a centre that was missing.
cambiados as (

    select
        congelamientos.periodo,
        congelamientos.congelado_en,
        count(*) as reportes
    from congelamientos
    inner join {{ ref('int_reportes_vigentes') }} as vigentes on congelamientos.periodo = vigentes.periodo
    where not list_contains(congelamientos.reportes, vigentes.reporte_id)
    group by all

),

periodos_congelados as (

    select
        congelamientos.periodo,
        congelamientos.congelado_en,
        congelamientos.publicacion,
        congelamientos.huella,
        en_vigor.congelado_en is not null as en_vigor,
        len(congelamientos.reportes)::integer as reportes,
        coalesce(cambiados.reportes, 0)::integer as reportes_cambiados
    from congelamientos
    left join {{ ref('int_periodos_congelados') }} as en_vigor
        on congelamientos.periodo = en_vigor.periodo and congelamientos.congelado_en = en_vigor.congelado_en
    left join cambiados
        on congelamientos.periodo = cambiados.periodo and congelamientos.congelado_en = cambiados.congelado_en

)

{{ legible('periodos_congelados', centro=false) }}
