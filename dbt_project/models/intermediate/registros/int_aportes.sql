-- Una vista: solo se consulta cuando alguien pregunta de dónde sale una cifra (`red-cite rastrear`).
{{ config(materialized='view') }}

with atenciones as (

    select * from {{ ref('int_atenciones_vigentes') }}

),

-- Cada atención está en la cifra de su mes y en las acumuladas desde él hasta diciembre.
alcances as (

    select
        *,
        periodo as periodo_cifra,
        'mes' as ventana
    from atenciones

    union all

    select
        atenciones.*,
        meses.periodo as periodo_cifra,
        'acumulado' as ventana
    from atenciones
    inner join {{ ref('int_meses') }} as meses
        on year(atenciones.periodo) = year(meses.periodo) and atenciones.periodo <= meses.periodo

),

servicios as (

    select
        'servicios_por_cite' as mart,
        ventana,
        periodo_cifra as periodo,
        'cite' as ambito,
        cite_codigo,
        tipo_servicio_codigo as tipo_codigo,
        reporte_id,
        fila,
        cantidad as aporte
    from alcances

),

ambitos as (

    select unnest(['cite', 'red']) as ambito

),

-- Un cliente se cuenta una vez, y lo aporta su última atención: la que decide su tipo.
clientes as (

    select
        'clientes_por_tipo' as mart,
        alcances.ventana,
        alcances.periodo_cifra as periodo,
        ambitos.ambito,
        if(ambitos.ambito = 'cite', alcances.cite_codigo, null) as cite_codigo,
        alcances.tipo_cliente_codigo as tipo_codigo,
        alcances.reporte_id,
        alcances.fila,
        1 as aporte
    from alcances
    cross join ambitos
    qualify
        row_number() over (
            partition by
                alcances.ventana,
                alcances.periodo_cifra,
                ambitos.ambito,
                if(ambitos.ambito = 'cite', alcances.cite_codigo, null),
                alcances.cliente_id
            order by alcances.fecha desc, alcances.cite_codigo desc, alcances.fila desc
        ) = 1

),

int_aportes as (

    select * from servicios
    union all
    select * from clientes

)

select * from int_aportes
