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

{#- The rows of every version ever received are all somewhere: loaded, quarantined or refused. -#}
{% test filas_conservadas(model, cargadas, observadas) %}

    with reportes as (

        select * from {{ model }}

    ),

    en_cargadas as (

        select
            reporte_id,
            count(*) as filas
        from {{ cargadas }}
        group by all

    ),

    en_observadas as (

        select
            reporte_id,
            count(*) as filas
        from {{ observadas }}
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
    full join en_cargadas on reportes.reporte_id = en_cargadas.reporte_id
    full join en_observadas on coalesce(reportes.reporte_id, en_cargadas.reporte_id) = en_observadas.reporte_id
    where
        reportes.reporte_id is null
        or reportes.filas != reportes.filas_aceptadas + reportes.filas_observadas + reportes.filas_rechazadas
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

{#- Every difference that the model computes is exactly zero. -#}
{% test sin_diferencias(model, columnas) %}

    select *
    from {{ model }}
    where {% for columna in columnas %}{{ 'or ' if not loop.first }}coalesce({{ columna }} != 0, true) {% endfor %}

{% endtest %}
