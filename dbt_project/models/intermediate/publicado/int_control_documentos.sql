-- What the suite `documentos` judges: one row a printed figure, a comparison or an explanation, and in each
-- column what is wrong with it, null where nothing is.
with cifras as (
    select
        'cifra' as clase,
        cifras.publicado_id as control_id,
        cifras.documento,
        cifras.cuadro,
        cifras.etiqueta as descripcion,
        cifras.publicado_id,
        if(cifras.valor is null and regexp_matches(cifras.impreso, '\d'), cifras.impreso, null)
            as cifra_sin_valor,
        if(cifras.cite_codigo is null, cifras.cite, null) as cite_sin_codigo,
        if(medidas.medida is null, cifras.medida, null) as medida_desconocida,
        if(tareas.tarea_codigo is null, cifras.tarea_codigo, null) as tarea_desconocida
    from {{ ref('stg_publicado') }} as cifras
    left join {{ ref('medidas_publicadas') }} as medidas on cifras.medida = medidas.medida
    left join {{ ref('tareas') }} as tareas on cifras.tarea_codigo = cast(tareas.tarea_codigo as varchar)
),

comparaciones as (
    select
        'comparacion' as clase,
        comparaciones.comparacion_id as control_id,
        comparaciones.documento,
        comparaciones.cuadro,
        comparaciones.concepto as descripcion,
        comparaciones.comparacion_id,
        comparaciones.concuerda,
        if(
            comparaciones.concuerda or explicaciones.comparacion_id is not null, null, comparaciones.concepto
        ) as discrepancia_sin_explicar
    from {{ ref('int_comparaciones_publicadas') }} as comparaciones
    left join {{ ref('explicaciones') }} as explicaciones
        on comparaciones.comparacion_id = explicaciones.comparacion_id
),

-- An explanation outlives its discrepancy when someone corrects a transcription: it has to go too.
sobrantes as (
    select
        'explicacion' as clase,
        explicaciones.comparacion_id as control_id,
        explicaciones.explicacion as descripcion,
        explicaciones.comparacion_id as explicacion_sobrante
    from {{ ref('explicaciones') }} as explicaciones
    left join {{ ref('int_comparaciones_publicadas') }} as comparaciones
        on explicaciones.comparacion_id = comparaciones.comparacion_id and not comparaciones.concuerda
    where comparaciones.comparacion_id is null
),

int_control_documentos as (
    select * from cifras
    union all by name
    select * from comparaciones
    union all by name
    select * from sobrantes
)

select * from int_control_documentos
