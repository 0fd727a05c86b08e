with recibidos as (

    select * from {{ ref('stg_reportes') }}
    where estado != 'rechazado'

),

-- Una corrección reemplaza entera a la anterior; un reporte rechazado no reemplaza nada.
int_reportes_vigentes as (

    select * from recibidos
    qualify
        row_number() over (
            partition by cite_codigo, periodo
            order by recibido_en desc, version desc
        ) = 1

)

select * from int_reportes_vigentes
