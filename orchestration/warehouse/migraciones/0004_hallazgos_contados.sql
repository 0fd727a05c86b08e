-- From d7c8c1a: what a rule found past its first thousand rows was one finding, its number told in the sentence alone.
alter table raw.observaciones add column veces integer default 1;
update raw.observaciones
set veces = replace(regexp_extract(mensaje, '^Otras ([0-9,]+) filas', 1), ',', '')::integer
where fila is null and regexp_matches(mensaje, '^Otras [0-9,]+ filas tienen lo mismo');
