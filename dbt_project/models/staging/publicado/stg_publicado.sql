-- Every printed figure of the four documents, typed, its centre resolved; nothing corrected or left out.
with fuente as (
    select * from {{ ref('boletin_2024') }}
    union all by name
    select * from {{ ref('poi_2024') }}
    union all by name
    select * from {{ ref('boletin_pp0093_2020') }}
    union all by name
    select * from {{ ref('notas_prensa') }}
),

nombres as (
    select distinct
        {{ clave_nombre('alias') }} as clave,
        cite_codigo,
        coalesce(left(vigente_desde, 4), '0000') as desde,
        coalesce(left(vigente_hasta, 4), '9999') as hasta
    from {{ ref('alias_cite') }}
),

leido as (
    select
        fuente.*,
        nombres.cite_codigo,
        -- In these tables the detail is the column, not the row.
        if(starts_with(fuente.detalle, 'columna: '), fuente.detalle[10:], null) as columna,
        -- A second decimal printed as zero is padding (`42.50%`), not precision.
        regexp_replace(
            rtrim(replace(regexp_extract(fuente.impreso, '\d[\d,.]*'), ',', ''), '.'), '(\.\d)0$', '\1'
        ) as numero
    from fuente
    left join nombres
        on
            {{ clave_nombre('fuente.cite') }} = nombres.clave
            and left(fuente.periodo, 4) between nombres.desde and nombres.hasta
),

stg_publicado as (
    select
        concat_ws(
            '/', documento, cuadro, 'fila ' || fila, medida, programacion, periodo,
            'tipo ' || tipo_cliente_codigo, columna
        ) as publicado_id,
        documento,
        cuadro,
        fila,
        etiqueta,

        ambito,
        cite,
        cite_codigo,
        tipo_servicio_codigo,
        tarea_codigo,
        tipo_cliente_codigo,
        categoria_presupuestal,
        detalle,
        columna,
        nullif(regexp_extract(etiqueta, 'N°\s*(\d{3}-\d{4})', 1), '') as resolucion,
        case
            when regexp_full_match(coalesce(detalle, ''), '(Actividad|Producto) \d(\.\d)?')
                then detalle
            when cuadro = 'Anexo'
                then nullif(
                    regexp_replace(
                        regexp_extract(etiqueta, '(?i)^(actividad \d\.\d|producto \d)'),
                        '(?i)^producto',
                        'Producto'
                    ), ''
                )
        end as elemento,

        medida,
        programacion,
        periodo,
        cast(left(periodo, 4) as integer) as anio,
        unidad,
        valor,
        impreso,
        es_total,
        -- Half of the last printed digit: `28.8 millones` holds to 50,000 soles, `37.7%` to 0.05 points.
        coalesce(
            0.5 * coalesce(abs(valor) / nullif(try_cast(numero as double), 0), 1)
            / power(10, length(regexp_extract(numero, '\.(\d+)$', 1))),
            0.5
        ) as tolerancia
    from leido
)

select * from stg_publicado
