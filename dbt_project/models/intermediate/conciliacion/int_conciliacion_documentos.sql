-- How the documents compare with themselves stands in `int_comparaciones_publicadas`. Here is only chosen
-- what is reconciled: yearly targets against monthly ones, and the centres' PIA and PIM against their total.
with sumas as (

    select
        sumas.comparacion_id,
        publicado.*,
        publicado.cuadro as calculado_desde
    from {{ ref('int_sumas_publicadas') }} as sumas
    inner join {{ ref('stg_publicado') }} as publicado on sumas.publicado_id = publicado.publicado_id
    where
        publicado.cuadro in (
            'Anexo 3', 'Anexo 4', 'Anexo 5', 'Anexo 6',
            'Cuadro 16', 'Cuadro 17', 'Cuadro 18', 'Cuadro 19', 'Cuadro 25'
        )

),

cotejos as (

    select
        cotejos.comparacion_id,
        publicado.*,
        cotejos.otro_cuadro as calculado_desde
    from {{ ref('int_cotejos_publicados') }} as cotejos
    inner join {{ ref('stg_publicado') }} as publicado on cotejos.publicado_id = publicado.publicado_id
    where
        (cotejos.otro_cuadro, publicado.cuadro) in (
            ('Anexo 4', 'Anexo 3'), ('Anexo 4', 'Cuadro 17'),
            ('Anexo 4', 'Cuadro 18'), ('Anexo 4', 'Cuadro 19'),
            ('Anexo 6', 'Anexo 5'), ('Anexo 6', 'Cuadro 16')
        )

),

escogidas as (

    select * from sumas
    union all
    select * from cotejos

),

int_conciliacion_documentos as (

    select
        escogidas.documento,
        escogidas.cuadro,
        escogidas.anio,
        escogidas.ambito,
        escogidas.cite_codigo,
        escogidas.medida,
        calculos.concepto as detalle,
        escogidas.calculado_desde,
        calculos.impreso as publicado,
        calculos.calculado,
        discrepancias.explicacion is not null as explicada,
        discrepancias.frase as explicacion
    from escogidas
    inner join {{ ref('int_comparaciones_publicadas') }} as calculos
        on escogidas.comparacion_id = calculos.comparacion_id
    left join {{ ref('discrepancias') }} as discrepancias
        on escogidas.comparacion_id = discrepancias.discrepancia_id
    where
        escogidas.medida in ('meta_servicios', 'meta_clientes', 'pia', 'pim')
        and length(escogidas.periodo) = 4

)

select * from int_conciliacion_documentos
