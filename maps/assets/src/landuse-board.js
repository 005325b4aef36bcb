/* The dashboard around the map: cards of figures above it, bars beside it. The
   figures of the cards are texts from Python, for the city and for each zone; the
   bars count what the filters leave. A zone that is chosen is chosen everywhere. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const { make, button } = landuse;
  const [WIDE, HIGH, EDGE] = [240, 64, 4];

  class Board {
    constructor(panel) {
      this.panel = panel;
      this.words = panel.words;
      this.zone = null; /* Name of the zone that is shown; null: the city. */
      this.cards = [];
      this.bars = panel.layers.flatMap((layer) => (layer.data.bars || []).map((data) => [layer, data]))
        .map(([layer, data], number) => this.makeBars(layer, data, number));
      if (panel.data.kpi) this.buildCards(panel.data.kpi);
      if (this.bars.length) this.buildBars();
      this.resize();
      panel.map.on("landuse:zone", (event) => this.enter(event.name));
      panel.map.on("landuse:language", () => this.fillCards());
    }

    /* Cards and bars take their room from the map. */
    resize() {
      this.panel.map.invalidateSize({ animate: false, pan: false });
    }

    makeBars(layer, data, number) {
      const bars = new landuse.Bars(layer, data, number, {
        figures: (total) => this.panel.legend.figures(total),
        onChoose: (value) => this.choose(bars, value),
      });
      return bars;
    }

    /* ---- bars --------------------------------------------------------- */

    buildBars() {
      this.side = make("aside", "lu-stats");
      landuse.note(this.side, "aria-label", this.words.bars);
      this.state = make("p", "lu-scope");
      this.state.setAttribute("role", "status");
      this.scope = make("strong", "lu-scope-name");
      this.back = button("lu-clear lu-back", this.words.back_to_city, () => this.leave());
      this.clear = button("lu-clear", this.words.no_filter, () => this.clearAll());
      this.state.append(this.scope, this.back, this.clear);
      this.side.append(this.state, ...this.bars.map((bars) => bars.root));
      this.side.append(make("p", "lu-muted", this.words.bars_hint));
      this.panel.centre.parentNode.insertBefore(this.side, this.panel.centre);
    }

    choose(bars, value) {
      bars.chosen = value;
      if (bars.data.zoom) this.setZone(value === null ? null : String(bars.data.words[value]));
      this.panel.refresh();
      if (!bars.data.zoom) return;
      const box = value === null ? null : bars.boxOf(value);
      if (box) this.panel.goTo(box);
      else this.panel.home();
      this.showInList();
    }

    clearAll() {
      for (const bars of this.bars) if (!bars.data.zoom) bars.chosen = null;
      this.panel.refresh();
      this.side.querySelector("button:not([hidden])").focus();
    }

    /* ---- one zone, or the city ------------------------------------------ */

    places() {
      return this.bars.find((bars) => bars.data.zoom) || null;
    }

    /* Show one zone; whether there are bars that can. */
    enter(name) {
      const bars = this.places();
      const value = bars ? bars.data.words.findIndex((word) => String(word) === name) : -1;
      if (value < 0) return false;
      this.choose(bars, value);
      return true;
    }

    /* Back to the city; whether a zone was shown. */
    leave() {
      const bars = this.places();
      if (!bars || bars.chosen === null) return false;
      const focused = document.activeElement === this.back;
      this.choose(bars, null);
      if (focused) bars.bars[0].node.focus();
      return true;
    }

    setZone(name) {
      this.zone = name;
      this.fillCards();
      this.resize();
    }

    /* The list of zones says the same. */
    showInList() {
      const list = this.panel.zones;
      if (!list) return;
      const option = [...list.options].find((one) => one.value && one.textContent === this.zone);
      list.value = option ? option.value : "";
    }

    /* A shape that was asked for by name is not hidden by a bar. */
    reveal(layer, row) {
      const hiding = this.bars.filter((bars) => bars.layer === layer && !bars.keeps(row));
      for (const bars of hiding) {
        bars.chosen = null;
        if (bars.data.zoom) this.setZone(null);
      }
      if (hiding.length) this.panel.refresh();
    }

    refresh() {
      if (!this.bars.length) return;
      this.bars.forEach((bars) => bars.refresh());
      landuse.tell(this.scope, this.zone === null ? this.words.whole_city : this.zone);
      this.back.hidden = this.zone === null;
      this.clear.hidden = this.bars.every((bars) => bars.data.zoom || bars.chosen === null);
    }

    /* ---- the state as text, for a link -------------------------------------- */

    text() {
      const said = this.bars.map((bars, number) => (bars.chosen === null ? "" : `${number}-${bars.chosen}`));
      return said.filter(Boolean).join(".");
    }

    restore(text) {
      const wanted = new Map(text.split(".").map((part) => part.split("-")));
      this.bars.forEach((bars, number) => {
        const value = wanted.get(String(number));
        const known = /^\d{1,6}$/.test(value || "") && Number(value) < bars.data.words.length;
        const chosen = known ? Number(value) : null;
        if (bars.chosen !== chosen) this.choose(bars, chosen);
      });
    }

    /* ---- cards -------------------------------------------------------------- */

    buildCards(data) {
      this.data = data;
      this.strip = make("section", "lu-kpis");
      landuse.note(this.strip, "aria-label", this.words.figures);
      this.cards = data.cards.map((card) => {
        const node = make("article", "lu-kpi");
        const head = make("h2", "lu-kpi-title", card.title);
        const place = make("span", "lu-kpi-place");
        const body = make("div", "lu-kpi-body");
        head.append(place);
        node.append(head, body);
        this.strip.append(node);
        return { card, body, place };
      });
      this.panel.root.querySelector(".lu-main").before(this.strip);
      this.fillCards();
    }

    /* Place of the figures: 0 for the city, -1 for a zone that has none. */
    scopeNumber() {
      if (this.zone === null) return 0;
      const place = this.data.zones.findIndex((name) => String(name) === this.zone);
      return place < 0 ? -1 : place + 1;
    }

    fillCards() {
      if (!this.cards.length) return;
      const at = this.scopeNumber();
      for (const { card, body, place } of this.cards) {
        landuse.tell(place, this.zone === null ? "" : this.zone);
        const lines = card.lines[at] || [];
        const way = card.way && card.way[at];
        body.className = lines.length === 1 ? "lu-kpi-body lu-kpi-one" : "lu-kpi-body";
        body.replaceChildren(...(lines.length === 1 ? this.single(lines[0]) : lines.map((line) => this.line(line))));
        if (!lines.length) body.append(make("p", "lu-muted", this.words.missing));
        if (way) body.append(this.drawWay(way));
      }
    }

    /* A card of one figure: large, with its target below. */
    single(line) {
      const box = make("div", "lu-kpi-single");
      const figure = make("p", "lu-kpi-figure");
      figure.append(make("strong", "", line.figure), make("span", "lu-muted", line.unit));
      box.append(figure);
      const facts = [
        line.target && landuse.say(() => `${this.words.kpi_target} ${line.target} ${line.unit}`),
        line.share,
        line.deadline && landuse.say(() => `${this.words.kpi_deadline} ${line.deadline}`),
      ].filter(Boolean).map((text) => make("span", "lu-kpi-fact", text));
      const about = make("p", "lu-kpi-facts");
      about.append(...facts, this.verdict(line));
      box.append(about);
      return [box];
    }

    line(line) {
      const node = make("p", "lu-kpi-line");
      const name = make("span", "lu-kpi-name", line.label);
      landuse.note(name, "title", line.label);
      const figure = make("span", "lu-kpi-value");
      figure.append(make("strong", "", line.figure), make("span", "lu-muted", line.unit));
      node.append(name, figure);
      if (line.area !== undefined) node.append(make("span", "lu-kpi-area", line.area));
      if (line.target) node.append(make("span", "lu-kpi-target", line.target), this.verdict(line));
      return node;
    }

    /* In words and with a sign, never by colour alone. */
    verdict(line) {
      const kind = line.met === null ? "unknown" : line.met ? "met" : "missed";
      const node = make("span", "lu-verdict", line.verdict || "");
      node.dataset.kind = kind;
      node.hidden = !line.verdict;
      return node;
    }

    /* ---- the way to a target as a line ----------------------------------------- */

    drawWay(way) {
      const known = [...way.reached, ...way.planned, way.target].filter((one) => one !== null);
      const [low, high] = [Math.min(0, ...known), Math.max(1, ...known)];
      const at = (value, place) => {
        const x = EDGE + ((place + 1) / way.periods.length) * (WIDE - 2 * EDGE);
        return `${x.toFixed(1)},${(HIGH - EDGE - ((value - low) / (high - low)) * (HIGH - 2 * EDGE)).toFixed(1)}`;
      };
      const picture = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "lu-way", role: "img" });
      const line = (values, name) => {
        const points = values.map((value, place) => (value === null ? null : at(value, place)));
        return shape("polyline", { points: points.filter(Boolean).join(" "), class: name });
      };
      picture.append(line(way.planned, "lu-way-plan"), line(way.reached, "lu-way-reached"));
      if (way.target !== null) {
        const [, y] = at(way.target, 0).split(",");
        picture.append(shape("line", { x1: 0, x2: WIDE, y1: y, y2: y, class: "lu-way-target" }));
      }
      const last = way.reached.findLastIndex((value) => value !== null);
      const [x, y] = at(way.reached[last], last).split(",");
      picture.append(shape("circle", { cx: x, cy: y, r: 3, class: "lu-way-now" }));
      const said = landuse.say(() => `${this.words.reached_line}: ${way.periods[last]} ${way.texts[last]} ${this.words.mu}`);
      landuse.note(picture, "aria-label", said);
      const box = make("figure", "lu-way-box");
      const under = make("figcaption", "lu-way-ends");
      const key = make("span", "lu-way-key");
      key.append(make("i", "lu-way-key-reached"), make("span", "", this.words.reached_line));
      if (way.planned.some((value) => value !== null)) {
        key.append(make("i", "lu-way-key-plan"), make("span", "", this.words.planned_line));
      }
      under.append(make("span", "", way.periods[0]), key, make("span", "", way.periods.at(-1)));
      box.append(picture, under);
      return box;
    }
  }

  function shape(tag, attributes) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
    return node;
  }

  landuse.Board = Board;
})();
