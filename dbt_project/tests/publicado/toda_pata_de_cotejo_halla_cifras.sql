-- A leg that selects no figure compares nothing and would pass unseen.
select patas.*
from {{ ref('cotejos') }} as patas
left join {{ ref('stg_publicado') }} as cifras
    on {{ cifra_de_la_pata('patas', 'cifras') }}
where cifras.publicado_id is null
