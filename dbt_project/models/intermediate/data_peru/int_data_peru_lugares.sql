with celdas as (

    select
        periodo,
        'servicios' as indicador,
        'cite' as ambito,
        cite_codigo,
        servicios_acumulado as acumulado
    from {{ ref('int_data_peru_servicios') }}

    union all

    select
        periodo,
        'clientes' as indicador,
        ambito,
        cite_codigo,
        clientes_acumulado as acumulado
    from {{ ref('int_data_peru_clientes') }}

),

entregados as (

    select
        periodo,
        indicador,
        ambito,
        cite_codigo,
        bool_or(acumulado is not null) as con_dato
    from celdas
    group by all

),

grilla as (

    select
        periodo,
        'cite' as ambito,
        cite_codigo,
        reporto
    from {{ ref('int_celdas') }}

    union all

    select
        periodo,
        'red' as ambito,
        null as cite_codigo,
        bool_or(reporto) as reporto
    from {{ ref('int_celdas') }}
    group by periodo

),

-- The report wins whole over a delivery's month; a delivery without a figure fills only what the grid lacks.
int_data_peru_lugares as (

    select
        entregados.*,
        coalesce(grilla.reporto, false) as reportado,
        not reportado and (entregados.con_dato or grilla.periodo is null) as entra
    from entregados
    left join grilla
        on
            entregados.periodo = grilla.periodo
            and entregados.ambito = grilla.ambito
            and entregados.cite_codigo is not distinct from grilla.cite_codigo

)

select * from int_data_peru_lugares
