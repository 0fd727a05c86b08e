{#- What dbt builds on Spark: all SQL is DuckDB's until `adapter.translated`, the last thing before it is sent. -#}

{% macro red_cite_spark__create_table_as(temporary, relation, compiled_code, language='sql') %}
  {%- if temporary -%}
    create or replace temporary view {{ relation }} as {{ adapter.translated(compiled_code) }}
  {%- else -%}
    create table {{ relation }} using parquet as {{ adapter.translated(_of_the_contract(compiled_code)) }}
  {%- endif -%}
{% endmacro %}

{% macro red_cite_spark__create_view_as(relation, sql) %}
  create or replace view {{ relation }} as {{ adapter.translated(_of_the_contract(sql)) }}
{% endmacro %}

{#- A model that reads no table says what dbt's own graph holds: the coordinator builds it. -#}
{% macro _of_the_contract(sql) %}
  {%- set query = sql if model.depends_on.nodes else adapter.on_coordinator(sql, model.name) -%}
  {%- if config.get('contract').enforced -%}
    {%- do assert_columns_equivalent(query) -%}
    {%- set query = get_select_subquery(query) -%}
  {%- endif -%}
  {{ return(query) }}
{% endmacro %}

{% macro red_cite_spark__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) %}
  {{ return(adapter.translated(default__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit))) }}
{% endmacro %}

{% macro red_cite_spark__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) %}
  {{ return(adapter.translated(default__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names))) }}
{% endmacro %}

{% macro red_cite_spark__get_columns_in_query(select_sql) %}
  {{ return(adapter.get_column_schema_from_query(select_sql) | map(attribute='name') | list) }}
{% endmacro %}

{% macro red_cite_spark__escape_single_quotes(expression) %}
  {{ return(expression | replace("'", "''")) }}
{% endmacro %}

{#- The comments are DuckDB's, whose publication carries them. -#}
{% macro red_cite_spark__persist_docs(relation, model, for_relation, for_columns) %}
{% endmacro %}

{#- Strategy `rehacer_meses`: the months to redo are written anew, each a partition, and one emptied is dropped. The
    column that they are parted by repeats `periodo`, since Spark puts such a column last. -#}
{% materialization incremental, adapter='red_cite_spark' %}
  {%- set existing = load_cached_relation(this) -%}
  {%- set target = this.incorporate(type='table') -%}
  {%- if existing is none or should_full_refresh() -%}
    {%- if existing is not none -%}{%- do adapter.drop_relation(existing) -%}{%- endif -%}
    {%- call statement('main') -%}
      create table {{ target }} using parquet partitioned by (_mes) as
      select *, periodo as _mes from ({{ adapter.translated(_of_the_contract(compiled_code)) }})
    {%- endcall -%}
  {%- else -%}
    {%- set months = 'select periodo from ' ~ ref('int_meses_por_rehacer') -%}
    {%- for row in run_query(months).rows -%}
      {%- do run_query("alter table " ~ target ~ " drop if exists partition (_mes = date '" ~ row[0] ~ "')") -%}
    {%- endfor -%}
    {%- call statement('main') -%}
      insert overwrite table {{ target }} partition (_mes)
      select *, periodo as _mes from ({{ adapter.translated(_of_the_contract(compiled_code)) }})
    {%- endcall -%}
  {%- endif -%}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}

{#- A list is read by the very engine that reads it elsewhere, with the same types. -#}
{% materialization seed, adapter='red_cite_spark' %}
  {%- set table, columns = load_agate_table(), [] -%}
  {%- for name in table.column_names -%}
    {%- set kind = config.get('column_types', {}).get(name, adapter.convert_type(table, loop.index0)) -%}
    {%- do columns.append("'" ~ name ~ "': '" ~ kind ~ "'") -%}
  {%- endfor -%}
  {%- do store_result('agate_table', response='OK', agate_table=table) -%}
  {%- set csv = model.root_path ~ '/' ~ model.original_file_path -%}
  {%- set query -%}
    from read_csv('{{ csv }}', header = true, delim = ',', quote = '"', columns = { {{ columns | join(', ') }} })
  {%- endset -%}
  {%- set target = this.incorporate(type='table') -%}
  {%- do adapter.drop_relation(target) -%}
  {%- call statement('main') -%}
    create table {{ target }} using parquet as {{ adapter.translated(adapter.on_coordinator(query, model.name)) }}
  {%- endcall -%}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}
