/* Below the map: the time bar, and one of the parts that belong to it (funnel,
   tables) behind tabs. */
(function () {
  "use strict";

  const landuse = window.landuse;

  class Drawer {
    constructor(parts, words, onSize) {
      this.parts = parts; /* { title, node } */
      this.words = words;
      this.onSize = onSize;
      this.open = true;
      this.build();
      this.choose(0, false);
    }

    build() {
      const { make, button } = landuse;
      this.root = make("section", "lu-drawer");
      const list = make("div", "lu-tabs");
      const tabs = make("div", "lu-tablist");
      tabs.setAttribute("role", "tablist");
      this.tabs = this.parts.map((part, number) => {
        const tab = button("lu-tab", part.title, () => this.choose(number, false));
        tab.setAttribute("role", "tab");
        tab.id = `lu-tab-${number}`;
        tab.setAttribute("aria-controls", `lu-part-${number}`);
        tab.addEventListener("keydown", (event) => this.onKey(event, number));
        tabs.append(tab);
        return tab;
      });
      this.fold = button("lu-fold", "", () => this.setOpen(!this.open));
      list.append(tabs, this.fold);
      this.root.append(list);
      this.parts.forEach((part, number) => {
        const panel = make("div", "lu-tab-panel");
        panel.id = `lu-part-${number}`;
        panel.setAttribute("role", "tabpanel");
        panel.setAttribute("aria-labelledby", `lu-tab-${number}`);
        panel.append(part.node);
        this.root.append(panel);
      });
      this.panels = [...this.root.querySelectorAll(".lu-tab-panel")];
    }

    onKey(event, number) {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      this.choose((number + by + this.parts.length) % this.parts.length, true);
    }

    choose(number, focus) {
      this.tabs.forEach((tab, place) => {
        tab.setAttribute("aria-selected", String(place === number));
        tab.tabIndex = place === number ? 0 : -1;
      });
      this.chosen = number;
      if (focus) this.tabs[number].focus();
      this.setOpen(true);
    }

    setOpen(open) {
      this.open = open;
      this.panels.forEach((panel, place) => { panel.hidden = !open || place !== this.chosen; });
      landuse.tell(this.fold, open ? this.words.hide_part : this.words.show_part);
      this.fold.setAttribute("aria-expanded", String(open));
      this.onSize();
    }
  }

  landuse.Drawer = Drawer;
})();
