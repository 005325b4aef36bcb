/* One layer of shapes: decode, style by class, filter, tooltip, selection.
   Values reach the page as text nodes only. */
(function () {
  "use strict";

  const landuse = (window.landuse = window.landuse || {});
  const OUTLINE = "#333333";
  const NEAR = 14; /* From this zoom on parcels are large enough for an outline. */
  const POINT_RADIUS = 5;

  /* ---- decoding ------------------------------------------------------- */

  function unfold(steps, scale) {
    const points = [];
    let x = 0;
    let y = 0;
    for (let at = 0; at < steps.length; at += 2) {
      x += steps[at];
      y += steps[at + 1];
      points.push([y / scale, x / scale]);
    }
    return points;
  }

  /* The Leaflet path of one encoded geometry, or null where there is none. */
  function pathOf(shape, shapeOfLayer, options, scale) {
    const [kind, ...parts] = shape;
    if (kind === 0) return null;
    if (kind === 1) {
      return L.circleMarker(unfold(parts[0], scale)[0], { ...options, radius: POINT_RADIUS });
    }
    if (kind === 2) {
      return L.polyline(parts.map((line) => unfold(line, scale)), options);
    }
    const polygons = parts.map((rings) => rings.map((ring) => unfold(ring, scale)));
    if (shapeOfLayer !== "line") return L.polygon(polygons, options);
    const closed = polygons.flat().map((ring) => [...ring, ring[0]]);
    return L.polyline(closed, options);
  }

  /* ---- panes: ground < shapes < outlines < names ---------------------- */

  function paneOf(map, name, order) {
    if (!map.getPane(name)) {
      const pane = map.createPane(name);
      pane.style.zIndex = order;
      pane.style.pointerEvents = "none";
    }
    return name;
  }

  function canvasOf(map, pane) {
    map.landuseCanvases = map.landuseCanvases || {};
    if (!map.landuseCanvases[pane]) {
      map.landuseCanvases[pane] = new landuse.PatternCanvas({ pane, padding: 0.3, tolerance: 3 });
    }
    return map.landuseCanvases[pane];
  }

  function nameMarker(map, text, at) {
    const label = document.createElement("span");
    label.className = "lu-name";
    label.textContent = text;
    const icon = L.divIcon({ html: label, className: "lu-name-anchor", iconSize: [0, 0] });
    const pane = paneOf(map, "landuse-names", 620);
    return L.marker(at, { icon, pane, title: "" });
  }

  /* ---- the layer ------------------------------------------------------ */

  landuse.ShapeLayer = L.FeatureGroup.extend({
    initialize(map, data) {
      L.FeatureGroup.prototype.initialize.call(this, []);
      this.data = data;
      this.shown = data.show;
      this.hiddenClasses = new Set();
      this.emphasisOnly = false;
      this.emphasized = new Set(data.emphasis ? data.emphasis.rows : []);
      this.paths = data.shapes.map((shape, row) => this._makePath(map, shape, row));
      this._drawingOrder().forEach((path) => this.addLayer(path));
      if (data.shape === "zone") this._addGround(map);
      if (data.names.length) this._addNames(map);
      if (data.tooltip.length) {
        this.bindTooltip((path) => this.tipOf(path.row), { sticky: true, opacity: 1 });
      }
    },

    text(row, column) {
      const { words, numbers } = this.data.columns[column];
      return numbers[row] < 0 ? null : words[numbers[row]];
    },

    label(column) {
      return this.data.columns[column].label;
    },

    /* Emphasized shapes last, so that no neighbour covers their outline. */
    _drawingOrder() {
      const paths = this.paths.filter(Boolean);
      const marked = (path) => this.emphasized.has(path.row);
      return [...paths.filter((path) => !marked(path)), ...paths.filter(marked)];
    },

    _makePath(map, shape, row) {
      const zone = this.data.shape === "zone";
      const pane = zone ? paneOf(map, "landuse-outlines", 450) : "overlayPane";
      const options = {
        ...this._style(row, map.getZoom()),
        renderer: canvasOf(map, pane),
        interactive: !zone,
        bubblingMouseEvents: false,
      };
      const path = pathOf(shape, zone ? "line" : this.data.shape, options, this.data.scale);
      if (path) {
        path.row = row;
        path.owner = this;
      }
      return path;
    },

    /* Small on the screen: a border in the shape's own colour, so that it is
       seen at all. Near: a dark border, and a thick one for the emphasis. */
    _style(row, zoom) {
      const style = this.data.classes[this.data.codes[row]];
      if (this.data.shape !== "area") {
        return { color: style.color, weight: style.width, dashArray: style.dash || null, fill: false };
      }
      const marked = this.emphasized.has(row) ? this.data.emphasis : null;
      const near = zoom >= NEAR;
      const base = {
        fill: true,
        fillColor: style.color,
        fillOpacity: 0.9,
        pattern: near ? style.pattern : "solid",
        color: near ? OUTLINE : landuse.edgeOf(style.color),
        weight: near ? 0.8 : 1.2,
        dashArray: null,
        casing: false,
      };
      if (!style.fill) {
        return { ...base, hatchOnly: true, pattern: style.pattern, color: style.color, weight: style.width };
      }
      if (!marked) return base;
      const outline = { ...base, color: marked.color, dashArray: marked.dash || null, casing: true };
      return { ...outline, weight: zoom < NEAR - 1.5 ? marked.width / 2 : marked.width };
    },

    _addGround(map) {
      const pane = paneOf(map, "landuse-ground", 350);
      const options = {
        renderer: canvasOf(map, pane), interactive: false, stroke: false,
        fill: true, fillColor: "#ffffff", fillOpacity: 1, pattern: "solid",
      };
      this.ground = this.data.shapes
        .map((shape) => pathOf(shape, "area", options, this.data.scale))
        .filter(Boolean);
      this.ground.forEach((path) => this.addLayer(path));
    },

    /* One name for all blocks of a zone, above its largest block. */
    _addNames(map) {
      this.places = new Map();
      const size = (box) => (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
      for (const path of this.paths.filter(Boolean)) {
        const name = this.text(path.row, this.data.names[0]);
        if (name === null) continue;
        const box = path.getBounds ? path.getBounds() : path.getLatLng().toBounds(200);
        const place = this.places.get(name) || { all: L.latLngBounds([]), largest: box };
        place.all.extend(box);
        if (size(box) > size(place.largest)) place.largest = box;
        this.places.set(name, place);
      }
      this.names = [...this.places].map(([name, place]) => {
        const at = [place.largest.getNorth(), place.largest.getCenter().lng];
        const marker = nameMarker(map, name, at);
        return marker.on("click", () => map.fitBounds(place.all, { padding: [24, 24] }));
      });
      this.names.forEach((marker) => this.addLayer(marker));
    },

    tipOf(row) {
      const box = document.createElement("div");
      box.className = "lu-tip";
      for (const column of this.data.tooltip) {
        const line = document.createElement("div");
        const today = column === this.data.themeColumn && this.day ? this.stateOf(row) : null;
        line.textContent = today ?? this.text(row, column) ?? "—";
        box.append(line);
      }
      return box;
    },

    isHidden(row) {
      return !this.shown
        || this.hiddenClasses.has(this.data.codes[row])
        || (this.emphasisOnly && !this.emphasized.has(row))
        || (this.only !== undefined && !this.only(row));
    },

    /* Put the filter and the zoom into the paths' options; returns how many
       are drawn. The caller redraws. */
    refresh(zoom) {
      let drawn = 0;
      for (const path of this.paths) {
        if (!path) continue;
        const hidden = this.isHidden(path.row);
        Object.assign(path.options, this._style(path.row, zoom), {
          hidden,
          interactive: !hidden && this.data.shape !== "zone",
        });
        this._setDash(path);
        if (!hidden) drawn += 1;
      }
      for (const path of this.ground || []) path.options.hidden = !this.shown;
      for (const marker of this.names || []) {
        const node = marker.getElement();
        if (node) node.hidden = !this.shown;
      }
      return drawn;
    },

    /* Leaflet's canvas reads the parsed list, not the text. */
    _setDash(path) {
      const dash = path.options.dashArray;
      path.options._dashArray = dash ? dash.split(/[ ,]+/).map(Number) : [];
    },
  });

  landuse.redraw = function (map) {
    Object.values(map.landuseCanvases || {}).forEach((canvas) => canvas.redrawAll());
  };

  landuse.layer = function (map, id) {
    const layer = new landuse.ShapeLayer(map, landuse.read(id));
    map.landuseLayers = map.landuseLayers || [];
    map.landuseLayers.push(layer);
    layer.on("click", (event) => {
      const path = event.propagatedFrom || event.layer;
      if (path.row === undefined) return; /* A name, not a shape. */
      map.fire("landuse:select", { layer, row: path.row, latlng: event.latlng });
    });
    return layer;
  };
})();
