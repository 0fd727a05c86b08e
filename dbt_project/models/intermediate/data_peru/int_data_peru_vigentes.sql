-- A delivery brings a year of a table whole: the last one accepted replaces the earlier ones.
with filas as (

    select
        filas.*,
        entregas.version
    from {{ ref('stg_data_peru_filas') }} as filas
    inner join {{ ref('stg_data_peru_entregas') }} as entregas on filas.entrega_id = entregas.entrega_id
    where entregas.retirado_en is null

),

int_data_peru_vigentes as (

    select *
    from filas
    qualify
        version = max(version) over (
            partition by tabla, anio
        )

)

select * from int_data_peru_vigentes
