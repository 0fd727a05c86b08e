-- Every figure that the documents print, as printed and as a number: nothing corrected, added or left out.
with cifras_publicadas as (
    select
        cifras.publicado_id as cifra_publicada_id,
        cifras.documento,
        documentos.nombre as documento_nombre,
        cifras.cuadro,
        cifras.fila,
        cifras.etiqueta,
        cifras.ambito,
        cifras.cite_codigo,
        cites.cite,
        cifras.tipo_servicio_codigo,
        cifras.tarea_codigo,
        cifras.tipo_cliente_codigo,
        cifras.categoria_presupuestal,
        cifras.detalle,
        cifras.medida,
        cifras.programacion,
        cifras.anio,
        try_cast(cifras.periodo[6:] as integer) as mes,
        cifras.unidad,
        cifras.impreso,
        cifras.valor,
        cifras.es_total
    from {{ ref('stg_publicado') }} as cifras
    inner join {{ ref('documentos_publicados') }} as documentos on cifras.documento = documentos.documento
    left join {{ ref('stg_cites') }} as cites on cifras.cite_codigo = cites.cite_codigo
)

select * from cifras_publicadas
