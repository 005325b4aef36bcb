/* Bars of a column: how many of the shapes that every other filter leaves have each
   value, and their mu. A bar filters; a second click takes the filter back. */
(function () {
  "use strict";

  const landuse = window.landuse;

  /* Whether a row passes all filters of its layer but one. */
  landuse.passes = function (layer, but) {
    const asked = [...layer.filters].filter(([name]) => name !== but).map(([, keeps]) => keeps);
    return (row) => {
      for (const keeps of asked) if (!keeps(row)) return false;
      return true;
    };
  };

  class Bars {
    /* `calls`: figures (count and mu as text) and onChoose(number or null). */
    constructor(layer, data, number, calls) {
      this.layer = layer;
      this.data = data;
      this.name = `bars-${number}`;
      this.calls = calls;
      this.chosen = null;
      layer.filters.set(this.name, (row) => this.chosen === null || data.numbers[row] === this.chosen);
      this.build();
    }

    build() {
      const { make, button } = landuse;
      this.root = make("section", "lu-bar-group");
      this.root.append(make("h3", "lu-bar-title", this.data.title));
      this.bars = this.data.words.map((word, number) => {
        const node = button("lu-stat", null, () => this.calls.onChoose(this.chosen === number ? null : number));
        const fill = make("span", "lu-bar-fill");
        const track = make("span", "lu-bar-track");
        const name = make("span", "lu-bar-name", word);
        const figures = make("span", "lu-bar-figures");
        landuse.note(name, "title", word);
        track.append(fill);
        node.append(name, figures, track);
        this.root.append(node);
        return { node, fill, figures };
      });
    }

    /* As many as a click on the bar would show; nodes stay, and the focus with them. */
    refresh() {
      const { layer, data } = this;
      const totals = landuse.tally(data.numbers, layer.units, data.words.length, landuse.passes(layer, this.name))
        .map((entry) => landuse.together([entry]));
      const most = Math.max(0, ...totals.map((total) => total.count));
      this.bars.forEach(({ node, fill, figures }, number) => {
        const { count } = totals[number];
        fill.style.width = most ? `${(100 * count) / most}%` : "0";
        landuse.tell(figures, this.calls.figures(totals[number]));
        node.setAttribute("aria-pressed", String(this.chosen === number));
        node.dataset.count = String(count);
        node.classList.toggle("lu-none", !count);
        /* The last bar stands for rows without a value. */
        if (number === data.words.length - 1) node.hidden = !count && this.chosen !== number;
      });
    }

    /* The box of all shapes with a value, or null. */
    boxOf(number) {
      const box = L.latLngBounds([]);
      this.data.numbers.forEach((own, row) => {
        const one = own === number && this.layer.boxOf(row);
        if (one) box.extend(one);
      });
      return box.isValid() ? box : null;
    }

    keeps(row) {
      return this.chosen === null || this.data.numbers[row] === this.chosen;
    }
  }

  landuse.Bars = Bars;
})();
