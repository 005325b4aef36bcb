/* What the tools ask of any layer: its rows, which of them are shown and where. */
(function () {
  "use strict";

  const landuse = window.landuse;

  const view = {
    /* Layers with facts to list, the topmost first. */
    layers(map) {
      const all = [...(map.landuseLayers || [])].reverse();
      return all.filter((layer) => layer.data.shape !== "zone" && view.size(layer));
    },

    size: (layer) => layer.size ?? layer.paths.length,

    units: (layer) => layer.units ?? layer.data.units ?? [],

    /* Rows that are drawn and pass every filter. */
    shown(layer) {
      const rows = [];
      const size = view.size(layer);
      for (let row = 0; row < size; row += 1) if (!layer.isHidden(row)) rows.push(row);
      return rows;
    },

    /* Rows shown whose middle is in a ring of [latitude, longitude]. */
    rowsIn(layer, ring) {
      if (layer.rowsIn) return layer.rowsIn([ring]).filter((row) => !layer.isHidden(row));
      return view.shown(layer).filter((row) => {
        const middle = middleOf(layer.paths[row]);
        return middle && landuse.inRing(middle, ring);
      });
    },

    /* A filter by name; without `keeps` it is taken away. */
    filter(layer, name, keeps) {
      if (!layer.filters) addFilters(layer);
      if (keeps) layer.filters.set(name, keeps);
      else layer.filters.delete(name);
    },

    /* Count, and mu as text, empty where no area is known. */
    total(layer, rows) {
      const units = view.units(layer);
      let [sum, known] = [0, 0];
      for (const row of rows) {
        if (units[row] === null || !Number.isFinite(units[row])) continue;
        sum += units[row];
        known += 1;
      }
      return { count: rows.length, area: known ? landuse.unitsText(sum) : "" };
    },

    /* Columns of the card, the pointer and the search, each once. */
    columns(layer) {
      const { popup, tooltip, search } = layer.data;
      return [...new Set([...popup, ...tooltip, ...search])];
    },
  };

  function addFilters(layer) {
    const plain = layer.isHidden;
    layer.filters = new Map();
    layer.isHidden = (row) => plain.call(layer, row)
      || [...layer.filters.values()].some((keeps) => !keeps(row));
  }

  function middleOf(path) {
    if (!path) return null;
    if (!path.getLatLngs) return [path.getLatLng().lat, path.getLatLng().lng];
    const rings = path.getLatLngs().flat(path instanceof L.Polygon ? 1 : 0);
    const points = rings.reduce((one, other) => (other.length > one.length ? other : one));
    return path instanceof L.Polygon ? centroid(points) : [points[0].lat, points[0].lng];
  }

  function centroid(points) {
    let [sum, lat, lng] = [0, 0, 0];
    const start = points[0];
    points.forEach((one, at) => {
      const next = points[(at + 1) % points.length];
      const [a, b, c, d] = [one.lat - start.lat, one.lng - start.lng, next.lat - start.lat, next.lng - start.lng];
      const part = a * d - c * b;
      sum += part;
      lat += (a + c) * part;
      lng += (b + d) * part;
    });
    return sum ? [start.lat + lat / sum / 3, start.lng + lng / sum / 3] : [start.lat, start.lng];
  }

  landuse.view = view;
})();
