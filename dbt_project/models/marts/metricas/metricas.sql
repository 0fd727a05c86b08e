-- The definitions travel with the figures: whoever holds a publication can ask it for its own metrics.
with definiciones as (

    select
        from_json(json_extract(texto, '$.metricas'), '["json"]') as metricas,
        from_json(json_extract(texto, '$.modelos'), '["json"]') as modelos
    from (select '{{ definiciones_de_metricas() }}'::json as texto)

),

una_por_fila as (

    select
        unnest(metricas) as metrica,
        generate_subscripts(metricas, 1) as orden,
        modelos
    from definiciones

),

declaradas as (

    select
        from_json(
            metrica,
            '{
                "nombre": "varchar",
                "etiqueta": "varchar",
                "descripcion": "varchar",
                "lectura": "varchar",
                "unidad": "varchar",
                "auxiliar": "boolean",
                "numerador": "varchar",
                "denominador": "varchar",
                "no_se_suma_entre": ["varchar"]
            }'
        ) as declarada,
        json_extract(metrica, '$.granos') as granos,
        from_json(json_extract(metrica, '$.granos.*[*]'), '["varchar"]') as medidas,
        orden,
        modelos
    from una_por_fila

),

-- The marts that hold its measures, and the catalogues that group the keys of those marts.
alcanzadas as (

    select
        *,
        list_filter(modelos, lambda m: list_has_any(json_keys(m, '$.medidas'), medidas)) as propios,
        flatten(list_transform(propios, lambda m: json_keys(m, '$.claves'))) as claves,
        list_filter(modelos, lambda m: list_contains(claves, m ->> 'llave')) as catalogos
    from declaradas

),

metricas as (

    select
        declarada['nombre'] as metrica,
        orden::integer as orden,
        declarada['etiqueta'] as etiqueta,
        declarada['descripcion'] as descripcion,
        declarada['lectura'] as lectura,
        declarada['unidad'] as unidad,
        case
            when declarada['numerador'] is not null then 'no aditiva'
            when declarada['no_se_suma_entre'] = [] then 'aditiva'
            when declarada['no_se_suma_entre'] = ['periodo'] then 'semiaditiva'
            else 'no aditiva'
        end as aditividad,
        declarada['auxiliar'] as auxiliar,
        declarada['numerador'] as numerador,
        declarada['denominador'] as denominador,
        json_object(
            'granos', granos,
            'no_se_suma_entre', declarada['no_se_suma_entre'],
            'modelos', list_concat(propios, catalogos)
        )::varchar as definicion
    from alcanzadas

)

select * from metricas
