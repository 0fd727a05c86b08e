-- The delivery under judgement, with the one in force for its year beside it (`anterior`).
select
    juicio.anio,
    juicio.filas,
    juicio.bytes,
    juicio.corte,
    juicio.nivel_temporal,
    juicio.pia::double as pia,
    juicio.devengado::double as devengado,
    date_trunc('month', juicio.recibido_en)::timestamp as mes_de_recepcion,
    year(juicio.recibido_en) as anio_de_recepcion,

    juicio.anterior['corte'] as corte_anterior,
    juicio.anterior['filas'] as filas_anteriores,
    juicio.anterior['bytes'] as bytes_anteriores,
    juicio.anterior['pia']::double as pia_anterior,
    juicio.anterior['devengado']::double as devengado_anterior,

    (juicio.filas / juicio.anterior['filas'])::double as proporcion_de_filas,
    -- Sizes compare only within one format.
    if(juicio.formato = juicio.anterior['formato'], juicio.bytes / juicio.anterior['bytes'], null)::double
        as proporcion_de_bytes,
    if(
        juicio.nivel_temporal = 'anual' and juicio.anterior['devengado'] > 0,
        juicio.devengado / juicio.anterior['devengado'],
        null
    )::double as proporcion_de_anual,
    abs(juicio.pia - juicio.anterior['pia'])::double as cambio_de_pia,
    -- What the year had, and what may follow: a year with months keeps them.
    if(
        juicio.anterior['nivel_temporal'] = 'mensual' and juicio.anterior['corte'] is not null,
        juicio.nivel_temporal,
        null
    ) as nivel_de_un_anio_con_meses
from siaf_en_juicio as juicio
