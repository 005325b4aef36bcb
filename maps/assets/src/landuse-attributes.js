/* The attribute table: the rows of a layer that the filters leave, sorted, in pages,
   and written as CSV or as a workbook. Cells are text nodes. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const { view } = landuse;
  const PAGE = 50;
  const collator = new Intl.Collator("zh-Hans-CN", { numeric: true });

  class Attributes {
    constructor(map, panel) {
      this.map = map;
      this.panel = panel;
      this.words = panel.words;
      this.layers = view.layers(map);
      this.layer = this.layers.find((layer) => layer.shown) || this.layers[0];
      this.sorted = null;
      this.descending = false;
      this.page = 0;
      this.build();
      map.on("landuse:refresh landuse:chosen", () => this.follow());
      map.on("landuse:language", () => this.follow());
    }

    /* ---- nodes ------------------------------------------------------------- */

    build() {
      const { make } = landuse;
      this.root = make("section", "lu-attributes");
      landuse.note(this.root, "aria-label", this.words.attributes);
      this.root.hidden = true;
      this.head = make("tr");
      this.body = make("tbody");
      const table = make("table", "lu-grid");
      const top = make("thead");
      top.append(this.head);
      table.append(top, this.body);
      const scroll = make("div", "lu-attributes-scroll");
      scroll.tabIndex = 0;
      landuse.note(scroll, "aria-label", this.words.attributes);
      scroll.append(table);
      this.root.append(this.buildBar(), scroll);
      this.panel.centre.append(this.root);
      this.buildHeads();
    }

    buildBar() {
      const { make, button } = landuse;
      const bar = make("div", "lu-attributes-bar");
      this.count = make("span", "lu-attributes-count");
      this.count.setAttribute("role", "status");
      this.back = button("lu-choice", "‹", () => this.turn(-1));
      this.on = button("lu-choice", "›", () => this.turn(1));
      landuse.note(this.back, "aria-label", this.words.page_back);
      landuse.note(this.on, "aria-label", this.words.page_on);
      this.place = make("span", "lu-attributes-page");
      const save = (text, run) => button("lu-choice", text, run);
      bar.append(
        this.buildChoice(), this.count, this.back, this.place, this.on,
        save(this.words.as_csv, () => this.saveCsv()),
        save(this.words.as_xlsx, () => this.saveBook()),
        save(this.words.close, () => this.setOpen(false)),
      );
      return bar;
    }

    buildChoice() {
      const { make } = landuse;
      this.choice = make("select", "lu-attributes-layer");
      landuse.note(this.choice, "aria-label", this.words.attributes_of);
      this.layers.forEach((layer, number) => {
        const option = make("option", "", layer.data.title);
        option.value = String(number);
        this.choice.append(option);
      });
      this.choice.value = String(this.layers.indexOf(this.layer));
      this.choice.addEventListener("change", () => {
        this.layer = this.layers[Number(this.choice.value)];
        this.sorted = null;
        this.page = 0;
        this.buildHeads();
        this.refresh();
      });
      return this.choice;
    }

    buildHeads() {
      const { make, button } = landuse;
      this.columns = view.columns(this.layer);
      this.head.replaceChildren(...this.columns.map((column) => {
        const cell = make("th", this.isFigures(column) ? "lu-number" : "");
        cell.scope = "col";
        cell.append(button("lu-sort", this.layer.label(column), () => this.sort(column)));
        return cell;
      }));
    }

    isFigures(column) {
      return this.layer.column(column).kind === "number";
    }

    /* ---- rows ------------------------------------------------------------- */

    setOpen(open) {
      this.root.hidden = !open;
      this.opener.setAttribute("aria-expanded", String(open));
      if (open && this.panel.drawer) this.panel.drawer.setOpen(false);
      this.map.invalidateSize({ animate: false, pan: false });
      if (open) this.refresh();
      else this.opener.focus();
    }

    follow() {
      if (!this.root.hidden) this.refresh();
    }

    refresh() {
      const rows = view.shown(this.layer);
      this.rows = this.sorted === null ? rows : this.inOrder(rows);
      const pages = Math.max(1, Math.ceil(this.rows.length / PAGE));
      this.page = Math.min(this.page, pages - 1);
      this.say(view.total(this.layer, rows), pages);
      this.fill();
    }

    say({ count, area }, pages) {
      const { words } = this;
      landuse.tell(this.count, landuse.say(() => {
        const said = `${words.rows_shown}${count.toLocaleString("en-US")} ${words.count}`.trim();
        return area ? `${said} / ${area} ${words.mu}` : said;
      }));
      this.count.dataset.count = String(count);
      landuse.tell(this.place, `${this.page + 1} / ${pages}`);
      this.back.disabled = this.page === 0;
      this.on.disabled = this.page === pages - 1;
    }

    /* Missing values last, whichever way. */
    inOrder(rows) {
      const { layer, sorted } = this;
      const figures = this.isFigures(sorted);
      const value = (row) => (figures ? layer.column(sorted).value(row) : layer.text(row, sorted));
      const values = new Map(rows.map((row) => [row, value(row)]));
      const turn = this.descending ? -1 : 1;
      const compare = figures ? (a, b) => a - b : rankBy([...values.values()]);
      return [...rows].sort((one, other) => {
        const [a, b] = [values.get(one), values.get(other)];
        if (a === null || b === null) return (a === null) - (b === null) || one - other;
        return turn * compare(a, b) || one - other;
      });
    }

    sort(column) {
      this.descending = this.sorted === column && !this.descending;
      this.sorted = column;
      this.page = 0;
      [...this.head.children].forEach((cell, place) => {
        const way = this.descending ? "descending" : "ascending";
        if (this.columns[place] === column) cell.setAttribute("aria-sort", way);
        else cell.removeAttribute("aria-sort");
      });
      this.refresh();
    }

    turn(by) {
      this.page += by;
      this.refresh();
      const node = by < 0 ? this.back : this.on;
      if (node.disabled) (by < 0 ? this.on : this.back).focus();
    }

    /* Rows are kept and written anew, so the focus stays. */
    fill() {
      const rows = this.rows.slice(this.page * PAGE, (this.page + 1) * PAGE);
      while (this.body.children.length > rows.length) this.body.lastChild.remove();
      rows.forEach((row, at) => {
        const line = this.body.children[at] || this.newLine();
        const focused = line.contains(document.activeElement);
        line.dataset.row = String(row);
        line.replaceChildren(...this.columns.map((column, place) => this.cell(row, column, place)));
        if (focused) line.querySelector("button").focus();
      });
    }

    newLine() {
      const line = landuse.make("tr", "lu-row");
      line.addEventListener("click", () => this.panel.select(this.layer, Number(line.dataset.row), true));
      this.body.append(line);
      return line;
    }

    /* The first cell is a button, so the keyboard reaches every row. */
    cell(row, column, place) {
      const { make, button } = landuse;
      const text = this.layer.text(row, column);
      const shown = text ?? this.words.missing;
      const cell = make("td", text === null ? "lu-muted" : "");
      if (this.isFigures(column)) cell.classList.add("lu-number");
      cell.dataset.column = column;
      const inner = place > 0 ? make("div", "lu-cell", shown) : button("lu-row-name", shown, null);
      if (place === 0) landuse.note(inner, "title", this.words.go_to_shape);
      cell.append(inner);
      return cell;
    }

    /* ---- files ------------------------------------------------------------ */

    table() {
      const heads = this.columns.map((column) => String(this.layer.label(column)));
      const values = this.columns.map((column) => (this.isFigures(column)
        ? (row) => this.layer.column(column).value(row)
        : (row) => this.layer.text(row, column)));
      const rows = this.rows.map((row) => values.map((value) => value(row)));
      return [heads, rows];
    }

    saveCsv() {
      landuse.save(landuse.csvText(...this.table()), "text/csv", "csv");
    }

    saveBook() {
      const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
      const book = landuse.workbook(String(this.layer.data.title), ...this.table());
      book.then((bytes) => landuse.save(bytes, kind, "xlsx"));
    }
  }

  /* Order of texts as a Chinese reader expects it; each distinct one is compared once. */
  function rankBy(texts) {
    const distinct = [...new Set(texts.filter((text) => text !== null).map(String))];
    const rank = new Map(distinct.sort(collator.compare).map((text, place) => [text, place]));
    return (a, b) => rank.get(String(a)) - rank.get(String(b));
  }

  /* Hand a file to the browser, under a name of ours: never one from the data. */
  landuse.save = function (content, kind, ending) {
    const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: kind }));
    const link = landuse.make("a");
    link.href = address;
    link.download = `landuse-map.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };

  landuse.tools.register("attributes", (map, panel) => {
    if (!view.layers(map).length) return null;
    const { words } = panel;
    const table = new Attributes(map, panel);
    const node = landuse.button("lu-tool", words.attributes, () => table.setOpen(table.root.hidden));
    landuse.note(node, "title", words.attributes_hint);
    node.setAttribute("aria-expanded", "false");
    table.opener = node;
    panel.attributes = table;
    return node;
  });
})();
