/* Select by a rectangle or a lasso: how many shapes of each layer, and their mu. A
   shape is in where its middle is. The selection can become a filter. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const { view } = landuse;
  const STYLE = { color: "#d7301f", weight: 2, dashArray: "4 4", fillColor: "#d7301f", fillOpacity: 0.08 };
  const FILTER = "selection";
  const APART = 3; /* Pixels between two points of a lasso. */

  class Select {
    constructor(tools, isLasso) {
      this.tools = tools;
      this.words = tools.words;
      this.isLasso = isLasso;
    }

    start() {
      this.tools.map.dragging.disable();
      this.tools.box.classList.add("lu-dragging");
      this.tools.say(this.isLasso ? this.words.lasso_hint : this.words.rectangle_hint, this.buttons());
    }

    buttons() {
      const act = (text, run) => landuse.button("lu-choice", text, run);
      const found = [act(this.words.select_shown, () => this.whole())];
      if (this.ring) {
        this.only = act(this.words.only_selected, () => this.keepOnly(!this.isOnly));
        this.only.setAttribute("aria-pressed", String(Boolean(this.isOnly)));
        found.push(this.only, act(this.words.clear, () => { this.clear(); this.start(); }));
      }
      return [...found, act(this.words.close, () => this.tools.use(null))];
    }

    stop() {
      this.clear();
      this.tools.map.dragging.enable();
      this.tools.box.classList.remove("lu-dragging");
    }

    clear() {
      this.keepOnly(false);
      this.ring = null;
      this.erase();
      this.tools.map.fire("landuse:chosen");
    }

    erase() {
      if (this.shape) this.shape.remove();
      this.shape = null;
    }

    /* ---- the pointer ------------------------------------------------------ */

    pointerdown(place, event) {
      if (event.button !== 0) return;
      event.stopPropagation();
      this.tools.box.setPointerCapture(event.pointerId);
      this.clear();
      this.from = { place, x: event.clientX, y: event.clientY };
      this.path = [place];
    }

    pointermove(place, event) {
      if (!this.from) return;
      event.stopPropagation();
      /* A busy page gets several moves as one; the lasso wants each. */
      const moves = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
      for (const move of moves.length ? moves : [event]) this.follow(move);
      this.draw(this.ringOf(place));
    }

    follow(move) {
      const last = this.lastAt || this.from;
      if (Math.hypot(move.clientX - last.x, move.clientY - last.y) < APART) return;
      this.lastAt = { x: move.clientX, y: move.clientY };
      this.path.push(this.tools.placeOf(move));
    }

    pointerup(place, event) {
      if (!this.from) return;
      const moved = Math.hypot(event.clientX - this.from.x, event.clientY - this.from.y) > APART;
      const ring = this.ringOf(place);
      this.from = this.lastAt = null;
      if (moved || (this.isLasso && ring.length > 2)) this.choose(ring);
      else this.erase();
    }

    pointercancel() {
      this.from = this.lastAt = null;
      this.erase();
    }

    ringOf(place) {
      if (this.isLasso) return this.path.map((one) => [one.lat, one.lng]);
      return rectangle(L.latLngBounds(this.from.place, place));
    }

    draw(ring) {
      this.erase();
      this.shape = L.polygon(ring, { ...STYLE, ...this.tools.canvas() }).addTo(this.tools.map);
    }

    /* ---- what is in it ------------------------------------------------------ */

    /* By keys: all that the map shows now. */
    whole() {
      this.clear();
      this.choose(rectangle(this.tools.map.getBounds()));
    }

    choose(ring) {
      this.ring = ring;
      this.draw(ring);
      this.chosen = new Map(view.layers(this.tools.map).map((layer) =>
        [layer, new Set(layer.rowsIn([ring]))]));
      this.tools.say(this.text(), this.buttons());
      this.tools.map.fire("landuse:chosen", { chosen: this.chosen });
    }

    text() {
      const { words } = this;
      const parts = [...this.chosen].filter(([, rows]) => rows.size)
        .map(([layer, rows]) => ({ title: layer.data.title, ...view.total(layer, [...rows]) }));
      if (!parts.length) return words.none_selected;
      const line = ({ title, count, area }) => {
        const said = `${title} ${count.toLocaleString("en-US")} ${words.count}`.trim();
        return area ? `${said} / ${area} ${words.mu}` : said;
      };
      return landuse.say(() => words.selected + parts.map(line).join(" · "));
    }

    keepOnly(only) {
      if (Boolean(this.isOnly) === only) return;
      this.isOnly = only;
      for (const [layer, rows] of this.chosen) {
        if (only) layer.filters.set(FILTER, (row) => rows.has(row));
        else layer.filters.delete(FILTER);
      }
      if (this.only) this.only.setAttribute("aria-pressed", String(only));
      this.tools.panel.refresh();
    }
  }

  function rectangle(box) {
    const [south, west, north, east] = [box.getSouth(), box.getWest(), box.getNorth(), box.getEast()];
    return [[south, west], [south, east], [north, east], [north, west]];
  }

  const make = (isLasso) => (map, panel, tools) => {
    const { words } = panel;
    const [text, hint] = isLasso
      ? [words.lasso, words.lasso_hint]
      : [words.rectangle, words.rectangle_hint];
    return tools.toggle(text, hint, new Select(tools, isLasso));
  };

  landuse.tools.register("rectangle", make(false));
  landuse.tools.register("lasso", make(true));
})();
