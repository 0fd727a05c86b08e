-- What a chain spends beyond each phase, less what a person said may be exceeded (siaf_excepciones.csv).
-- Each executing unit numbers its own metas, so that a chain is one unit's.
with cadenas as (

    select
        ano_eje::integer as anio,
        sec_ejec,
        -- The file writes a meta as 12 or as 0012: both are one.
        coalesce(
            lpad(ltrim(sec_func, '0'), greatest(4, length(ltrim(sec_func, '0')))::integer, '0'), ''
        ) as sec_func,
        concat_ws(
            '.', tipo_transaccion, generica, subgenerica, subgenerica_det, especifica, especifica_det
        ) as clasificador,
        sum(monto_pim) as pim,
        sum(monto_certificado_anual) as certificado,
        sum(monto_comprometido_anual) as comprometido,
        sum(monto_devengado_anual) as devengado,
        sum(monto_girado_anual) as girado
    from siaf_leido
    group by all

),

-- An exception without year, meta or classifier is for all of them; a classifier is for what begins with it.
tolerancias as (

    select
        cadenas.anio,
        cadenas.sec_ejec,
        cadenas.sec_func,
        cadenas.clasificador,
        max(excepciones.exceso_maximo) filter (where excepciones.regla = 'certificado_mayor_que_pim')
            as certificado,
        max(excepciones.exceso_maximo) filter (where excepciones.regla = 'devengado_mayor_que_comprometido')
            as devengado,
        max(excepciones.exceso_maximo) filter (where excepciones.regla = 'girado_mayor_que_devengado')
            as girado
    from cadenas
    inner join siaf_excepciones as excepciones
        on
            (excepciones.anio is null or cadenas.anio = excepciones.anio)
            and (
                excepciones.sec_func is null
                or cadenas.sec_func = lpad(
                    ltrim(excepciones.sec_func, '0'),
                    greatest(4, length(ltrim(excepciones.sec_func, '0')))::integer,
                    '0'
                )
            )
            and (
                excepciones.clasificador is null
                or starts_with(cadenas.clasificador || '.', excepciones.clasificador || '.')
            )
    group by all

),

excesos as (

    select
        cadenas.*,
        greatest(cadenas.certificado - cadenas.pim, 0) as x_certificado,
        greatest(cadenas.devengado - cadenas.comprometido, 0) as x_devengado,
        greatest(cadenas.girado - cadenas.devengado, 0) as x_girado,
        coalesce(tolerancias.certificado, 0) as t_certificado,
        coalesce(tolerancias.devengado, 0) as t_devengado,
        coalesce(tolerancias.girado, 0) as t_girado
    from cadenas
    left join tolerancias
        on
            cadenas.anio = tolerancias.anio
            and cadenas.sec_ejec is not distinct from tolerancias.sec_ejec
            and cadenas.sec_func = tolerancias.sec_func
            and cadenas.clasificador = tolerancias.clasificador

)

select
    sec_ejec,
    sec_func,
    clasificador,
    pim::double as pim,
    certificado::double as certificado,
    comprometido::double as comprometido,
    devengado::double as devengado,
    girado::double as girado,
    if(x_certificado <= t_certificado, 0, x_certificado)::double as exceso_certificado,
    if(x_devengado <= t_devengado, 0, x_devengado)::double as exceso_devengado,
    if(x_girado <= t_girado, 0, x_girado)::double as exceso_girado,
    concat_ws(
        ', ',
        if(x_certificado > 0 and x_certificado <= t_certificado, 'certificado_mayor_que_pim', null),
        if(x_devengado > 0 and x_devengado <= t_devengado, 'devengado_mayor_que_comprometido', null),
        if(x_girado > 0 and x_girado <= t_girado, 'girado_mayor_que_devengado', null)
    ) as tolerado
from excesos
order by sec_ejec, sec_func, clasificador
