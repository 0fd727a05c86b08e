with source as (

    select * from {{ source('raw', 'siaf_gasto') }}

),

stg_siaf_gasto as (

    select
        entrega_id,
        orden,

        ano_eje as anio,
        sec_ejec,
        {{ codigo_de_ancho('sec_func', 4) }} as sec_func,
        meta_nombre,
        {{ codigo_de_ancho('programa_ppto', 4) }} as programa,
        programa_ppto_nombre as programa_nombre,
        producto_proyecto as producto,
        producto_proyecto_nombre as producto_nombre,
        actividad_accion_obra as actividad,
        actividad_accion_obra_nombre as actividad_nombre,
        {{ codigo_de_ancho('fuente_financiamiento', 1) }} as fuente_financiamiento,
        fuente_financiamiento_nombre,
        {{ codigo_de_ancho('categoria_gasto', 1) }} as categoria_gasto,
        categoria_gasto_nombre,
        concat_ws(
            '.', {{ codigo_de_ancho('tipo_transaccion', 1) }}, {{ codigo_de_ancho('generica', 1) }}
        ) as generica,
        generica_nombre,

        monto_pia as pia,
        monto_pim as pim,
        monto_certificado_anual as certificado,
        monto_comprometido_anual as comprometido,
        -- From January on, so that the month's number is its place.
        [
            monto_devengado_enero, monto_devengado_febrero, monto_devengado_marzo, monto_devengado_abril,
            monto_devengado_mayo, monto_devengado_junio, monto_devengado_julio, monto_devengado_agosto,
            monto_devengado_septiembre, monto_devengado_octubre, monto_devengado_noviembre,
            monto_devengado_diciembre
        ] as devengado_por_mes,
        monto_devengado_anual as devengado_anual,
        monto_girado_anual as girado
    from source

)

select * from stg_siaf_gasto
