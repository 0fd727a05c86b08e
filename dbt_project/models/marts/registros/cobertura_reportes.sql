-- Rebuilt whole: one row per centre and month.
with recibidos as (

    select
        cite_codigo,
        periodo,
        count(*) as versiones_recibidas,
        count(*) filter (where estado = 'rechazado') as versiones_rechazadas,
        min(recibido_en) filter (where estado != 'rechazado' and retirado_en is null) as primera_recepcion,
        max(recibido_en) as ultima_recepcion,
        arg_max(estado, (recibido_en, version)) as estado_ultima_version,
        -- `arg_max` would pass over a file that could not be read, and give the rows of an earlier one.
        arg_max_null(filas, (recibido_en, version)) filter (
            where estado = 'rechazado'
        ) as filas_ultimo_rechazo
    from {{ ref('stg_reportes') }}
    where cite_codigo is not null and periodo is not null
    group by all

),

celdas as (

    select
        periodo,
        cite_codigo,
        vence_el,
        debido,
        reporte_id
    from {{ ref('int_celdas') }}

),

-- A month with nothing but refusals may lie outside the grid: it shows here all the same.
todas as (

    select
        coalesce(celdas.periodo, recibidos.periodo) as periodo,
        coalesce(celdas.cite_codigo, recibidos.cite_codigo) as cite_codigo,
        celdas.vence_el,
        celdas.debido,
        celdas.reporte_id,
        recibidos.* exclude (periodo, cite_codigo)
    from celdas
    full join recibidos on celdas.periodo = recibidos.periodo and celdas.cite_codigo = recibidos.cite_codigo

),

contadas as (

    select
        todas.periodo,
        todas.cite_codigo,
        coalesce(
            todas.debido,
            todas.periodo >= cites.reporta_desde
            and todas.periodo <= coalesce(cites.reporta_hasta, todas.periodo),
            false
        ) as debido,
        todas.vence_el,
        todas.reporte_id,
        vigentes.estado is null and todas.versiones_rechazadas > 0 as solo_rechazos,
        case
            when vigentes.estado is not null then vigentes.estado
            when solo_rechazos then 'rechazado'
            else 'sin reporte'
        end as estado,
        vigentes.version,
        vigentes.recibido_en,
        todas.primera_recepcion,
        todas.ultima_recepcion,
        coalesce(todas.versiones_recibidas, 0)::integer as versiones_recibidas,
        coalesce(todas.versiones_rechazadas, 0)::integer as versiones_rechazadas,
        todas.estado_ultima_version,
        if(solo_rechazos, todas.filas_ultimo_rechazo, vigentes.filas) as filas,
        if(solo_rechazos, 0, vigentes.filas_aceptadas)::integer as filas_cargadas,
        if(solo_rechazos, 0, vigentes.filas_observadas)::integer as filas_observadas,
        if(solo_rechazos, todas.filas_ultimo_rechazo, vigentes.filas_rechazadas) as filas_rechazadas,
        -- `greatest` passes over nulls: what has not come did not come in time.
        case
            when todas.primera_recepcion is not null
                then greatest(date_diff('day', todas.vence_el, todas.primera_recepcion::date), 0)
        end::integer as dias_retraso,
        congelados.periodo is not null as congelado,
        coalesce(not list_contains(congelados.reportes, todas.reporte_id), false) as corrige_periodo_congelado
    from todas
    left join {{ ref('int_reportes_vigentes') }} as vigentes on todas.reporte_id = vigentes.reporte_id
    left join {{ ref('stg_cites') }} as cites on todas.cite_codigo = cites.cite_codigo
    left join {{ ref('int_periodos_congelados') }} as congelados on todas.periodo = congelados.periodo

),

cobertura_reportes as (

    select * exclude (solo_rechazos) from contadas

)

{{ legible('cobertura_reportes') }}
