-- The grid of the reports, and the months that only a delivery of Data Perú brought: nobody owes those.
with todos as (

    select * from {{ ref('int_meses') }}

    union all

    select distinct
        celdas.periodo,
        null::date as vence_el
    from {{ ref('int_data_peru_celdas') }} as celdas
    anti join {{ ref('int_meses') }} as meses on celdas.periodo = meses.periodo

),

dim_mes as (

    select
        periodo,
        year(periodo)::integer as anio,
        month(periodo)::integer as mes,
        -- Peru's official spelling: setiembre.
        list_extract(
            [
                'enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio',
                'julio', 'agosto', 'setiembre', 'octubre', 'noviembre', 'diciembre'
            ],
            month(periodo)
        ) as mes_nombre,
        quarter(periodo)::integer as trimestre,
        vence_el
    from todos

)

select * from dim_mes
