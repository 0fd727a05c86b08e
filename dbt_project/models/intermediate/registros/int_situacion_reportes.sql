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
        retirado_en,
        filas_observadas,
        -- Lo que no dice de quién es no sigue a ningún otro: queda solo.
        if(cite_codigo is null or periodo is null, reporte_id, null) as suelto
    from {{ ref('stg_reportes') }}

),

seguidos as (

    select
        *,
        first_value(if(retirado_en is null, reporte_id, null) ignore nulls) over despues as siguiente,
        first_value(
            if(estado != 'rechazado' and retirado_en is null, reporte_id, null) ignore nulls
        ) over despues as resuelto_por
    from recibidos
    window despues as (
        partition by cite_codigo, periodo, suelto
        order by recibido_en, version
        rows between 1 following and unbounded following
    )

),

calificados as (

    select
        *,
        case
            when retirado_en is not null then 'retirado'
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
