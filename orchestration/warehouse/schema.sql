-- Raw tables: what arrived, who sent it, what was held back. Append-only; `docs/architecture.md` holds the contract.
-- Meanings (current version, counts, deadlines) belong to dbt. Every change here is a new number: a file in
-- `migraciones/` with what changes a table that stands, or a comment where a table is new. No table has keys or
-- conditions, which not every engine keeps (docs/escala.md): what names one row is held by the gate of raw
-- (`expectations/raw_claves.sql`).
create schema if not exists raw;

-- One row per delivery, repeated bytes included: nothing that arrived goes unmentioned. entregado_cite is the centre in
-- whose folder it was left, null in the flat one.
create table if not exists raw.recepciones (
    recepcion_id varchar not null,
    archivo varchar not null,
    sha256 varchar not null,
    bytes bigint not null,
    recibido_en timestamp not null,
    entregado_cite varchar,
    resultado varchar not null,
    reporte_id varchar not null
);

-- One row per version ever received, refused ones included.
create table if not exists raw.reportes (
    reporte_id varchar not null,
    cite_codigo varchar,
    periodo date,
    version integer,
    archivo varchar not null,
    sha256 varchar not null,
    bytes bigint not null,
    recibido_en timestamp not null,
    estado varchar not null,
    filas integer,
    filas_aceptadas integer,
    filas_observadas integer,
    filas_rechazadas integer,
    servicios bigint,
    clientes bigint,
    importe decimal(18, 2),
    servicios_declarados bigint,
    clientes_declarados bigint,
    responsable varchar,
    fecha_envio date
);

-- Names, numbers and free text are null once they were erased (raw.borrados); the pseudonym stays.
create table if not exists raw.atenciones (
    reporte_id varchar not null,
    cite_codigo varchar not null,
    periodo date not null,
    version integer not null,
    archivo varchar not null,
    sha256 varchar not null,
    recibido_en timestamp not null,
    hoja varchar,
    fila integer not null,
    fecha date not null,
    tipo_documento varchar not null,
    numero_documento varchar,
    cliente_nombre varchar,
    cliente_id varchar not null,
    tipo_cliente_codigo integer not null,
    sexo varchar,
    ubigeo varchar,
    tipo_servicio_codigo integer not null,
    tarea_codigo varchar not null,
    categoria_presupuestal varchar not null,
    focalizado boolean,
    cantidad integer not null,
    importe decimal(18, 2),
    medio_verificacion varchar
);

create table if not exists raw.atenciones_observadas (
    reporte_id varchar not null,
    cite_codigo varchar not null,
    periodo date not null,
    version integer not null,
    archivo varchar not null,
    sha256 varchar not null,
    recibido_en timestamp not null,
    hoja varchar,
    fila integer not null,
    celdas json not null,
    motivos json not null
);

create table if not exists raw.observaciones (
    reporte_id varchar not null,
    nivel varchar not null,
    codigo varchar not null,
    hoja varchar,
    fila integer,
    columna varchar,
    valor varchar,
    mensaje varchar not null,
    -- How many it stands for: past a number of them a rule's are counted, not told.
    veces integer default 1
);

-- Months whose marts do not hold the newest load yet; emptied once they do.
create table if not exists raw.periodos_por_rehacer (
    periodo date not null,
    reporte_id varchar not null
);

-- One row per freeze of a published month: who froze which publication, and the reports that it was counted from.
create table if not exists raw.periodos_congelados (
    periodo date not null,
    congelado_en timestamp not null,
    congelado_por varchar not null,
    publicacion integer not null,
    huella varchar not null,
    reportes varchar[] not null
);

-- One row per version or delivery that somebody withdrew (clave is its reporte_id or entrega_id): it stays, and from
-- retirado_en on it counts no more.
create table if not exists raw.retiros (
    clave varchar not null,
    retirado_en timestamp not null,
    retirado_por varchar not null,
    razon varchar not null
);

-- Verdicts of the gates after raw: the next step asks here, whatever run it belongs to.
create table if not exists raw.puertas (
    puerta varchar not null,
    carga varchar not null,
    aprobada boolean not null,
    resultados json not null
);

