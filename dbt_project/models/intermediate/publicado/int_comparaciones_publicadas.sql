-- Every check that the documents allow, one row a comparison; those that do not agree become `discrepancias`.
with propias as (
    select
        comparacion_id,
        publicado_id,
        tipo,
        calculo,
        calculado,
        otro_documento,
        otro_cuadro,
        0.0 as error_calculo
    from {{ ref('int_sumas_publicadas') }}
    union all by name
    select
        comparacion_id,
        publicado_id,
        tipo,
        calculo,
        calculado,
        otro_documento,
        otro_cuadro,
        0.0 as error_calculo
    from {{ ref('int_variaciones_publicadas') }}
    union all by name
    select
        comparacion_id,
        publicado_id,
        tipo,
        calculo,
        calculado,
        otro_documento,
        otro_cuadro,
        error_calculo
    from {{ ref('int_bases_implicitas') }}
),

de_un_cuadro as (
    select
        propias.comparacion_id,
        cifras.documento,
        cifras.cuadro,
        propias.otro_documento,
        propias.otro_cuadro,
        propias.tipo,
        'igual' as relacion,
        cifras.unidad,
        cifras.impreso as impreso_texto,
        propias.calculado,
        medidas.nombre
        || if(cifras.programacion is null, '', ' (programación ' || cifras.programacion || ')')
        || ' de «' || cifras.etiqueta || '»'
        || coalesce(', columna «' || cifras.columna || '»', '')
        || coalesce(', tipo de cliente ' || cifras.tipo_cliente_codigo, '')
        || if(length(cifras.periodo) = 7, ', mes ' || cifras.periodo, '')
        || ', comparado con ' || propias.calculo as concepto,
        cast(cifras.valor as double) as impreso,
        cifras.tolerancia + propias.error_calculo as tolerancia
    from propias
    inner join {{ ref('stg_publicado') }} as cifras on propias.publicado_id = cifras.publicado_id
    inner join {{ ref('medidas_publicadas') }} as medidas on cifras.medida = medidas.medida
),

de_dos_lugares as (
    select
        cotejos.comparacion_id,
        cotejos.otro_documento,
        cotejos.otro_cuadro,
        cotejos.tipo,
        cotejos.relacion,
        cifras.impreso as impreso_texto,
        cotejos.calculado,
        coalesce(cifras.documento, cotejos.documento) as documento,
        coalesce(cifras.cuadro, cotejos.cuadro) as cuadro,
        coalesce(cifras.unidad, cotejos.unidad) as unidad,
        cotejos.concepto || coalesce(': «' || cifras.etiqueta || '»', '') as concepto,
        cast(cifras.valor as double) as impreso,
        coalesce(cifras.tolerancia, 0.5) as tolerancia
    from {{ ref('int_cotejos_publicados') }} as cotejos
    left join {{ ref('stg_publicado') }} as cifras on cotejos.publicado_id = cifras.publicado_id
),

unidas as (
    select * from de_un_cuadro
    union all by name
    select * from de_dos_lugares
),

int_comparaciones_publicadas as (
    select
        *,
        round(calculado - impreso, 4) as diferencia,
        -- Half a digit is meant inclusive; what the division leaves past it is not a difference.
        coalesce(
            case relacion
                when 'minimo' then impreso - calculado >= -tolerancia
                when 'maximo' then impreso - calculado <= tolerancia
                else abs(impreso - calculado) <= tolerancia + 1e-6
            end, false
        ) as concuerda
    from unidas
)

select * from int_comparaciones_publicadas
