{#- dbt-duckdb builds a table or a view aside and renames it into its place, the old one out and the new one in: each a
    macro call with a context of its own, and together a quarter of a build. DuckDB replaces within its transaction. -#}
{% materialization table, adapter="duckdb" %}
  {{ return(en_su_lugar('table')) }}
{% endmaterialization %}

{% materialization view, adapter="duckdb" %}
  {{ return(en_su_lugar('view')) }}
{% endmaterialization %}

{% macro en_su_lugar(tipo) %}
  {%- set existing = load_cached_relation(this) -%}
  {%- set target = this.incorporate(type=tipo) -%}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {%- if existing is not none and existing.type != tipo %}
    {{ drop_relation_if_exists(existing) }}
  {%- endif %}
  {% call statement('main') -%}
    drop {{ tipo }} if exists {{ target }};
    {{ create_table_as(False, target, compiled_code, 'sql') if tipo == 'table' else create_view_as(target, compiled_code) }}
  {%- endcall %}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {% do persist_docs(target, model) %}
  {{ adapter.commit() }}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {{ return({'relations': [target]}) }}
{% endmacro %}
