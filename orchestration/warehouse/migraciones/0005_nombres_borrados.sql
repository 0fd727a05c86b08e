-- From dec803a on: a name may have been erased. The table of erasures (raw.borrados) is new.
alter table raw.atenciones alter column cliente_nombre drop not null;
