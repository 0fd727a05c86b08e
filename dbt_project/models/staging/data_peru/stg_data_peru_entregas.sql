with source as (

    select * from {{ source('raw', 'data_peru_entregas') }}

),

stg_data_peru_entregas as (

    select
        source.entrega_id,

        source.archivo,
        source.sha256,
        source.estado,
        retiros.retirado_en,
        source.version,
        source.recibido_en
    from source
    left join {{ ref('stg_retiros') }} as retiros on source.entrega_id = retiros.clave

)

select * from stg_data_peru_entregas
