/* Shapes of a layer in world steps, found by place. Shapes come in the order of a
   Hilbert curve, so a tree of boxes is built by going along it once: boxes of 16
   shapes, of 16 such boxes, and so on. Nothing here touches the document. */
(function (root) {
  "use strict";

  const NODE = 16;

  /* ---- shapes: points, lines and polygons as rings of corners ----------- */

  class Shapes {
    constructor(data, size) {
      this.size = size;
      this.world = data.world;
      this.x = data.x;
      this.y = data.y;
      this.order = data.order;
      this.kinds = new Uint8Array(size); /* By row: 0 none, 1 points, 2 lines, 3 areas. */
      this.first = new Uint32Array(size); /* By row: its first ring ... */
      this.count = new Uint32Array(size); /* ... and how many it has. */
      this.start = startsOf(data.sizes); /* By ring: its first corner. */
      this.boxes = new Int32Array(4 * size); /* By stored place: west, north, east, south. */
      this._place(data);
      this._bound();
      this.stored = new Uint32Array(size); /* By row: its stored place. */
      this.order.forEach((row, place) => { this.stored[row] = place; });
    }

    _place({ order, kinds, parts, rings }) {
      let ring = 0;
      let polygon = 0;
      for (let place = 0; place < this.size; place += 1) {
        const row = order[place];
        this.kinds[row] = kinds[place];
        this.first[row] = ring;
        if (kinds[place] === 3) {
          for (const end = polygon + parts[place]; polygon < end; polygon += 1) ring += rings[polygon];
        } else {
          ring += parts[place];
        }
        this.count[row] = ring - this.first[row];
      }
    }

    _bound() {
      const { x, y, boxes, start } = this;
      for (let place = 0; place < this.size; place += 1) {
        const row = this.order[place];
        let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
        const last = start[this.first[row] + this.count[row]];
        for (let at = start[this.first[row]]; at < last; at += 1) {
          if (x[at] < west) west = x[at];
          if (x[at] > east) east = x[at];
          if (y[at] < north) north = y[at];
          if (y[at] > south) south = y[at];
        }
        boxes.set(west > east ? [1, 1, 0, 0] : [west, north, east, south], 4 * place);
      }
    }

    /* [west, north, east, south] in world steps, or null where there is no shape. */
    box(row) {
      if (!this.kinds[row]) return null;
      return this.boxes.subarray(4 * this.stored[row], 4 * this.stored[row] + 4);
    }

    /* First and last corner (not included) of each ring. */
    rings(row) {
      const found = [];
      for (let ring = this.first[row]; ring < this.first[row] + this.count[row]; ring += 1) {
        found.push([this.start[ring], this.start[ring + 1]]);
      }
      return found;
    }

    /* Whether a place is in the area, or not further than `reach` from a line or a
       point; `hollow` takes an area for its line. */
    hits(row, px, py, reach, hollow = false) {
      const kind = this.kinds[row];
      if (kind === 3 && !hollow) return this.contains(row, px, py);
      return kind > 0 && this.distance(row, px, py) <= reach;
    }

    /* Even-odd: a place in a hole is not in the shape. */
    contains(row, px, py) {
      let inside = false;
      for (const [from, end] of this.rings(row)) {
        if (crossings(this.x, this.y, from, end, px, py)) inside = !inside;
      }
      return inside;
    }

    distance(row, px, py) {
      const { x, y } = this;
      let least = Infinity;
      for (const [from, end] of this.rings(row)) {
        for (let at = from; at < end; at += 1) {
          const closing = this.kinds[row] === 3 ? from : at;
          const next = at + 1 < end ? at + 1 : closing;
          least = Math.min(least, toSegment(x[at], y[at], x[next], y[next], px, py));
        }
      }
      return Math.sqrt(least);
    }

    /* A place in the shape: the middle of its box if it has that, else of its widest
       stretch there; of a line or points the middle corner. */
    middle(row) {
      const box = this.box(row);
      if (!box) return null;
      const place = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
      const area = this.kinds[row] === 3;
      if (area && this.contains(row, ...place)) return place;
      return (area && this._within(row, place[1])) || this._corner(row);
    }

    _corner(row) {
      const [from, end] = this.rings(row)[0];
      const at = (from + end) >> 1;
      return [this.x[at], this.y[at]];
    }

    /* Middle of the widest stretch of the shape at one height. */
    _within(row, py) {
      const cuts = [];
      for (const [from, end] of this.rings(row)) {
        for (let at = from, before = end - 1; at < end; before = at, at += 1) {
          if ((this.y[at] > py) === (this.y[before] > py)) continue;
          const share = (py - this.y[at]) / (this.y[before] - this.y[at]);
          cuts.push(this.x[at] + share * (this.x[before] - this.x[at]));
        }
      }
      cuts.sort((a, b) => a - b);
      let best = null;
      for (let at = 0; at + 1 < cuts.length; at += 2) {
        if (!best || cuts[at + 1] - cuts[at] > best[1] - best[0]) best = [cuts[at], cuts[at + 1]];
      }
      return best && [(best[0] + best[1]) / 2, py];
    }
  }

  function startsOf(sizes) {
    const starts = new Uint32Array(sizes.length + 1);
    for (let at = 0; at < sizes.length; at += 1) starts[at + 1] = starts[at] + sizes[at];
    return starts;
  }

  /* Whether a ray to the east crosses the ring an odd number of times. */
  function crossings(x, y, from, end, px, py) {
    let odd = false;
    for (let at = from, before = end - 1; at < end; before = at, at += 1) {
      if ((y[at] > py) === (y[before] > py)) continue;
      const cut = x[at] + ((py - y[at]) / (y[before] - y[at])) * (x[before] - x[at]);
      if (px < cut) odd = !odd;
    }
    return odd;
  }

  function toSegment(ax, ay, bx, by, px, py) {
    const dx = bx - ax, dy = by - ay;
    const length = dx * dx + dy * dy;
    const share = length ? Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length)) : 0;
    return (ax + share * dx - px) ** 2 + (ay + share * dy - py) ** 2;
  }

  /* ---- the tree ------------------------------------------------------- */

  class Tree {
    constructor(shapes) {
      this.shapes = shapes;
      this.levels = [shapes.boxes];
      while (this.levels[this.levels.length - 1].length > 4 * NODE) {
        this.levels.push(joined(this.levels[this.levels.length - 1]));
      }
    }

    /* Rows whose box touches the box, in their order. */
    rows(west, north, east, south) {
      const found = [];
      const visit = (level, from, end) => {
        const boxes = this.levels[level];
        for (let at = from; at < end; at += 1) {
          const b = 4 * at;
          if (boxes[b] > east || boxes[b + 2] < west || boxes[b + 1] > south || boxes[b + 3] < north) continue;
          if (boxes[b] > boxes[b + 2]) continue; /* No shape. */
          if (level === 0) found.push(this.shapes.order[at]);
          else visit(level - 1, NODE * at, Math.min(NODE * (at + 1), this.levels[level - 1].length / 4));
        }
      };
      const top = this.levels.length - 1;
      visit(top, 0, this.levels[top].length / 4);
      return Uint32Array.from(found).sort();
    }
  }

  /* Boxes around each 16 boxes; an empty one is [1, 1, 0, 0]. */
  function joined(boxes) {
    const count = boxes.length / 4;
    const above = new Int32Array(4 * Math.ceil(count / NODE));
    for (let node = 0; node < above.length / 4; node += 1) {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (let b = 4 * NODE * node; b < 4 * Math.min(NODE * (node + 1), count); b += 4) {
        if (boxes[b] > boxes[b + 2]) continue;
        box[0] = Math.min(box[0], boxes[b]);
        box[1] = Math.min(box[1], boxes[b + 1]);
        box[2] = Math.max(box[2], boxes[b + 2]);
        box[3] = Math.max(box[3], boxes[b + 3]);
      }
      above.set(box[0] > box[2] ? [1, 1, 0, 0] : box, 4 * node);
    }
    return above;
  }

  const made = { Shapes, Tree };
  if (typeof module !== "undefined" && module.exports) module.exports = made;
  else Object.assign((root.landuse = root.landuse || {}), made);
})(typeof window === "undefined" ? {} : window);
