{# What a column is, without asking first which the table has: the contract of the model holds them. #}
{% macro duckdb__alter_column_comment(relation, column_dict) %}
    {% for column, known in column_dict.items() %}
        comment on column {{ relation }}.{{ column }} is {{ duckdb_escape_comment(known["description"]) }};
    {% endfor %}
{% endmacro %}
