// Says what each part of the page shows for a year, a month and a scope; one function a part.
"use strict";

const page = {
  put(id, text) {
    document.getElementById(id).textContent = text;
  },
  // The raw value stays beside its text, for whoever copies or checks it.
  figure(name, value, text) {
    for (const element of document.querySelectorAll(`[data-cifra="${name}"]`)) {
      element.textContent = text(value);
      element.dataset.valor = value ?? "";
      element.classList.toggle("sin-dato", value === null || value === undefined);
    }
  },
  element(tag, text, className) {
    const made = document.createElement(tag);
    made.textContent = text ?? "";
    if (className) made.className = className;
    return made;
  },
  table(id, headings, rows) {
    const head = page.element("tr");
    head.append(...headings.map((heading) => Object.assign(page.element("th", heading), { scope: "col" })));
    const body = rows.map((row) => {
      const line = page.element("tr");
      line.append(...row.map((cell, i) => page.element("td", cell, i === 0 ? "" : "numero")));
      return line;
    });
    const [thead, tbody] = [page.element("thead"), page.element("tbody")];
    thead.append(head);
    tbody.append(...body);
    document.getElementById(id).replaceChildren(thead, tbody);
  },
  // A bar against its target's mark; past the target, the whole bar is what was done and the mark moves inside.
  progress(name, share) {
    const bar = document.querySelector(`[data-avance="${name}"]`);
    bar.hidden = share === null || share === undefined;
    const length = Math.max(1, share ?? 0);
    bar.style.setProperty("--avance", `${(100 * (share ?? 0)) / length}%`);
    bar.style.setProperty("--llegada", `${100 / length}%`);
  },
};

const tone = (chosen, outside) => (chosen ? "elegido" : outside ? "fuera" : "normal");
// Of the whole network every bar counts; of one centre its own bar, the others for comparison.
const toneOfCentre = (state, ambito) => tone(state.scope === NETWORK || ambito === state.scope, false);
const byAmount = (a, b) => (b.valor ?? -1) - (a.valor ?? -1);

// A year's months as rows of a chart: those after the chosen one stay pale, and their figures are not written.
function monthly(state, unit, amount, target = () => null) {
  return data.months(state.year).map((month) => {
    const [valor, meta] = [amount(month.periodo), target(month.periodo)];
    const outside = month.mes > state.month;
    const aim = meta === null ? "" : `; meta: ${write.count(meta)}`;
    return {
      mes: short(month.nombre),
      valor,
      meta: outside ? null : meta,
      rotulo: outside ? "" : valor === null ? "s/d" : write.count(valor),
      tono: tone(month.mes === state.month, outside),
      detalle: `${month.nombre} de ${state.year}: ${write.count(valor)} ${valor === null ? "" : unit}${aim}`,
      nombre: month.nombre,
      outside,
    };
  });
}

function summary(state) {
  const toDate = (metric) => data.toDate(metric, state.period, state.scope);
  for (const metric of ["servicios", "clientes"]) {
    page.figure(`${metric}_acumulado`, toDate(metric), write.count);
    page.figure(`${metric}_mes`, data.ofMonth(metric, state.period, state.scope), write.count);
  }
  page.figure("meta_servicios", toDate("meta_servicios"), write.count);
  page.figure("avance_servicios", toDate("avance_metas_servicios"), write.percent);
  page.progress("servicios", toDate("avance_metas_servicios"));
  // The network has no target of distinct clients.
  document.getElementById("meta-clientes").hidden = state.scope === NETWORK;
  document.getElementById("sin-meta-clientes").hidden = state.scope !== NETWORK;
  const share = state.scope === NETWORK ? null : toDate("avance_metas_clientes");
  page.figure("meta_clientes", state.scope === NETWORK ? null : toDate("meta_clientes"), write.count);
  page.figure("avance_clientes", share, write.percent);
  page.progress("clientes", share);
  summaryOfReports(state, toDate);
}

