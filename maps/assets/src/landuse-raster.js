/* A picture below the shapes and above the ground of the zones. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const PANE = "landuse-raster";

  landuse.tools.register("raster", (map, panel) => {
    const { raster } = panel.data;
    if (!raster) return null;
    const { make } = landuse;
    landuse.paneOf(map, PANE, 360);
    const [west, south, east, north] = raster.bounds;
    const overlay = L.imageOverlay(raster.image, [[south, west], [north, east]], { pane: PANE });
    overlay.addTo(map);

    const check = make("input");
    check.type = "checkbox";
    check.checked = true;
    check.addEventListener("change", () => {
      if (check.checked) overlay.addTo(map);
      else overlay.remove();
    });
    const range = make("input");
    Object.assign(range, { type: "range", min: 0, max: 100, step: 5, value: 100 });
    landuse.note(range, "aria-label", panel.words.opacity);
    landuse.note(range, "title", panel.words.opacity);
    range.addEventListener("input", () => overlay.setOpacity(Number(range.value) / 100));
    const label = make("label");
    label.append(check, make("span", "", raster.title));
    const part = make("section", "lu-part lu-raster");
    part.append(label, range);
    panel.legend.root.after(part);
    return null;
  });
})();
