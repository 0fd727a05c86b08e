-- Rebuilt whole: it only puts together what was counted from reports and what deliveries brought.
with entran as (

    select *
    from {{ ref('int_data_peru_lugares') }}
    where indicador = 'servicios' and entra

),

reportados as (

    select
        reportados.*,
        'reporte' as origen
    from {{ ref('int_servicios_reportados') }} as reportados
    anti join entran on reportados.periodo = entran.periodo and reportados.cite_codigo = entran.cite_codigo

),

importados as (

    select
        importados.periodo,
        importados.cite_codigo,
        importados.tipo_servicio_codigo,
        importados.tipo_servicio,
        importados.servicios,
        importados.servicios_acumulado,
        null::integer as meses_sin_reporte,
        'data_peru' as origen
    from {{ ref('int_data_peru_servicios') }} as importados
    semi join entran on importados.periodo = entran.periodo and importados.cite_codigo = entran.cite_codigo

),

int_servicios_por_cite as (

    select * from reportados
    union all
    select * from importados

)

select * from int_servicios_por_cite
