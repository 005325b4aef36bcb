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

  landuse.read = function (id) {
    return JSON.parse(document.getElementById(id).textContent);
  };
})();
