-- The year's amounts, once each: what they were at the year's last month. Any sum of rows is right.
with al_ultimo_mes as (

    select
        *,
        year(periodo) as anio
    from {{ ref('int_ejecucion_mensual') }}
    where es_ultimo_mes and (pim is not null or devengado_acumulado is not null)

),

-- Imported, a centre's budget and its accrued are two rows, of two deliveries maybe.
del_anio as (

    select
        anio,
        {{ cadena_presupuestal() }},
        origen,
        if(bool_or(nivel_temporal = 'mensual'), 'mensual', 'anual') as nivel_temporal,
        sum(pia) as pia,
        sum(pim) as pim,
        max(pim_al) as pim_al,
        sum(certificado) as certificado,
        sum(comprometido) as comprometido,
        sum(devengado_acumulado) as devengado,
        sum(girado) as girado,
        string_agg(distinct procedencia, ', ' order by procedencia) as procedencia
    from al_ultimo_mes
    group by all

),

ejecucion_presupuestal as (

    select
        del_anio.* replace (
            del_anio.anio::integer as anio,
            del_anio.pia::decimal(18, 2) as pia,
            del_anio.pim::decimal(18, 2) as pim,
            del_anio.certificado::decimal(18, 2) as certificado,
            del_anio.comprometido::decimal(18, 2) as comprometido,
            del_anio.devengado::decimal(18, 2) as devengado,
            del_anio.girado::decimal(18, 2) as girado
        ),
        centros.cite,
        (del_anio.pim - del_anio.devengado)::decimal(18, 2) as saldo
    from del_anio
    left join {{ ref('dim_cite') }} as centros on del_anio.cite_codigo = centros.cite_codigo

)

select * from ejecucion_presupuestal
