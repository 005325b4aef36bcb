/* Small shapes, straight into the pixels of a tile: so many are drawn at once where a
   canvas would take seconds. Even-odd, pixel by pixel at its middle, no smoothing, so
   neighbours leave no seam. Nothing here touches the document. */
(function (root) {
  "use strict";

  const LEAST = 2; /* Pixels that a shape has at least in each direction. */

  /* A colour #rrggbb and an opacity as one number, as image data have it. */
  function pixelOf(color, opacity) {
    const bytes = Uint8Array.of(1, 3, 5, 7).map((at) => parseInt(color.slice(at, at + 2), 16));
    bytes[3] = Math.round(255 * opacity);
    return new Uint32Array(bytes.buffer)[0];
  }

  class Pixels {
    constructor(size) {
      this.size = size;
      this.data = new Uint32Array(size * size);
      this.cuts = new Float64Array(64);
    }

    /* A place in world steps, less the corner's, times `scale` is a pixel. */
    start(shapes, west, north, scale) {
      Object.assign(this, { shapes, west, north, scale });
      this.data.fill(0);
    }

    fill(row, pixel) {
      const { shapes, scale, size } = this;
      const box = shapes.box(row);
      const left = (box[0] - this.west) * scale, right = (box[2] - this.west) * scale;
      const top = (box[1] - this.north) * scale, low = (box[3] - this.north) * scale;
      if (right - left < LEAST || low - top < LEAST) {
        this.rectangle(left, top, Math.max(right, left + LEAST), Math.max(low, top + LEAST), pixel);
        return;
      }
      const last = Math.min(size - 1, Math.ceil(low - 0.5) - 1);
      for (let line = Math.max(0, Math.ceil(top - 0.5)); line <= last; line += 1) {
        this.span(line, this.cut(row, line + 0.5), pixel);
      }
    }

    rectangle(left, top, right, low, pixel) {
      const { size, data } = this;
      const from = Math.max(0, Math.round(left)), end = Math.min(size, Math.round(right));
      if (from >= end) return;
      const last = Math.min(size, Math.round(low));
      for (let line = Math.max(0, Math.round(top)); line < last; line += 1) {
        data.fill(pixel, line * size + from, line * size + end);
      }
    }

    /* Where the rings of a shape cross a height, from left to right; how often. */
    cut(row, height) {
      const { shapes, west, scale } = this;
      const { x, y, start } = shapes;
      const py = this.north + height / scale;
      let count = 0;
      const end = shapes.first[row] + shapes.count[row];
      for (let ring = shapes.first[row]; ring < end; ring += 1) {
        const last = start[ring + 1];
        let before = last - 1;
        for (let at = start[ring]; at < last; before = at, at += 1) {
          if ((y[at] > py) === (y[before] > py)) continue;
          const cut = x[at] + ((py - y[at]) / (y[before] - y[at])) * (x[before] - x[at]);
          this.put((cut - west) * scale, count);
          count += 1;
        }
      }
      return count;
    }

    /* Put a cut among the `count` before it, in order. */
    put(cut, count) {
      if (count === this.cuts.length) {
        const more = new Float64Array(2 * count);
        more.set(this.cuts);
        this.cuts = more;
      }
      const { cuts } = this;
      let at = count;
      for (; at > 0 && cuts[at - 1] > cut; at -= 1) cuts[at] = cuts[at - 1];
      cuts[at] = cut;
    }

    span(line, count, pixel) {
      const { cuts, data, size } = this;
      const base = line * size;
      for (let at = 0; at + 1 < count; at += 2) {
        const from = Math.max(0, Math.ceil(cuts[at] - 0.5));
        const end = Math.min(size, Math.ceil(cuts[at + 1] - 0.5));
        for (let place = from; place < end; place += 1) data[base + place] = pixel;
      }
    }

    /* A line of one pixel along the rings. */
    outline(row, pixel) {
      const { shapes, west, north, scale } = this;
      const { x, y } = shapes;
      for (const [from, end] of shapes.rings(row)) {
        for (let at = from, before = end - 1; at < end; before = at, at += 1) {
          this.line((x[before] - west) * scale, (y[before] - north) * scale,
            (x[at] - west) * scale, (y[at] - north) * scale, pixel);
        }
      }
    }

    line(ax, ay, bx, by, pixel) {
      const { data, size } = this;
      const steps = Math.max(1, Math.ceil(Math.max(Math.abs(bx - ax), Math.abs(by - ay))));
      const dx = (bx - ax) / steps, dy = (by - ay) / steps;
      for (let step = 0; step <= steps; step += 1) {
        const px = Math.floor(ax + step * dx), py = Math.floor(ay + step * dy);
        if (px >= 0 && py >= 0 && px < size && py < size) data[py * size + px] = pixel;
      }
    }
  }

  const made = { Pixels, pixelOf };
  if (typeof module !== "undefined" && module.exports) module.exports = made;
  else Object.assign((root.landuse = root.landuse || {}), made);
})(typeof window === "undefined" ? {} : window);
