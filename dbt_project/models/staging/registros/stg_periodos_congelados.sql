with source as (

    select * from {{ source('raw', 'periodos_congelados') }}

),

-- Quién congeló se queda en raw.
stg_periodos_congelados as (

    select
        -- claves
        periodo,
        congelado_en,

        -- dimensiones
        publicacion,
        huella,
        reportes
    from source

)

select * from stg_periodos_congelados
