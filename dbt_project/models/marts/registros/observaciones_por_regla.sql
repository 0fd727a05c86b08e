-- Rebuilt whole: a few rows per version. What the cells said stays in raw.
with hallazgos as (

    select * from {{ ref('stg_observaciones') }}

),

reportes as (

    select
        reporte_id,
        periodo,
        cite_codigo,
        version
    from {{ ref('stg_reportes') }}
    where cite_codigo is not null and periodo is not null

),

observaciones_por_regla as (

    select
        reportes.periodo,
        reportes.cite_codigo,
        reportes.version,
        reportes.reporte_id,
        hallazgos.nivel,
        hallazgos.codigo,
        sum(hallazgos.veces)::bigint as hallazgos
    from reportes
    inner join hallazgos on reportes.reporte_id = hallazgos.reporte_id
    group by all

)

{{ legible('observaciones_por_regla') }}
