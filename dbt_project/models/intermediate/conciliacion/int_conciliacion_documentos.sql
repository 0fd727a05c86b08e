-- Qué se compara con qué lo dice `int_comparaciones_publicadas`; aquí solo se escoge lo que se concilia:
-- metas anuales frente a las mensuales, y PIA y PIM de los centros frente a sus totales.
with comparaciones as (

    select
        comparacion_id,
        publicado_id
    from {{ ref('int_sumas_publicadas') }}

    union all

    select
        comparacion_id,
        publicado_id
    from {{ ref('int_cotejos_publicados') }}

),

publicado as (

    select * from {{ ref('stg_publicado') }}
    where
        cuadro in (
            'Anexo 3', 'Anexo 4', 'Anexo 5', 'Anexo 6',
            'Cuadro 16', 'Cuadro 17', 'Cuadro 18', 'Cuadro 19', 'Cuadro 25'
        )
        and medida in ('meta_servicios', 'meta_clientes', 'pia', 'pim')
        and length(periodo) = 4

),

int_conciliacion_documentos as (

    select
        publicado.documento,
        publicado.cuadro,
        publicado.anio,
        publicado.ambito,
        publicado.cite_codigo,
        publicado.medida,
        calculos.concepto as detalle,
        coalesce(calculos.otro_cuadro, publicado.cuadro) as calculado_desde,
        calculos.impreso as publicado,
        calculos.calculado,
        discrepancias.explicacion
    from comparaciones
    inner join publicado on comparaciones.publicado_id = publicado.publicado_id
    inner join {{ ref('int_comparaciones_publicadas') }} as calculos
        on comparaciones.comparacion_id = calculos.comparacion_id
    left join {{ ref('discrepancias') }} as discrepancias
        on comparaciones.comparacion_id = discrepancias.comparacion_id

)

select * from int_conciliacion_documentos
