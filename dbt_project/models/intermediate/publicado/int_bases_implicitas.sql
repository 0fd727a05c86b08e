-- What 2019 must have been for the variations by activity of the 2020 bulletin to hold, against what it says.
with cifras as (
    select * from {{ ref('stg_publicado') }}
    where documento = 'boletin_pp0093_2020'
),

devengado as (
    select
        elemento,
        'Producto ' || elemento[11:11] as producto,
        valor
    from cifras
    where cuadro = 'Anexo' and medida = 'devengado' and starts_with(elemento, 'Actividad')
),

base as (
    select
        devengado.producto,
        sum(devengado.valor) as devengado_2020,
        sum(devengado.valor / (1 + variacion.valor / 100)) as devengado_2019,
        sum(devengado.valor * variacion.tolerancia / 100 / power(1 + variacion.valor / 100, 2)) as error_2019
    from devengado
    left join cifras as variacion
        on
            devengado.elemento = variacion.elemento
            and variacion.medida = 'variacion_porcentual'
            and variacion.cuadro like 'Texto: Producto%'
    group by all
    having count(variacion.valor) = count(*)
)

select
    cifras.publicado_id || '/base implícita' as comparacion_id,
    cifras.publicado_id,
    'texto_contra_tabla' as tipo,
    if(
        cifras.medida = 'devengado',
        'el devengado de 2019 que resulta de las variaciones por actividad',
        'la proporción que resulta de las variaciones por actividad'
    ) as calculo,
    cast(
        if(
            cifras.medida = 'devengado', base.devengado_2019, 100 * base.devengado_2020 / base.devengado_2019
        ) as double
    ) as calculado,
    if(cifras.medida = 'devengado', base.error_2019, 0.0) as error_calculo,
    cifras.documento as otro_documento,
    'Anexo' as otro_cuadro
from cifras
inner join base on starts_with(cifras.detalle, base.producto)
where
    cifras.cuadro like 'Texto: Producto%'
    and (
        (cifras.medida = 'devengado' and cifras.periodo = '2019')
        or (cifras.medida = 'proporcion_anio_anterior' and cifras.detalle like '%devengado')
    )
