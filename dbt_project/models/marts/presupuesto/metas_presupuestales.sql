-- The crosswalk of metas and centres, looked at from both sides, for the years that have a delivery in force.
with archivo as (

    select
        anio,
        sec_ejec,
        sec_func,
        cite_codigo,
        meta_asignada,
        max(meta_nombre) as meta_nombre,
        sum(pia) as pia,
        sum(pim) as pim,
        sum(devengado_anual) as devengado
    from {{ ref('int_siaf_gasto') }}
    where vigente
    group by all

),

anios as (

    select distinct anio from archivo

),

nombradas as (

    select
        *,
        -- CITE..., UT as a word or before what a centre works on: `utiles` and `utilizacion` are no centre.
        regexp_matches(
            lower(strip_accents(meta_nombre)),
            '\bcite|\but(\b|acui|agro|cuero|madera|pesq|text)|\bunidad tecnica'
        ) as nombra_centro,
        count(*) over (partition by anio, sec_func) > 1 as varias_ejecutoras
    from archivo

),

del_archivo as (

    select
        anio,
        sec_ejec,
        sec_func,
        meta_nombre,
        cite_codigo,
        case
            when meta_asignada and cite_codigo != 'sede' and varias_ejecutoras then 'ejecutora_ambigua'
            when cite_codigo != 'sede' then 'centro'
            when nombra_centro and not meta_asignada then 'sede_por_revisar'
            else 'sede'
        end as situacion,
        pia,
        pim,
        devengado
    from nombradas

),

ausentes as (

    select
        metas.anio,
        metas.sec_func,
        metas.cite_codigo,
        'ausente_del_archivo' as situacion
    from {{ ref('stg_sec_func_cite') }} as metas
    semi join anios on metas.anio = anios.anio
    anti join archivo on metas.anio = archivo.anio and metas.sec_func = archivo.sec_func

),

centros_sin_meta as (

    select
        anios.anio,
        cites.cite_codigo,
        'centro_sin_meta' as situacion
    from {{ ref('stg_cites') }} as cites
    inner join anios
        on anios.anio between year(cites.reporta_desde) and coalesce(year(cites.reporta_hasta), anios.anio)
    anti join archivo on anios.anio = archivo.anio and cites.cite_codigo = archivo.cite_codigo

),

reunidas as (

    select * from del_archivo
    union all by name
    select * from ausentes
    union all by name
    select * from centros_sin_meta

),

metas_presupuestales as (

    select
        anio::integer as anio,
        sec_ejec,
        sec_func,
        meta_nombre,
        cite_codigo,
        situacion,
        pia::decimal(18, 2) as pia,
        pim::decimal(18, 2) as pim,
        devengado::decimal(18, 2) as devengado
    from reunidas

)

{{ legible('metas_presupuestales', mes=false) }}
