/* Names in the shapes themselves, as soon as they have room for them. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const FROM = 15; /* Zoom from which on it is worth asking. */
  const MOST = 1500; /* Shapes in sight; more have no room for a name. */
  const FONT = "600 12px \"Noto Sans CJK SC\", \"Microsoft YaHei\", \"PingFang SC\", sans-serif";
  const HIGH = 15;
  const ROOM = 6;
  const LONGEST = 40;
  const PANE = "landuse-plot-names";

  class Labels {
    constructor(map) {
      this.map = map;
      landuse.paneOf(map, PANE, 615);
      this.canvas = landuse.make("canvas", "lu-plot-names");
      map.getPane(PANE).append(this.canvas);
      map.on("moveend zoomend resize landuse:refresh", () => this.later());
      map.on("zoomstart", () => { this.canvas.hidden = true; });
      this.later();
    }

    later() {
      if (this.frame) return;
      this.frame = requestAnimationFrame(() => {
        this.frame = null;
        this.draw();
      });
    }

    draw() {
      const { map, canvas } = this;
      const size = map.getSize();
      canvas.hidden = map.getZoom() < FROM;
      this.count = 0;
      if (canvas.hidden || !size.x || !size.y) return;
      const scale = window.devicePixelRatio || 1;
      canvas.width = size.x * scale;
      canvas.height = size.y * scale;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
      const pen = canvas.getContext("2d");
      pen.scale(scale, scale);
      Object.assign(pen, { font: FONT, textAlign: "center", textBaseline: "middle", lineWidth: 3, lineJoin: "round" });
      pen.strokeStyle = "rgba(255, 255, 255, 0.9)";
      pen.fillStyle = "#14212e";
      const taken = [];
      for (const layer of landuse.view.layers(map)) if (layer.shown) this.drawLayer(pen, layer, taken);
      canvas.dataset.count = String(this.count);
    }

    drawLayer(pen, layer, taken) {
      const column = layer.data.search[0];
      if (!column || layer.data.shape !== "area") return;
      const box = this.map.getBounds();
      const rows = layer.rowsIn([[box.getSouthWest(), box.getSouthEast(), box.getNorthEast(), box.getNorthWest()]]);
      if (rows.length > MOST) return;
      for (const row of rows) this.drawName(pen, layer, { row, column }, taken);
    }

    /* A shape that bends away from the name, or lies under another, has none. */
    isInside(layer, row, [left, top, right, bottom]) {
      const y = (top + bottom) / 2;
      return [left, (left + right) / 2, right].every((x) =>
        layer.rowAt(this.map.containerPointToLatLng([x, y])) === row);
    }

    drawName(pen, layer, { row, column }, taken) {
      const text = layer.text(row, column);
      if (text === null) return;
      const said = String(text).slice(0, LONGEST);
      const box = layer.boxOf(row);
      const [one, other] = [box.getNorthWest(), box.getSouthEast()].map((place) => this.map.latLngToContainerPoint(place));
      const width = pen.measureText(said).width + ROOM;
      if (width > other.x - one.x || HIGH + ROOM > other.y - one.y) return;
      const middle = [(one.x + other.x) / 2, (one.y + other.y) / 2];
      const place = [middle[0] - width / 2, middle[1] - HIGH / 2, middle[0] + width / 2, middle[1] + HIGH / 2];
      if (!this.isInside(layer, row, place)) return;
      if (taken.some((at) => at[0] < place[2] && place[0] < at[2] && at[1] < place[3] && place[1] < at[3])) return;
      taken.push(place);
      pen.strokeText(said, ...middle);
      pen.fillText(said, ...middle);
      this.count += 1;
    }
  }

  landuse.tools.register("labels", (map, panel) => {
    panel.labels = new Labels(map);
    return null;
  });
})();
