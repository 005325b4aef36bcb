/* Patterns, the second channel beside colour, and samples for the legend. */
(function () {
  "use strict";

  const landuse = (window.landuse = window.landuse || {});
  const TILE = 8;
  const PALE_EDGE = "#9a94a4";

  /* Each pattern as strokes [x1, y1, x2, y2] in a tile of 8 by 8 pixels. */
  const STROKES = {
    diagonal: [[-1, 9, 9, -1], [-1, 1, 1, -1], [7, 9, 9, 7]],
    back_diagonal: [[-1, -1, 9, 9], [-1, 7, 1, 9], [7, -1, 9, 1]],
    cross: [[0, 8, 8, 0], [0, 0, 8, 8]],
    horizontal: [[0, 4, 8, 4]],
    vertical: [[4, 0, 4, 8]],
    grid: [[0, 4, 8, 4], [4, 0, 4, 8]],
    dots: [[3, 4, 5, 4]],
  };
  const cache = new Map();

  function lightness(color) {
    const part = (at) => parseInt(color.slice(at, at + 2), 16);
    return 0.3 * part(1) + 0.59 * part(3) + 0.11 * part(5);
  }

  /* Dark lines on light colours, light lines on dark ones. */
  function inkOn(color) {
    return lightness(color) > 110 ? "rgba(0,0,0,.6)" : "rgba(255,255,255,.75)";
  }

  /* Border of a small shape: its own colour, unless that is lost on white. */
  landuse.edgeOf = function (color) {
    return lightness(color) > 225 ? PALE_EDGE : color;
  };

  landuse.pattern = function (context, name, color, hatchOnly) {
    if (!STROKES[name]) return null;
    const inkColor = hatchOnly ? color : inkOn(color);
    const ratio = context.getTransform().a; /* Pixels of the screen in one of the page. */
    const key = `${name} ${inkColor} ${ratio}`;
    if (!cache.has(key)) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = Math.round(TILE * ratio);
      const ink = tile.getContext("2d");
      ink.scale(tile.width / TILE, tile.width / TILE);
      ink.strokeStyle = inkColor;
      ink.lineWidth = name === "dots" || hatchOnly ? 2 : 1;
      for (const [x1, y1, x2, y2] of STROKES[name]) {
        ink.beginPath();
        ink.moveTo(x1, y1);
        ink.lineTo(x2, y2);
        ink.stroke();
      }
      cache.set(key, context.createPattern(tile, "repeat"));
      cache.get(key).setTransform(new DOMMatrix().scale(TILE / tile.width));
    }
    return cache.get(key);
  };

  /* A sample for the legend, drawn as the map draws. */
  landuse.swatch = function (style, isLine) {
    const canvas = document.createElement("canvas");
    const width = 30;
    const height = 18;
    canvas.width = width;
    canvas.height = height;
    canvas.className = "lu-swatch";
    canvas.setAttribute("aria-hidden", "true");
    const context = canvas.getContext("2d");
    if (isLine) {
      context.strokeStyle = style.color;
      context.lineWidth = style.width;
      context.setLineDash(style.dash ? style.dash.split(/[ ,]+/).map(Number) : []);
      context.beginPath();
      context.moveTo(0, height / 2);
      context.lineTo(width, height / 2);
      context.stroke();
      return canvas;
    }
    context.fillStyle = style.fill ? style.color : "#ffffff";
    context.fillRect(0, 0, width, height);
    const pattern = landuse.pattern(context, style.pattern, style.color, !style.fill);
    if (pattern) {
      context.fillStyle = pattern;
      context.fillRect(0, 0, width, height);
    }
    context.strokeStyle = style.fill ? "#333333" : style.color;
    context.strokeRect(0.5, 0.5, width - 1, height - 1);
    return canvas;
  };
})();
