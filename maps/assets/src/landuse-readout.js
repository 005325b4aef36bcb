/* Where the pointer is: degrees and plane coordinates of CGCS2000. Without a pointer,
   after a move by keys, it is the middle of the map. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const DEGREES = 7; /* Places after the point: about a centimetre. */
  const MILLIMETRES = 3;

  function readout(place, words) {
    const { lat, lng } = place.wrap();
    const plane = landuse.gaussKruger(lat, lng);
    const [north, east] = [plane.northing, plane.easting].map((part) => part.toFixed(MILLIMETRES));
    return landuse.say(() =>
      `${words.longitude} ${lng.toFixed(DEGREES)}° ${words.latitude} ${lat.toFixed(DEGREES)}° · `
      + `${words.zone_3_degrees} ${plane.zone} (${plane.meridian}°) `
      + `X ${north} Y ${plane.zone} ${east}`);
  }

  landuse.tools.register("readout", (map, panel) => {
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => {
      const node = landuse.make("output", "lu-readout");
      landuse.note(node, "title", panel.words.readout_hint);
      node.setAttribute("aria-live", "off");
      const show = (place) => landuse.tell(node, readout(place, panel.words));
      map.on("mousemove", (event) => show(event.latlng));
      map.on("moveend", () => show(map.getCenter()));
      show(map.getCenter());
      return node;
    };
    control.addTo(map);
    return null;
  });
})();
