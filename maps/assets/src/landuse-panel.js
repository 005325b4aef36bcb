/* The page around the map: title, search, and where legend, card, time bar, funnel
   and tables stand. Built as nodes with text; nothing is ever parsed as HTML. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const { make, button } = landuse;
  const MAX_HITS = 30;
  const PLACES = ["above", "below", "right", "left"];
  /* Where the map has neither cards nor bars. */
  const NO_BOARD = { enter: () => false, leave: () => false, reveal() {}, refresh() {}, text: () => "", restore() {} };
  const NO_BOX = [[18, 73], [54, 135]]; /* No data: the country. */

  class Panel {
    constructor(map, data) {
      this.map = map;
      this.data = data;
      this.words = data.words;
      this.layers = map.landuseLayers || [];
      this.root = make("div", "lu-page");
      this.side = make("aside", "lu-side");
      landuse.note(this.side, "aria-label", this.words.panel);
      this.buildFrame();
      this.legend = new landuse.Legend(this.layers, this.words, () => this.refresh());
      this.card = new landuse.Card(map, this.words);
      const above = make("div", "lu-scroll");
      above.append(this.buildFind(), this.legend.root, this.buildNotes());
      this.side.append(above, this.card.root);
      this.buildBelow();
      this.board = landuse.Board ? new landuse.Board(this) : NO_BOARD;
      this.buildControls();
      this.map.on("landuse:select", (event) => this.select(event.layer, event.row, event.zoom || false));
      this.map.on("zoomend", () => this.separateNames());
      this.home();
      this.ready = true;
      this.refresh();
      landuse.tools.mount(this);
      landuse.queue.whenDone(() => { document.documentElement.dataset.ready = "1"; });
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
      this.centre = make("div", "lu-centre");
      this.centre.append(box);
      main.append(this.centre, this.side);
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
        const node = button("lu-home", this.words.whole_extent, () => this.board.leave() || this.home());
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

    /* Time bar, funnels and tables: only what the map's definition asks for. */
    buildBelow() {
      this.funnels = this.layers.filter((layer) => layer.data.funnel).map((layer) =>
        new landuse.Funnel(layer, this.words, {
          figures: (total) => this.legend.figures(total),
          onChange: () => this.refresh(),
          onGroup: (box) => (box ? this.goTo(box) : this.home()),
        }));
      const parts = this.funnels.map((one) => ({ title: one.data.title, node: one.root }));
      for (const data of this.data.tables || []) {
        const layer = this.layers[data.layer];
        const table = new landuse.RowTable(data, this.words, (row) => this.select(layer, row, true));
        parts.push({ title: landuse.say(() => `${data.title} (${data.rows.length})`), node: table.root });
        this.map.on("landuse:language", () => table.fill()); /* Other words, other widths. */
      }
      if (this.data.time) {
        this.buildBanner();
        this.time = new landuse.TimeBar(this.data.time, this.words, (day, from) => this.setDay(day, from));
        this.centre.append(this.time.root);
      }
      if (parts.length) {
        const resize = () => this.map.invalidateSize({ animate: false, pan: false });
        this.drawer = new landuse.Drawer(parts, this.words, resize);
        this.centre.append(this.drawer.root);
      }
      this.map.invalidateSize({ animate: false });
    }

    buildBanner() {
      this.banner = make("p", "lu-banner", this.words.future_note);
      this.banner.setAttribute("role", "status");
      this.banner.hidden = true;
      this.map.getContainer().parentNode.append(this.banner);
    }

    /* `from`: months from the reference date; after it nothing is a fact. */
    setDay(day, from) {
      this.layers.forEach((layer) => layer.setDay(day, from === 0));
      this.banner.hidden = from <= 0;
      if (this.ready) this.refresh();
    }

    select(layer, row, zoom) {
      if (zoom) this.reveal(layer, row);
      this.card.show(layer, row, zoom);
    }

    /* A shape that was asked for by name is not hidden by the bars of a funnel. */
    reveal(layer, row) {
      this.board.reveal(layer, row);
      const funnel = this.funnels.find((one) => one.layer === layer);
      if (funnel && !layer.filters.get("funnel")(row)) funnel.choose({ least: null, apart: null, group: null });
    }

    goTo(box) {
      this.map.fitBounds(box, { padding: [24, 24], animate: false, maxZoom: 17 });
    }

    /* ---- find: search and zones --------------------------------------- */

    buildFind() {
      const part = make("section", "lu-part");
      const label = make("label", "lu-label", this.words.search);
      this.input = make("input", "lu-search");
      this.input.type = "search";
      landuse.note(this.input, "placeholder", this.words.search_hint);
      this.hits = make("ul", "lu-hits");
      this.hits.setAttribute("aria-live", "polite");
      this.input.addEventListener("focus", () => this.layers.forEach((layer) => layer.warm()));
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
      const wanted = this.input.value.trim();
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
        for (const row of layer.search(wanted, MAX_HITS - found.length)) {
          const texts = layer.data.search.map((column) => layer.text(row, column));
          found.push({ layer, row, text: texts.filter((text) => text !== null).join(" · ") });
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
        const place = places[Number(this.zones.value)];
        if (this.zones.value === "") this.board.leave() || this.home();
        else if (!this.board.enter(place[0])) this.map.fitBounds(place[1].all, { padding: [24, 24] });
      });
      label.append(this.zones);
      return label;
    }

    /* ---- notes and redraw ----------------------------------------------- */

    buildNotes() {
      const part = make("section", "lu-part");
      if (this.data.note) part.append(make("p", "lu-muted", this.data.note));
      if (this.data.absent.length) {
        part.append(make("p", "lu-muted", landuse.say(() => this.words.empty + this.data.absent.join("、"))));
      }
      return part;
    }

    refresh() {
      let drawn = 0;
      let all = 0;
      for (const layer of this.layers) {
        const count = layer.refresh();
        if (layer.data.shape === "zone") continue;
        drawn += count;
        all += layer.size;
      }
      this.legend.refresh();
      this.legend.say(drawn, all);
      this.funnels.forEach((funnel) => funnel.refresh());
      this.board.refresh();
      this.card.refresh();
      this.separateNames();
      this.map.fire("landuse:refresh");
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

  landuse.maps = [];

  landuse.panel = function (map, id) {
    landuse.maps.push(map);
    map.landusePanel = new Panel(map, landuse.bilingual(map, landuse.read(id)));
    return map.landusePanel;
  };
})();
