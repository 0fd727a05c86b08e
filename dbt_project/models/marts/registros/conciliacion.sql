-- Rebuilt whole: some hundreds of rows, as many as published figures.
with cierres as (

    select distinct
        anio,
        reportes_faltantes
    from {{ ref('int_cifras_anuales') }}

),

desde_registros as (

    select
        registros.*,
        'registros' as calculado_desde,
        cierres.anio is null as pendiente,
        false as explicada,
        case
            when cierres.anio is null
                then 'Diciembre de ' || registros.anio || ' aún no tiene ningún reporte no rechazado.'
            when cierres.reportes_faltantes > 0
                then printf('Faltan %d reportes debidos de %d.', cierres.reportes_faltantes, registros.anio)
        end as explicacion
    from {{ ref('int_conciliacion_registros') }} as registros
    left join cierres on registros.anio = cierres.anio

),

desde_documentos as (

    select
        *,
        false as pendiente
    from {{ ref('int_conciliacion_documentos') }}

),

desde_siaf as (

    select
        *,
        'siaf' as calculado_desde
    from {{ ref('int_conciliacion_siaf') }}

),

reunidas as (

    select * from desde_registros
    union all by name
    select * from desde_documentos
    union all by name
    select * from desde_siaf

),

calificadas as (

    select
        *,
        case
            when pendiente then 'pendiente'
            -- Money has céntimos and tables print soles: it agrees within the rounding of what is printed.
            when abs(calculado - publicado) <= coalesce(tolerancia, 0) then 'igual'
            when explicada then 'explicada'
            else 'diferente'
        end as estado
    from reunidas

),

conciliacion as (

    select
        documento,
        cuadro,
        anio,
        ambito,
        cite_codigo,
        medida,
        detalle,
        calculado_desde,
        publicado::double as publicado,
        calculado::double as calculado,
        -- Without the dust that subtracting binary fractions leaves.
        round((calculado - publicado)::double, 6) as diferencia,
        estado,
        case when estado != 'igual' then explicacion end as explicacion
    from calificadas

)

{{ legible('conciliacion', mes=false) }}
