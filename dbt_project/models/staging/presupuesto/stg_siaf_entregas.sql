with source as (

    select * from {{ source('raw', 'siaf_entregas') }}

),

stg_siaf_entregas as (

    select
        entrega_id,
        anio,
        version,

        archivo,
        blake3,
        recibido_en,
        estado,
        nivel_temporal,
        corte,

        filas,
        pia,
        pim,
        devengado
    from source

)

select * from stg_siaf_entregas
