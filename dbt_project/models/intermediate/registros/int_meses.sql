with primer_debido as (

    select min(reporta_desde) as periodo
    from {{ ref('stg_cites') }}

),

reportados as (

    select
        min(periodo) as primero,
        max(periodo) as ultimo
    -- Those withdrawn too: the grid never shrinks, or their months would stay as they were counted.
    from {{ ref('stg_reportes') }}
    where estado != 'rechazado'

),

meses as (

    select
        unnest(
            generate_series(
                least(primer_debido.periodo, reportados.primero), reportados.ultimo, interval 1 month
            )
        )::date as periodo
    from reportados
    cross join primer_debido

),

plazo as (

    select valor as dias_habiles
    from {{ ref('stg_parametros') }}
    where parametro = 'plazo_reporte'

),

-- Three calendar days a working day, and ten to spare, reach past any long holiday.
dias as (

    select
        meses.periodo,
        unnest(
            generate_series(
                meses.periodo + interval 1 month,
                meses.periodo + interval 1 month + to_days(plazo.dias_habiles * 3 + 10),
                interval 1 day
            )
        )::date as dia
    from meses
    cross join plazo

),

habiles as (

    select
        dias.periodo,
        dias.dia,
        row_number() over (partition by dias.periodo order by dias.dia) as orden
    from dias
    left join {{ ref('stg_feriados') }} as feriados on dias.dia = feriados.fecha
    where feriados.fecha is null and isodow(dias.dia) <= 5

),

int_meses as (

    select
        meses.periodo,
        habiles.dia as vence_el
    from meses
    cross join plazo
    left join habiles on meses.periodo = habiles.periodo and plazo.dias_habiles = habiles.orden

)

select * from int_meses
