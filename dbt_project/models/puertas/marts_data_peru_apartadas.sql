with marts_data_peru_apartadas as (

    select
        periodo,
        indicador,
        ambito,
        cite_codigo,
        tipo,
        coalesce(diferencia, importado)::double as diferencia
    from {{ ref('data_peru_apartadas') }}

)

select * from marts_data_peru_apartadas
