-- Rebuilt whole: it only puts together what was counted from reports and what deliveries brought.
with entran as (

    select *
    from {{ ref('int_data_peru_lugares') }}
    where indicador = 'clientes' and entra

),

reportados as (

    select
        reportados.*,
        'reporte' as origen
    from {{ ref('int_clientes_reportados') }} as reportados
    anti join entran
        on
            reportados.periodo = entran.periodo
            and reportados.ambito = entran.ambito
            and reportados.cite_codigo is not distinct from entran.cite_codigo

),

-- Distinct clients of one month cannot come back from counts since January.
importados as (

    select
        importados.periodo,
        importados.ambito,
        importados.cite_codigo,
        importados.tipo_cliente_codigo,
        importados.tipo_cliente,
        null::bigint as clientes_mes,
        importados.clientes_acumulado,
        null::integer as reportes_faltantes,
        'data_peru' as origen
    from {{ ref('int_data_peru_clientes') }} as importados
    semi join entran
        on
            importados.periodo = entran.periodo
            and importados.ambito = entran.ambito
            and importados.cite_codigo is not distinct from entran.cite_codigo

),

int_clientes_por_tipo as (

    select * from reportados
    union all
    select * from importados

)

select * from int_clientes_por_tipo
