{#- Our own generic tests: no package hub is reached. Each returns the rows that break its promise. -#}

{#- `where: meses_rehechos` in a test's config: over history only what this run redid is tested, so that a
    close costs the same with 1 year of history as with 20. Overrides dbt's own macro. -#}
{% macro get_where_subquery(relation) -%}
    {%- set where = config.get('where', '') -%}
    {%- if where == 'meses_rehechos' -%}
        (
            select * from {{ relation }}
            where periodo in (select periodo from {{ target.database }}.intermediate.int_meses_por_rehacer)
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
