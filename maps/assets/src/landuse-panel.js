/* The page around the map: title, search, legend that filters, evidence card.
   Built as nodes with text; nothing is ever parsed as HTML. */
(function () {
  "use strict";

  const landuse = (window.landuse = window.landuse || {});
  const MAX_HITS = 30;
  const PLACES = ["above", "below", "right", "left"];
  const NO_BOX = [[18, 73], [54, 135]]; /* No data: the country. */

  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  }

  function button(className, text, onClick) {
    const node = make("button", className, text);
    node.type = "button";
    node.addEventListener("click", onClick);
    return node;
  }

  class Panel {
    constructor(map, data) {
      this.map = map;
      this.data = data;
      this.words = data.words;
      this.layers = map.landuseLayers || [];
      this.root = make("div", "lu-page");
      this.side = make("aside", "lu-side");
      this.side.setAttribute("aria-label", this.words.panel);
      this.buildFrame();
      const above = make("div", "lu-scroll");
      above.append(this.buildFind(), this.buildLegend(), this.buildNotes());
      this.side.append(above, this.buildCard());
      this.buildControls();
      this.map.on("landuse:select", (event) => this.select(event.layer, event.row, false));
      this.map.on("zoomend", () => this.refresh());
      this.home();
      this.refresh();
      document.documentElement.dataset.ready = "1";
    }

    /* ---- frame -------------------------------------------------------- */

    buildFrame() {
      const container = this.map.getContainer();
      container.parentNode.insertBefore(this.root, container);
      const head = make("header", "lu-head");
      head.append(make("h1", "lu-title", this.data.title));
      if (this.data.subtitle) head.append(make("p", "lu-subtitle", this.data.subtitle));
      const main = make("div", "lu-main");
      const box = make("div", "lu-map");
      box.append(container);
      main.append(box, this.side);
      this.root.append(head, main);
      this.map.invalidateSize({ animate: false });
    }

    buildControls() {
      const map = this.map;
      map.attributionControl.setPrefix("Leaflet");
      L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
      L.control.zoom({ zoomInTitle: this.words.zoom_in, zoomOutTitle: this.words.zoom_out }).addTo(map);
      const home = L.control({ position: "topleft" });
      home.onAdd = () => {
        const node = button("lu-home", this.words.whole_extent, () => this.home());
        L.DomEvent.disableClickPropagation(node);
        return node;
      };
      home.addTo(map);
    }

    home() {
      const box = this.data.bounds;
      const bounds = box ? [[box[1], box[0]], [box[3], box[2]]] : NO_BOX;
      this.map.fitBounds(bounds, { padding: [24, 24], animate: false, maxZoom: 17 });
      if (this.zones) this.zones.value = "";
    }

    /* ---- find: search and zones --------------------------------------- */

    buildFind() {
      const part = make("section", "lu-part");
      const label = make("label", "lu-label", this.words.search);
      this.input = make("input", "lu-search");
      this.input.type = "search";
      this.input.placeholder = this.words.search_hint;
      this.hits = make("ul", "lu-hits");
      this.hits.setAttribute("aria-live", "polite");
      this.input.addEventListener("input", () => this.search());
      this.input.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && this.found.length) this.choose(this.found[0]);
      });
      this.found = [];
      label.append(this.input);
      part.append(label, this.hits);
      const zones = this.buildZones();
      if (zones) part.append(zones);
      return part;
    }

    search() {
      const wanted = this.input.value.trim().toLowerCase();
      this.found = wanted ? this.find(wanted) : [];
      const lines = this.found.map((hit) => {
        const line = make("li");
        line.append(button("lu-hit", hit.text, () => this.choose(hit)));
        return line;
      });
      if (wanted && !lines.length) lines.push(make("li", "lu-muted", this.words.no_hit));
      this.hits.replaceChildren(...lines);
    }

    find(wanted) {
      const found = [];
      for (const layer of this.layers) {
        for (let row = 0; row < layer.paths.length && found.length < MAX_HITS; row += 1) {
          const texts = layer.data.search.map((column) => layer.text(row, column));
          if (texts.some((text) => text !== null && text.toLowerCase().includes(wanted))) {
            found.push({ layer, row, text: texts.filter((text) => text !== null).join(" · ") });
          }
        }
      }
      return found;
    }

    choose(hit) {
      this.hits.replaceChildren();
      this.found = [];
      this.select(hit.layer, hit.row, true);
    }

    buildZones() {
      const places = this.layers.flatMap((layer) => (layer.places ? [...layer.places] : []));
      if (!places.length) return null;
      const label = make("label", "lu-label", this.words.go_to_zone);
      this.zones = make("select", "lu-zones");
      const option = (text, value) => {
        const node = make("option", "", text);
        node.value = value;
        return node;
      };
      this.zones.append(option(this.words.all_zones, ""));
      places.forEach(([name], number) => this.zones.append(option(name, String(number))));
      this.zones.addEventListener("change", () => {
        if (this.zones.value === "") this.home();
        else this.map.fitBounds(places[Number(this.zones.value)][1].all, { padding: [24, 24] });
      });
      label.append(this.zones);
      return label;
    }

    /* ---- legend: layers, classes, counts ------------------------------- */

    buildLegend() {
      const part = make("section", "lu-part lu-legend");
      part.append(make("h2", "lu-heading", this.words.layers));
      for (const layer of [...this.layers].reverse()) part.append(this.buildLayer(layer));
      this.status = make("p", "lu-status");
      this.status.setAttribute("role", "status");
      part.append(this.status);
      return part;
    }

    buildLayer(layer) {
      const box = make("div", "lu-layer");
      const label = make("label", "lu-layer-title");
      const check = make("input");
      check.type = "checkbox";
      check.checked = layer.shown;
      check.addEventListener("change", () => {
        layer.shown = check.checked;
        box.classList.toggle("lu-off", !layer.shown);
        this.refresh();
      });
      label.append(check, make("span", "", layer.data.title));
      box.classList.toggle("lu-off", !layer.shown);
      const used = layer.data.classes.filter((entry) => entry.count);
      box.append(label);
      if (layer.data.classes.length === 1) {
        const entry = layer.data.classes[0];
        label.append(landuse.swatch(entry, layer.data.shape !== "area"));
        const isZone = layer.data.shape === "zone"; /* Its rows are blocks, not zones. */
        if (!isZone) label.append(make("span", "lu-figures", this.figures(entry)));
        return box;
      }
      const list = make("div", "lu-classes");
      used.forEach((entry) => list.append(this.buildClass(layer, entry)));
      if (layer.data.emphasis && layer.data.emphasis.count) list.append(this.buildEmphasis(layer));
      box.append(list);
      if (layer.data.note) box.append(make("p", "lu-muted", layer.data.note));
      return box;
    }

    figures(entry) {
      const count = `${entry.count.toLocaleString("en-US")} ${this.words.count}`.trim();
      return entry.area ? `${count} / ${entry.area} ${this.words.mu}` : count;
    }

    toggle(entry, swatch, onChange) {
      const node = button("lu-class", null, () => {
        const pressed = node.getAttribute("aria-pressed") !== "true";
        node.setAttribute("aria-pressed", String(pressed));
        onChange(pressed);
        this.refresh();
      });
      node.append(swatch, make("span", "lu-class-name", entry.label));
      node.append(make("span", "lu-figures", this.figures(entry)));
      return node;
    }

    buildClass(layer, entry) {
      const number = layer.data.classes.indexOf(entry);
      const swatch = landuse.swatch(entry, layer.data.shape !== "area");
      const node = this.toggle(entry, swatch, (pressed) => {
        if (pressed) layer.hiddenClasses.delete(number);
        else layer.hiddenClasses.add(number);
      });
      node.setAttribute("aria-pressed", "true");
      return node;
    }

    buildEmphasis(layer) {
      const entry = { ...layer.data.emphasis };
      entry.label = `${this.words.only}${this.words.only.length > 2 ? " " : ""}${entry.label}`;
      const node = this.toggle(entry, landuse.swatch(entry, true), (pressed) => {
        layer.emphasisOnly = pressed;
      });
      node.classList.add("lu-only");
      node.setAttribute("aria-pressed", "false");
      return node;
    }

    /* ---- evidence card -------------------------------------------------- */

    buildCard() {
      const part = make("section", "lu-part lu-card");
      part.setAttribute("aria-live", "polite");
      this.card = part;
      this.clearCard();
      return part;
    }

    clearCard() {
      this.card.replaceChildren(
        make("h2", "lu-heading", this.words.card),
        make("p", "lu-muted", this.words.card_hint),
      );
      if (this.mark) this.mark.remove();
      this.mark = null;
    }

    select(layer, row, zoom) {
      const path = layer.paths[row];
      const head = make("h2", "lu-heading", layer.data.title);
      head.append(button("lu-close", this.words.close, () => this.clearCard()));
      const table = make("table", "lu-table");
      for (const column of layer.data.popup) {
        const line = make("tr");
        const name = make("th", "", layer.label(column));
        name.scope = "row";
        const text = layer.text(row, column);
        const cell = make("td", text === null ? "lu-muted" : "", text ?? this.words.missing);
        cell.dataset.column = column;
        line.append(name, cell);
        table.append(line);
      }
      this.card.replaceChildren(head, table);
      this.highlight(path, zoom);
      this.card.scrollTop = 0;
    }

    highlight(path, zoom) {
      if (this.mark) this.mark.remove();
      this.mark = null;
      if (!path) return;
      const options = { color: "#000000", weight: 4, fill: false, interactive: false, pane: "landuse-mark" };
      if (!this.map.getPane("landuse-mark")) {
        const pane = this.map.createPane("landuse-mark");
        pane.style.zIndex = 610;
        pane.style.pointerEvents = "none";
      }
      this.mark = path.getLatLngs
        ? L.polyline(closed(path.getLatLngs(), path instanceof L.Polygon), { ...options, renderer: this.markCanvas() })
        : L.circleMarker(path.getLatLng(), { ...options, radius: 9, renderer: this.markCanvas() });
      this.mark.addTo(this.map);
      if (!zoom) return;
      const box = path.getBounds ? path.getBounds() : path.getLatLng().toBounds(400);
      this.map.fitBounds(box.pad(1), { animate: false, maxZoom: 17 });
    }

    markCanvas() {
      this.canvas = this.canvas || new landuse.PatternCanvas({ pane: "landuse-mark", padding: 0.3 });
      return this.canvas;
    }

    /* ---- notes and redraw ----------------------------------------------- */

    buildNotes() {
      const part = make("section", "lu-part");
      if (this.data.note) part.append(make("p", "lu-muted", this.data.note));
      if (this.data.absent.length) {
        part.append(make("p", "lu-muted", this.words.empty + this.data.absent.join("、")));
      }
      return part;
    }

    refresh() {
      const zoom = this.map.getZoom();
      let drawn = 0;
      let all = 0;
      for (const layer of this.layers) {
        const count = layer.refresh(zoom);
        if (layer.data.shape === "zone") continue;
        drawn += count;
        all += layer.paths.length;
      }
      landuse.redraw(this.map);
      this.status.textContent = `${this.words.shown} ${drawn.toLocaleString("en-US")} / ${this.words.of} ${all.toLocaleString("en-US")}`;
      this.status.dataset.drawn = String(drawn);
      this.separateNames();
    }

    /* A name tries four places around its zone; one that would still cover an
       earlier name stays away until there is room. */
    separateNames() {
      const taken = [];
      for (const marker of this.layers.flatMap((layer) => layer.names || [])) {
        const node = marker.getElement();
        if (!node || node.hidden) continue;
        const label = node.firstChild;
        const free = PLACES.some((place) => {
          label.className = `lu-name lu-${place}`;
          const box = label.getBoundingClientRect();
          if (taken.some((other) => overlap(box, other))) return false;
          taken.push(box);
          return true;
        });
        if (!free) label.className = "lu-name lu-crowded";
      }
    }
  }

  function overlap(one, other) {
    return one.left < other.right && other.left < one.right
      && one.top < other.bottom && other.top < one.bottom;
  }

  /* Rings of a polygon as closed lines; lines as they are. */
  function closed(latlngs, isPolygon) {
    if (!isPolygon) return latlngs;
    return latlngs.flat().map((ring) => [...ring, ring[0]]);
  }

  landuse.maps = [];

  landuse.panel = function (map, id) {
    landuse.maps.push(map);
    map.landusePanel = new Panel(map, landuse.read(id));
    return map.landusePanel;
  };
})();
