{#- What an incremental model redoes: the months of `int_meses_por_rehacer`, the only notion of change.
    The references stand outside the conditions so that dbt sees them while it parses. -#}

{#- Whether this run builds everything anew. -#}
{% macro rehacer_todo() -%}
    {{ 'true' if flags.FULL_REFRESH else 'false' }}
{%- endmacro %}

{#- Reads whole years when a later month repeats what an earlier one brought (year to date). -#}
{% macro solo_anios_por_rehacer(columna='periodo') -%}
    {%- set meses = ref('int_meses_por_rehacer') -%}
    {%- if is_incremental() -%}
    where year({{ columna }}) in (select year(periodo) from {{ meses }})
    {%- endif -%}
{%- endmacro %}

{#- Keeps only the months that are redone. -#}
{% macro solo_meses_por_rehacer(columna='periodo') -%}
    {%- set meses = ref('int_meses_por_rehacer') -%}
    {%- if is_incremental() -%}
    where {{ columna }} in (select periodo from {{ meses }})
    {%- endif -%}
{%- endmacro %}

{#- Incremental strategy `rehacer_meses`: delete the redone months, then insert them. Unlike dbt's own
    delete+insert it also clears a month that has no rows any more, such as one whose only report was corrected
    to an empty one. -#}
{% macro get_incremental_rehacer_meses_sql(arg_dict) -%}
    {%- set columnas = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    delete from {{ arg_dict['target_relation'] }}
    where periodo in (select periodo from {{ ref('int_meses_por_rehacer') }});

    insert into {{ arg_dict['target_relation'] }} ({{ columnas }})
    select {{ columnas }} from {{ arg_dict['temp_relation'] }}
{%- endmacro %}
