-- Una vista: lo que está abierto se sabe apenas se recibe, antes de rehacer nada.
{{ config(materialized='view') }}

with recibidos as (

    select
        reporte_id,
        cite_codigo,
        periodo,
        version,
        recibido_en,
        estado,
        filas_observadas,
        -- Lo que no dice de quién es no sigue a ningún otro: queda solo.
        if(cite_codigo is null or periodo is null, reporte_id, null) as suelto
    from {{ ref('stg_reportes') }}

),

seguidos as (

    select
        *,
        lead(reporte_id) over en_orden as siguiente,
        first_value(if(estado != 'rechazado', reporte_id, null) ignore nulls) over (
            partition by cite_codigo, periodo, suelto
            order by recibido_en, version
            rows between 1 following and unbounded following
        ) as resuelto_por
    from recibidos
    window en_orden as (
        partition by cite_codigo, periodo, suelto
        order by recibido_en, version
    )

),

calificados as (

    select
        *,
        case
            when estado != 'rechazado' and resuelto_por is null then 'vigente'
            when estado = 'rechazado' and siguiente is null then 'rechazado'
            else 'reemplazado'
        end as situacion
    from seguidos

),

int_situacion_reportes as (

    select
        reporte_id,
        cite_codigo,
        periodo,
        version,
        recibido_en,
        estado,
        situacion,
        situacion = 'rechazado' or (situacion = 'vigente' and filas_observadas > 0) as abierto,
        resuelto_por
    from calificados

)

select * from int_situacion_reportes
