-- From f273c99: receptions had no centre's folder and nobody was answered. What came in then is owed no receipt.
alter table raw.recepciones add column entregado_cite varchar;
create table raw.constancias (
    recepcion_id varchar primary key,
    salida varchar not null,
    nombre varchar not null,
    dejada_en timestamp not null
);
insert into raw.constancias select recepcion_id, 'sin-centro', '', recibido_en from raw.recepciones;
