/* What the tools ask of the layers of a map. */
(function () {
  "use strict";

  const landuse = window.landuse;

  landuse.view = {
    /* Layers with facts to list, the topmost first. */
    layers(map) {
      const all = [...(map.landuseLayers || [])].reverse();
      return all.filter((layer) => layer.data.shape !== "zone" && layer.size);
    },

    /* Rows that are drawn and pass every filter. */
    shown(layer) {
      const rows = [];
      for (let row = 0; row < layer.size; row += 1) if (!layer.isHidden(row)) rows.push(row);
      return rows;
    },

    /* Count, and mu as text, empty where no area is known. */
    total(layer, rows) {
      let [sum, known] = [0, 0];
      for (const row of rows) {
        if (!Number.isFinite(layer.units[row])) continue;
        sum += layer.units[row];
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
})();
