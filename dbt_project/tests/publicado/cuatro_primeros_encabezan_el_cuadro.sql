-- The bulletin names the four centres with most clients: no other centre of its table may have as many.
with clientes as (
    select cuadro, cite_codigo, valor, detalle
    from {{ ref('stg_publicado') }}
    where documento = 'boletin_2024' and medida = 'clientes' and ambito = 'cite' and tipo_cliente_codigo is null
)

select clientes.*
from clientes
where
    clientes.cuadro = 'Clientes por CITE/UT'
    and clientes.cite_codigo not in (select cite_codigo from clientes where detalle = 'cuatro primeros')
    and clientes.valor >= (select min(valor) from clientes where detalle = 'cuatro primeros')
