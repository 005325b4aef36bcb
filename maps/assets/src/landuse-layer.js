/* One layer of shapes: its rows, what is known of them, and which are shown.

   size           number of rows
   data           what Python gave: title, shape, classes, popup, ...
   text(row, column), label(column), column(name)
   codes, marked  class and emphasis of each row on the day shown
   units          area in whole parts of a mu (see landuse-figures.js), NaN if none
   filters        name -> predicate(row); a row is shown if all say so
   refilter(), refresh(), isHidden(row), boxOf(row), rowAt(latlng), rowsIn(rings)
   select(row)    fires "landuse:select" on the map */
(function () {
  "use strict";

  const landuse = (window.landuse = window.landuse || {});
  const WORLD_ZOOM = 20; /* A pixel of this zoom is a step of the world. */
  const REACH = 3; /* Pixels beside a line or a point that still hit it. */
  const SAMPLE = 4096;

  function paneOf(map, name, order) {
    if (!map.getPane(name)) {
      const pane = map.createPane(name);
      pane.style.zIndex = order;
      pane.style.pointerEvents = "none";
    }
    return name;
  }

  landuse.ParcelLayer = L.Layer.extend({
    initialize(data) {
      this.data = data;
      this.size = data.size;
      this.shown = false;
      this.codes = data.codes;
      this.units = data.units;
      this.marked = new Uint8Array(this.size);
      if (data.emphasis) for (const row of data.emphasis.rows) this.marked[row] = 1;
      this.mask = new Uint8Array(this.size); /* 1: left out by a filter. */
      this.filters = new Map();
      this.columns = new Map();
      this.shapes = new landuse.Shapes(data.shapes, this.size);
      this.tree = new landuse.Tree(this.shapes);
      this.middleSize = middleSize(this.shapes.boxes);
      this.drawn = this.shapes.kinds.reduce((sum, kind) => sum + (kind ? 1 : 0), 0);
    },

    /* ---- on the map ----------------------------------------------------- */

    onAdd(map) {
      this.shown = true;
      this.grids = this.grids || this._grids(map);
      this.grids.forEach((grid) => grid.addTo(map));
      if (this.data.names.length) {
        this.names = this.names || landuse.placeNames(map, this);
        this.names.forEach((marker) => marker.addTo(map));
      }
    },

    onRemove() {
      this.shown = false;
      this.grids.forEach((grid) => grid.remove());
      (this.names || []).forEach((marker) => marker.remove());
    },

    _grids(map) {
      const zIndex = map.landuseLayers.indexOf(this);
      if (this.data.shape !== "zone") {
        return [new landuse.Tiles(this, { pane: paneOf(map, "landuse-shapes", 400), zIndex })];
      }
      return [
        new landuse.Tiles(this, { pane: paneOf(map, "landuse-ground", 350), zIndex, ground: true }),
        new landuse.Tiles(this, { pane: paneOf(map, "landuse-outlines", 450), zIndex }),
      ];
    },

    setShown(shown) {
      if (shown === this.shown) return;
      if (shown) this.host.addLayer(this);
      else this.host.removeLayer(this);
    },

    /* ---- values --------------------------------------------------------- */

    column(name) {
      if (!this.columns.has(name)) {
        this.columns.set(name, new landuse.Column(this.data.columns[name]));
      }
      return this.columns.get(name);
    },

    text(row, name) {
      return this.column(name).text(row);
    },

    label(name) {
      return this.data.columns[name].label;
    },

    /* Make ready for the search, before the first letter. */
    warm() {
      this.data.search.forEach((name) => this.column(name).warm());
    },

    /* Rows of which a column that can be searched has the text. */
    search(wanted, most) {
      const columns = this.data.search.map((name) => this.column(name));
      return landuse.searchRows(columns, this.size, wanted.toLowerCase(), most);
    },

    isMarked(row) {
      return this.marked[row] === 1;
    },

    /* ---- filters -------------------------------------------------------- */

    isHidden(row) {
      return !this.shown || this.mask[row] === 1;
    },

    /* Ask all filters once; how many rows are shown. */
    refilter() {
      const { mask, shapes } = this;
      const asked = [...this.filters.values()];
      let drawn = 0;
      for (let row = 0; row < this.size; row += 1) {
        let hidden = 0;
        for (const keeps of asked) {
          if (!keeps(row)) { hidden = 1; break; }
        }
        mask[row] = hidden;
        if (!hidden && shapes.kinds[row]) drawn += 1;
      }
      this.drawn = this.shown ? drawn : 0;
      return this.drawn;
    },

    /* The same, and draw it. */
    refresh() {
      const drawn = this.refilter();
      if (this.shown) this.grids.forEach((grid) => grid.repaint());
      return drawn;
    },

    /* ---- places --------------------------------------------------------- */

    boxOf(row) {
      const box = this.shapes.box(row);
      if (!box) return null;
      return L.latLngBounds(latLng([box[0], box[3]]), latLng([box[2], box[1]]));
    },

    /* A place in the shape, for names and choices. */
    middleOf(row) {
      const place = this.shapes.middle(row);
      return place && latLng(place);
    },

    /* Corners of each ring, line or point as places on the map. */
    ringsOf(row) {
      const { x, y } = this.shapes;
      return this.shapes.rings(row).map(([from, end]) =>
        Array.from({ length: end - from }, (_, at) => latLng([x[from + at], y[from + at]])));
    },

    /* The topmost row that is shown at a place, or -1. */
    rowAt(place) {
      const { x, y } = L.CRS.EPSG3857.latLngToPoint(L.latLng(place), WORLD_ZOOM);
      const step = 2 ** (WORLD_ZOOM - this.host.getZoom());
      const width = Math.max(0, ...this.data.classes.map((style) => style.width || 0));
      const reach = (REACH + Math.max(landuse.POINT_RADIUS, width / 2)) * step;
      const near = this.tree.rows(x - reach, y - reach, x + reach, y + reach);
      const hollow = this.data.shape !== "area";
      const hit = (row) => !this.isHidden(row)
        && this.shapes.hits(row, x, y, this.shapes.kinds[row] === 1 ? reach : (REACH + width / 2) * step, hollow);
      let found = -1;
      for (let at = near.length - 1; at >= 0; at -= 1) {
        const row = near[at];
        if ((found < 0 || this.marked[row]) && hit(row)) {
          found = row;
          if (this.marked[row]) break;
        }
      }
      return found;
    },

    /* Rows that are shown and whose middle lies in rings of places (even-odd). */
    rowsIn(rings) {
      const corners = rings.map((ring) =>
        ring.map((place) => L.CRS.EPSG3857.latLngToPoint(L.latLng(place), WORLD_ZOOM)));
      const all = L.bounds(corners.flat());
      const near = this.tree.rows(all.min.x, all.min.y, all.max.x, all.max.y);
      const inside = (px, py) => corners.reduce((odd, ring) => odd !== inRing(ring, px, py), false);
      return [...near].filter((row) => !this.isHidden(row) && inside(...this.shapes.middle(row)));
    },

    select(row, zoom = false) {
      this.host.fire("landuse:select", { layer: this, row, zoom });
    },
  });

  function inRing(ring, px, py) {
    let odd = false;
    ring.forEach((one, at) => {
      const before = ring[(at || ring.length) - 1];
      if ((one.y > py) === (before.y > py)) return;
      if (px < one.x + ((py - one.y) / (before.y - one.y)) * (before.x - one.x)) odd = !odd;
    });
    return odd;
  }

  function latLng([x, y]) {
    return L.CRS.EPSG3857.pointToLatLng(L.point(x, y), WORLD_ZOOM);
  }

  /* Size of the middle shape in world steps, from a sample. */
  function middleSize(boxes) {
    const count = boxes.length / 4;
    const every = Math.max(1, Math.floor(count / SAMPLE));
    const sizes = [];
    for (let at = 0; at < count; at += every) {
      const size = Math.max(boxes[4 * at + 2] - boxes[4 * at], boxes[4 * at + 3] - boxes[4 * at + 1]);
      if (size > 0) sizes.push(size);
    }
    return sizes.sort((a, b) => a - b)[sizes.length >> 1] || 1;
  }

  landuse.paneOf = paneOf;

  landuse.readLayer = function (id) {
    const bytes = landuse.bytesOf(landuse.blockOf(id));
    return landuse.unpack(landuse.gunzip(bytes));
  };

  landuse.layer = function (map, id) {
    const layer = new landuse.ParcelLayer(landuse.readLayer(id));
    layer.host = map;
    map.landuseLayers = map.landuseLayers || [];
    map.landuseLayers.push(layer);
    landuse.watchPointer(map);
    return layer;
  };
})();
