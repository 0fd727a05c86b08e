-- Printed differences and percentages recomputed from the printed figures of their own row or table.
-- A percentage over a base of zero does not exist: it is compared with null and never agrees.
with cifras as (
    select * from {{ ref('stg_publicado') }}
),

extremos as (
    select
        documento,
        cuadro,
        fila,
        max(valor) filter (
            where medida = 'pia' or (medida like 'meta%' and programacion = 'inicial')
        ) as inicial,
        max(valor) filter (
            where medida = 'pim' or (medida like 'meta%' and programacion = 'actualizada')
        ) as actualizado,
        max(valor) filter (where medida = 'meta_fisica') as meta_fisica,
        max(valor) filter (where medida = 'avance_fisico') as avance_fisico,
        max(valor) filter (where medida = 'devengado') as devengado,
        max(valor) filter (where medida = 'meta_indicador') as meta_indicador,
        max(valor) filter (where medida = 'indicador') as indicador
    from cifras
    where length(periodo) = 4
    group by all
),

de_la_fila as (
    select
        cifras.publicado_id,
        if(cifras.medida = 'variacion', 'diferencia', 'porcentaje') as tipo,
        case cifras.medida
            when 'variacion' then 'la diferencia entre lo actualizado y lo inicial de la fila'
            when 'variacion_porcentual'
                then 'la variación porcentual entre lo inicial y lo actualizado de la fila'
            when 'cumplimiento' then 'el avance físico entre la meta física de la fila'
            when 'ejecucion' then 'el devengado entre el PIM de la fila'
            else 'el valor del indicador entre su meta'
        end as calculo,
        case cifras.medida
            when 'variacion' then extremos.actualizado - extremos.inicial
            when 'variacion_porcentual'
                then 100 * (extremos.actualizado - extremos.inicial) / nullif(extremos.inicial, 0)
            when 'cumplimiento' then 100 * extremos.avance_fisico / nullif(extremos.meta_fisica, 0)
            when 'ejecucion' then 100 * extremos.devengado / nullif(extremos.actualizado, 0)
            when 'cumplimiento_indicador' then 100 * extremos.indicador / nullif(extremos.meta_indicador, 0)
        end as calculado
    from cifras
    inner join extremos
        on
            cifras.documento = extremos.documento
            and cifras.cuadro = extremos.cuadro
            and cifras.fila = extremos.fila
    where
        cifras.valor is not null
        and (
            (
                cifras.medida in ('variacion', 'variacion_porcentual')
                and extremos.inicial is not null
                and extremos.actualizado is not null
            )
            or (cifras.medida = 'cumplimiento' and extremos.meta_fisica is not null)
            or (cifras.medida = 'ejecucion' and extremos.devengado is not null)
            or cifras.medida = 'cumplimiento_indicador'
        )
),

-- A share names in its detail the measure that it is a share of.
participaciones as (
    select
        cifra.publicado_id,
        'porcentaje' as tipo,
        'la parte de la fila en el total de ' || medidas.nombre as calculo,
        100 * parte.valor / nullif(total.valor, 0) as calculado
    from cifras as cifra
    inner join {{ ref('medidas_publicadas') }} as medidas on cifra.detalle = medidas.medida
    inner join cifras as parte
        on
            cifra.documento = parte.documento
            and cifra.cuadro = parte.cuadro
            and cifra.fila = parte.fila
            and cifra.detalle = parte.medida
    inner join cifras as total
        on
            cifra.documento = total.documento
            and cifra.cuadro = total.cuadro
            and cifra.detalle = total.medida
            and total.es_total
    where cifra.medida = 'participacion'
),

unidas as (
    select * from de_la_fila
    union all
    select * from participaciones
),

int_variaciones_publicadas as (
    select
        publicado_id || '/' || tipo as comparacion_id,
        publicado_id,
        tipo,
        calculo,
        cast(calculado as double) as calculado,
        cast(null as varchar) as otro_documento,
        cast(null as varchar) as otro_cuadro
    from unidas
)

select * from int_variaciones_publicadas
