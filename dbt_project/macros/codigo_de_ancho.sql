{#- A code as text of at least this width: zeros eaten on the way come back, longer codes stay whole. -#}
{% macro codigo_de_ancho(columna, ancho) -%}
    lpad({{ columna }}, greatest({{ ancho }}, length({{ columna }}))::integer, '0')
{%- endmacro %}
