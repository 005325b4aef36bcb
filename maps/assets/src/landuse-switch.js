/* Controls that belong to no other part: the language, the way past the map by keys,
   and the words of Leaflet's own buttons. */
(function () {
  "use strict";

  const landuse = window.landuse;

  landuse.tools.register("language", (map, panel) => {
    const { lang, other_lang: other } = panel.data;
    if (!other) return null;
    const next = () => (landuse.lang === lang ? other : lang);
    const name = { zh: "中文", en: "English" };
    const node = landuse.button("lu-tool", landuse.say(() => name[next()]), () => landuse.speak(panel, next()));
    const mark = () => { node.lang = next(); };
    map.on("landuse:language", mark);
    mark();
    return node;
  });

  /* The first stop of the keyboard leads past toolbar and map. */
  landuse.tools.register("skip", (map, panel) => {
    const node = landuse.button("lu-skip", panel.words.skip, () => panel.input.focus());
    panel.root.prepend(node);
    return null;
  });

  /* For whom the page is, on the map itself. */
  landuse.tools.register("mark", (map, panel) => {
    const control = L.control({ position: "bottomright" });
    control.onAdd = () => landuse.make("div", "lu-mark-of-page", landuse.markOf(panel));
    control.addTo(map);
    return null;
  });

  landuse.tools.register("leaflet", (map, panel) => {
    const { words } = panel;
    const pairs = [[".leaflet-control-zoom-in", words.zoom_in], [".leaflet-control-zoom-out", words.zoom_out]];
    for (const [selector, text] of pairs) {
      const node = map.getContainer().querySelector(selector);
      for (const name of ["title", "aria-label"]) landuse.note(node, name, text);
    }
    landuse.note(map.getContainer(), "aria-label", words.map_keys);
    map.getContainer().setAttribute("role", "application");
    return null;
  });
})();