function summaryOfReports(state, toDate) {
  const [due, received, missing] = [toDate("reportes_debidos"), toDate("reportes_recibidos"), toDate("reportes_faltantes")];
  page.figure("reportes_recibidos", received, write.count);
  page.figure("reportes_debidos", due, write.count);
  page.figure("reportes_a_tiempo", toDate("reportes_a_tiempo"), write.count);
  page.figure("filas_observadas", data.held(state.period, state.scope)?.filas, write.count);
  page.progress("reportes", due ? received / due : null);
  document.getElementById("reportes-debidos").hidden = !due;
  document.getElementById("sin-reportes-debidos").hidden = Boolean(due);
  page.put("sin-reportes-debidos", since(state));
  const warning = document.getElementById("faltan");
  warning.hidden = !missing;
  warning.textContent =
    `${missing === 1 ? "Falta 1 reporte" : `Faltan ${write.count(missing)} reportes`} de enero a ${state.monthName}: ` +
    "las cifras cuentan solo lo reportado y todavía pueden crecer.";
  tellImported(state);
}

// Of whom nothing is due: since when, or until when, it reports.
function since(state) {
  const centre = data.centre(state.scope);
  const month = (period) => `${data.rows.meses.find((one) => one.periodo === period)?.nombre ?? period.slice(5)} de ${period.slice(0, 4)}`;
  if (!centre?.desde) return `${centre?.nombre ?? "La red"}: nada que reportar en este lapso`;
  return centre.hasta && centre.hasta < state.period ? `Reportó hasta ${month(centre.hasta)}` : `Reporta desde ${month(centre.desde)}`;
}

// Figures of the earlier platform are never passed off as counted from reports.
function tellImported(state) {
  const inScope = data.rows.importados.filter((row) => state.scope === NETWORK || row.ambito === state.scope);
  const months = data.months(state.year).filter((month) => month.mes <= state.month && inScope.some((row) => row.periodo === month.periodo));
  const told = document.getElementById("importados");
  told.hidden = months.length === 0;
  told.textContent = `Cifras importadas de Data Perú, no contadas de reportes${state.scope === NETWORK ? ", de uno o más centros" : ""}: ` +
    `${months.map((month) => month.nombre).join(", ")}.`;
}

function services(state) {
  const amount = (period) => data.ofMonth("servicios", period, state.scope);
  const target = (period) => data.ofMonth("meta_servicios", period, state.scope);
  const rows = monthly(state, "servicios", amount, target);
  const total = data.toDate("servicios", state.period, state.scope);
  const share = data.toDate("avance_metas_servicios", state.period, state.scope);
  const against = share === null ? "" : `, ${write.percent(share)} de la meta del lapso`;
  page.put("titulo-servicios", total === null
    ? `Servicios: ${NO_DATA} para ${state.scopeName}`
    : `${write.plural(total, "servicio", "servicios")} ${state.span}${against}`);
  charts.draw("g-servicios-mes", "mensual", rows, `Servicios por mes, ${state.scopeName}, ${state.year}`, ["Mes", "Servicios", "Meta"], state.chooseMonth);
  page.table("t-servicios-mes", ["Mes", "Servicios", "Meta"],
    rows.filter((row) => !row.outside).map((row) => [row.nombre, write.count(row.valor), write.count(row.meta)]));
  multiples(state, "servicios", data.rows.tipos_servicio, "servicios");
  tasks(state);
}

function clients(state) {
  const amount = (period) => data.ofMonth("clientes", period, state.scope);
  const rows = monthly(state, "clientes distintos en el mes", amount);
  const total = data.toDate("clientes", state.period, state.scope);
  page.put("titulo-clientes", total === null
    ? `Clientes únicos: ${NO_DATA} para ${state.scopeName}`
    : `${write.plural(total, "cliente único", "clientes únicos")} ${state.span}`);
  charts.draw("g-clientes-mes", "mensual", rows, `Clientes distintos de cada mes, ${state.scopeName}, ${state.year}`, ["Mes", "Clientes distintos"], state.chooseMonth);
  page.table("t-clientes-mes", ["Mes", "Clientes distintos del mes", "Clientes distintos de enero al mes"],
    data.months(state.year).filter((month) => month.mes <= state.month).map((month) =>
      [month.nombre, write.count(amount(month.periodo)), write.count(data.toDate("clientes", month.periodo, state.scope))]));
  multiples(state, "clientes", data.rows.tipos_cliente, "clientes distintos en el mes");
  people(state);
}

