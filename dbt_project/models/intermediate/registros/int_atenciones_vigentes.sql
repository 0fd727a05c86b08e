{{ config(materialized='incremental', incremental_strategy='rehacer_meses', on_schema_change='fail') }}

with atenciones as (

    select * from {{ ref('stg_atenciones') }}
    {{ solo_meses_por_rehacer() }}

),

int_atenciones_vigentes as (

    select atenciones.*
    from atenciones
    semi join {{ ref('int_reportes_vigentes') }} as vigentes on atenciones.reporte_id = vigentes.reporte_id

)

select * from int_atenciones_vigentes
