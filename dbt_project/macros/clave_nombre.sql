{#- The normal form in which names are compared: no accents, lower case, letters and digits only.
    Twin of `orchestration.core.catalogs.name_key`. -#}
{% macro clave_nombre(columna) -%}
    regexp_replace(lower(strip_accents({{ columna }})), '[^a-z0-9]+', '', 'g')
{%- endmacro %}
