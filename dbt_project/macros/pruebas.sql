{#- Our own generic tests: no package hub is reached. Each returns the rows that break its promise. -#}

{#- `where: meses_rehechos` in a test's config: over history only what changed is tested, everything after a
    full refresh. So a close costs the same with 1 year of history as with 20. Overrides dbt's own macro. -#}
{% macro get_where_subquery(relation) -%}
    {%- set where = config.get('where', '') -%}
    {%- if where == 'meses_rehechos' and flags.FULL_REFRESH -%}
        {{ relation }}
    {%- elif where == 'meses_rehechos' -%}
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

{#- The rows of every report pending in this load are all somewhere: loaded, quarantined or refused. -#}
{% test filas_conservadas(model, cargadas, observadas) %}
    {%- set por_rehacer = ref('stg_periodos_por_rehacer') -%}

    with pendientes as (

        select reportes.*
        from {{ model }} as reportes
        {% if not flags.FULL_REFRESH -%}
            semi join {{ por_rehacer }} as por_rehacer on reportes.reporte_id = por_rehacer.reporte_id
        {%- endif %}

    ),

    en_cargadas as (

        select
            reporte_id,
            count(*) as filas
        from {{ cargadas }}
        where reporte_id in (select reporte_id from pendientes)
        group by all

    ),

    en_observadas as (

        select
            reporte_id,
            count(*) as filas
        from {{ observadas }}
        where reporte_id in (select reporte_id from pendientes)
        group by all

    )

    select
        pendientes.reporte_id,
        pendientes.filas,
        pendientes.filas_aceptadas,
        pendientes.filas_observadas,
        pendientes.filas_rechazadas,
        en_cargadas.filas as cargadas,
        en_observadas.filas as observadas
    from pendientes
    left join en_cargadas on pendientes.reporte_id = en_cargadas.reporte_id
    left join en_observadas on pendientes.reporte_id = en_observadas.reporte_id
    where
        pendientes.filas
        != pendientes.filas_aceptadas + pendientes.filas_observadas + pendientes.filas_rechazadas
        or (pendientes.estado != 'rechazado' and pendientes.filas is null)
        or coalesce(en_cargadas.filas, 0)
        != if(pendientes.estado = 'rechazado', 0, pendientes.filas_aceptadas)
        or coalesce(en_observadas.filas, 0)
        != if(pendientes.estado = 'rechazado', 0, pendientes.filas_observadas)

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
        {{ donde_meses_rehechos() }}
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