// New and returning clients of each month, women, and where the network's clients are.
function people(state) {
  const fresh = data.rows.nuevos.filter((row) => row.ambito === state.scope && row.periodo.startsWith(`${state.year}-`) && row.periodo <= state.period);
  page.table("t-nuevos", ["Mes", "Nuevos en el año", "Recurrentes"], fresh.map((row) =>
    [data.monthName(row.periodo), write.count(row.nuevos), write.count(row.recurrentes)]));
  const sexes = data.rows.mujeres.find((row) => row.periodo.startsWith(`${state.year}-`));
  const kept = (value) => (typeof value === "string" ? `${value} reservado` : write.count(value));
  page.figure("mujeres", sexes?.mujeres ?? null, kept);
  const known = [sexes?.mujeres, sexes?.hombres].every((value) => typeof value === "number");
  const last = sexes ? data.monthName(sexes.periodo) : "";
  document.querySelectorAll('[data-texto="hasta-ultimo"]').forEach((element) => { element.textContent = last ? `de enero a ${last}` : "en el año"; });
  page.put("parte-mujeres", known && sexes.mujeres + sexes.hombres > 0
    ? `${write.percent(sexes.mujeres / (sexes.mujeres + sexes.hombres))} de los clientes con sexo anotado; sin anotar: ${kept(sexes.sin_dato)}` : "");
  const places = data.rows.departamentos_clientes.filter((row) => row.periodo.startsWith(`${state.year}-`))
    .sort((a, b) => (Number(b.clientes) || 0) - (Number(a.clientes) || 0));
  page.table("t-departamentos-clientes", ["Departamento del cliente", "Clientes distintos de la red"], places.map((row) =>
    [row.departamento, typeof row.clientes === "string" ? row.clientes : write.count(row.clientes)]));
}

function tasks(state) {
  const found = data.rows.servicios_tarea.filter((row) => row.periodo === state.period && row.ambito === state.scope);
  const count = new Map(found.map((row) => [row.tarea, row.servicios]));
  const total = data.toDate("servicios", state.period, state.scope);
  const rows = data.rows.tareas.filter((task) => count.has(task.tarea)).sort((a, b) => count.get(b.tarea) - count.get(a.tarea));
  page.table("t-tareas", ["Tarea", "Servicios", "Parte del total"], rows.map((task) =>
    [`${task.tarea} ${task.nombre}`, write.count(count.get(task.tarea)), total ? write.percent(count.get(task.tarea) / total) : ""]));
}

// A panel a type, most first: its name, its figure from January to the month, and its months as columns.
function multiples(state, metric, types, unit) {
  const total = data.toDate(metric, state.period, state.scope);
  const panels = types
    .map((type) => ({ ...type, valor: data.toDate(metric, state.period, state.scope, type.tipo) }))
    .sort(byAmount);
  panels.forEach((panel, i) => {
    page.put(`n-${metric}-${i}`, panel.nombre);
    page.figure(`${metric}_tipo_${i}`, panel.valor, write.count);
    document.querySelector(`[data-cifra="${metric}_tipo_${i}"]`).dataset.tipo = panel.tipo;
    page.put(`p-${metric}-${i}`, panel.valor === null || !total ? "" : write.percent(panel.valor / total));
    const rows = monthly(state, unit, (period) => data.ofMonth(metric, period, state.scope, panel.tipo));
    charts.draw(`g-${metric}-${i}`, "mini", rows, `${panel.nombre}: ${metric} por mes, ${state.scopeName}, ${state.year}`, ["Mes", unit], state.chooseMonth);
  });
}

function centres(state) {
  const rows = data.rows.centros.filter((centre) => centre.reporta).map((centre) => rowOfCentre(state, centre)).sort(byAmount);
  const measured = rows.filter((row) => row.avance !== null);
  const reached = measured.filter((row) => row.avance >= 1).length;
  page.put("titulo-centros", measured.length === 0
    ? "Ningún centro tiene meta publicada en este lapso"
    : `${reached} de ${write.plural(measured.length, "centro", "centros")} con meta la alcanzan de enero a ${state.monthName}`);
  charts.draw("g-centros", "barras", rows, `Servicios y meta por centro ${state.span}`, ["Centro", "Servicios", "Meta"], (row) => state.chooseScope(row.ambito));
  page.table("t-centros", ["Centro", "Servicios", "Meta", "Avance", "Clientes únicos"], rows.map((row) => row.celdas));
}

