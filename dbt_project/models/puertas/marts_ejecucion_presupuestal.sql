with por_publicar as (

    select entregas.anio
    from {{ ref('stg_siaf_entregas') }} as entregas
    semi join {{ source('raw', 'entregas_por_rehacer') }} as pendientes
        on entregas.entrega_id = pendientes.entrega_id

),

marts_ejecucion_presupuestal as (

    select
        mart.anio,
        mart.ambito,
        mart.cite_codigo,
        centros.cite_codigo as centro_del_catalogo,
        mart.categoria_presupuestal,
        categorias.categoria_presupuestal as categoria_del_catalogo,
        mart.pim - mart.devengado as pim_menos_devengado,
        mart.saldo,
        (mart.devengado / nullif(mart.pim, 0))::double as avance
    from {{ ref('ejecucion_presupuestal') }} as mart
    semi join por_publicar on mart.anio = por_publicar.anio
    left join {{ ref('dim_cite') }} as centros on mart.cite_codigo = centros.cite_codigo
    left join {{ ref('dim_categoria_presupuestal') }} as categorias
        on mart.categoria_presupuestal = categorias.categoria_presupuestal

)

select * from marts_ejecucion_presupuestal
