/* Evidence card: the facts of one shape, its rows of other frames, and its mark on
   the map. */
(function () {
  "use strict";

  const landuse = window.landuse;

  class Card {
    constructor(map, words) {
      this.map = map;
      this.words = words;
      this.mark = new landuse.Mark(map);
      this.root = landuse.make("section", "lu-part lu-card");
      this.root.setAttribute("aria-live", "polite");
      this.clear();
    }

    clear() {
      const { make } = landuse;
      this.shown = null;
      this.root.replaceChildren(
        make("h2", "lu-heading", this.words.card),
        make("p", "lu-muted", this.words.card_hint),
      );
      this.mark.clear();
    }

    show(layer, row, zoom) {
      const { make, button } = landuse;
      const head = make("h2", "lu-heading", layer.data.title);
      head.append(button("lu-close", this.words.close, () => this.clear()));
      const children = (layer.data.cards || []).map((data) => landuse.cardRows(data, row, this.words));
      this.day = make("p", "lu-card-day");
      this.root.replaceChildren(head, this.day, this.facts(layer, row), ...children);
      this.shown = { layer, row };
      this.refresh();
      this.mark.show(layer, row, zoom);
      this.root.scrollTop = 0;
    }

    facts(layer, row) {
      const { make } = landuse;
      const table = make("table", "lu-table");
      for (const column of layer.data.popup) {
        const line = make("tr");
        const name = make("th", "", layer.label(column));
        name.scope = "row";
        const text = layer.text(row, column);
        const cell = make("td", text === null ? "lu-muted" : "", text ?? this.words.missing);
        cell.dataset.column = column;
        line.append(name, cell);
        table.append(line);
      }
      return table;
    }

    /* The facts are those of the reference date; another day has its own line. */
    refresh() {
      if (!this.shown) return;
      const { layer, row } = this.shown;
      const other = layer.day !== null && layer.day !== undefined;
      this.day.hidden = !other;
      this.day.textContent = other
        ? `${this.words.on_day} ${landuse.dayText(layer.day)}: ${layer.stateOf(row)}`
        : "";
    }
  }

  landuse.Card = Card;
})();