function rowOfCentre(state, centre) {
  const toDate = (metric) => data.toDate(metric, state.period, centre.ambito);
  const [valor, meta, avance, people] = ["servicios", "meta_servicios", "avance_metas_servicios", "clientes"].map(toDate);
  return {
    nombre: centre.nombre,
    ambito: centre.ambito,
    valor,
    meta,
    avance,
    rotulo: valor === null ? NO_DATA : `${write.count(valor)}  ·  ${avance === null ? "sin meta" : write.percent(avance)}`,
    tono: toneOfCentre(state, centre.ambito),
    detalle: `${centre.nombre}: ${write.count(valor)} servicios; meta: ${write.count(meta)}; clientes únicos: ${write.count(people)}`,
    celdas: [centre.nombre, write.count(valor), write.count(meta), write.percent(avance), write.count(people)],
  };
}

const SHADES = 5;

// The classes of the map: as many departments in each, from the figures themselves; equal figures share one.
function shadesOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const limits = [...Array(SHADES).keys()].map((shade) => sorted[Math.floor((shade * sorted.length) / SHADES)]);
  return (value) => limits.filter((limit) => value >= limit).length - 1;
}

function map(state) {
  const rows = departments(state);
  const [most] = rows;
  page.put("titulo-mapa", most?.valor
    ? `${most.nombre} concentra ${write.percent(most.valor / data.toDate("servicios", state.period, NETWORK))} de los servicios de la red`
    : `Servicios por departamento: ${NO_DATA}`);
  const placed = rows.filter((row) => row.departamento !== null);
  const shadeOf = shadesOf(placed.map((row) => row.valor).filter((value) => value !== null));
  const shaded = placed.map((row) => ({
    ...row,
    clase: row.valor === null ? null : shadeOf(row.valor),
    rotulo: `${row.nombre}\n${write.count(row.valor)}`,
  }));
  for (let shade = 0; shade < SHADES; shade++) {
    const inside = shaded.filter((row) => row.clase === shade).map((row) => row.valor);
    const [least, greatest] = [Math.min(...inside), Math.max(...inside)];
    document.getElementById(`matiz-${shade}`).parentElement.hidden = inside.length === 0;
    page.put(`matiz-${shade}`, least === greatest ? write.count(least) : `${write.count(least)} a ${write.count(greatest)}`);
  }
  charts.draw("g-mapa", "mapa", shaded, `Servicios por departamento de los centros ${state.span}`, ["Departamento", "Servicios"]);
  charts.draw("g-departamentos", "barras_angosto", rows, `Servicios por departamento ${state.span}, de más a menos`, ["Departamento", "Servicios"]);
}

// Departments that have centres, most services first; those of several departments stand together, without one.
function departments(state) {
  const chosen = data.centre(state.scope)?.departamento ?? null;
  return data.rows.departamentos
    .filter((row) => row.periodo === state.period)
    .map(({ departamento, acumulado }) => {
      const centres = data.rows.centros.filter((centre) => centre.reporta && centre.departamento === departamento);
      const nombre = departamento ?? "Varios departamentos (VRAEM)";
      const counted = write.plural(centres.length, "centro", "centros");
      return {
        nombre,
        departamento,
        valor: acumulado,
        meta: null,
        elegido: departamento !== null && departamento === chosen,
        tono: tone(chosen === null || departamento === chosen, false),
        rotulo: `${write.count(acumulado)}  ·  ${counted}`,
        detalle: `${nombre}: ${write.count(acumulado)} servicios, ${counted}`,
      };
    })
    .sort(byAmount);
}

const STATES = {
  aceptado: ["A", "aceptado"],
  observado: ["O", "observado"],
  rechazado: ["R", "rechazado"],
  "sin reporte": ["–", "sin reporte"],
};

// A refusal stays open until a version replaces it, also while an earlier one is in force.
function refusedSince(report) {
  return report.ultima === "rechazado" && report.estado !== "rechazado";
}

function reports(state) {
  const [due, received, timely] = ["reportes_debidos", "reportes_recibidos", "reportes_a_tiempo"].map((metric) =>
    data.toDate(metric, state.period, state.scope));
  page.put("titulo-reportes", !due && state.scope !== NETWORK ? `${state.scopeName}: ${since(state).toLowerCase()}` : due
    ? `${write.count(received)} de ${write.plural(due, "reporte recibido", "reportes recibidos")}, ${write.count(timely)} a tiempo`
    : `Reportes: ${state.scopeName} no debía reportar`);
  const months = data.months(state.year);
  const centres = data.rows.centros.filter((centre) => state.scope === NETWORK ? centre.reporta : centre.ambito === state.scope);
  const head = page.element("tr");
  head.append(Object.assign(page.element("th", "Centro"), { scope: "col" }));
  head.append(...months.map((month) => Object.assign(page.element("th", short(month.nombre), month.mes === state.month ? "elegido" : ""), { scope: "col" })));
  const lines = centres.map((centre) => {
    const line = page.element("tr");
    line.append(Object.assign(page.element("th", centre.nombre), { scope: "row" }));
    line.append(...months.map((month) => reportCell(state, centre, month)));
    return line;
  });
  const [thead, tbody] = [page.element("thead"), page.element("tbody")];
  thead.append(head);
  tbody.append(...lines);
  document.getElementById("t-reportes").replaceChildren(thead, tbody);
}

