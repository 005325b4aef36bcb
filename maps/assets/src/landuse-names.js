/* Names on the map: one for all shapes that have it, above the largest of them. */
(function () {
  "use strict";

  const landuse = (window.landuse = window.landuse || {});

  function nameMarker(map, text, at) {
    const label = landuse.make("span", "lu-name", text);
    const icon = L.divIcon({ html: label, className: "lu-name-anchor", iconSize: [0, 0] });
    const pane = landuse.paneOf(map, "landuse-names", 620);
    /* By keys one goes to a zone from the list beside the map. */
    return L.marker(at, { icon, pane, title: "", keyboard: false });
  }

  function sizeOf(box) {
    return (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
  }

  /* Markers; `layer.places` has the extent of each name. */
  landuse.placeNames = function (map, layer) {
    layer.places = new Map();
    for (let row = 0; row < layer.size; row += 1) {
      const box = layer.boxOf(row);
      const name = layer.text(row, layer.data.names[0]);
      if (!box || name === null) continue;
      const place = layer.places.get(name) || { all: L.latLngBounds([]), largest: box };
      place.all.extend(box);
      if (sizeOf(box) > sizeOf(place.largest)) place.largest = box;
      layer.places.set(name, place);
    }
    return [...layer.places].map(([name, place]) => {
      const at = [place.largest.getNorth(), place.largest.getCenter().lng];
      const marker = nameMarker(map, name, at);
      return marker.on("click", () => {
        map.fitBounds(place.all, { padding: [24, 24] });
        map.fire("landuse:zone", { name });
      });
    });
  };
})();
