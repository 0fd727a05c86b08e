with source as (

    select * from {{ source('raw', 'siaf_entregas') }}

),

stg_siaf_entregas as (

    select
        source.entrega_id,
        source.anio,
        source.version,

        source.archivo,
        source.blake3,
        source.recibido_en,
        source.estado,
        retiros.retirado_en,
        source.nivel_temporal,
        source.corte,

        source.filas,
        source.pia,
        source.pim,
        source.devengado
    from source
    left join {{ ref('stg_retiros') }} as retiros on source.entrega_id = retiros.clave

)

select * from stg_siaf_entregas