function reportCell(state, centre, month) {
  const report = data.report(month.periodo, centre.ambito);
  const cell = page.element("td");
  if (month.mes > state.month) cell.classList.add("fuera");
  if (!report) {
    cell.append(page.element("span", "·", "estado nada"));
    cell.title = `${centre.nombre}, ${month.nombre}: no debía reportar`;
    return cell;
  }
  const open = refusedSince(report);
  const shown = open ? "rechazado" : report.estado;
  const [letter, word] = STATES[shown];
  const late = report.retraso > 0;
  const mark = page.element("span", late ? `${letter}+` : letter, `estado ${shown.replace(" ", "-")}${late ? " tarde" : ""}`);
  const parts = [`${centre.nombre}, ${month.nombre}: ${word}`];
  if (open) parts.push("rige una versión anterior");
  if (report.recibido) parts.push(`recibido el ${report.recibido}`);
  if (late) parts.push(`${write.plural(report.retraso, "día", "días")} después de su plazo`);
  if (report.observadas) parts.push(write.plural(report.observadas, "fila observada", "filas observadas"));
  if (report.versiones > 1) parts.push(`${report.versiones} versiones`);
  cell.title = parts.join("; ");
  mark.setAttribute("aria-label", parts.join("; "));
  cell.append(mark);
  return cell;
}

// The year's budget of a scope and what was spent of it; without the SIAF, what the operating plan prints.
function budgetOf(state, scope) {
  const toDate = (metric) => data.toDate(metric, state.period, scope);
  if (!executed(state)) return { ...data.printedBudget(state.year, scope), acumulado: null, avance: null };
  return {
    pia: toDate("pia"),
    pim: toDate("pim"),
    acumulado: toDate("devengado"),
    avance: toDate("avance_presupuestal"),
    pim_al: data.spendingOf(state.period, "cite")?.pim_al,
  };
}

const executed = (state) => data.toDate("devengado", state.period, NETWORK) !== null;

function budget(state) {
  const year = budgetOf(state, state.scope);
  page.figure("pim", year.pim, write.soles);
  page.figure("devengado", year.acumulado, write.soles);
  page.figure("avance_presupuesto", year.avance, write.percent);
  page.progress("presupuesto", year.avance);
  page.figure("costo_acumulado", data.toDate("costo_por_servicio", state.period, state.scope), write.soles);
  page.put("corte-pim", year.pim_al ? `PIM al ${year.pim_al}` : "PIM");
  page.put("titulo-presupuesto", budgetTitle(state, year));
  for (const element of document.querySelectorAll("[data-ejecucion]")) {
    element.hidden = executed(state) !== (element.dataset.ejecucion === "si");
  }
  if (executed(state)) {
    page.put("itp", wholeInstitute(state));
    budgetByMonth(state);
  }
  budgetByCentre(state);
}

function budgetTitle(state, year) {
  if (year.pim === null || year.pim === undefined) return `Presupuesto: ${NO_DATA} para ${state.scopeName}`;
  if (year.acumulado === null) return `${write.millions(year.pim)} de presupuesto; ejecución: ${NO_DATA}`;
  return `${write.millions(year.acumulado)} devengados ${state.span}, ${write.percent(year.avance)} del presupuesto`;
}

function wholeInstitute(state) {
  const [institute, office] = [data.institute(state.period), data.spendingOf(state.period, "sede")];
  return `Aquí «la red» son los centros. La sede central devengó ${write.soles(office?.devengado)}, ${write.percent(office?.avance)} ` +
    `de su PIM; todo el ITP, ${write.soles(institute?.devengado)}, ${write.percent(institute?.avance)} del suyo.`;
}

