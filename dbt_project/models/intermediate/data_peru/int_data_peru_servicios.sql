with tipos as (

    select distinct
        tipo_servicio_codigo,
        tipo_servicio
    from {{ ref('stg_tareas') }}

),

acumulados as (

    select
        periodo,
        cite_codigo,
        tipo_codigo,
        valor::bigint as servicios_acumulado
    from {{ ref('int_data_peru_celdas') }}
    where tabla = 'TABLA_03_N01'

),

-- A month is what its count since January adds to that of the month before; where either is empty, unknown.
int_data_peru_servicios as (

    select
        acumulados.periodo,
        acumulados.cite_codigo,
        tipos.tipo_servicio_codigo,
        tipos.tipo_servicio,
        case
            when month(acumulados.periodo) = 1 then acumulados.servicios_acumulado
            else
                acumulados.servicios_acumulado - lag(acumulados.servicios_acumulado) over (
                    partition by acumulados.cite_codigo, acumulados.tipo_codigo, year(acumulados.periodo)
                    order by acumulados.periodo
                )
        end as servicios,
        acumulados.servicios_acumulado
    from acumulados
    inner join tipos on acumulados.tipo_codigo = tipos.tipo_servicio_codigo

)

select * from int_data_peru_servicios
