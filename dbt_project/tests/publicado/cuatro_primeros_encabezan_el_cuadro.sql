-- The bulletin names the four centres with most clients: no other centre of its table may have as many.
with clientes as (
    select cifras.*
    from {{ ref('stg_publicado') }} as cifras
    where
        cifras.documento = 'boletin_2024'
        and cifras.medida = 'clientes'
        and cifras.ambito = 'cite'
        and cifras.tipo_cliente_codigo is null
),

primeros as (
    select
        list(cite_codigo) as centros,
        min(valor) as minimo
    from clientes
    where detalle = 'cuatro primeros'
)

select clientes.*
from clientes
cross join primeros
where
    clientes.cuadro = 'Clientes por CITE/UT'
    and not list_contains(primeros.centros, clientes.cite_codigo)
    and clientes.valor >= primeros.minimo