function budgetByMonth(state) {
  const rows = monthly(state, "soles devengados", (period) => data.ofMonth("devengado", period, state.scope)).map((row) => ({
    ...row,
    rotulo: row.outside ? "" : row.valor === null ? "s/d" : write.count(row.valor / 1e3),
    detalle: `${row.nombre} de ${state.year}: ${write.soles(row.valor)} devengados`,
  }));
  charts.draw("g-presupuesto-mes", "mensual", rows, `Devengado por mes, miles de soles, ${state.scopeName}, ${state.year}`, ["Mes", "Devengado, soles"], state.chooseMonth);
}

function budgetByCentre(state) {
  const rows = data.rows.centros
    .map((centre) => rowOfBudget(state, centre, budgetOf(state, centre.ambito)))
    .filter((row) => row.pim !== undefined && row.pim !== null)
    .sort((a, b) => b.pim - a.pim);
  charts.draw("g-presupuesto", "barras", rows, executed(state) ? `Devengado y PIM por centro ${state.span}` : `PIM por centro, ${state.year}`,
    executed(state) ? ["Centro", "Devengado, soles", "PIM, soles"] : ["Centro", "PIM, soles"], (row) => state.chooseScope(row.ambito));
  page.table("t-presupuesto", ["Centro", "PIA", "PIM", "Devengado", "Avance", "Alerta"], rows.map((row) => row.celdas));
}

function rowOfBudget(state, centre, year) {
  const spent = executed(state);
  const warning = data.spending(state.period, centre.ambito);
  const alert = warning?.alerta ? `${warning.alerta}: menos de ${write.percent(warning.minimo)} (supuesto)` : "";
  return {
    nombre: centre.nombre,
    ambito: centre.ambito,
    pim: year.pim,
    valor: spent ? year.acumulado : year.pim,
    meta: spent ? year.pim : null,
    rotulo: spent ? `${write.percent(year.avance)}${warning?.alerta ? `  ·  ${warning.alerta}` : ""}` : write.soles(year.pim),
    tono: toneOfCentre(state, centre.ambito),
    detalle: `${centre.nombre}: PIM ${write.soles(year.pim)}; devengado: ${write.soles(year.acumulado)}${alert && `; alerta ${alert}`}`,
    celdas: [centre.nombre, write.soles(year.pia), write.soles(year.pim), write.soles(year.acumulado), write.percent(year.avance), alert],
  };
}

// More differences than these are listed only when asked for.
const FEW = 12;
const AGREEMENTS = ["igual", "explicada", "diferente", "pendiente"];

function conciliation(state) {
  const found = data.rows.conciliacion.filter((row) => row.anio === state.year && row.ambito === state.scope);
  const documents = [...new Set(found.map((row) => row.documento))];
  const count = (document, estado) => found.find((row) => row.documento === document && row.estado === estado)?.cifras ?? 0;
  page.table("t-conciliacion", ["Documento", "Iguales", "Explicadas", "Diferentes", "Pendientes"],
    documents.map((name) => [data.documents[name] ?? name, ...AGREEMENTS.map((estado) => write.count(count(name, estado)))]));
  document.getElementById("sin-conciliacion").hidden = documents.length > 0;
  const differing = data.rows.no_conciliadas.filter((row) => row.anio === state.year && (state.scope === NETWORK || row.ambito === state.scope));
  page.put("titulo-conciliacion", conciliationTitle(found, differing));
  const list = differing.map((row) => {
    const item = page.element("li");
    item.append(page.element("b", row.estado), ` ${row.explicacion ?? `${row.cuadro}, ${row.detalle}: publicado ${inUnit(row, row.publicado)}, calculado ${inUnit(row, row.calculado)}`}`);
    return item;
  });
  document.getElementById("l-conciliacion").replaceChildren(...list);
  const details = document.getElementById("d-conciliacion");
  details.hidden = list.length === 0;
  details.open = list.length <= FEW;
  openObservations(state);
}

// Documents print percentages as percent: 37.7.
const PERCENTAGES = ["participacion", "variacion_porcentual"];
const inUnit = (row, value) => (PERCENTAGES.includes(row.medida) ? write.percent(value === null ? null : value / 100) : write.count(value));

