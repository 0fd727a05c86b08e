-- The list is the institute's own: another pliego's metas have the same numbers, and are of no centre.
with source as (

    select * from {{ ref('sec_func_cite') }}

),

pliego as (

    select
        max(valor) filter (where parametro = 'sector_de_las_metas') as sector,
        max(valor) filter (where parametro = 'pliego_de_las_metas') as pliego
    from {{ ref('parametros') }}

),

de_otro_pliego as (

    select distinct entregas.anio
    from {{ source('raw', 'siaf_entregas') }} as entregas
    anti join pliego
        on
            entregas.sector::integer = pliego.sector
            and entregas.pliego::integer = pliego.pliego
    where entregas.estado = 'aceptado'

),

stg_sec_func_cite as (

    select
        source.anio,
        {{ codigo_de_ancho('source.sec_func', 4) }} as sec_func,
        source.cite_codigo
    from source
    anti join de_otro_pliego on source.anio = de_otro_pliego.anio

)

select * from stg_sec_func_cite
