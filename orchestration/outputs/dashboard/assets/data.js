// Looks figures up and writes them in Peru's Spanish. Nothing is added up here: every figure comes from the publication.
"use strict";

const NETWORK = 0;
const ALL = 0;
const NO_DATA = "sin dato";

const data = (() => {
  const page = JSON.parse(document.getElementById("datos").textContent);
  const rowsOf = (table) => table.filas.map((row) => Object.fromEntries(table.columnas.map((column, i) => [column, row[i]])));
  const each = (tables, make) => Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, make(table)]));
  const index = (rows, ...keys) => {
    const found = new Map(rows.map((row) => [keys.map((key) => row[key]).join("|"), row]));
    return (...values) => found.get(values.join("|")) ?? null;
  };
  const rows = each(page.listas, rowsOf);
  const metrics = each(page.cifras, (table) => index(rowsOf(table), "periodo", "ambito", "tipo"));
  const figure = (face) => (metric, period, scope, type = ALL) => metrics[metric](period, scope, type)?.[face] ?? null;
  return {
    rows,
    documents: page.documentos,
    ofMonth: figure("mes"),
    toDate: figure("acumulado"),
    spending: index(rows.gasto, "periodo", "ambito"),
    spendingOf: index(rows.gasto, "periodo", "de"),
    institute: index(rows.instituto, "periodo"),
    printedBudget: index(rows.presupuesto_publicado, "anio", "ambito"),
    held: index(rows.observadas, "periodo", "ambito"),
    median: index(rows.medianas, "periodo"),
    monthName: (period) => rows.meses.find((month) => month.periodo === period).nombre,
    report: index(rows.reportes, "periodo", "ambito"),
    centre: index(rows.centros, "ambito"),
    years: () => [...new Set(rows.meses.map((month) => month.anio))],
    months: (year) => rows.meses.filter((month) => month.anio === year),
  };
})();

const write = (() => {
  const numbers = (decimals) =>
    new Intl.NumberFormat("es-PE", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const [whole, tenths] = [numbers(0), numbers(1)];
  const known = (value, text) => (value === null || value === undefined ? NO_DATA : text(value));
  return {
    count: (value) => known(value, (v) => whole.format(v)),
    soles: (value) => known(value, (v) => `S/\u00a0${whole.format(v)}`),
    millions: (value) => known(value, (v) => `S/\u00a0${tenths.format(v / 1e6)}\u00a0millones`),
    percent: (share) => known(share, (v) => `${tenths.format(100 * v)}\u00a0%`),
    plural: (count, one, many) => `${whole.format(count)} ${count === 1 ? one : many}`,
  };
})();

const short = (monthName) => monthName.slice(0, 3);
