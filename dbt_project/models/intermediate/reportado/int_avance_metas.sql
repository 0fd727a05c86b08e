-- Rebuilt whole: four rows per centre and month, and a changed target holds for the whole year.
with servicios as (

    select
        periodo,
        cite_codigo,
        'servicios' as indicador,
        sum(servicios)::bigint as ejecutado_mes,
        sum(servicios_acumulado)::bigint as ejecutado_acumulado,
        max(meses_sin_reporte) = 0 as completo
    from {{ ref('int_servicios_reportados') }}
    group by all

),

clientes as (

    select
        periodo,
        cite_codigo,
        'clientes' as indicador,
        clientes_mes as ejecutado_mes,
        clientes_acumulado as ejecutado_acumulado,
        -- Distinct clients do not grow in proportion: what they will be is not projected.
        false as completo
    from {{ ref('int_clientes_reportados') }}
    where ambito = 'cite' and tipo_cliente_codigo is null

),

ejecutado as (

    select * from servicios
    union all
    select * from clientes

),

programaciones as (

    select unnest(['inicial', 'actualizada']) as programacion

),

int_avance_metas as (

    select
        ejecutado.periodo,
        ejecutado.cite_codigo,
        ejecutado.indicador,
        programaciones.programacion,
        metas.meta_mes,
        metas.meta_acumulada,
        ejecutado.ejecutado_mes,
        ejecutado.ejecutado_acumulado,
        ejecutado.ejecutado_acumulado / nullif(metas.meta_acumulada, 0) as avance,
        metas.meta_anual,
        case
            when ejecutado.completo
                then round(ejecutado.ejecutado_acumulado * metas.meta_anual / nullif(metas.meta_acumulada, 0))
        end::bigint as proyeccion_anual
    from ejecutado
    cross join programaciones
    left join {{ ref('int_metas_mensuales') }} as metas
        on
            ejecutado.periodo = metas.periodo
            and ejecutado.cite_codigo = metas.cite_codigo
            and ejecutado.indicador = metas.indicador
            and programaciones.programacion = metas.programacion

)

select * from int_avance_metas
