with source as (

    select * from {{ source('raw', 'atenciones') }}

),

-- Ni el documento, ni el nombre, ni el texto libre pasan de raw: del cliente solo queda su seudónimo.
stg_atenciones as (

    select
        -- claves
        reporte_id,
        fila,
        cite_codigo,
        periodo,
        cliente_id,

        -- dimensiones
        fecha,
        tipo_documento,
        tipo_cliente_codigo,
        sexo,
        ubigeo,
        tipo_servicio_codigo,
        tarea_codigo,
        categoria_presupuestal,
        focalizado,

        -- medidas
        cantidad,
        importe
    from source

)

select * from stg_atenciones
