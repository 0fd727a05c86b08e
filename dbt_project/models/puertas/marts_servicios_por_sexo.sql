-- The reported cell that the mart lacks stands here too, with no sex.
with mart as (

    select servicios.*
    from {{ ref('servicios_por_sexo') }} as servicios
    semi join {{ ref('int_meses_por_rehacer') }} as meses on servicios.periodo = meses.periodo

),

reportados as (

    select servicios.*
    from {{ ref('int_servicios_reportados') }} as servicios
    semi join {{ ref('int_meses_por_rehacer') }} as meses on servicios.periodo = meses.periodo

),

celdas as (

    select
        coalesce(mart.periodo, reportados.periodo) as periodo,
        coalesce(mart.cite_codigo, reportados.cite_codigo) as cite_codigo,
        coalesce(mart.tipo_servicio_codigo, reportados.tipo_servicio_codigo) as tipo_servicio_codigo,
        mart.sexo,
        mart.servicios,
        reportados.servicios as servicios_del_tipo
    from mart
    full join reportados
        on
            mart.periodo = reportados.periodo
            and mart.cite_codigo = reportados.cite_codigo
            and mart.tipo_servicio_codigo = reportados.tipo_servicio_codigo

),

marts_servicios_por_sexo as (

    select
        *,
        sum(servicios) over del_tipo as suma_del_mes,
        count(servicios) over del_tipo as sexos_con_cifra,
        if(servicios_del_tipo is null, 0, 3) as sexos_reportados
    from celdas
    window del_tipo as (partition by periodo, cite_codigo, tipo_servicio_codigo)

)

select * from marts_servicios_por_sexo
