/* Texts that know two languages, and the switch between them.

   A Phrase stands wherever a text stands: it is written in the language of the page.
   A node that was made with one is written again when the language changes, so nodes,
   focus and state stay. A plain text (a value of the data) never changes. */
(function (root) {
  "use strict";

  const landuse = root.landuse || {};

  class Phrase extends String {
    constructor(now) {
      super(now());
      this.now = now;
    }

    toString() {
      return this.now();
    }

    valueOf() {
      return this.now();
    }

    [Symbol.toPrimitive]() {
      return this.now();
    }
  }

  /* A text made of others: written anew each time. */
  landuse.say = (now) => new Phrase(now);

  /* One text in each language; a plain text where they are the same. */
  landuse.phrase = function (texts) {
    const all = Object.values(texts);
    if (all.every((text) => text === all[0])) return all[0];
    return new Phrase(() => texts[landuse.lang]);
  };

  /* Words of the page, { name: { zh, en } } -> { name: Phrase }. */
  landuse.phrases = function (words) {
    const names = Object.keys(words);
    return Object.fromEntries(names.map((name) => [name, landuse.phrase(words[name])]));
  };

  /* Put the texts of the other language beside those of `data`, which has the same
     form; what has no counterpart stays as it is. */
  landuse.beside = function (data, texts, lang, other) {
    for (const key of Object.keys(texts)) {
      if (!Object.hasOwn(data, key) || data[key] === null || texts[key] === null) continue;
      if (typeof texts[key] === "object") landuse.beside(data[key], texts[key], lang, other);
      else data[key] = landuse.phrase({ [lang]: data[key], [other]: texts[key] });
    }
    return data;
  };

  /* ---- nodes ----------------------------------------------------------- */

  /* Write a text into a node, so that it follows the language. */
  landuse.tell = function (node, text) {
    const part = document.createTextNode(String(text));
    if (text instanceof Phrase) part.landusePhrase = text;
    node.replaceChildren(part);
  };

  /* The same for an attribute, such as a label for the ear or a hint. */
  landuse.note = function (node, attribute, text) {
    node.setAttribute(attribute, String(text));
    node.landusePhrases = node.landusePhrases || {};
    if (text instanceof Phrase) node.landusePhrases[attribute] = text;
    else delete node.landusePhrases[attribute];
  };

  landuse.retell = function (under) {
    const kinds = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT;
    const walk = document.createTreeWalker(under, kinds);
    for (let node = walk.currentNode; node; node = walk.nextNode()) {
      if (node.landusePhrase) node.data = String(node.landusePhrase);
      for (const [name, text] of Object.entries(node.landusePhrases || {})) {
        node.setAttribute(name, String(text));
      }
    }
  };

  landuse.Phrase = Phrase;
  landuse.lang = "zh";
  if (typeof module !== "undefined" && module.exports) module.exports = landuse;
  else root.landuse = landuse;
})(typeof window === "undefined" ? {} : window);
