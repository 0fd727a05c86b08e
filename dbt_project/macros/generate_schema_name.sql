{#- A layer's schema is its own name, without the target's prefix: readers meet `marts`,
    never `main_marts`. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
