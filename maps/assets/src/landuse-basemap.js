/* The ground below the layers: tiles of images. A page has this script only if it was
   asked for. A token that the reader gives stays in this script: it is written into no
   address of the page, no store and no file. */
(function () {
  "use strict";

  const landuse = window.landuse;

  /* Leaflet takes an attribution for HTML: every sign that HTML knows, by its number. */
  const asHtml = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

  function draw(map, data, token) {
    for (const layer of map.landuseGround || []) layer.remove();
    map.getContainer().classList.add("lu-on-ground");
    const attribution = asHtml(Object.values(data.attribution).join(" "));
    map.landuseGround = data.addresses.map((address) =>
      L.tileLayer(address, {
        pane: "lu-ground", subdomains: data.hosts, tk: encodeURIComponent(token),
        maxNativeZoom: data.zoom, maxZoom: 22, attribution, referrerPolicy: "no-referrer",
      }).addTo(map));
  }

  /* A line in the corner of the map where the reader's own token is given. */
  function ask(map, data, words) {
    const control = L.control({ position: "topright" });
    control.onAdd = () => {
      const form = landuse.make("form", "lu-ground-form");
      const name = landuse.make("label", "", words.token);
      const input = landuse.make("input");
      Object.assign(input, { type: "password", autocomplete: "off", size: 16, id: "lu-token" });
      name.htmlFor = input.id;
      const go = landuse.button("lu-choice", words.show);
      go.type = "submit";
      landuse.note(form, "title", words.not_kept);
      form.append(name, input, go);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (input.value.trim()) draw(map, data, input.value.trim());
      });
      L.DomEvent.disableClickPropagation(form);
      return form;
    };
    control.addTo(map);
  }

  function warn(map, words) {
    const control = L.control({ position: "topright" });
    control.onAdd = () => landuse.make("div", "lu-ground-form", words.in_page);
    control.addTo(map);
  }

  landuse.basemap = function (map, id) {
    const data = landuse.read(id);
    const words = landuse.phrases(data.words);
    map.createPane("lu-ground").style.zIndex = 150;
    if (data.asks) ask(map, data, words);
    else draw(map, data, data.token);
    if (data.token) warn(map, words);
  };
})();
