/* A sheet for the printer, A4 or A3, landscape: the page is laid out as the sheet
   before it is printed, so that the map fills it, and put back afterwards. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const PAPERS = ["A4", "A3"];

  class Sheet {
    constructor(panel) {
      this.panel = panel;
      this.map = panel.map;
      this.paper = PAPERS[0];
      this.foot = landuse.make("p", "lu-sheet-foot");
      panel.root.append(this.foot);
      window.addEventListener("beforeprint", () => this.lay());
      window.addEventListener("afterprint", () => this.putBack());
    }

    lay() {
      if (this.before) return;
      const { panel, map } = this;
      this.before = { bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom() };
      const { words } = panel;
      landuse.tell(this.foot, landuse.say(() => `${landuse.markOf(panel)} · ${words.picture_note}`));
      panel.root.classList.add("lu-sheet", `lu-${this.paper.toLowerCase()}`);
      document.documentElement.classList.add("lu-printing");
      this.settle(() => map.fitBounds(this.before.bounds, { animate: false }));
    }

    putBack() {
      if (!this.before) return;
      const { centre, zoom } = this.before;
      this.before = null;
      this.panel.root.classList.remove("lu-sheet", ...PAPERS.map((paper) => `lu-${paper.toLowerCase()}`));
      document.documentElement.classList.remove("lu-printing");
      this.settle(() => this.map.setView(centre, zoom, { animate: false }));
    }

    settle(place) {
      this.map.invalidateSize({ animate: false, pan: false });
      place();
      this.panel.refresh();
    }

    /* What stands around the map, as in a report, is not printed with it. */
    alone() {
      const others = [];
      for (let node = this.panel.root; node !== document.body; node = node.parentNode) {
        others.push(...[...node.parentNode.children].filter((one) => one !== node && !one.hidden));
      }
      others.forEach((node) => { node.hidden = true; });
      window.addEventListener("afterprint", () => {
        others.forEach((node) => { node.hidden = false; });
      }, { once: true });
    }

    print() {
      this.alone();
      this.lay();
      /* One frame, so that tiles drawn in slices are there. */
      requestAnimationFrame(() => setTimeout(() => window.print(), 300));
    }
  }

  landuse.tools.register("print", (map, panel) => {
    const { words } = panel;
    const sheet = new Sheet(panel);
    panel.sheet = sheet;
    const box = landuse.make("span", "lu-tool-pair");
    const node = landuse.button("lu-tool", words.print, () => sheet.print());
    landuse.note(node, "title", words.print_hint);
    const paper = landuse.make("select", "lu-tool lu-paper");
    landuse.note(paper, "aria-label", words.paper);
    for (const name of PAPERS) {
      const option = landuse.make("option", "", name);
      option.value = name;
      paper.append(option);
    }
    paper.addEventListener("change", () => { sheet.paper = paper.value; });
    box.append(node, paper);
    return box;
  });
})();
