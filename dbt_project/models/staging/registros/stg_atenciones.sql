with source as (

    select * from {{ source('raw', 'atenciones') }}

),

-- Neither document, nor name, nor free text leaves raw: of the client only the pseudonym remains.
stg_atenciones as (

    select
        reporte_id,
        fila,
        cite_codigo,
        periodo,
        cliente_id,

        fecha,
        tipo_documento,
        tipo_cliente_codigo,
        sexo,
        ubigeo,
        tipo_servicio_codigo,
        tarea_codigo,
        categoria_presupuestal,
        focalizado,

        cantidad,
        importe
    from source

)

select * from stg_atenciones
