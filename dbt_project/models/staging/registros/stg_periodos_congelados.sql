with source as (

    select * from {{ source('raw', 'periodos_congelados') }}

),

-- Who froze it stays in raw.
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