function conciliationTitle(found, differing) {
  if (found.length === 0) return "No hay cifras publicadas con que comparar";
  const of = (wanted) => found.filter((row) => (row.estado === "pendiente") === wanted).reduce((sum, row) => sum + row.cifras, 0);
  const pending = of(true);
  if (pending === 0) return comparedTitle(differing);
  if (of(false) === 0) return `Aún no se puede comparar: ${write.plural(pending, "cifra publicada espera", "cifras publicadas esperan")} reportes`;
  return `${comparedTitle(differing)}; ${write.plural(pending, "espera", "esperan")} reportes`;
}

function comparedTitle(differing) {
  const open = differing.filter((row) => row.estado === "diferente").length;
  if (open > 0) return `${write.plural(open, "cifra publicada difiere", "cifras publicadas difieren")} sin explicación`;
  const told = differing.filter((row) => row.estado === "explicada").length;
  return told === 0 ? "Lo publicado coincide con lo calculado" : `Lo publicado coincide, salvo ${write.plural(told, "cifra explicada", "cifras explicadas")}`;
}

// What a centre has still to correct: rows held back and reports refused, up to the month.
function openObservations(state) {
  const waiting = data.rows.reportes.filter((row) => {
    const inScope = state.scope === NETWORK || row.ambito === state.scope;
    const open = row.observadas > 0 || row.ultima === "rechazado";
    return inScope && open && row.periodo.startsWith(`${state.year}-`) && row.periodo <= state.period;
  });
  document.getElementById("sin-observaciones").hidden = waiting.length > 0;
  document.getElementById("c-observaciones").hidden = waiting.length === 0;
  page.table("t-observaciones", ["Centro", "Mes", "Estado", "Filas observadas"],
    waiting.map((row) => [
      data.centre(row.ambito).nombre,
      data.rows.meses.find((month) => month.periodo === row.periodo).nombre,
      refusedSince(row) ? `${row.estado}; la última versión, rechazada` : row.estado,
      write.count(row.observadas),
    ]));
}

// --- What a director asks first --------------------------------------------------------------------------------------

// Less than this share of its target is told in red (assumed; the page says so).
const FAR = 0.8;
const MOVED = 6;
// A list this long says where to begin; the rest stands in the part that tells all of it.
const LISTED = 12;

const reporting = () => data.rows.centros.filter((centre) => centre.reporta);

function direction(state) {
  const inScope = (row) => state.scope === NETWORK || row.ambito === state.scope;
  underTarget(state, inScope);
  late(state, inScope);
  moved(state, inScope);
  money(state, inScope);
  againstMedian(state);
}

function toldIn(id, title, headings, rows, none) {
  page.put(`titulo-${id}`, title);
  document.getElementById(`c-${id}`).hidden = rows.length === 0;
  const [shown, more] = [rows.slice(0, LISTED), rows.length - LISTED];
  document.getElementById(`sin-${id}`).hidden = rows.length > 0 && more <= 0;
  page.put(`sin-${id}`, rows.length === 0 ? none : `Los primeros ${LISTED}; ${write.plural(more, "más está", "más están")} en su parte de la página.`);
  page.table(`t-${id}`, headings, shown.map((row) => row.celdas));
  document.querySelectorAll(`#t-${id} tbody tr`).forEach((line, i) => {
    for (const mark of ["grave", "leve"]) line.classList.toggle(mark, Boolean(rows[i][mark]));
  });
}

// Of one centre its title says it already.
const none = (state) => (state.scope === NETWORK ? "Ninguno." : "");

function underTarget(state, inScope) {
  const measured = reporting().filter(inScope).map((centre) => rowOfCentre(state, centre)).filter((row) => row.avance !== null);
  const gap = (row) => data.toDate("servicios_por_alcanzar", state.period, row.ambito);
  const under = measured.filter((row) => row.avance < 1).sort((a, b) => gap(b) - gap(a));
  const rows = under.map((row) => ({ grave: row.avance < FAR, leve: row.avance >= FAR, celdas: [row.nombre, write.count(gap(row)), write.percent(row.avance), write.count(row.meta)] }));
  const told = state.scope === NETWORK
    ? `${under.length} de ${write.plural(measured.length, "centro con meta está", "centros con meta están")} bajo ella`
    : under.length ? "Está bajo su meta" : "Alcanza su meta";
  toldIn("bajo-meta", measured.length ? told : "Sin metas con que comparar",
    ["Centro", "Le faltan", "Avance", "Meta"], rows, measured.length ? none(state) : "Nadie tiene meta y servicios en este lapso.");
}

