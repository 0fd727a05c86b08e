with recibidos as (

    select * exclude (retirado_en) from {{ ref('stg_reportes') }}
    where estado != 'rechazado' and retirado_en is null

),

-- A correction replaces the earlier report whole; a refused report replaces nothing, and a version withdrawn
-- counts no more: the one before it does again.
int_reportes_vigentes as (

    select * from recibidos
    qualify
        row_number() over (
            partition by cite_codigo, periodo
            order by recibido_en desc, version desc
        ) = 1

)

select * from int_reportes_vigentes
