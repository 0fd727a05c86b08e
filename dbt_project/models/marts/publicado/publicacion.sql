-- Empty here: each publication writes its one row into its own copy (orchestration/publication/stamp.py).
with publicacion as (

    select
        null::integer as version, -- noqa: RF04
        null::timestamp as publicado_en,
        null::varchar as huella,
        null::date as ultimo_mes,
        null::integer as reportes,
        null::integer as reportes_por_recibir,
        null::varchar as entregas_siaf,
        null::varchar as entregas_data_peru,
        null::varchar as aviso
    where false

)

select * from publicacion
