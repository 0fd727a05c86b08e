with source as (

    select * from {{ ref('cadenas_cite') }}

),

nombres as (

    select distinct
        {{ clave_nombre('alias') }} as clave,
        cite_codigo
    from {{ ref('alias_cite') }}

),

stg_cadenas_cite as (

    select
        nombres.cite_codigo,

        source.cite,
        source.cadena_productiva,
        source.ambito_intervencion
    from source
    left join nombres on {{ clave_nombre('source.cite') }} = nombres.clave

)

select * from stg_cadenas_cite
