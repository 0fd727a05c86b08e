with publicado as (

    select * from {{ ref('stg_publicado') }}
    where documento = 'poi_2024' and cuadro = 'Cuadro 25' and ambito = 'cite' and medida in ('pia', 'pim')

),

-- The plan publishes whole years and nothing of what was spent: what it does not say stays null.
ejecucion_presupuestal as (

    select
        strptime(left(periodo, 4) || '-01-01', '%Y-%m-%d')::date as periodo,
        'anual' as nivel_temporal,
        cite_codigo,
        null::varchar as categoria_presupuestal,
        null::varchar as producto,
        null::varchar as actividad,
        'Recursos Ordinarios' as fuente,
        null::varchar as generica,
        max(if(medida = 'pia', valor, null))::decimal(18, 2) as pia,
        max(if(medida = 'pim', valor, null))::decimal(18, 2) as pim,
        -- Note (*) under the table.
        date '2024-08-31' as pim_al,
        null::decimal(18, 2) as certificado,
        null::decimal(18, 2) as comprometido,
        null::decimal(18, 2) as devengado_mes,
        null::decimal(18, 2) as devengado_acumulado,
        null::decimal(18, 2) as girado,
        null::decimal(18, 2) as saldo,
        null::double as avance,
        'publicado' as origen
    from publicado
    group by all

)

select * from ejecucion_presupuestal
