/* Funnel: how many shapes are in a class or a later one, and in which group.
   A bar filters the map; bars of classes and bars of groups filter each other. */
(function () {
  "use strict";

  const landuse = window.landuse;

  /* A button with a bar; only its text and length change, so it keeps the focus. */
  class Bar {
    constructor(name, swatch, onClick) {
      const { make, button } = landuse;
      this.root = button("lu-bar", null, onClick);
      this.root.setAttribute("aria-pressed", "false");
      this.name = make("span", "lu-bar-name", name);
      landuse.note(this.name, "title", name);
      this.fill = make("span", "lu-bar-fill");
      this.figures = make("span", "lu-bar-figures");
      const track = make("span", "lu-bar-track");
      track.append(this.fill);
      if (swatch) this.root.append(swatch);
      this.root.append(this.name, track, this.figures);
    }

    set(total, most, figures, pressed) {
      this.fill.style.width = most ? `${(100 * total.count) / most}%` : "0";
      this.figures.textContent = figures;
      this.root.setAttribute("aria-pressed", String(pressed));
      this.root.dataset.count = String(total.count);
    }
  }

  class Funnel {
    /* `calls`: figures (count and mu as text), onChange, onGroup (with its box). */
    constructor(layer, words, calls) {
      this.layer = layer;
      this.data = layer.data.funnel;
      this.words = words;
      this.figures = calls.figures;
      this.onChange = calls.onChange;
      this.onGroup = calls.onGroup;
      this.least = null; /* Place in the funnel, from which on shapes are shown. */
      this.apart = null; /* Class counted apart that alone is shown. */
      this.group = null;
      this.rank = landuse.ranks(this.data.order, layer.data.classes.length);
      layer.filters.set("funnel", (row) => this.inClass(row) && this.inGroup(row));
      this.build();
    }

    /* ---- which shapes -------------------------------------------------- */

    inClass(row) {
      const code = this.layer.codes[row];
      if (this.apart !== null) return code === this.apart;
      return this.least === null || this.rank[code] >= this.least;
    }

    inGroup(row) {
      return this.group === null || this.data.groups.numbers[row] === this.group;
    }

    /* By class, of the shapes that `member` takes. */
    tally(member) {
      const { codes, units, data } = this.layer;
      return landuse.tally(codes, units, data.classes.length, member);
    }

    /* ---- nodes --------------------------------------------------------- */

    build() {
      const { make, button } = landuse;
      const { classes } = this.layer.data;
      this.root = make("div", "lu-funnel");
      const bar = (code, onClick) => {
        const swatch = landuse.swatch(classes[code], false);
        const made = new Bar(classes[code].label, swatch, onClick);
        made.code = code;
        return made;
      };
      this.steps = this.data.order.map((code, place) =>
        bar(code, () => this.choose({ least: this.least === place ? null : place, apart: null })));
      this.ends = this.data.apart.map((code) =>
        bar(code, () => this.choose({ apart: this.apart === code ? null : code, least: null })));
      this.groups = this.data.groups.words.map((word, number) =>
        new Bar(word, null, () => this.chooseGroup(this.group === number ? null : number)));
      const left = make("div", "lu-bars lu-bars-classes");
      left.append(make("p", "lu-muted", this.words.at_least), ...this.steps.map((one) => one.root));
      if (this.ends.length) {
        left.append(make("p", "lu-muted lu-apart", this.words.apart), ...this.ends.map((one) => one.root));
      }
      const right = make("div", "lu-bars lu-bars-groups");
      right.append(make("p", "lu-muted", this.data.by), ...this.groups.map((one) => one.root));
      right.append(this.buildFilter());
      const bars = make("div", "lu-two");
      bars.append(left, right);
      this.root.append(bars);
    }

    buildFilter() {
      const { make, button } = landuse;
      this.said = make("span", "lu-filter-text");
      this.clear = button("lu-clear", this.words.no_filter, () => {
        if (this.group !== null) this.chooseGroup(null);
        this.choose({ least: null, apart: null });
      });
      this.filter = make("p", "lu-filter");
      this.filter.setAttribute("role", "status");
      this.filter.append(this.said, this.clear);
      return this.filter;
    }

    choose(chosen) {
      Object.assign(this, chosen);
      this.onChange();
    }

    /* A group lies somewhere on the map: go there, or back to the whole. */
    chooseGroup(group) {
      this.choose({ group });
      this.onGroup(group === null ? null : this.boxOf(group));
    }

    boxOf(group) {
      const box = L.latLngBounds([]);
      this.data.groups.numbers.forEach((number, row) => {
        const own = number === group && this.layer.boxOf(row);
        if (own) box.extend(own);
      });
      return box.isValid() ? box : null;
    }

    /* ---- figures of the day -------------------------------------------- */

    refresh() {
      const classes = this.tally((row) => this.inGroup(row));
      const { order } = this.data;
      const shown = this.steps.map((_, place) =>
        landuse.together(order.slice(place).map((code) => classes[code])));
      const ended = this.ends.map((bar) => landuse.together([classes[bar.code]]));
      const most = Math.max(0, ...[...shown, ...ended].map((total) => total.count));
      this.steps.forEach((bar, place) =>
        bar.set(shown[place], most, this.figures(shown[place]), this.least === place));
      this.ends.forEach((bar, number) =>
        bar.set(ended[number], most, this.figures(ended[number]), this.apart === bar.code));
      this.refreshGroups();
      this.refreshFilter();
    }

    /* As many as a click on the bar would show. */
    refreshGroups() {
      const { words, numbers } = this.data.groups;
      const inside = (row) => numbers[row] >= 0 && this.inClass(row);
      const totals = landuse.tally(numbers, this.layer.units, words.length, inside)
        .map((entry) => landuse.together([entry]));
      const most = Math.max(0, ...totals.map((total) => total.count));
      this.groups.forEach((bar, group) =>
        bar.set(totals[group], most, this.figures(totals[group]), this.group === group));
    }

    refreshFilter() {
      const said = [];
      if (this.least !== null) said.push(`≥ ${this.steps[this.least].name.textContent}`);
      if (this.apart !== null) said.push(this.layer.data.classes[this.apart].label);
      if (this.group !== null) said.push(this.data.groups.words[this.group]);
      this.said.textContent = said.length ? this.words.filtered + said.join(" · ") : "";
      this.filter.hidden = !said.length;
    }
  }

  landuse.Funnel = Funnel;
})();
