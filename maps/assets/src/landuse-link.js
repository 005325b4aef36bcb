/* The state of the page as its own address, so that a link or a bookmark opens what
   one saw: place, layers, classes, filters, day, search, shape, language. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const WAIT = 250; /* Milliseconds after the last change. */
  const CLOSE = 1e-6;
  const NUMBERED = /^\.\d+$/; /* A row without a name, or with one that looks so. */

  /* ---- what the page shows ------------------------------------------------- */

  function read(panel) {
    const { map } = panel;
    const centre = map.getCenter();
    const state = new URLSearchParams();
    state.set("z", String(Math.round(map.getZoom() * 100) / 100));
    state.set("c", `${centre.lat.toFixed(6)},${centre.lng.toFixed(6)}`);
    for (const [key, value] of Object.entries({
      off: switches(panel).filter((node) => node.checked !== opensShown(panel, node)).map((node) => node.dataset.layer),
      t: themes(panel).filter((node) => node.value !== "0").map((node) => `${node.dataset.layer}-${node.value}`),
      x: entries(panel).filter((node) => isPressed(node) !== opensPressed(node)).map(nameOf),
      b: panel.board.text(),
      f: panel.funnels.map(funnelText).filter(Boolean),
    })) if (value.length) state.set(key, [value].flat().join("."));
    const { time } = panel;
    if (time && time.place !== time.now) state.set("day", landuse.dayText(time.days[time.place]));
    if (panel.input.value) state.set("q", panel.input.value);
    const { shown } = panel.card;
    if (shown) state.set("s", `${panel.layers.indexOf(shown.layer)}.${nameOfRow(shown.layer, shown.row)}`);
    if (landuse.lang !== panel.data.lang) state.set("lang", landuse.lang);
    return state.toString();
  }

  const switches = (panel) => [...panel.legend.root.querySelectorAll("input[data-layer]")];
  const themes = (panel) => [...panel.legend.root.querySelectorAll("select[data-layer]")];
  const entries = (panel) => [...panel.legend.root.querySelectorAll("button[data-entry]")];
  const opensShown = (panel, node) => panel.layers[Number(node.dataset.layer)].data.show;
  const isPressed = (node) => node.getAttribute("aria-pressed") === "true";
  const opensPressed = (node) => node.dataset.entry !== "only";
  const nameOf = (node) => `${node.dataset.layer}-${node.dataset.entry}`;

  function funnelText(funnel, number) {
    const parts = [funnel.least, funnel.apart, funnel.group];
    return parts.every((part) => part === null) ? "" : [number, ...parts.map((p) => p ?? "")].join("-");
  }

  /* A shape by its first column for the search: rows may move, names do not. */
  function nameOfRow(layer, row) {
    const text = layer.data.search.length ? layer.text(row, layer.data.search[0]) : null;
    return text === null || NUMBERED.test(text) ? `.${row}` : String(text);
  }

  function rowOf(layer, name) {
    const { size } = layer;
    if (NUMBERED.test(name)) return Number(name.slice(1)) < size ? Number(name.slice(1)) : -1;
    const column = layer.data.search[0];
    if (!column) return -1;
    for (let row = 0; row < size; row += 1) {
      const text = layer.text(row, column);
      if (text !== null && String(text) === name) return row;
    }
    return -1;
  }

  /* ---- back on the page ------------------------------------------------------ */

  function apply(panel, hash) {
    const state = new URLSearchParams(hash.replace(/^#/, ""));
    const list = (key) => new Set((state.get(key) || "").split(".").filter(Boolean));
    landuse.speak(panel, state.get("lang") || panel.data.lang);
    const off = list("off");
    for (const node of switches(panel)) {
      if ((node.checked !== opensShown(panel, node)) !== off.has(node.dataset.layer)) node.click();
    }
    const themed = new Map([...list("t")].map((text) => text.split("-")));
    for (const node of themes(panel)) {
      const wanted = themed.get(node.dataset.layer) || "0";
      if (node.value !== wanted && [...node.options].some((one) => one.value === wanted)) {
        node.value = wanted;
        node.dispatchEvent(new Event("change"));
      }
    }
    const turned = list("x");
    for (const node of entries(panel)) {
      if ((isPressed(node) !== opensPressed(node)) !== turned.has(nameOf(node))) node.click();
    }
    panel.board.restore(state.get("b") || "");
    applyFunnels(panel, list("f"));
    applyDay(panel, state.get("day"));
    applySearch(panel, state.get("q") || "");
    applyShape(panel, state.get("s"));
    applyPlace(panel, state);
  }

  function applyFunnels(panel, texts) {
    const wanted = new Map([...texts].map((text) => [text.split("-")[0], text.split("-").slice(1)]));
    panel.funnels.forEach((funnel, number) => {
      const parts = wanted.get(String(number)) || [];
      const limits = [funnel.data.order.length, funnel.layer.data.classes.length, funnel.data.groups.words.length];
      const [least, apart, group] = limits.map((limit, at) => wholeBelow(parts[at], limit));
      if (funnel.least !== least || funnel.apart !== apart || funnel.group !== group) {
        funnel.choose({ least, apart, group });
      }
    });
  }

  function wholeBelow(text, limit) {
    return /^\d{1,6}$/.test(text || "") && Number(text) < limit ? Number(text) : null;
  }

  function applyDay(panel, day) {
    const { time } = panel;
    if (!time) return;
    const place = day ? time.days.findIndex((one) => landuse.dayText(one) === day) : time.now;
    if (place >= 0 && place !== time.place) time.choose(place);
  }

  function applySearch(panel, text) {
    if (panel.input.value === text) return;
    panel.input.value = text;
    panel.search();
  }

  function applyShape(panel, text) {
    const [, number, name] = /^(\d{1,3})\.([^]*)$/.exec(text || "") || [];
    const layer = panel.layers[Number(number)];
    const row = layer ? rowOf(layer, name) : -1;
    const { shown } = panel.card;
    if (row >= 0 && !(shown && shown.layer === layer && shown.row === row)) panel.select(layer, row, false);
    if (row < 0 && shown) panel.card.clear();
  }

  function applyPlace(panel, state) {
    const [lat, lng] = (state.get("c") || "").split(",").map(Number);
    const zoom = Number(state.get("z"));
    if (!state.has("z") || ![lat, lng, zoom].every(Number.isFinite) || Math.abs(lat) > 85) return;
    const centre = panel.map.getCenter();
    const there = zoom === panel.map.getZoom()
      && Math.abs(centre.lat - lat) < CLOSE && Math.abs(centre.lng - lng) < CLOSE;
    if (!there) panel.map.setView([lat, lng], zoom, { animate: false });
  }

  /* ---- the address ------------------------------------------------------------- */

  class Link {
    constructor(panel) {
      this.panel = panel;
      const later = () => this.later();
      for (const kind of ["click", "input", "change", "keyup"]) panel.root.addEventListener(kind, later);
      panel.map.on("moveend landuse:refresh landuse:select", later);
      window.addEventListener("hashchange", () => this.open());
      if (window.location.hash.length > 1) this.open();
    }

    /* An address of another kind, such as a place in a report, is none of ours. */
    open() {
      if (/[#&]z=/.test(window.location.hash)) apply(this.panel, window.location.hash);
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), WAIT);
    }

    /* Where the page has no address of its own (a notebook's frame) there is no link. */
    save() {
      try {
        window.history.replaceState(null, "", `#${read(this.panel)}`);
      } catch (error) {
        this.refused = String(error);
      }
    }
  }

  landuse.tools.register("link", (map, panel) => {
    panel.link = new Link(panel);
    return null;
  });
})();
