with filas as (

    select * from {{ ref('int_data_peru_vigentes') }}

),

-- Empty cells too: a month without data is one.
desplegadas as (

    select
        tabla,
        cite_codigo,
        tipo_codigo,
        anio,
        unnest(range(1, 13)) as mes,
        unnest(
            [mes_01, mes_02, mes_03, mes_04, mes_05, mes_06, mes_07, mes_08, mes_09, mes_10, mes_11, mes_12]
        ) as valor,
        entrega_id
    from filas
    where tabla != 'TABLA_05_N01'

),

fechadas as (

    select
        tabla,
        cite_codigo,
        tipo_codigo,
        anio,
        make_date(anio, mes, 1) as periodo,
        valor,
        entrega_id
    from desplegadas

),

-- A table's year reaches to its last month with data; what comes after has not happened yet.
int_data_peru_celdas as (

    select *
    from fechadas
    qualify
        periodo <= max(if(valor is not null, periodo, null)) over (
            partition by tabla, anio
        )

)

select * from int_data_peru_celdas
