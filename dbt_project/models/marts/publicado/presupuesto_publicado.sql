-- The published margins of the budget except Cuadro 25. Each `corte` is one whole cut one way: its parts
-- (`es_total` false) may be added, two cuts never.
with cortes (documento, cuadro, corte) as (
    values
    ('poi_2024', 'Cuadro 22', 'fuente de financiamiento'),
    ('poi_2024', 'Cuadro 23', 'genérica de gasto'),
    ('poi_2024', 'Cuadro 24', 'categoría presupuestal'),
    ('poi_2024', 'Cuadro 26', 'dirección u oficina'),
    ('poi_2024', 'Cuadro 27', 'convenio de fondo concursable'),
    ('poi_2024', 'Cuadro 28', 'convenio AECID o BID 4'),
    ('poi_2024', 'Cuadro 29', 'convenio de desempeño'),
    ('poi_2024', 'Cuadro 30', 'inversión'),
    ('poi_2024', 'Cuadro 31', 'categoría de gasto (resumen)'),
    ('poi_2024', 'Anexo 7', 'componente de inversión'),
    ('boletin_pp0093_2020', 'Anexo', 'producto y actividad del PP0093')
),

cifras as (
    select
        cortes.corte,
        publicado.*
    from {{ ref('stg_publicado') }} as publicado
    inner join cortes on publicado.documento = cortes.documento and publicado.cuadro = cortes.cuadro
    where publicado.medida in ('pia', 'pim', 'devengado', 'meta_fisica', 'avance_fisico')
),

filas as (
    select
        documento,
        cuadro,
        anio,
        corte,
        fila,
        coalesce(
            case
                when documento = 'boletin_pp0093_2020' then nullif(regexp_extract(etiqueta, '\d{7}'), '')
                when es_total then lower(coalesce(detalle, 'total'))
                else detalle
            end,
            'total'
        ) as concepto_codigo,
        etiqueta as concepto,
        if(
            documento = 'boletin_pp0093_2020', regexp_replace(detalle, '\s*/\s*', '/'), 'ITP'
        ) as unidad_ejecutora,
        any_value(cite_codigo) as cite_codigo,
        max(valor) filter (where medida = 'pia') as pia,
        max(valor) filter (where medida = 'pim') as pim,
        max(valor) filter (where medida = 'devengado') as devengado,
        max(valor) filter (where medida = 'meta_fisica') as meta_fisica,
        max(valor) filter (where medida = 'avance_fisico') as avance_fisico,
        max(unidad) filter (where medida = 'meta_fisica') as unidad_fisica,
        es_total
    from cifras
    group by all
),

presupuesto_publicado as (
    select
        concat_ws('/', documento, cuadro, fila) as presupuesto_publicado_id,
        *
    from filas
)

select * from presupuesto_publicado
