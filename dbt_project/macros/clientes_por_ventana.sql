{#- Distinct clients with what was last written of each: the CTEs `atenciones` to `clientes`, for a `with`.
    `clientes` has a row per client, scope (`ambito`: its centre, or the network), window (`ventana`: the month, or the
    year up to it) and month; an attribute is decided within the scope and the window counted, so that the month's may
    differ from the year's. A blank says nothing: the last one written down holds. -#}
{% macro clientes_por_ventana(atributos, celdas) -%}
atenciones as (

    select
        periodo,
        cite_codigo,
        cliente_id,
        {{ atributos | join(', ') }},
        -- Which attention is the latest: by date, then by centre code, then by row. A number, for many compare it.
        row_number() over (order by fecha, cite_codigo, fila, periodo) as orden
    from {{ ref('int_atenciones_vigentes') }}
    {{ solo_anios_por_rehacer() }}

),

-- Once per client, centre and month; every wider scope is counted from here.
ultimas as (

    select
        periodo,
        cite_codigo,
        cliente_id
        {%- for atributo in atributos %},
        max(orden) filter (where {{ atributo }} is not null) as orden_{{ atributo }},
        arg_max({{ atributo }}, orden) filter (where {{ atributo }} is not null) as {{ atributo }}
        {%- endfor %}
    from atenciones
    group by all

),

-- Once per client, scope and month: the network's last word is that of any of its centres.
por_ambito as (

    select
        'cite' as ambito,
        *
    from ultimas

    union all

    select
        'red' as ambito,
        periodo,
        null as cite_codigo,
        cliente_id
        {%- for atributo in atributos %},
        max(orden_{{ atributo }}) as orden_{{ atributo }},
        arg_max({{ atributo }}, orden_{{ atributo }}) filter (where {{ atributo }} is not null) as {{ atributo }}
        {%- endfor %}
    from ultimas
    group by all

),

meses as (

    select distinct periodo
    from {{ celdas }}
    {{ solo_meses_por_rehacer() }}

),

-- What holds of a client from a month on, until the next month of the year that it appears in.
tramos as (

    select
        ambito,
        cite_codigo,
        cliente_id,
        periodo as desde,
        lead(periodo) over del_anio as hasta
        {%- for atributo in atributos %},
        arg_max({{ atributo }}, orden_{{ atributo }}) filter (where {{ atributo }} is not null) over del_anio
            as {{ atributo }}
        {%- endfor %}
    from por_ambito
    window del_anio as (partition by ambito, cite_codigo, cliente_id, year(periodo) order by periodo)

),

clientes as (

    select
        'mes' as ventana,
        por_ambito.ambito,
        por_ambito.cite_codigo,
        por_ambito.periodo,
        por_ambito.cliente_id
        {%- for atributo in atributos %},
        por_ambito.{{ atributo }}
        {%- endfor %}
    from por_ambito
    semi join meses on por_ambito.periodo = meses.periodo

    union all

    select
        'acumulado' as ventana,
        tramos.ambito,
        tramos.cite_codigo,
        meses.periodo,
        tramos.cliente_id
        {%- for atributo in atributos %},
        tramos.{{ atributo }}
        {%- endfor %}
    from tramos
    inner join meses
        on
            year(tramos.desde) = year(meses.periodo)
            and tramos.desde <= meses.periodo
            and (tramos.hasta is null or meses.periodo < tramos.hasta)

)
{%- endmacro %}
{#- The two counts of a cell, from `celdas` and `contados`: zero where it was reported and nobody
    counted, null where nobody reported. -#}
{% macro clientes_de_la_celda() -%}
case
            when celdas.clientes_mes is not null then coalesce(contados.clientes_mes, 0)
        end::bigint as clientes_mes,
        case
            when celdas.clientes_acumulado is not null then coalesce(contados.clientes_acumulado, 0)
        end::bigint as clientes_acumulado,
        celdas.reportes_faltantes
{%- endmacro %}
