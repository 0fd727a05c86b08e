{#- The rows counted from reports and those of a delivery of Data Perú, in the places where they count; what a
    delivery does not say is null. `claves` name a place of the indicator. -#}
{% macro reportado_o_importado(indicador, reportado, importado, claves) -%}
{%- set mismo_lugar -%}
    {%- for clave in claves %}{{ 'and ' if not loop.first }}cifras.{{ clave }} is not distinct from entran.{{ clave }} {% endfor -%}
{%- endset -%}
with entran as (

    select *
    from {{ ref('int_data_peru_lugares') }}
    where indicador = '{{ indicador }}' and entra

)

select
    cifras.*,
    'reporte' as origen
from {{ reportado }} as cifras
anti join entran on {{ mismo_lugar }}
union all by name
select
    cifras.*,
    'data_peru' as origen
from {{ importado }} as cifras
semi join entran on {{ mismo_lugar }}
{%- endmacro %}
