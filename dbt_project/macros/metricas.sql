{# The metrics and semantic models of dbt's graph as one JSON text, cut to what a question needs of them. #}
{% macro definiciones_de_metricas() %}
    {%- set metricas, modelos = [], [] -%}
    {%- if execute -%}
        {#- Stable: by file, and as each file lists them. -#}
        {%- for metrica in graph.metrics.values() | sort(attribute='original_file_path') -%}
            {%- do metricas.append(_metrica(metrica)) -%}
        {%- endfor -%}
        {%- for modelo in graph.semantic_models.values() -%}
            {%- do modelos.append(_modelo_semantico(modelo)) -%}
        {%- endfor -%}
    {%- endif -%}
    {#- The filter, not dbt's function: it writes an apostrophe as \u0027, so the text needs no quoting. -#}
    {{- {'metricas': metricas, 'modelos': modelos} | tojson -}}
{% endmacro %}

{% macro _metrica(metrica) %}
    {% set meta, partes = metrica.config.meta, metrica.type_params %}
    {{ return({
        'nombre': metrica.name,
        'etiqueta': metrica.label,
        'descripcion': metrica.description,
        'lectura': meta.lectura,
        'unidad': meta.unidad,
        'auxiliar': meta.get('auxiliar', false),
        'granos': meta.get('granos', {}),
        'no_se_suma_entre': meta.get('no_se_suma_entre', []),
        'numerador': partes.numerator.name if partes.numerator else none,
        'denominador': partes.denominator.name if partes.denominator else none,
    }) }}
{% endmacro %}

{% macro _modelo_semantico(modelo) %}
    {% set claves, dimensiones, medidas, meta = {}, {}, {}, modelo.config.meta %}
    {% set llaves = modelo.entities | selectattr('type', 'equalto', 'primary') | map(attribute='name') %}
    {% for entidad in modelo.entities %}
        {% do claves.update({entidad.name: entidad.expr or entidad.name}) %}
    {% endfor %}
    {% for dimension in modelo.dimensions if dimension.type != 'time' %}
        {% set de_la_dimension = dimension.config.meta %}
        {% do dimensiones.update({dimension.name: {
            'expr': dimension.expr or dimension.name,
            'etiqueta': dimension.label,
            'de': de_la_dimension.get('de'),
            'nombra': de_la_dimension.get('nombra', false),
            'interna': de_la_dimension.get('interna', false),
        }}) %}
    {% endfor %}
    {% for medida in modelo.measures %}
        {% do medidas.update({medida.name: {'agg': medida.agg, 'expr': medida.expr or medida.name}}) %}
    {% endfor %}
    {{ return({
        'nombre': modelo.name,
        'tabla': modelo.node_relation.alias,
        'llave': llaves | first | default(none),
        'claves': claves,
        'dimensiones': dimensiones,
        'medidas': medidas,
        'filas': meta.get('filas'),
        'filas_del_anio': meta.get('filas_del_anio'),
        'faltantes': meta.get('faltantes'),
    }) }}
{% endmacro %}
