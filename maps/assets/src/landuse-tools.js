/* The toolbar: tools register here, one of those that take the pointer works at a
   time, and one line under the map says what it found. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const registered = new Map(); /* Name -> maker, in the order of the toolbar. */
  const STILL = 4; /* Pixels: a pointer that moved farther has dragged the map. */
  const PANE = "landuse-drawing";

  const tools = {
    /* `maker(map, panel)` gives the node that stands in the toolbar, or null. */
    register(name, maker) {
      registered.set(name, maker);
    },

    mount(panel) {
      panel.tools = new Tools(panel);
    },
  };

  class Tools {
    constructor(panel) {
      this.panel = panel;
      this.map = panel.map;
      this.words = panel.words;
      this.box = this.map.getContainer().parentNode;
      this.active = null;
      this.buildLine();
      this.buildBar();
      this.listen();
    }

    buildBar() {
      this.bar = landuse.make("div", "lu-tools");
      this.bar.setAttribute("role", "toolbar");
      landuse.note(this.bar, "aria-label", this.words.tools);
      this.panel.root.querySelector(".lu-head").append(this.bar);
      for (const [name, maker] of registered) {
        const node = maker(this.map, this.panel, this);
        if (!node) continue;
        node.dataset.tool = name;
        this.bar.append(node);
      }
    }

    /* What a tool says, also to the ear, and its buttons. */
    buildLine() {
      this.line = landuse.make("div", "lu-result");
      this.said = landuse.make("span", "lu-said");
      this.said.setAttribute("role", "status");
      this.choices = landuse.make("span", "lu-choices");
      this.line.append(this.said, this.choices);
      this.line.hidden = true;
      this.box.append(this.line);
    }

    say(text, buttons) {
      landuse.tell(this.said, text);
      if (buttons) this.choices.replaceChildren(...buttons);
      this.line.hidden = false;
    }

    hush() {
      landuse.tell(this.said, "");
      this.choices.replaceChildren();
      this.line.hidden = true;
    }

    /* ---- one tool at a time ---------------------------------------------- */

    /* A button that switches a tool of the pointer on and off. */
    toggle(text, hint, tool) {
      const node = landuse.button("lu-tool", text, () =>
        this.use(this.active === tool ? null : tool));
      landuse.note(node, "title", hint);
      node.setAttribute("aria-pressed", "false");
      tool.node = node;
      return node;
    }

    use(tool) {
      if (this.active) {
        this.active.node.setAttribute("aria-pressed", "false");
        this.active.stop();
      }
      this.active = tool;
      this.box.classList.toggle("lu-working", Boolean(tool));
      if (!tool) {
        this.hush();
        return;
      }
      tool.node.setAttribute("aria-pressed", "true");
      tool.start();
    }

    /* Before Leaflet and its shapes: a click of a tool opens no card. */
    listen() {
      const kinds = ["pointerdown", "pointermove", "pointerup", "pointercancel", "click", "dblclick"];
      for (const kind of kinds) {
        this.box.addEventListener(kind, (event) => this.onPointer(event), true);
      }
      /* Otherwise the browser would drag what a pointer has marked as text. */
      this.box.addEventListener("dragstart", (event) => event.preventDefault());
      document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && this.active) {
          const { node } = this.active;
          this.use(null);
          node.focus();
        }
      });
    }

    onPointer(event) {
      const ours = event.target.closest(".leaflet-control, .lu-result, .lu-banner");
      if (!this.active || ours) return;
      if (event.type === "pointerdown") this.down = [event.clientX, event.clientY];
      const handler = this.active[event.type];
      if (["click", "dblclick"].includes(event.type)) {
        event.stopPropagation();
        if (handler && this.isStill(event)) handler.call(this.active, this.placeOf(event));
      } else if (handler) {
        handler.call(this.active, this.placeOf(event), event);
      }
    }

    isStill(event) {
      const [x, y] = this.down || [event.clientX, event.clientY];
      return Math.hypot(event.clientX - x, event.clientY - y) <= STILL;
    }

    placeOf(event) {
      return this.map.mouseEventToLatLng(event);
    }

    /* A canvas of its own above all shapes, so that a picture of the map has it. */
    canvas() {
      if (!this.map.getPane(PANE)) {
        const pane = this.map.createPane(PANE);
        pane.style.zIndex = 630;
        pane.style.pointerEvents = "none";
        this.drawn = L.canvas({ pane: PANE, padding: 0.3 });
      }
      return { pane: PANE, renderer: this.drawn, interactive: false };
    }
  }

  landuse.tools = tools;
})();
