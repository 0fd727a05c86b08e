// Keeps each chart's view alive and hands it new rows when a filter changes; what is drawn belongs to `charts.py`.
"use strict";

const charts = (() => {
  const specs = JSON.parse(document.getElementById("graficos").textContent);
  const narrow = window.matchMedia("(max-width: 640px)");
  const shown = new Map();
  // Level 1 is errors alone: Vega warns of a scale without figures where a scope has none (no targets, say), as is meant.
  const OPTIONS = { actions: false, renderer: "svg", tooltip: { theme: "custom" }, logLevel: 1 };

  const specOf = (kind) => structuredClone((narrow.matches && specs[`${kind}_angosto`]) || specs[kind]);

  // Never nothing: without rows Vega would take a height of zero for none given, and choose its own.
  const heightOf = (chart) => Math.max(1, chart.rowHeight * chart.rows.length);

  // One drawing at a time per element: a filter moved quickly must not leave an older year's drawing behind.
  // `heads` names the columns of what is taken away: the rows' name, their value and, where there is one, their target.
  async function draw(id, kind, rows, description, heads, onClick) {
    const chart = shown.get(id) ?? { queue: Promise.resolve() };
    Object.assign(chart, { kind, rows, description, heads, onClick });
    shown.set(id, chart);
    chart.queue = chart.queue.then(() => paint(id, chart));
    return chart.queue;
  }

  async function paint(id, chart) {
    const element = document.getElementById(id);
    const wanted = `${chart.kind}${narrow.matches}`;
    if (chart.drawn !== wanted) {
      chart.view?.finalize();
      const spec = { ...specOf(chart.kind), datasets: { filas: chart.rows } };
      chart.rowHeight = spec.usermeta?.alto_de_fila;
      if (chart.rowHeight) spec.height = heightOf(chart);
      chart.view = (await vegaEmbed(element, spec, OPTIONS)).view;
      chart.view.addEventListener("click", (_, item) => item?.datum && chart.onClick?.(item.datum));
      chart.drawn = wanted;
    }
    if (chart.rowHeight) chart.view.height(heightOf(chart));
    await chart.view.data("filas", chart.rows).description(chart.description).runAsync();
    element.querySelector("svg")?.setAttribute("role", "img");
    element.querySelector("svg")?.setAttribute("aria-label", chart.description);
    // The drawing is one picture with one description: its marks are nothing by themselves.
    for (const mark of element.querySelectorAll("svg [role], svg [aria-label]")) {
      for (const name of ["role", "aria-roledescription", "aria-label"]) mark.removeAttribute(name);
    }
    offerDownloads(element, chart);
  }

  // Under each chart its rows as CSV and its drawing as PNG, by names that tell what they show.
  function offerDownloads(element, chart) {
    const place = element.closest("figure, .panel");
    const line = place.querySelector(".descargas") ?? Object.assign(document.createElement("p"), { className: "descargas" });
    const offer = (text, address) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
      button.setAttribute("aria-label", `Descargar ${text}: ${chart.description}`);
      button.addEventListener("click", async () => save(`${fileName(chart.description)}.${text.toLowerCase()}`, await address()));
      return button;
    };
    line.replaceChildren(offer("CSV", () => `data:text/csv;charset=utf-8,\uFEFF${encodeURIComponent(asCsv(chart))}`), offer("PNG", () => picture(element, chart)));
    place.append(line);
  }

  const fileName = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\W+/g, "-").toLowerCase();

  // Drawn once more: what leaves the page takes its title along, on paper's white.
  async function picture(element, chart) {
    const title = { text: chart.description, anchor: "start", fontSize: 15, offset: 14 };
    const look = { title, background: "white", padding: 14, width: Math.max(640, element.clientWidth) };
    const spec = { ...specOf(chart.kind === "mini" ? "mensual" : chart.kind), ...look, datasets: { filas: chart.rows } };
    if (chart.rowHeight) spec.height = heightOf(chart);
    const { view } = await vegaEmbed(document.createElement("div"), spec, OPTIONS);
    const address = await view.toImageURL("png", 2);
    view.finalize();
    return address;
  }

  function save(name, address) {
    Object.assign(document.createElement("a"), { download: name, href: address }).click();
  }

  // Figures as they are, up to the month chosen, a null empty; a text that holds a comma or a quotation mark between quotation marks.
  function asCsv({ heads, rows }) {
    const columns = ["nombre", "valor", "meta"].slice(0, heads.length);
    const cell = (value) => (value === null || value === undefined ? "" : /[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : value);
    return [heads.map(cell), ...rows.filter((row) => !row.outside).map((row) => columns.map((column) => cell(row[column])))].map((line) => line.join(",")).join("\r\n");
  }

  const ready = () => Promise.all([...shown.values()].map((chart) => chart.queue));
  narrow.addEventListener("change", () => {
    for (const [id, chart] of shown) chart.queue = chart.queue.then(() => paint(id, chart));
  });
  // Paper is narrower than the screen: scaled down, the charts' letters could not be read.
  function fit() {
    for (const [id, chart] of shown) chart.view?.width(document.getElementById(id).clientWidth).run();
  }
  window.addEventListener("beforeprint", () => (document.body.classList.add("imprime"), fit()));
  window.addEventListener("afterprint", () => (document.body.classList.remove("imprime"), fit()));
  return { draw, ready };
})();
