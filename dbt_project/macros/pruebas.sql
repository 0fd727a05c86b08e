{#- Our own generic tests: no package hub is reached. Each returns the rows that break its promise. -#}

{#- `where: meses_rehechos` in a test's config: over history only what this run redid is tested, so that a
    close costs the same with 1 year of history as with 20. Overrides dbt's own macro. -#}
{% macro get_where_subquery(relation) -%}
    {%- set where = config.get('where', '') -%}
    {%- if where == 'meses_rehechos' -%}
        (
            select * from {{ relation }}
            where periodo in (select periodo from intermediate.int_meses_por_rehacer)
        ) as meses_rehechos
    {%- elif where -%}
        (select * from {{ relation }} where {{ where }}) as filtrada
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}

{#- The columns together name one row, and none is null but those in `nulables`. -#}
{% test clave_unica(model, columnas, nulables=[]) %}

    select
        {{ columnas | join(', ') }},
        count(*) as filas
    from {{ model }}
    group by all
    having
        count(*) > 1
        {%- for columna in columnas if columna not in nulables %}
            or {{ columna }} is null
        {%- endfor %}

{% endtest %}

{#- A count or an amount: zero, more, or unknown. -#}
{% test no_negativo(model, column_name) %}

    select {{ column_name }}
    from {{ model }}
    where {{ column_name }} < 0

{% endtest %}

{#- The rows of every report of the months redone are all somewhere: loaded, quarantined or refused.
    Not by `where: meses_rehechos`: the model under test stands before the list of months. -#}
{% test filas_conservadas(model, cargadas, observadas) %}

    with reportes as (

        select recibidos.*
        from {{ model }} as recibidos
        semi join {{ ref('int_meses_por_rehacer') }} as meses on recibidos.periodo = meses.periodo

    ),

    en_cargadas as (

        select
            reporte_id,
            count(*) as filas
        from {{ cargadas }}
        where reporte_id in (select reporte_id from reportes)
        group by all

    ),

    en_observadas as (

        select
            reporte_id,
            count(*) as filas
        from {{ observadas }}
        where reporte_id in (select reporte_id from reportes)
        group by all

    )

    select
        reportes.reporte_id,
        reportes.filas,
        reportes.filas_aceptadas,
        reportes.filas_observadas,
        reportes.filas_rechazadas,
        en_cargadas.filas as cargadas,
        en_observadas.filas as observadas
    from reportes
    left join en_cargadas on reportes.reporte_id = en_cargadas.reporte_id
    left join en_observadas on reportes.reporte_id = en_observadas.reporte_id
    where
        reportes.filas != reportes.filas_aceptadas + reportes.filas_observadas + reportes.filas_rechazadas
        or (reportes.estado != 'rechazado' and reportes.filas is null)
        or coalesce(en_cargadas.filas, 0) != if(reportes.estado = 'rechazado', 0, reportes.filas_aceptadas)
        or coalesce(en_observadas.filas, 0) != if(reportes.estado = 'rechazado', 0, reportes.filas_observadas)

{% endtest %}

{#- A mart counts every service of the current records, month by month: none is lost in a join. -#}
{% test servicios_conservados(model, registros) %}

    with contados as (

        select
            periodo,
            sum(servicios) as servicios
        from {{ model }}
        group by all

    ),

    registrados as (

        select
            periodo,
            sum(cantidad) as servicios
        from {{ registros }}
        where periodo in (select periodo from intermediate.int_meses_por_rehacer)
        group by all

    )

    select
        registrados.periodo,
        registrados.servicios as registrados,
        contados.servicios as contados
    from registrados
    left join contados on registrados.periodo = contados.periodo
    where coalesce(contados.servicios, 0) != registrados.servicios

{% endtest %}