-- One row per delivery whose receipt stands in an outbox; a delivery without one is owed it.
create table if not exists raw.constancias (
    recepcion_id varchar not null,
    salida varchar not null,
    nombre varchar not null,
    dejada_en timestamp not null
);

-- One row per reception that nobody sent: a version judged again from the archive, under the rules of its day.
create table if not exists raw.rejuicios (recepcion_id varchar not null);

-- One row per receipt that is to be mailed; enviado_en is null until the server has taken the message.
create table if not exists raw.correos (
    recepcion_id varchar not null,
    enviado_en timestamp
);

-- One row per withdrawn version whose centre is to hear of it by mail (clave as in raw.retiros).
create table if not exists raw.correos_de_retiro (
    clave varchar not null,
    enviado_en timestamp
);

-- One row: the fingerprint of the key that the pseudonyms of this warehouse were made with.
create table if not exists raw.clave (huella varchar not null);

-- One row per delivery, of whatever feed, whose rows are written down outside the warehouse, and the number of the file
-- that holds them (`intake/journal.py`).
create table if not exists raw.anotadas (
    clave varchar not null,
    diario integer not null
);

-- One row per publication that readers saw: numbers go on from here where `publicado/` was lost.
create table if not exists raw.publicaciones (
    version integer not null,
    huella varchar not null,
    publicado_en varchar not null
);

-- One row per erasure of names and numbers: of one person (cliente_id is the pseudonym, never the number), or, where it is
-- null, of what was past its term. terminado_en is null until nothing of it is left to do.
create table if not exists raw.borrados (
    borrado_en timestamp not null,
    cliente_id varchar,
    borrado_por varchar not null,
    razon varchar not null,
    terminado_en timestamp
);

-- One row: the fingerprint of the dbt project that seeds and marts were last built whole with.
create table if not exists raw.construccion (huella varchar not null);

-- SIAF: one row per delivery of the MEF's yearly file, refused ones included. version, filas and the totals are null when
-- refused, anio, formato and codificacion where the file could not be read whole; corte is the last month with any amount other than zero, null in a file without months.
create table if not exists raw.siaf_entregas (
    entrega_id varchar not null,
    anio integer,
    version integer,
    archivo varchar not null,
    blake3 varchar not null,
    bytes bigint not null,
    recibido_en timestamp not null,
    estado varchar not null,
    formato varchar,
    codificacion varchar,
    sector varchar not null,
    pliego varchar not null,
    nivel_temporal varchar,
    corte date,
    filas integer,
    pia decimal(18, 2),
    pim decimal(18, 2),
    devengado decimal(18, 2)
);

