{#- Which printed figures a leg of `cotejos` selects, with LIKE patterns; stands in a join's condition.
    The test that every leg finds a figure asks the very same. -#}
{% macro cifra_de_la_pata(pata, cifra) -%}
    {{ pata }}.documento = {{ cifra }}.documento
    and {{ cifra }}.cuadro like {{ pata }}.cuadro
    and {{ cifra }}.medida like {{ pata }}.medida
    and {{ cifra }}.periodo like {{ pata }}.periodo
    {%- for columna in ['fila', 'es_total', 'programacion', 'ambito', 'categoria_presupuestal'] %}
        and ({{ pata }}.{{ columna }} is null or {{ pata }}.{{ columna }} = {{ cifra }}.{{ columna }})
    {%- endfor %}
    and ({{ pata }}.detalle is null or coalesce({{ cifra }}.detalle, '') like {{ pata }}.detalle)
{%- endmacro %}
