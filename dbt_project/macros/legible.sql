{#- The rows of a mart with what its readers would have to join: year and month beside the period, and the
    centre's name beside its code. Left: what is not of a centre keeps its row, without a name. -#}
{% macro legible(tabla, centro=true, mes=true) -%}
    select
        {{ tabla }}.*
        {%- if mes %},
        year({{ tabla }}.periodo)::integer as anio,
        month({{ tabla }}.periodo)::integer as mes
        {%- endif %}
        {%- if centro %},
        centros.cite
        {%- endif %}
    from {{ tabla }}
    {%- if centro %}
    left join {{ ref('dim_cite') }} as centros on {{ tabla }}.cite_codigo = centros.cite_codigo
    {%- endif %}
{%- endmacro %}
