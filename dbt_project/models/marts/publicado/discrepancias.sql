-- What the published documents state and does not agree, in a sentence that can be followed on the page.
with comparaciones as (
    select
        *,
        if(unidad = 'porcentaje', 'puntos porcentuales', unidad) as unidad_diferencia,
        coalesce(otro_cuadro, 'el cálculo') as fuente_calculo,
        if(
            calculado = round(calculado),
            format('{:,}', cast(calculado as bigint)), format('{:,.2f}', calculado)
        ) as calculado_texto,
        if(
            diferencia = round(diferencia),
            format('{:,}', cast(diferencia as bigint)), format('{:,.2f}', diferencia)
        ) as diferencia_texto
    from {{ ref('int_comparaciones_publicadas') }}
    where not concuerda
),

discrepancias as (
    select
        comparaciones.comparacion_id as discrepancia_id,
        comparaciones.documento,
        comparaciones.cuadro,
        comparaciones.concepto,
        comparaciones.impreso_texto,
        comparaciones.impreso,
        comparaciones.calculado,
        comparaciones.diferencia,
        comparaciones.unidad,
        explicaciones.explicacion,
        documentos.nombre || ', ' || comparaciones.cuadro || ': ' || comparaciones.concepto || '. '
        || case
            when comparaciones.impreso is null
                then
                    'No imprime la cifra, y ' || comparaciones.fuente_calculo || ' da '
                    || comparaciones.calculado_texto
            when comparaciones.calculado is null
                then
                    'Imprime ' || comparaciones.impreso_texto
                    || ', que no se puede calcular: no hay cifra con qué compararla o la base es cero'
            else
                'Imprime ' || comparaciones.impreso_texto || ' y ' || comparaciones.fuente_calculo || ' da '
                || comparaciones.calculado_texto
                || ' (diferencia: ' || comparaciones.diferencia_texto || ' '
                || comparaciones.unidad_diferencia || ')'
        end
        || '.' || coalesce(' ' || explicaciones.explicacion, '') as frase
    from comparaciones
    inner join
        {{ ref('documentos_publicados') }} as documentos
        on comparaciones.documento = documentos.documento
    left join {{ ref('explicaciones') }} as explicaciones
        on comparaciones.comparacion_id = explicaciones.comparacion_id
)

select * from discrepancias
