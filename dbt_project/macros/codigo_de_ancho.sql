{#- A code as text, the same however many zeros stand before it: padded to this width, longer codes whole. -#}
{% macro codigo_de_ancho(columna, ancho) -%}
    lpad(
        ltrim(trim({{ columna }}), '0'), greatest({{ ancho }}, length(ltrim(trim({{ columna }}), '0')))::integer, '0'
    )
{%- endmacro %}
