/* Legend: layers to switch, classes with count and mu that filter. */
(function () {
  "use strict";

  const landuse = window.landuse;

  class Legend {
    constructor(layers, words, onChange) {
      this.layers = layers;
      this.words = words;
      this.onChange = onChange;
      this.followed = new Map(); /* Layers that change with the day, and their lines. */
      this.build();
    }

    build() {
      const { make } = landuse;
      this.root = make("section", "lu-part lu-legend");
      this.root.append(make("h2", "lu-heading", this.words.layers));
      for (const layer of [...this.layers].reverse()) this.root.append(this.buildLayer(layer));
      this.status = make("p", "lu-status");
      this.status.setAttribute("role", "status");
      this.root.append(this.status);
    }

    buildLayer(layer) {
      const { make } = landuse;
      const { data } = layer;
      const box = make("div", "lu-layer");
      box.append(this.buildTitle(layer, box));
      if (data.classes.length === 1 && !data.themes) return box;
      const body = make("div");
      if (data.themes) box.append(this.buildThemes(layer, body));
      this.fillLayer(layer, body);
      box.append(body);
      return box;
    }

    /* Classes of the theme that is shown. */
    fillLayer(layer, body) {
      const { make } = landuse;
      const { data } = layer;
      const list = make("div", "lu-classes");
      const choice = { hidden: new Set(), only: false };
      layer.filters.set("legend", (row) =>
        !choice.hidden.has(layer.codes[row]) && (!choice.only || layer.isMarked(row)));
      data.classes.forEach((entry, number) => {
        if (entry.count || data.history) list.append(this.buildClass(layer, choice, number));
      });
      if (data.emphasis && (data.emphasis.count || data.history)) {
        list.append(this.buildEmphasis(layer, choice));
      }
      body.replaceChildren(list);
      if (data.note) body.append(make("p", "lu-muted", data.note));
      if (data.history && data.history.unlike) {
        body.append(make("p", "lu-muted", this.words.unlike_history + data.history.unlike));
      }
    }

    /* The list of themes; another one has other classes, all of them shown. */
    buildThemes(layer, body) {
      const { make } = landuse;
      const list = make("select", "lu-themes");
      landuse.note(list, "aria-label", this.words.theme);
      list.dataset.layer = String(this.layers.indexOf(layer));
      layer.data.themes.forEach((theme, number) => {
        const option = make("option", "", theme.title);
        option.value = String(number);
        list.append(option);
      });
      list.addEventListener("change", () => {
        const { classes, codes, note } = layer.data.themes[Number(list.value)];
        Object.assign(layer.data, { classes, note });
        layer.codes = codes;
        (layer.grids || []).forEach((grid) => { grid.styledAt = null; });
        this.followed.delete(layer);
        this.fillLayer(layer, body);
        this.onChange();
      });
      return list;
    }

    buildTitle(layer, box) {
      const { make } = landuse;
      const { data } = layer;
      const label = make("label", "lu-layer-title");
      const check = make("input");
      check.type = "checkbox";
      check.checked = layer.shown;
      check.dataset.layer = String(this.layers.indexOf(layer));
      check.addEventListener("change", () => {
        layer.setShown(check.checked);
      });
      /* Another control may switch the layer too. */
      layer.on("add remove", () => {
        check.checked = layer.shown;
        box.classList.toggle("lu-off", !layer.shown);
        this.onChange();
      });
      label.append(check, make("span", "", data.title));
      box.classList.toggle("lu-off", !layer.shown);
      if (data.classes.length > 1) return label;
      const entry = data.classes[0];
      label.append(landuse.swatch(entry, data.shape !== "area"));
      const isZone = data.shape === "zone"; /* Its rows are blocks, not zones. */
      if (!isZone) label.append(make("span", "lu-figures", this.figures(entry)));
      return label;
    }

    figures(entry) {
      const count = () => `${entry.count.toLocaleString("en-US")} ${this.words.count}`.trim();
      return landuse.say(() => (entry.area ? `${count()} / ${entry.area} ${this.words.mu}` : count()));
    }

    toggle(entry, swatch, onPress) {
      const { make, button } = landuse;
      const node = button("lu-class", null, () => {
        const pressed = node.getAttribute("aria-pressed") !== "true";
        node.setAttribute("aria-pressed", String(pressed));
        onPress(pressed);
        this.onChange();
      });
      node.append(swatch, make("span", "lu-class-name", entry.label));
      node.append(make("span", "lu-figures", this.figures(entry)));
      return node;
    }

    buildClass(layer, choice, number) {
      const entry = layer.data.classes[number];
      const swatch = landuse.swatch(entry, layer.data.shape !== "area");
      const node = this.toggle(entry, swatch, (pressed) => {
        if (pressed) choice.hidden.delete(number);
        else choice.hidden.add(number);
      });
      node.setAttribute("aria-pressed", "true");
      this.name(node, layer, number);
      this.follow(layer, node, (classes) => [classes[number]]);
      return node;
    }

    buildEmphasis(layer, choice) {
      const { only } = this.words;
      const { label } = layer.data.emphasis;
      const gap = () => (String(only).length > 2 ? " " : "");
      const entry = { ...layer.data.emphasis, label: landuse.say(() => `${only}${gap()}${label}`) };
      const node = this.toggle(entry, landuse.swatch(entry, true), (pressed) => {
        choice.only = pressed;
      });
      node.classList.add("lu-only");
      node.setAttribute("aria-pressed", "false");
      this.name(node, layer, "only");
      this.follow(layer, node, (classes, marked) => marked);
      return node;
    }

    /* By which a link to this state of the page finds a control. */
    name(node, layer, entry) {
      node.dataset.layer = String(this.layers.indexOf(layer));
      node.dataset.entry = String(entry);
    }

    follow(layer, node, part) {
      if (!layer.data.history && !layer.data.bars) return;
      if (!this.followed.has(layer)) this.followed.set(layer, []);
      this.followed.get(layer).push({ node, part });
    }

    /* Count and mu of the day shown; where there are bars, of what they leave. */
    refresh() {
      for (const [layer, entries] of this.followed) {
        const { codes, units } = layer;
        const { classes } = layer.data;
        const left = layer.data.bars ? landuse.passes(layer, "legend") : () => true;
        const all = landuse.tally(codes, units, classes.length, left);
        const marked = landuse.tally(codes, units, classes.length, (row) => layer.isMarked(row) && left(row));
        for (const { node, part } of entries) {
          const total = landuse.together(part(all, marked));
          node.querySelector(".lu-figures").textContent = this.figures(total);
          node.classList.toggle("lu-none", !total.count);
        }
      }
    }

    say(drawn, all) {
      const { shown, of } = this.words;
      this.status.textContent = `${shown} ${drawn.toLocaleString("en-US")} / ${of} ${all.toLocaleString("en-US")}`;
      this.status.dataset.drawn = String(drawn);
    }
  }

  landuse.Legend = Legend;
})();
