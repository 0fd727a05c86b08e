-- What was received against what the mart shows, by every cut of it. The received side reads the rows of the
-- delivery in force by a way of its own: a row lost, doubled or misplaced on the mart's way shows here.
with vigentes as (

    select
        entrega_id,
        nivel_temporal
    from {{ ref('stg_siaf_entregas') }}
    where estado = 'aceptado' and retirado_en is null
    qualify version = max(version) over (partition by anio)

),

crudo as (

    select
        gasto.*,
        if(
            vigentes.nivel_temporal = 'mensual', list_sum(gasto.devengado_por_mes), gasto.devengado_anual
        ) as devengado
    from {{ ref('stg_siaf_gasto') }} as gasto
    inner join vigentes on gasto.entrega_id = vigentes.entrega_id

),

nombrado as (

    select
        crudo.* replace (
            coalesce(
                gastos.denominacion, crudo.categoria_gasto_nombre, crudo.categoria_gasto
            ) as categoria_gasto
        ),
        coalesce(metas.cite_codigo, 'sede') as cite_codigo,
        coalesce(categorias.categoria_presupuestal, crudo.programa) as categoria_presupuestal,
        coalesce(
            fuentes.denominacion, crudo.fuente_financiamiento_nombre, crudo.fuente_financiamiento
        ) as fuente
    from crudo
    left join {{ ref('stg_sec_func_cite') }} as metas
        on crudo.anio = metas.anio and crudo.sec_func = metas.sec_func
    left join {{ ref('stg_categorias_presupuestales') }} as categorias
        on crudo.programa = categorias.codigo_siaf
    left join {{ ref('clasificadores_presupuesto') }} as fuentes
        on fuentes.clasificador = 'fuente' and crudo.fuente_financiamiento = fuentes.codigo
    left join {{ ref('clasificadores_presupuesto') }} as gastos
        on gastos.clasificador = 'categoria_gasto' and crudo.categoria_gasto = gastos.codigo

),

mart as (

    select *
    from {{ ref('ejecucion_presupuestal') }}
    where origen = 'siaf'

),

con_nombres as (

    select
        *,
        -1 as signo
    from nombrado
    union all by name
    select
        *,
        1 as signo
    from mart

),

-- The total is of the rows before the joins that name them: those could double a row on both sides alike.
sin_nombres as (

    select
        *,
        -1 as signo
    from crudo
    union all by name
    select
        *,
        1 as signo
    from mart

),

lados as (

    select
        *,
        ['total', 'total'] as corte
    from sin_nombres
    union all by name
    select
        *,
        unnest([
            ['cite_codigo', cite_codigo],
            ['categoria_presupuestal', categoria_presupuestal],
            ['producto', producto],
            ['actividad', actividad],
            ['fuente', fuente],
            ['categoria_gasto', categoria_gasto],
            ['generica', generica]
        ]) as corte
    from con_nombres
    union all by name
    select
        anio,
        -1 as signo,
        unnest([['mes', m::varchar] for m in range(1, 13)]) as corte,
        unnest(devengado_por_mes) as devengado
    from crudo
    union all by name
    select
        anio,
        1 as signo,
        ['mes', mes::varchar] as corte,
        devengado
    from {{ ref('devengado_mensual') }}
    where origen = 'siaf'

),

int_control_presupuesto as (

    select
        anio,
        corte[1] as corte,
        corte[2] as valor,
        coalesce(sum(pia * signo), 0) as pia_de_mas,
        coalesce(sum(pim * signo), 0) as pim_de_mas,
        coalesce(sum(certificado * signo), 0) as certificado_de_mas,
        coalesce(sum(comprometido * signo), 0) as comprometido_de_mas,
        coalesce(sum(girado * signo), 0) as girado_de_mas,
        coalesce(sum(devengado * signo), 0) as devengado_de_mas
    from lados
    group by all

)

select * from int_control_presupuesto
