-- Every filled cell of the deliveries in force is in a mart or among those set aside, once; the
-- clients' totals,
-- which no delivery writes, apart.
with importadas as (

    select
        case tabla
            when 'TABLA_03_N01' then 'servicios'
            when 'TABLA_05_N02' then 'devengado'
            else 'clientes'
        end as indicador,
        count(valor) as celdas
    from {{ ref('int_data_peru_celdas') }}
    where tabla != 'TABLA_03_N02'
    group by all

),

en_marts as (

    select
        'servicios' as indicador,
        count(servicios_acumulado) as celdas
    from {{ ref('servicios_acumulados_por_cite') }}
    where origen = 'data_peru'

    union all

    select
        'clientes' as indicador,
        count(clientes_acumulado) as celdas
    from {{ ref('int_clientes_por_tipo') }}
    where origen = 'data_peru' and tipo_cliente_codigo is not null

    union all

    select
        'devengado' as indicador,
        count(devengado) as celdas
    from {{ ref('devengado_mensual') }}
    where origen = 'data_peru'

),

apartadas as (

    select
        indicador,
        count(*) as celdas
    from {{ ref('data_peru_apartadas') }}
    group by all

)

select
    importadas.indicador,
    importadas.celdas,
    en_marts.celdas as en_marts,
    apartadas.celdas as apartadas
from importadas
left join en_marts on importadas.indicador = en_marts.indicador
left join apartadas on importadas.indicador = apartadas.indicador
where importadas.celdas != coalesce(en_marts.celdas, 0) + coalesce(apartadas.celdas, 0)
