with publicado as (

    select * from {{ ref('stg_publicado') }}
    where cuadro in ('Anexo 4', 'Anexo 6') and ambito = 'cite' and not es_total and length(periodo) = 7

),

metas as (

    select
        strptime(periodo || '-01', '%Y-%m-%d')::date as periodo,
        cite_codigo,
        case cuadro when 'Anexo 4' then 'servicios' else 'clientes' end as indicador,
        programacion,
        valor::bigint as meta_mes
    from publicado

),

int_metas_mensuales as (

    select
        *,
        sum(meta_mes) over (
            partition by cite_codigo, indicador, programacion, year(periodo)
            order by periodo
        )::bigint as meta_acumulada,
        sum(meta_mes) over (
            partition by cite_codigo, indicador, programacion, year(periodo)
        )::bigint as meta_anual
    from metas

)

select * from int_metas_mensuales
