/* Tiles of canvas, drawn in slices of time so that the map can be moved meanwhile.
   A tile is drawn aside and then shown whole: nothing flashes. */
(function () {
  "use strict";

  const landuse = (window.landuse = window.landuse || {});
  const TILE = 256;
  const SLICE = 8; /* Milliseconds at a time. */
  const AT_ONCE = 32; /* Rows between two looks at the clock. */
  const AROUND = 128; /* Pixels drawn beyond the edge of the map. */
  const WORLD_ZOOM = 20; /* A pixel of this zoom is a step of the world. */
  const LEVELS = 30;

  /* ---- the queue: one tile after the other ------------------------------ */

  class Queue {
    constructor() {
      this.jobs = [];
      this.waiting = [];
      this.channel = new MessageChannel();
      this.channel.port1.onmessage = () => this.run();
      this.running = false;
    }

    add(job) {
      this.jobs.push(job);
      this.wake();
    }

    wake() {
      if (this.running) return;
      this.running = true;
      this.channel.port2.postMessage(0);
    }

    run() {
      const end = performance.now() + SLICE;
      this.running = false;
      while (this.jobs.length && performance.now() < end) {
        if (this.jobs[0].step(end)) this.jobs.shift();
      }
      if (this.jobs.length) this.wake();
      else this.waiting.splice(0).forEach((then) => then());
    }

    whenDone(then) {
      if (this.jobs.length) this.waiting.push(then);
      else then();
    }

    /* Pixels of the wanted size, and the image that they are. */
    pixels(size) {
      if (!this.small || this.small.size !== size) {
        this.small = new landuse.Pixels(size);
        this.image = new ImageData(new Uint8ClampedArray(this.small.data.buffer), size, size);
      }
      return this.small;
    }

    /* A canvas of the wanted size, used by one job after the other. */
    aside(size) {
      this.canvas = this.canvas || document.createElement("canvas");
      if (this.canvas.width !== size) this.canvas.width = this.canvas.height = size;
      const context = this.canvas.getContext("2d");
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.globalAlpha = 1;
      context.clearRect(0, 0, size, size);
      return context;
    }
  }

  landuse.queue = new Queue();

  /* ---- one tile ------------------------------------------------------- */

  class Job {
    constructor(tiles, tile) {
      this.tiles = tiles;
      this.tile = tile;
      tile.job = this;
    }

    begin() {
      const { tiles, tile } = this;
      const { layer } = tiles;
      const scale = 2 ** (tile.z - WORLD_ZOOM);
      const west = (tile.x * TILE) / scale;
      const north = (tile.y * TILE) / scale;
      const side = TILE / scale;
      this.styles = tiles.looks(tile.z);
      const reach = this.styles.reach / scale;
      this.rows = layer.tree.rows(west - reach, north - reach, west + side + reach, north + side + reach);
      this.size = Math.round(TILE * Math.max(1, Math.min(3, window.devicePixelRatio || 1)));
      this.ratio = this.size / TILE;
      if (!this.rows.length) return;
      this.context = landuse.queue.aside(this.size);
      this.context.scale(this.ratio, this.ratio);
      this.brush = new landuse.Brush(this.context, layer.shapes, west, north, scale);
      const small = this.styles.looks.some((look) => look.pixel !== undefined);
      this.pixels = small ? landuse.queue.pixels(this.size) : null;
      if (small) this.pixels.start(layer.shapes, west, north, scale * this.ratio);
      this.work = tiles.options.ground ? this.ground() : this.paint();
    }

    /* Draw until the end of the slice; whether the tile is done. */
    step(end) {
      if (this.tile.gone) return true;
      if (!this.rows) this.begin();
      if (this.rows.length) {
        while (!this.work.next().done) if (performance.now() > end) return false;
      }
      this.show();
      return true;
    }

    * shown(rows) {
      const { mask } = this.tiles.layer;
      for (let at = 0; at < rows.length; at += 1) {
        if (!mask[rows[at]]) yield rows[at];
      }
    }

    * ground() {
      for (const row of this.shown(this.rows)) {
        this.brush.ground(row);
        yield;
      }
    }

    small(row, pixel, line) {
      this.pixels.fill(row, pixel);
      if (line !== null) this.pixels.outline(row, line);
    }

    /* Small shapes by pixels, then the others; emphasized ones last, so that no
       neighbour covers their outline. Looks at the clock after some rows. */
    * paint() {
      const { layer } = this.tiles;
      const { looks, marked, rim, edge } = this.styles;
      const { kinds } = layer.shapes;
      const large = [];
      const late = [];
      let done = 0;
      for (const row of this.shown(this.rows)) {
        const { pixel } = looks[layer.codes[row]];
        if (pixel === undefined || kinds[row] !== 3) (layer.marked[row] ? late : large).push(row);
        else if (layer.marked[row] && edge !== null) late.push(row);
        else this.small(row, pixel, rim);
        if ((done += 1) % AT_ONCE === 0) yield;
      }
      for (const row of late) {
        const { pixel } = looks[layer.codes[row]];
        if (pixel === undefined || kinds[row] !== 3) continue;
        this.small(row, pixel, edge);
        if ((done += 1) % AT_ONCE === 0) yield;
      }
      if (this.pixels) this.context.putImageData(landuse.queue.image, 0, 0);
      for (const [rows, styles] of [[large, looks], [late, marked]]) {
        for (const row of rows) {
          const code = layer.codes[row];
          if (looks[code].pixel !== undefined && kinds[row] === 3) continue;
          this.brush.draw(row, styles[code]);
          if ((done += 1) % AT_ONCE === 0) yield;
        }
      }
    }

    show() {
      const { tile } = this;
      const size = this.rows.length ? this.size : 1;
      if (tile.canvas.width !== size) tile.canvas.width = tile.canvas.height = size;
      const context = tile.canvas.getContext("2d");
      context.globalCompositeOperation = "copy";
      if (this.rows.length) context.drawImage(landuse.queue.canvas, 0, 0);
      else context.clearRect(0, 0, 1, 1);
      tile.job = null;
      if (tile.done) tile.done(null, tile.canvas);
      tile.done = null;
    }
  }

  /* ---- the grid ------------------------------------------------------- */

  landuse.Tiles = L.GridLayer.extend({
    options: {
      tileSize: TILE, noWrap: true, keepBuffer: 2, updateWhenZooming: false, updateWhenIdle: false,
      maxZoom: LEVELS, className: "lu-tiles", ground: false,
    },

    initialize(layer, options) {
      L.setOptions(this, options);
      this.layer = layer;
      this.drawn = new Map(); /* Canvas -> tile. */
      this.on("tileunload", (event) => {
        const tile = this.drawn.get(event.tile);
        if (tile) tile.gone = true;
        this.drawn.delete(event.tile);
      });
    },

    createTile(coords, done) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 1;
      const tile = { canvas, done, x: coords.x, y: coords.y, z: coords.z };
      this.drawn.set(canvas, tile);
      landuse.queue.add(new Job(this, tile));
      return canvas;
    },

    /* Draw all tiles anew; what is shown stays until a tile is whole. */
    repaint() {
      for (const tile of this._fromTheMiddle()) {
        if (tile.job && !tile.job.rows) continue; /* Not begun. */
        if (tile.job) landuse.queue.jobs.splice(landuse.queue.jobs.indexOf(tile.job), 1);
        landuse.queue.add(new Job(this, tile));
      }
    },

    _fromTheMiddle() {
      const middle = this._map.project(this._map.getCenter(), this._tileZoom).divideBy(TILE);
      const away = (tile) => Math.max(Math.abs(tile.x + 0.5 - middle.x), Math.abs(tile.y + 0.5 - middle.y));
      return [...this.drawn.values()].sort((one, other) => away(one) - away(other));
    },

    looks(zoom) {
      if (this.styledAt !== zoom) {
        this.styled = landuse.looksOf(this.layer, this.layer.middleSize * 2 ** (zoom - WORLD_ZOOM));
        this.styledAt = zoom;
      }
      return this.styled;
    },

    /* ---- Leaflet's grid at any zoom, also between whole ones ------------ */

    /* What is shown stays, also when the map jumps. */
    getEvents() {
      const { viewprereset, ...events } = L.GridLayer.prototype.getEvents.call(this);
      return events;
    },

    _setView(center, zoom, noPrune, noUpdate) {
      if (!noUpdate) {
        this._tileZoom = zoom;
        this._updateLevels();
        this._resetGrid();
        this._update(center);
        if (!noPrune) this._pruneTiles();
        this._noPrune = Boolean(noPrune);
      }
      this._setZoomTransforms(center, zoom);
    },

    _getTiledPixelBounds(center) {
      const bounds = L.GridLayer.prototype._getTiledPixelBounds.call(this, center);
      return L.bounds(bounds.min.subtract([AROUND, AROUND]), bounds.max.add([AROUND, AROUND]));
    },

    _onUpdateLevel(zoom) {
      const away = Math.abs(zoom - this._tileZoom);
      this._levels[zoom].el.style.zIndex = String(Math.round(100 * (LEVELS - away)));
    },

    _onCreateLevel(level) {
      level.el.style.zIndex = String(100 * LEVELS);
    },

    _tileReady(coords, error, tile) {
      L.GridLayer.prototype._tileReady.call(this, coords, error, tile);
      this._pruneTiles();
    },

    /* Tiles of another zoom stay until all that replace them are there. */
    _pruneTiles() {
      if (!this._map) return;
      const tiles = Object.entries(this._tiles);
      const waiting = tiles.some(([, tile]) => tile.current && !tile.loaded);
      for (const [key, tile] of tiles) {
        if (!tile.current && !(waiting && tile.loaded)) this._removeTile(key);
      }
    },
  });
})();
