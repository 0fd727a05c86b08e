-- Printed totals against the sum of their printed parts, down the rows and along the columns of one table.
-- Distinct clients of several centres and firms of several activities are no sums and stay out.
with cifras as (
    select publicado.*
    from {{ ref('stg_publicado') }} as publicado
    inner join {{ ref('medidas_publicadas') }} as medidas on publicado.medida = medidas.medida
    where medidas.aditiva and publicado.valor is not null
),

filas as (
    select
        documento,
        cuadro,
        fila,
        bool_and(es_total) as es_fila_total
    from {{ ref('stg_publicado') }}
    where cuadro not like 'Texto%' and cuadro not like 'Nota%'
    group by all
),

descritos as (
    select distinct
        documento,
        cuadro
    from {{ ref('jerarquia_filas') }}
),

-- A table that the hierarchy does not describe has its plain rows add up to its total rows.
jerarquia as (
    select
        documento,
        cuadro,
        fila,
        fila_padre
    from {{ ref('jerarquia_filas') }}
    union all
    select
        partes.documento,
        partes.cuadro,
        partes.fila,
        totales.fila as fila_padre
    from filas as partes
    inner join filas as totales
        on partes.documento = totales.documento and partes.cuadro = totales.cuadro
    left join descritos
        on partes.documento = descritos.documento and partes.cuadro = descritos.cuadro
    where not partes.es_fila_total and totales.es_fila_total and descritos.cuadro is null
),

por_filas as (
    select
        total.publicado_id,
        'filas' as sentido,
        'la suma de sus ' || count(*) || ' filas' as calculo,
        sum(parte.valor) as calculado
    from cifras as total
    inner join jerarquia
        on
            total.documento = jerarquia.documento
            and total.cuadro = jerarquia.cuadro
            and total.fila = jerarquia.fila_padre
    inner join cifras as parte
        on
            jerarquia.documento = parte.documento
            and jerarquia.cuadro = parte.cuadro
            and jerarquia.fila = parte.fila
            and total.medida = parte.medida
            and total.periodo = parte.periodo
            and total.unidad = parte.unidad
            and total.programacion is not distinct from parte.programacion
            and total.columna is not distinct from parte.columna
    where total.es_total and not (total.medida = 'clientes' and parte.ambito = 'cite')
    group by all
),

por_meses as (
    select
        total.publicado_id,
        'meses' as sentido,
        'la suma de sus ' || count(*) || ' meses' as calculo,
        sum(parte.valor) as calculado
    from cifras as total
    inner join cifras as parte
        on
            total.documento = parte.documento
            and total.cuadro = parte.cuadro
            and total.fila = parte.fila
            and total.medida = parte.medida
    where
        length(total.periodo) = 4
        and length(parte.periodo) = 7
        and starts_with(parte.periodo, total.periodo)
        and total.programacion is not distinct from parte.programacion
    group by all
),

-- Within one scope each client has one type, so the types of a row do add up.
por_tipos_de_cliente as (
    select
        total.publicado_id,
        'tipos de cliente' as sentido,
        'la suma de sus ' || count(*) || ' tipos de cliente' as calculo,
        sum(parte.valor) as calculado
    from cifras as total
    inner join cifras as parte
        on
            total.documento = parte.documento
            and total.cuadro = parte.cuadro
            and total.fila = parte.fila
            and total.medida = parte.medida
    where total.tipo_cliente_codigo is null and parte.tipo_cliente_codigo is not null
    group by all
),

por_columnas as (
    select
        total.publicado_id,
        'columnas' as sentido,
        'la suma de sus columnas' as calculo,
        sum(parte.valor) as calculado
    from cifras as total
    inner join cifras as parte
        on
            total.documento = parte.documento
            and total.cuadro = parte.cuadro
            and total.fila = parte.fila
            and total.medida = parte.medida
    where
        not regexp_matches(parte.columna, '^(subtotal|total)')
        and (
            total.columna = 'total'
            or (
                starts_with(total.columna, 'subtotal ')
                and ends_with(parte.columna, split_part(total.columna, ' ', 2))
            )
        )
    group by all
),

-- An agreement's or investment's modified budget is its opening budget plus its modifications.
por_modificaciones as (
    select
        total.publicado_id,
        'modificaciones' as sentido,
        'el PIA más sus modificaciones' as calculo,
        sum(parte.valor) as calculado
    from cifras as total
    inner join cifras as parte
        on
            total.documento = parte.documento
            and total.cuadro = parte.cuadro
            and total.detalle is not distinct from parte.detalle
            and total.es_total = parte.es_total
    where total.medida = 'pim' and parte.medida in ('pia', 'incremento')
    group by all
    having bool_or(parte.medida = 'incremento')
),

unidas as (
    select * from por_filas
    union all
    select * from por_meses
    union all
    select * from por_tipos_de_cliente
    union all
    select * from por_columnas
    union all
    select * from por_modificaciones
),

int_sumas_publicadas as (
    select
        publicado_id || '/suma por ' || sentido as comparacion_id,
        publicado_id,
        'suma' as tipo,
        calculo,
        cast(calculado as double) as calculado,
        cast(null as varchar) as otro_documento,
        cast(null as varchar) as otro_cuadro
    from unidas
)

select * from int_sumas_publicadas
