/* How shapes are drawn on a canvas: fill, pattern, outline, emphasis. What is drawn
   depends on the zoom of the whole map, never on a tile. */
(function () {
  "use strict";

  const landuse = (window.landuse = window.landuse || {});
  const OUTLINE = "#333333";
  const EDGED = 4.5; /* Pixels of the middle shape from which emphasized ones have an edge, */
  const OUTLINED = 7; /* from which all have an outline, */
  const PATTERNED = 13; /* and from which they have patterns. */
  const MANY = 5000; /* So many shapes are drawn by pixels until they have patterns. */
  const CASING = 2; /* White on both sides of an emphasized outline, in pixels. */
  const OPACITY = 0.9;
  const RIM = 0.6; /* Opacity of an outline of one pixel. */
  const POINT_RADIUS = 5;
  const CLOSE = 0.35; /* Corners nearer than this to the one before are left out. */

  function dashes(text) {
    return text ? text.split(/[ ,]+/).map(Number) : [];
  }

  /* Styles of a layer's classes and of its emphasis at one zoom. */
  function looksOf(layer, pixels) {
    const { classes, emphasis, shape } = layer.data;
    const outlined = pixels >= OUTLINED;
    const patterned = pixels >= PATTERNED;
    const small = shape === "area" && !(layer.size > MANY ? patterned : outlined);
    const plain = (style) => {
      if (shape !== "area") {
        return { line: style.color, width: style.width, dash: dashes(style.dash) };
      }
      if (!style.fill) {
        return { ink: style.color, hatch: true, pattern: style.pattern, line: style.color,
          width: style.width, dash: [] };
      }
      return {
        ink: style.color,
        pattern: patterned ? style.pattern : "solid",
        line: outlined ? OUTLINE : landuse.edgeOf(style.color),
        width: outlined ? 0.8 : 1,
        dash: [],
      };
    };
    const looks = classes.map(plain);
    /* Small and many: pixel by pixel, see landuse-pixels.js. */
    if (small) {
      for (const look of looks) if (!look.hatch) look.pixel = landuse.pixelOf(look.ink, OPACITY);
    }
    const marked = emphasis && looks.map((look) => (look.hatch || !look.ink ? look : {
      ...look,
      line: emphasis.color,
      width: patterned ? emphasis.width : emphasis.width / 2,
      dash: dashes(emphasis.dash),
      casing: true,
    }));
    return {
      looks,
      marked: marked || looks,
      rim: outlined ? landuse.pixelOf(OUTLINE, RIM) : null,
      edge: emphasis && pixels >= EDGED ? landuse.pixelOf(emphasis.color, 1) : null,
      reach: outlined ? 8 : 6,
    };
  }

  /* One row on a canvas whose origin is at a place in world steps. */
  class Brush {
    constructor(context, shapes, west, north, scale) {
      Object.assign(this, { context, shapes, west, north, scale });
    }

    draw(row, look) {
      const kind = this.shapes.kinds[row];
      if (kind === 1) return this.dots(row, look);
      this.trace(row, kind === 3);
      if (kind === 3 && look.ink) this.fill(look);
      return this.stroke(look);
    }

    trace(row, closed) {
      const { context, shapes, west, north, scale } = this;
      const { x, y, start } = shapes;
      context.beginPath();
      const end = shapes.first[row] + shapes.count[row];
      for (let ring = shapes.first[row]; ring < end; ring += 1) {
        const last = start[ring + 1] - 1;
        let at = start[ring];
        let px = (x[at] - west) * scale;
        let py = (y[at] - north) * scale;
        context.moveTo(px, py);
        for (at += 1; at <= last; at += 1) {
          const nx = (x[at] - west) * scale;
          const ny = (y[at] - north) * scale;
          if (at < last && Math.abs(nx - px) + Math.abs(ny - py) < CLOSE) continue;
          context.lineTo(nx, ny);
          px = nx;
          py = ny;
        }
        if (closed) context.closePath();
      }
    }

    fill(look) {
      const { context } = this;
      context.globalAlpha = OPACITY;
      if (!look.hatch) {
        context.fillStyle = look.ink;
        context.fill();
      }
      if (look.pattern === "solid") return;
      context.fillStyle = landuse.pattern(context, look.pattern, look.ink, look.hatch) || look.ink;
      context.fill();
    }

    stroke(look) {
      const { context } = this;
      context.globalAlpha = 1;
      context.lineJoin = "bevel";
      if (look.casing) {
        if (look.dash.length) context.setLineDash([]);
        context.lineWidth = look.width + CASING;
        context.strokeStyle = "#ffffff";
        context.stroke();
      }
      if (look.dash.length) context.setLineDash(look.dash);
      context.lineWidth = look.width;
      context.strokeStyle = look.line;
      context.stroke();
      if (look.dash.length) context.setLineDash([]);
    }

    dots(row, look) {
      const { context, shapes } = this;
      for (const [at] of shapes.rings(row)) {
        context.beginPath();
        context.arc((shapes.x[at] - this.west) * this.scale, (shapes.y[at] - this.north) * this.scale,
          POINT_RADIUS, 0, 2 * Math.PI);
        if (look.ink) this.fill(look);
        this.stroke(look);
      }
    }

    /* White ground below everything. */
    ground(row) {
      this.trace(row, true);
      this.context.globalAlpha = 1;
      this.context.fillStyle = "#ffffff";
      this.context.fill();
    }
  }

  Object.assign(landuse, { Brush, looksOf, POINT_RADIUS });
})();
