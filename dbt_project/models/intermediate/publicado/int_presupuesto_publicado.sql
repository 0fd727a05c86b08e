-- The budget as documents print it, in parts. Each `corte` is one whole cut one way: its rows add up to what
-- the document cuts, two cuts never do. The printed totals stand in `cifras_publicadas`.
with cortes (documento, cuadro, corte) as (
    values
    ('poi_2024', 'Cuadro 22', 'fuente de financiamiento'),
    ('poi_2024', 'Cuadro 23', 'genérica de gasto'),
    ('poi_2024', 'Cuadro 24', 'categoría presupuestal'),
    ('poi_2024', 'Cuadro 25', 'centro (solo recursos ordinarios)'),
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
        documentos.pim_al,
        publicado.*
    from {{ ref('stg_publicado') }} as publicado
    inner join cortes on publicado.documento = cortes.documento and publicado.cuadro = cortes.cuadro
    inner join {{ ref('documentos_publicados') }} as documentos on publicado.documento = documentos.documento
    where
        publicado.medida in ('pia', 'pim', 'devengado')
        and not publicado.es_total
),

filas as (
    select
        documento,
        cuadro,
        anio,
        corte,
        fila,
        case
            when documento = 'boletin_pp0093_2020' then regexp_extract(etiqueta, '\d{7}')
            else coalesce(cite_codigo, detalle)
        end as concepto_codigo,
        etiqueta as concepto,
        if(
            documento = 'boletin_pp0093_2020', regexp_replace(detalle, '\s*/\s*', '/'), 'ITP'
        ) as unidad_ejecutora,
        cite_codigo,
        max(valor) filter (where medida = 'pia') as pia,
        max(valor) filter (where medida = 'pim') as pim,
        pim_al,
        max(valor) filter (where medida = 'devengado') as devengado
    from cifras
    group by all
),

int_presupuesto_publicado as (
    select
        concat_ws('/', filas.documento, filas.cuadro, filas.fila) as presupuesto_publicado_id,
        filas.documento,
        filas.cuadro,
        filas.corte,
        filas.anio,
        filas.fila,
        filas.concepto_codigo,
        filas.concepto,
        filas.unidad_ejecutora,
        filas.cite_codigo,
        cites.cite,
        filas.pia::decimal(18, 2) as pia,
        filas.pim::decimal(18, 2) as pim,
        filas.pim_al,
        filas.devengado::decimal(18, 2) as devengado
    from filas
    left join {{ ref('stg_cites') }} as cites on filas.cite_codigo = cites.cite_codigo
)

select * from int_presupuesto_publicado
