/* Nodes with text: the only way in which a value reaches the page. */
(function () {
  "use strict";

  const landuse = (window.landuse = window.landuse || {});

  landuse.make = function (tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) landuse.tell(node, text);
    return node;
  };

  landuse.button = function (className, text, onClick) {
    const node = landuse.make("button", className, text);
    node.type = "button";
    if (onClick) node.addEventListener("click", onClick);
    return node;
  };

  /* A block of data: in the page, or in a script beside it (see webmap/split.py). */
  landuse.blockOf = function (id) {
    const beside = window.landuseData || {};
    return Object.hasOwn(beside, id) ? beside[id] : document.getElementById(id).textContent;
  };

  landuse.read = function (id) {
    return JSON.parse(landuse.blockOf(id));
  };
})();
