// Holds what is chosen (year, month, scope), keeps it in the address, and shows every part of the page for it.
"use strict";

(() => {
  const [year, month, scope] = ["anio", "mes", "centro"].map((id) => document.getElementById(id));
  const VIEWS = [summary, direction, services, clients, centres, map, budget, reports, conciliation];

  const option = (value, text) => Object.assign(document.createElement("option"), { value, textContent: text });

  function offerMonths() {
    const chosen = Number(month.value);
    const months = data.months(Number(year.value));
    month.replaceChildren(...months.map((one) => option(one.mes, one.nombre)));
    month.value = months.some((one) => one.mes === chosen) ? chosen : lastReported(months).mes;
  }

  // The head office gives no services and reports nothing: its money is told beside the network's.
  const offered = data.rows.centros.filter((one) => one.tipo !== "sede");

  // Opens on the last month that anybody reported, so that nobody meets an empty page.
  const lastReported = (months) =>
    [...months].reverse().find((one) => data.ofMonth("servicios", one.periodo, NETWORK) !== null) ?? months.at(-1);

  function offer() {
    year.replaceChildren(...data.years().map((one) => option(one, one)).reverse());
    const reported = lastReported(data.rows.meses);
    year.value = reported.anio;
    offerMonths();
    month.value = reported.mes;
    const group = Object.assign(document.createElement("optgroup"), { label: "Un centro" });
    group.append(...offered.map((centre) => option(centre.ambito, centre.nombre)));
    scope.replaceChildren(option(NETWORK, "Toda la red"), group);
  }

  function fromAddress() {
    const wanted = new URLSearchParams(location.hash.split("?")[1] ?? "");
    const [years, months] = (wanted.get("mes") ?? "").split("-").map(Number);
    if (data.years().includes(years)) {
      year.value = years;
      offerMonths();
      if (data.months(years).some((one) => one.mes === months)) month.value = months;
    }
    const centre = offered.find((one) => one.codigo === wanted.get("centro"));
    if (centre) scope.value = centre.ambito;
  }

  function toAddress(state) {
    const wanted = new URLSearchParams({ mes: state.period });
    if (state.scope !== NETWORK) wanted.set("centro", data.centre(state.scope).codigo);
    const part = location.hash.split("?")[0] || "#";
    history.replaceState(null, "", `${part}?${wanted}`);
  }

  function chosen() {
    const current = data.months(Number(year.value)).find((one) => one.mes === Number(month.value));
    const ambito = Number(scope.value);
    const first = data.months(current.anio)[0];
    return {
      year: current.anio,
      month: current.mes,
      monthName: current.nombre,
      period: current.periodo,
      scope: ambito,
      scopeName: ambito === NETWORK ? "toda la red" : data.centre(ambito).nombre,
      span: first.mes === current.mes ? `en ${current.nombre} de ${current.anio}` : `de ${first.nombre} a ${current.nombre} de ${current.anio}`,
      chooseScope: (value) => choose(scope, scope.value === String(value) ? NETWORK : value),
      chooseMonth: (row) => choose(month, data.months(current.anio).find((one) => short(one.nombre) === row.mes)?.mes ?? month.value),
    };
  }

  function choose(select, value) {
    select.value = value;
    show();
  }

  function show() {
    const state = chosen();
    for (const element of document.querySelectorAll("[data-texto=lapso]")) element.textContent = state.span;
    for (const element of document.querySelectorAll("[data-texto=mes]")) element.textContent = state.monthName;
    for (const element of document.querySelectorAll("[data-texto=ambito]")) element.textContent = state.scopeName;
    document.body.classList.toggle("un-centro", state.scope !== NETWORK);
    for (const view of VIEWS) view(state);
    toAddress(state);
    // A test, or a printer, waits for this mark.
    charts.ready().then(() => (document.body.dataset.listo = `${state.period}/${state.scope}`));
  }

  // On a phone the parts fold, so that the next one is near; what is folded is laid out, and so are its charts.
  function foldable(section) {
    const body = page.element("div", "", "cuerpo");
    body.id = `cuerpo-${section.id}`;
    const heading = section.querySelector("h2");
    while (heading.nextSibling) body.append(heading.nextSibling);
    const fold = page.element("button", "", "pliegue");
    fold.type = "button";
    fold.setAttribute("aria-controls", body.id);
    const set = (open) => {
      section.classList.toggle("plegada", !open);
      fold.setAttribute("aria-expanded", open);
      fold.textContent = open ? "Plegar" : "Desplegar";
      fold.setAttribute("aria-label", `${fold.textContent}: ${heading.textContent}`);
    };
    fold.addEventListener("click", () => set(section.classList.contains("plegada")));
    section.append(fold, body);
    set(section.id === "direccion");
    return () => set(true);
  }
  const unfold = new Map([...document.querySelectorAll("main section[aria-labelledby]")].map((one) => [one.id, foldable(one)]));
  for (const link of document.querySelectorAll(".indice a")) link.addEventListener("click", () => unfold.get(link.hash.slice(1))?.());

  offer();
  fromAddress();
  year.addEventListener("change", () => (offerMonths(), show()));
  month.addEventListener("change", show);
  scope.addEventListener("change", show);
  document.getElementById("limpiar").addEventListener("click", () => choose(scope, NETWORK));
  document.fonts.ready.then(show);
})();
