/* How shapes are drawn on a canvas: fill, pattern, outline, emphasis. What is drawn
   depends on the zoom of the whole map, never on a tile. */
(function () {
  "use strict";

  const landuse = (window.landuse = window.landuse || {});
  const OUTLINE = "#333333";
  const OUTLINED = 7; /* Pixels of the middle shape from which shapes have an outline ... */
  const PATTERNED = 13; /* ... and from which they have patterns. */
  const TINY = 2.5; /* Pixels below which a shape is drawn as its box. */
  const LEAST = 1.2; /* Pixels that a box has at least, so that it is seen. */
  const CASING = 2; /* White on both sides of an emphasized outline, in pixels. */
  const OPACITY = 0.9;
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
    const marked = emphasis && looks.map((look) => (look.hatch || !look.ink ? look : {
      ...look,
      line: emphasis.color,
      width: outlined ? emphasis.width : emphasis.width / 2,
      dash: dashes(emphasis.dash),
      casing: true,
    }));
    return { looks, marked: marked || looks, reach: outlined ? 8 : 6 };
  }

  /* One row on a canvas whose origin is at a place in world steps. */
  class Brush {
    constructor(context, shapes, west, north, scale) {
      Object.assign(this, { context, shapes, west, north, scale });
    }

    draw(row, look) {
      const { shapes, scale } = this;
      const kind = shapes.kinds[row];
      if (kind === 1) return this.dots(row, look);
      const box = shapes.box(row);
      const size = Math.max(box[2] - box[0], box[3] - box[1]) * scale;
      if (kind === 3 && look.ink && size < TINY && !look.casing) return this.tiny(box, look);
      this.trace(row, kind === 3, size);
      if (kind === 3 && look.ink) this.fill(look);
      return this.stroke(look);
    }

    tiny(box, look) {
      const { context, scale } = this;
      const x = (box[0] - this.west) * scale;
      const y = (box[1] - this.north) * scale;
      context.fillStyle = look.ink;
      context.globalAlpha = OPACITY;
      context.fillRect(x, y, Math.max(LEAST, (box[2] - box[0]) * scale), Math.max(LEAST, (box[3] - box[1]) * scale));
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
      context.lineJoin = "round";
      if (look.casing) {
        context.setLineDash([]);
        context.lineWidth = look.width + CASING;
        context.strokeStyle = "#ffffff";
        context.stroke();
      }
      context.setLineDash(look.dash);
      context.lineWidth = look.width;
      context.strokeStyle = look.line;
      context.stroke();
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
