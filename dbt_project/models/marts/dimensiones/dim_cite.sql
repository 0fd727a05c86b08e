with cadenas as (

    select
        cite_codigo,
        cadena_productiva,
        ambito_intervencion
    from {{ ref('stg_cadenas_cite') }}

),

-- The head office has a row so that no join of money loses what is not any centre's.
dim_cite as (

    select
        cites.cite_codigo,
        cites.cite,
        cites.tipo,
        cites.departamento,
        cites.reporta_desde,
        cites.reporta_hasta,
        cites.sucesor,
        array_to_string(cites.programas, ', ') as programas,
        cadenas.cadena_productiva,
        cadenas.ambito_intervencion,
        cites.nota
    from {{ ref('stg_cites') }} as cites
    left join cadenas on cites.cite_codigo = cadenas.cite_codigo
    union all by name
    select
        'sede' as cite_codigo,
        'Sede central' as cite,
        'sede' as tipo

)

select * from dim_cite
