-- Every accepted delivery, not only the one in force: a printed PIM is compared with that of its cut.
with entregas as (

    select
        *,
        version = max(version) over (partition by anio) as vigente,
        version = max(version) over (partition by anio, corte) as ultima_de_su_corte,
        -- A month after which nothing is closed yet still has its budget.
        if(nivel_temporal = 'mensual', coalesce(month(corte), 1), 1) as ultimo_mes,
        -- A file received before its last month was over says nothing of the days after.
        if(
            corte is null,
            if(year(recibido_en) > anio, make_date(anio, 12, 31), null),
            least(last_day(corte), recibido_en::date)
        ) as pim_al,
        date_trunc('month', recibido_en)::date as mes_de_recepcion
    from {{ ref('stg_siaf_entregas') }}
    where estado = 'aceptado' and retirado_en is null

),

categorias as (

    select
        codigo_siaf,
        categoria_presupuestal
    from {{ ref('stg_categorias_presupuestales') }}

),

clasificadores as (

    select * from {{ ref('clasificadores_presupuesto') }}

),

int_siaf_gasto as (

    select
        gasto.entrega_id,
        entregas.version,
        entregas.archivo,
        entregas.vigente,
        entregas.ultima_de_su_corte,
        entregas.nivel_temporal,
        entregas.corte,
        entregas.ultimo_mes,
        entregas.pim_al,
        entregas.mes_de_recepcion,
        gasto.orden,

        gasto.anio,
        gasto.sec_ejec,
        gasto.sec_func,
        gasto.meta_nombre,
        metas.cite_codigo is not null as meta_asignada,
        -- What no meta gives to a centre is the head office's: shown as such, never dropped.
        coalesce(metas.cite_codigo, 'sede') as cite_codigo,
        if(coalesce(metas.cite_codigo, 'sede') = 'sede', 'sede', 'cite') as ambito,
        gasto.programa,
        -- A code that no catalogue holds stays as the SIAF writes it.
        coalesce(categorias.categoria_presupuestal, gasto.programa) as categoria_presupuestal,
        gasto.producto,
        gasto.producto_nombre,
        gasto.actividad,
        gasto.actividad_nombre,
        coalesce(
            fuentes.denominacion, gasto.fuente_financiamiento_nombre, gasto.fuente_financiamiento
        ) as fuente,
        coalesce(
            categorias_gasto.denominacion, gasto.categoria_gasto_nombre, gasto.categoria_gasto
        ) as categoria_gasto,
        gasto.generica,
        coalesce(genericas.denominacion, gasto.generica_nombre) as generica_nombre,

        gasto.pia,
        gasto.pim,
        gasto.certificado,
        gasto.comprometido,
        gasto.devengado_por_mes,
        gasto.devengado_anual,
        gasto.girado
    from {{ ref('stg_siaf_gasto') }} as gasto
    inner join entregas on gasto.entrega_id = entregas.entrega_id
    left join {{ ref('stg_sec_func_cite') }} as metas
        on gasto.anio = metas.anio and gasto.sec_func = metas.sec_func
    left join categorias on gasto.programa = categorias.codigo_siaf
    left join clasificadores as fuentes
        on fuentes.clasificador = 'fuente' and gasto.fuente_financiamiento = fuentes.codigo
    left join clasificadores as categorias_gasto
        on
            categorias_gasto.clasificador = 'categoria_gasto'
            and gasto.categoria_gasto = categorias_gasto.codigo
    left join clasificadores as genericas
        on genericas.clasificador = 'generica' and gasto.generica = genericas.codigo

)

select * from int_siaf_gasto
