with marts_control_presupuesto as (

    select
        anio,
        corte,
        valor as valor_del_corte,
        greatest(
            abs(pia_de_mas),
            abs(pim_de_mas),
            abs(certificado_de_mas),
            abs(comprometido_de_mas),
            abs(girado_de_mas),
            abs(devengado_de_mas)
        ) as diferencia
    from {{ ref('int_control_presupuesto') }}

)

select * from marts_control_presupuesto
