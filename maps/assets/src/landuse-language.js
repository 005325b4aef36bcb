/* The page in Chinese or in English, switched in place. */
(function () {
  "use strict";

  const landuse = window.landuse;

  /* Join the texts of both languages before anything is written. */
  landuse.bilingual = function (map, data) {
    landuse.lang = data.lang || landuse.lang;
    data.words = landuse.phrases(data.words);
    if (data.subtitles) data.subtitle = landuse.phrase(data.subtitles);
    join(data, data.other, data);
    for (const table of data.tables || []) join(table, table.other, data);
    for (const layer of map.landuseLayers || []) {
      if (!layer.data.other) continue;
      join(layer.data, layer.data.other.texts, data);
      translate(layer, layer.data.other.values, data);
    }
    return data;
  };

  function join(part, texts, data) {
    if (texts) landuse.beside(part, texts, data.lang, data.other_lang);
  }

  /* Words of the vocabulary among the values of a layer; other values are data. */
  function translate(layer, values, data) {
    const known = {};
    for (const [column, pairs] of Object.entries(values)) {
      const phrases = Object.entries(pairs).map(([here, there]) =>
        [here, landuse.phrase({ [data.lang]: here, [data.other_lang]: there })]);
      known[column] = new Map(phrases);
    }
    const plain = layer.text;
    layer.text = function (row, column) {
      const text = plain.call(layer, row, column);
      const phrases = Object.hasOwn(known, column) ? known[column] : null;
      return (phrases && phrases.get(text)) ?? text;
    };
  }

  /* The card puts its columns where their words fit, so it is laid out anew. */
  function again(card) {
    if (!card.shown) return;
    const inside = card.root.contains(document.activeElement);
    card.show(card.shown.layer, card.shown.row, false);
    if (inside) card.root.querySelector("button").focus();
  }

  /* Write the whole page in a language; nodes, focus and state stay. */
  landuse.speak = function (panel, lang) {
    if (lang === landuse.lang || ![panel.data.lang, panel.data.other_lang].includes(lang)) return;
    /* In a report the map is a part, and the page around it keeps its language. */
    const isWhole = document.title === String(panel.data.title);
    landuse.lang = lang;
    if (isWhole) document.title = String(panel.data.title);
    (isWhole ? document.documentElement : panel.root).lang = lang === "zh" ? "zh-CN" : lang;
    landuse.retell(panel.root);
    again(panel.card);
    panel.refresh();
    panel.map.fire("landuse:language", { lang });
  };
})();
