{#- For singular tests: only the months being redone, everything with --full-refresh
    (see `get_where_subquery`). -#}
{% macro donde_meses_rehechos(columna='periodo') -%}
    {%- set meses = ref('int_meses_por_rehacer') -%}
    {%- if not flags.FULL_REFRESH -%}
    where {{ columna }} in (select periodo from {{ meses }})
    {%- endif -%}
{%- endmacro %}
