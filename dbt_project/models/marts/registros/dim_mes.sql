with dim_mes as (

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
    from {{ ref('int_meses') }}

)

select * from dim_mes
