with leidas as (

    select
        *,
        rowid + 1 as orden,
        [
            monto_devengado_enero, monto_devengado_febrero, monto_devengado_marzo, monto_devengado_abril,
            monto_devengado_mayo, monto_devengado_junio, monto_devengado_julio, monto_devengado_agosto,
            monto_devengado_septiembre, monto_devengado_octubre, monto_devengado_noviembre,
            monto_devengado_diciembre
        ] as meses
    from siaf_leido

),

filas as (

    select
        *,
        meses || [
            monto_pia, monto_pim, monto_certificado_anual, monto_comprometido_anual, monto_devengado_anual,
            monto_girado_anual
        ] as importes
    from leidas

)

select
    filas.orden,
    coalesce(filas.sec_func, '') as sec_func,
    concat_ws(
        '.',
        filas.tipo_transaccion,
        filas.generica,
        filas.subgenerica,
        filas.subgenerica_det,
        filas.especifica,
        filas.especifica_det
    ) as clasificador,
    filas.sec_func as meta,
    filas.ano_eje::integer as anio,
    juicio.anio as anio_de_la_entrega,
    (len(filas.importes) - list_count(filas.importes))::integer as importes_vacios,
    -- A month without an amount makes the sum unknown, as the rule before this one says.
    if(
        juicio.nivel_temporal = 'mensual' and list_count(filas.meses) = 12,
        abs(filas.monto_devengado_anual - list_sum(filas.meses)),
        null
    )::double as diferencia
from filas
cross join siaf_en_juicio as juicio
