-- The months closed by the time the delivery in force was received: as it has them, and as the new one does.
with leidos as (

    select
        juicio.anio,
        juicio.nivel_temporal,
        [
            leido.monto_devengado_enero, leido.monto_devengado_febrero, leido.monto_devengado_marzo,
            leido.monto_devengado_abril, leido.monto_devengado_mayo, leido.monto_devengado_junio,
            leido.monto_devengado_julio, leido.monto_devengado_agosto, leido.monto_devengado_septiembre,
            leido.monto_devengado_octubre, leido.monto_devengado_noviembre, leido.monto_devengado_diciembre
        ] as importes
    from siaf_leido as leido
    cross join siaf_en_juicio as juicio

),

en_vigor as (

    select
        gasto.anio,
        gasto.recibido_en,
        [
            gasto.monto_devengado_enero, gasto.monto_devengado_febrero, gasto.monto_devengado_marzo,
            gasto.monto_devengado_abril, gasto.monto_devengado_mayo, gasto.monto_devengado_junio,
            gasto.monto_devengado_julio, gasto.monto_devengado_agosto, gasto.monto_devengado_septiembre,
            gasto.monto_devengado_octubre, gasto.monto_devengado_noviembre, gasto.monto_devengado_diciembre
        ] as importes
    from raw.siaf_gasto as gasto
    inner join siaf_en_juicio as juicio on gasto.entrega_id = juicio.anterior['entrega_id']

),

nuevos as (

    select
        anio,
        nivel_temporal,
        unnest(range(1, 13)) as mes,
        unnest(importes) as importe
    from leidos

),

anteriores as (

    select
        anio,
        recibido_en,
        unnest(range(1, 13)) as mes,
        unnest(importes) as importe
    from en_vigor

),

nuevos_por_mes as (

    select
        make_date(anio, mes, 1) as periodo,
        sum(importe) as importe
    from nuevos
    where nivel_temporal = 'mensual'
    group by all

),

anteriores_por_mes as (

    select
        make_date(anio, mes, 1) as periodo,
        any_value(recibido_en) as recibido_en,
        sum(importe) as importe
    from anteriores
    group by all

)

select
    strftime(nuevos_por_mes.periodo, '%Y-%m') as periodo,
    nuevos_por_mes.importe::double as nuevo,
    anteriores_por_mes.importe::double as anterior,
    if(
        anteriores_por_mes.importe > 0, nuevos_por_mes.importe / anteriores_por_mes.importe, null
    )::double as proporcion
from nuevos_por_mes
inner join anteriores_por_mes on nuevos_por_mes.periodo = anteriores_por_mes.periodo
where nuevos_por_mes.periodo < date_trunc('month', anteriores_por_mes.recibido_en)
order by nuevos_por_mes.periodo
