/* Pointer over the map: one tooltip that moves, and clicks that select. */
(function () {
  "use strict";

  const landuse = (window.landuse = window.landuse || {});
  const AWAY = 14; /* Pixels between pointer and tooltip. */

  /* The topmost layer and row at a place, or null; zones are ground. */
  function hitAt(map, latlng) {
    for (const layer of [...map.landuseLayers].reverse()) {
      if (!layer.shown || layer.data.shape === "zone") continue;
      const row = layer.rowAt(latlng);
      if (row >= 0) return { layer, row };
    }
    return null;
  }

  class Pointer {
    constructor(map) {
      this.map = map;
      this.tip = landuse.make("div", "lu-tip");
      this.tip.setAttribute("role", "tooltip");
      this.tip.hidden = true;
      map.getContainer().append(this.tip);
      map.on("mousemove", (event) => this.move(event));
      map.on("mouseout movestart zoomstart", () => this.hide());
      map.on("click", (event) => this.click(event));
    }

    move(event) {
      this.event = event;
      if (this.frame || this.map.dragging?.moving()) return;
      this.frame = requestAnimationFrame(() => {
        this.frame = null;
        if (this.event) this.show(this.event);
      });
    }

    show(event) {
      const hit = hitAt(this.map, event.latlng);
      this.map.getContainer().classList.toggle("lu-over", Boolean(hit));
      if (!hit || !hit.layer.data.tooltip.length) {
        this.hide();
        return;
      }
      this.tip.replaceChildren(...linesOf(hit.layer, hit.row));
      this.tip.hidden = false;
      const size = this.map.getSize();
      const { x, y } = event.containerPoint;
      const { offsetWidth, offsetHeight } = this.tip;
      const left = x + AWAY + offsetWidth > size.x ? x - AWAY - offsetWidth : x + AWAY;
      const top = y + AWAY + offsetHeight > size.y ? y - AWAY - offsetHeight : y + AWAY;
      this.tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
    }

    hide() {
      this.event = null;
      this.tip.hidden = true;
    }

    click(event) {
      const hit = hitAt(this.map, event.latlng);
      if (hit) this.map.fire("landuse:select", { ...hit, latlng: event.latlng });
    }
  }

  /* A line for each column; the theme's column tells the day that is shown. */
  function linesOf(layer, row) {
    return layer.data.tooltip.map((column) => {
      const today = column === layer.data.themeColumn && layer.day ? layer.stateOf(row) : null;
      return landuse.make("div", "", today ?? layer.text(row, column) ?? "—");
    });
  }

  landuse.watchPointer = function (map) {
    map.landusePointer = map.landusePointer || new Pointer(map);
  };
})();
