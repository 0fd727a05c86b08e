{#- Whose budget a row is: scope, centre and the chain with its names, in the order of the marts. -#}
{% macro cadena_presupuestal() -%}
ambito,
        cite_codigo,
        categoria_presupuestal,
        producto,
        producto_nombre,
        actividad,
        actividad_nombre,
        fuente,
        categoria_gasto,
        generica,
        generica_nombre
{%- endmacro %}