-- The pliego's rows of each accepted delivery, whole and as written: the year is restated at each one. orden is the row's
-- place among them.
create table if not exists raw.siaf_gasto (
    entrega_id varchar not null,
    anio integer not null,
    version integer not null,
    archivo varchar not null,
    blake3 varchar not null,
    recibido_en timestamp not null,
    orden integer not null,
    ano_eje integer not null,
    nivel_gobierno varchar,
    nivel_gobierno_nombre varchar,
    sector varchar,
    sector_nombre varchar,
    pliego varchar,
    pliego_nombre varchar,
    sec_ejec varchar,
    ejecutora varchar,
    ejecutora_nombre varchar,
    departamento_ejecutora varchar,
    departamento_ejecutora_nombre varchar,
    provincia_ejecutora varchar,
    provincia_ejecutora_nombre varchar,
    distrito_ejecutora varchar,
    distrito_ejecutora_nombre varchar,
    programa_ppto varchar,
    programa_ppto_nombre varchar,
    tipo_act_proy varchar,
    producto_proyecto varchar,
    producto_proyecto_nombre varchar,
    actividad_accion_obra varchar,
    actividad_accion_obra_nombre varchar,
    funcion varchar,
    funcion_nombre varchar,
    division_funcional varchar,
    division_funcional_nombre varchar,
    grupo_funcional varchar,
    grupo_funcional_nombre varchar,
    sec_func varchar,
    meta varchar,
    finalidad varchar,
    meta_nombre varchar,
    departamento_meta varchar,
    departamento_meta_nombre varchar,
    fuente_financiamiento varchar,
    fuente_financiamiento_nombre varchar,
    rubro varchar,
    rubro_nombre varchar,
    tipo_recurso varchar,
    tipo_recurso_nombre varchar,
    categoria_gasto varchar,
    categoria_gasto_nombre varchar,
    tipo_transaccion varchar,
    tipo_transaccion_nombre varchar,
    generica varchar,
    generica_nombre varchar,
    subgenerica varchar,
    subgenerica_nombre varchar,
    subgenerica_det varchar,
    subgenerica_det_nombre varchar,
    especifica varchar,
    especifica_nombre varchar,
    especifica_det varchar,
    especifica_det_nombre varchar,
    monto_pia decimal(18, 2),
    monto_pim decimal(18, 2),
    monto_certificado_anual decimal(18, 2),
    monto_comprometido_anual decimal(18, 2),
    monto_devengado_enero decimal(18, 2),
    monto_devengado_febrero decimal(18, 2),
    monto_devengado_marzo decimal(18, 2),
    monto_devengado_abril decimal(18, 2),
    monto_devengado_mayo decimal(18, 2),
    monto_devengado_junio decimal(18, 2),
    monto_devengado_julio decimal(18, 2),
    monto_devengado_agosto decimal(18, 2),
    monto_devengado_septiembre decimal(18, 2),
    monto_devengado_octubre decimal(18, 2),
    monto_devengado_noviembre decimal(18, 2),
    monto_devengado_diciembre decimal(18, 2),
    monto_devengado_anual decimal(18, 2),
    monto_girado_anual decimal(18, 2)
);

-- What was found in a delivery: why it was refused, or a warning. linea counts the file's lines, the header being 1.
create table if not exists raw.siaf_observaciones (
    entrega_id varchar not null,
    nivel varchar not null,
    codigo varchar not null,
    linea bigint,
    columna varchar,
    valor varchar,
    mensaje varchar not null
);

-- Deliveries of the other feeds that the marts do not hold yet; emptied once they do.
create table if not exists raw.entregas_por_rehacer (
    entrega_id varchar not null
);

-- Data Perú: one row per delivery of the earlier platform's tables, refused ones included. version counts the accepted ones;
-- it and filas are null when refused. sha256 is of the six files, by name and content.
create table if not exists raw.data_peru_entregas (
    entrega_id varchar not null,
    version integer,
    archivo varchar not null,
    sha256 varchar not null,
    bytes bigint not null,
    recibido_en timestamp not null,
    estado varchar not null,
    filas integer
);

-- The rows of each accepted delivery as its tables write them: counts since January (02, 03), a month's own amounts (05).
-- An empty cell is null. sha256 is of the file.
create table if not exists raw.data_peru_filas (
    entrega_id varchar not null,
    tabla varchar not null,
    archivo varchar not null,
    sha256 varchar not null,
    linea integer not null,
    recibido_en timestamp not null,
    cite_codigo varchar,
    anio integer not null,
    tipo_codigo integer,
    mes_01 decimal(18, 2),
    mes_02 decimal(18, 2),
    mes_03 decimal(18, 2),
    mes_04 decimal(18, 2),
    mes_05 decimal(18, 2),
    mes_06 decimal(18, 2),
    mes_07 decimal(18, 2),
    mes_08 decimal(18, 2),
    mes_09 decimal(18, 2),
    mes_10 decimal(18, 2),
    mes_11 decimal(18, 2),
    mes_12 decimal(18, 2),
    pim decimal(18, 2),
    fecha date not null,
    fuente varchar
);

-- What was found in a delivery: why it was refused, or a warning. linea counts the file's lines, the header being 1.
create table if not exists raw.data_peru_observaciones (
    entrega_id varchar not null,
    nivel varchar not null,
    codigo varchar not null,
    archivo varchar,
    linea integer,
    columna varchar,
    valor varchar,
    mensaje varchar not null
);
