/* The mark of the selected shape, above everything that is drawn. */
(function () {
  "use strict";

  const landuse = (window.landuse = window.landuse || {});
  const PANE = "landuse-mark";
  const NEAREST = 17; /* Zoom at which a selected shape is shown at most. */
  const AROUND_POINT = 400; /* Metres. */

  class Mark {
    constructor(map) {
      this.map = map;
    }

    clear() {
      if (this.path) this.path.remove();
      this.path = null;
    }

    show(layer, row, zoom) {
      this.clear();
      const rings = layer.ringsOf(row);
      if (!rings.length) return;
      landuse.paneOf(this.map, PANE, 610);
      this.canvas = this.canvas || L.canvas({ pane: PANE, padding: 0.3 });
      const options = { color: "#000000", weight: 4, fill: false, interactive: false, pane: PANE, renderer: this.canvas };
      const kind = layer.shapes.kinds[row];
      if (kind === 1) {
        this.path = L.layerGroup(rings.map(([at]) => L.circleMarker(at, { ...options, radius: 9 })));
      } else {
        this.path = L.polyline(kind === 3 ? rings.map((ring) => [...ring, ring[0]]) : rings, options);
      }
      this.path.addTo(this.map);
      if (!zoom) return;
      const box = layer.boxOf(row);
      const seen = kind === 1 ? box.getCenter().toBounds(AROUND_POINT) : box;
      this.map.fitBounds(seen.pad(1), { animate: false, maxZoom: NEAREST });
    }
  }

  landuse.Mark = Mark;
})();