function late(state, inScope) {
  const rows = data.rows.reportes
    .filter((row) => inScope(row) && row.debido && row.periodo.startsWith(`${state.year}-`) && row.periodo <= state.period)
    .map((row) => ({ ...row, falta: row.estado === "sin reporte", abierto: row.ultima === "rechazado" }))
    .filter((row) => row.falta || row.abierto || (row.periodo === state.period && row.retraso > 0))
    .sort((a, b) => Number(b.falta) - Number(a.falta) || Number(b.abierto) - Number(a.abierto) || a.periodo.localeCompare(b.periodo) || a.ambito - b.ambito);
  const said = (row) => row.falta ? "no ha llegado" : row.abierto ? "rechazado, por corregir" : `llegó ${write.plural(row.retraso, "día", "días")} tarde`;
  const open = rows.filter((row) => row.falta || row.abierto).length;
  const tardy = rows.length - open;
  const waiting = open ? write.plural(open, "reporte falta o espera", "reportes faltan o esperan") : "Ningún reporte falta ni espera";
  toldIn("tarde", `${waiting} corrección; ${tardy || "ninguno"} de ${state.monthName} ${tardy > 1 ? "llegaron" : "llegó"} tarde`,
    ["Centro", "Mes", "Situación"],
    rows.map((row) => ({ grave: row.falta || row.abierto, celdas: [data.centre(row.ambito).nombre, data.monthName(row.periodo), said(row)] })), "Nada.");
}

function moved(state, inScope) {
  const months = data.months(state.year);
  const before = months[months.findIndex((month) => month.periodo === state.period) - 1];
  const rows = !before ? [] : reporting().filter(inScope)
    .map((centre) => ({ centre, then: data.ofMonth("servicios", before.periodo, centre.ambito), now: data.ofMonth("servicios", state.period, centre.ambito) }))
    .filter((row) => row.then !== row.now)
    .sort((a, b) => Math.abs((b.now ?? 0) - (b.then ?? 0)) - Math.abs((a.now ?? 0) - (a.then ?? 0)))
    .slice(0, MOVED)
    .map((row) => ({ celdas: [row.centre.nombre, write.count(row.then), write.count(row.now), row.now === null ? NO_DATA : row.then === null || row.now > row.then ? "▲\u00a0sube" : "▼\u00a0baja"] }));
  const of = (period) => data.ofMonth("servicios", period, state.scope);
  toldIn("cambios", before ? `Servicios del mes: de ${write.count(of(before.periodo))} en ${before.nombre} a ${write.count(of(state.period))} en ${state.monthName}` : "No hay un mes anterior en el año",
    ["Los que más se movieron", before?.nombre ?? "", state.monthName, ""], rows, "Sin cambios que mostrar.");
}

function money(state, inScope) {
  const rows = data.rows.gasto
    .filter((row) => row.periodo === state.period && row.ambito !== null && inScope(row) && row.alerta)
    .sort((a, b) => a.avance - b.avance)
    .map((row) => ({ grave: row.alerta === "muy bajo", celdas: [data.centre(row.ambito).nombre, write.percent(row.avance), write.percent(row.minimo), row.alerta] }));
  const told = state.scope !== NETWORK ? `${rows.length ? "Gasta" : "No gasta"} menos del mínimo supuesto`
    : `${rows.length ? write.plural(rows.length, "centro gasta", "centros gastan") : "Ningún centro gasta"} menos del mínimo supuesto`;
  toldIn("dinero", executed(state) ? told : `Ejecución del presupuesto: ${NO_DATA}`,
    ["Centro", "Devengado entre PIM", "Mínimo", "Alerta"], rows, executed(state) ? none(state) : "La publicación no trae la ejecución de este lapso.");
}

// A centre beside the middle one of those that report; of the network there is nothing to compare.
function againstMedian(state) {
  const part = document.getElementById("parte-mediana");
  part.hidden = state.scope === NETWORK;
  if (part.hidden) return;
  const told = [["Servicios", "servicios", write.count], ["Avance de la meta de servicios", "avance_metas_servicios", write.percent], ["Clientes únicos", "clientes", write.count],
    ["Devengado entre PIM", "avance_presupuestal", write.percent], ["Devengado por servicio", "costo_por_servicio", write.soles]];
  page.table("t-mediana", ["De enero al mes", state.scopeName, "Mediana de los centros"], told.map(([name, metric, text]) =>
    [name, text(data.toDate(metric, state.period, state.scope)), text(data.median(state.period)?.[metric])]));
}
