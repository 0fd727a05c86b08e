-- From deef447: the SIAF's files were named by their SHA-256. Theirs stay, told apart by their prefix.
alter table if exists raw.siaf_entregas rename column sha256 to blake3;
alter table if exists raw.siaf_gasto rename column sha256 to blake3;
