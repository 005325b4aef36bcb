/* Two layers side by side under one line that is moved: the old plan on its left, the
   new one on its right. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const STEPS = 100;

  class Swipe {
    constructor(map, panel, tools) {
      this.map = map;
      this.panel = panel;
      this.tools = tools;
      this.sides = panel.data.swipe.map((number) => panel.layers[number]);
      this.on = false;
      this.share = 0.5;
      this.build();
      this.sides.forEach((layer, side) => this.limit(layer, side));
      map.on("move zoomend resize landuse:refresh", () => this.clip());
    }

    build() {
      const { make } = landuse;
      const { words } = this.panel;
      this.line = make("div", "lu-swipe");
      this.range = make("input", "lu-swipe-range");
      Object.assign(this.range, { type: "range", min: 0, max: STEPS, step: 1, value: STEPS * this.share });
      landuse.note(this.range, "aria-label", words.swipe_hint);
      this.range.addEventListener("input", () => this.move(Number(this.range.value) / STEPS));
      const names = this.sides.map((layer, side) =>
        make("span", `lu-swipe-name lu-swipe-${side ? "right" : "left"}`, layer.data.title));
      this.line.append(make("span", "lu-swipe-bar"), ...names);
      this.line.hidden = this.range.hidden = true;
      this.tools.box.append(this.line, this.range);
      this.node = landuse.button("lu-tool", words.swipe, () => this.toggle());
      landuse.note(this.node, "title", words.swipe_hint);
      this.node.setAttribute("aria-pressed", "false");
    }

    toggle() {
      this.on = !this.on;
      this.node.setAttribute("aria-pressed", String(this.on));
      this.line.hidden = this.range.hidden = !this.on;
      if (this.on) this.before = this.sides.map((layer) => layer.shown);
      this.sides.forEach((layer, side) => layer.setShown(this.on || this.before[side]));
      this.clip();
      if (this.on) this.range.focus();
    }

    move(share) {
      this.share = share;
      this.clip();
    }

    /* In pixels from the left of the map. */
    get at() {
      return this.share * this.map.getSize().x;
    }

    /* A layer is not hit where it is not seen. */
    limit(layer, side) {
      const plain = layer.rowAt;
      layer.rowAt = (place) => {
        const right = this.map.latLngToContainerPoint(place).x >= this.at;
        return this.on && right !== Boolean(side) ? -1 : plain.call(layer, place);
      };
    }

    /* The canvases move with the map, so their clip is of the map's own points. */
    clip() {
      this.line.style.left = `${this.at}px`;
      const size = this.map.getSize();
      this.sides.forEach((layer, side) => {
        const [from, to] = side ? [this.at, size.x] : [0, this.at];
        const start = this.map.containerPointToLayerPoint([from, 0]);
        const end = this.map.containerPointToLayerPoint([to, size.y]);
        const corners = [start.y, end.x, end.y, start.x].map((part) => `${Math.round(part)}px`);
        for (const grid of layer.grids || []) {
          const node = grid.getContainer();
          if (!node) continue;
          node.style.clip = this.on ? `rect(${corners.join(", ")})` : "";
          if (this.on) node.landuseClip = [from, to];
          else delete node.landuseClip;
        }
      });
    }
  }

  landuse.tools.register("swipe", (map, panel, tools) => {
    if (!panel.data.swipe) return null;
    panel.swipe = new Swipe(map, panel, tools);
    return panel.swipe.node;
  });
})();
