/* The map as a picture (PNG): what is drawn, with title, legend, scale and the mark
   of the page. Nothing is loaded, so the picture can be saved from a file too. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const FONT = "\"Noto Sans CJK SC\", \"Microsoft YaHei\", \"PingFang SC\", \"Source Han Sans SC\", sans-serif";
  const INK = "#1c2733";
  const MUTED = "#5a6673";
  const HEAD = 64;
  const FOOT = 44;
  const SIDE = 330;
  const LINE = 24;
  const EDGE = 16;
  const FINEST = 2; /* Pixels of the picture for one of the page, at least. */

  class Picture {
    constructor(panel) {
      this.panel = panel;
      this.words = panel.words;
      this.box = panel.map.getContainer().getBoundingClientRect();
      this.legend = legendLines(panel);
      const height = Math.max(this.box.height, this.legend.length * LINE + 2 * EDGE);
      this.width = this.box.width + SIDE;
      this.height = HEAD + height + FOOT;
      const scale = Math.max(FINEST, window.devicePixelRatio || 1);
      this.canvas = landuse.make("canvas");
      this.canvas.width = Math.round(this.width * scale);
      this.canvas.height = Math.round(this.height * scale);
      this.pen = this.canvas.getContext("2d");
      this.pen.scale(scale, scale);
      this.pen.textBaseline = "middle";
    }

    draw() {
      const { pen } = this;
      pen.fillStyle = "#ffffff";
      pen.fillRect(0, 0, this.width, this.height);
      this.drawHead();
      pen.save();
      pen.beginPath();
      pen.rect(0, HEAD, this.box.width, this.box.height);
      pen.clip();
      pen.fillStyle = "#e7ebef";
      pen.fillRect(0, HEAD, this.box.width, this.box.height);
      this.drawMap();
      this.drawNames();
      this.drawNorth();
      pen.restore();
      pen.strokeStyle = INK;
      pen.strokeRect(0.5, HEAD + 0.5, this.box.width - 1, this.box.height - 1);
      this.drawLegend();
      this.drawFoot();
      return this.canvas;
    }

    text(text, x, y, { size = 13, bold = false, color = INK, most = Infinity } = {}) {
      const { pen } = this;
      pen.font = `${bold ? "700" : "400"} ${size}px ${FONT}`;
      pen.fillStyle = color;
      let said = String(text).replace(/\s+/g, " ");
      if (said.length > 400) said = said.slice(0, 400);
      while (said.length > 1 && pen.measureText(said).width > most) said = `${said.slice(0, -2)}…`;
      pen.fillText(said, x, y);
      return pen.measureText(said).width;
    }

    drawHead() {
      const { data } = this.panel;
      const most = this.width - 2 * EDGE;
      this.text(data.title, EDGE, 24, { size: 20, bold: true, most });
      const day = this.panel.time ? landuse.dayText(this.panel.time.days[this.panel.time.place]) : "";
      const said = [data.subtitle, day && `${this.words.on_day} ${day}`].filter((part) => String(part));
      this.text(said.join(" · "), EDGE, 48, { color: MUTED, most });
    }

    /* Every canvas of the map where it stands, from the lowest pane to the highest. */
    drawMap() {
      const root = this.panel.map.getContainer();
      const all = [...root.querySelectorAll(".leaflet-map-pane canvas, .leaflet-map-pane img")];
      /* Tiles of another origin would lock the picture: it is without them. */
      const found = all.filter((node) => !node.closest(".leaflet-lu-ground-pane"));
      const order = (node) => Number(getComputedStyle(node.closest(".leaflet-pane")).zIndex) || 0;
      const placed = found.map((node, at) => ({ node, at, order: order(node) }));
      placed.sort((one, other) => one.order - other.order || one.at - other.at);
      for (const { node } of placed) {
        const box = node.getBoundingClientRect();
        if (!box.width || !box.height || getComputedStyle(node).visibility === "hidden") continue;
        this.place(node, box);
      }
    }

    /* A part of it where a line between two layers hides the rest. */
    place(node, box) {
      const { pen } = this;
      const [from, to] = node.closest(".leaflet-layer")?.landuseClip || [0, this.box.width];
      pen.save();
      pen.beginPath();
      pen.rect(from, HEAD, to - from, this.box.height);
      pen.clip();
      pen.drawImage(node, box.left - this.box.left, HEAD + box.top - this.box.top, box.width, box.height);
      pen.restore();
    }

    drawNames() {
      const { pen } = this;
      pen.save();
      pen.textAlign = "center";
      pen.lineWidth = 4;
      pen.strokeStyle = "#ffffff";
      for (const node of this.panel.map.getContainer().querySelectorAll(".lu-name, .lu-plot-name")) {
        const box = node.getBoundingClientRect();
        if (!box.width || getComputedStyle(node).visibility === "hidden") continue;
        const [x, y] = [box.left + box.width / 2 - this.box.left, HEAD + box.top + box.height / 2 - this.box.top];
        pen.font = `600 13px ${FONT}`;
        pen.strokeText(node.textContent.slice(0, 60), x, y);
        this.text(node.textContent.slice(0, 60), x, y, { bold: true });
      }
      pen.restore();
    }

    /* The map is a Mercator map: north is up everywhere. */
    drawNorth() {
      const { pen } = this;
      const [x, y] = [this.box.width - 28, HEAD + 20];
      pen.fillStyle = INK;
      pen.beginPath();
      for (const [dx, dy] of [[0, 0], [9, 28], [0, 21], [-9, 28]]) pen.lineTo(x + dx, y + dy);
      pen.fill();
      this.text("N", x - 5, y + 38, { bold: true });
    }

    drawLegend() {
      const { pen } = this;
      const left = this.box.width + EDGE;
      this.legend.forEach(({ swatch, name, figures, isTitle }, place) => {
        const y = HEAD + EDGE + place * LINE;
        if (swatch) pen.drawImage(swatch, left, y - 9);
        const start = swatch ? 38 : 0;
        pen.font = `400 12px ${FONT}`;
        const right = figures ? pen.measureText(figures).width : 0;
        const most = SIDE - 2 * EDGE - start - right - 8;
        this.text(name, left + start, y, { bold: isTitle, most });
        if (figures) this.text(figures, left + SIDE - 2 * EDGE - right, y, { size: 12, color: MUTED });
      });
    }

    drawFoot() {
      const { pen, panel } = this;
      const y = this.height - FOOT / 2;
      const bar = panel.map.getContainer().querySelector(".leaflet-control-scale-line");
      let left = EDGE;
      if (bar) {
        const width = bar.getBoundingClientRect().width;
        pen.fillStyle = INK;
        pen.fillRect(left, y + 4, width, 4);
        this.text(bar.textContent, left, y - 6, { size: 12 });
        left += width + 2 * EDGE;
      }
      const mark = String(landuse.markOf(panel));
      pen.font = `700 14px ${FONT}`;
      const right = pen.measureText(mark).width;
      this.text(mark, this.width - EDGE - right, y, { size: 14, bold: true });
      this.text(this.words.picture_note, left, y, { size: 12, color: MUTED, most: this.width - left - right - 3 * EDGE });
    }
  }

  /* Titles and classes of the layers that are drawn. */
  function legendLines(panel) {
    const lines = [];
    const textOf = (node, selector) => node.querySelector(selector)?.textContent || "";
    for (const box of panel.legend.root.querySelectorAll(".lu-layer:not(.lu-off)")) {
      const title = box.querySelector(".lu-layer-title");
      lines.push({
        isTitle: true,
        swatch: title.querySelector("canvas"),
        name: textOf(title, "span"),
        figures: textOf(title, ".lu-figures"),
      });
      for (const node of box.querySelectorAll(".lu-class")) {
        const isOnly = node.classList.contains("lu-only");
        if (!isOnly && node.getAttribute("aria-pressed") !== "true") continue;
        const name = isOnly
          ? panel.layers[Number(node.dataset.layer)].data.emphasis.label
          : textOf(node, ".lu-class-name");
        lines.push({ swatch: node.querySelector("canvas"), name, figures: textOf(node, ".lu-figures") });
      }
    }
    return lines;
  }

  /* For whom the page is: its number of approval, else that it is for internal use. */
  landuse.markOf = (panel) => panel.data.mark || panel.words.internal;

  landuse.picture = (panel) => new Picture(panel).draw();

  landuse.tools.register("picture", (map, panel, tools) => {
    const { words } = panel;
    const node = landuse.button("lu-tool", words.picture, () => {
      landuse.picture(panel).toBlob((blob) => {
        landuse.save(blob, "image/png", "png");
        tools.say(words.saved, [landuse.button("lu-choice", words.close, () => tools.hush())]);
      });
    });
    landuse.note(node, "title", words.picture_hint);
    return node;
  });
})();
