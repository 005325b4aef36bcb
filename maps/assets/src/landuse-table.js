/* Rows of other frames: a table below the map whose rows lead to shapes, and the
   parts of the evidence card. Cells are text nodes. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const FIRST = 200; /* Rows at first; a button shows more. */

  function cellText(column, row) {
    const number = column.numbers[row];
    return number < 0 ? null : column.words[number];
  }

  function cellOf(column, row, missing) {
    const text = cellText(column, row);
    const cell = landuse.make("td", text === null ? "lu-muted" : "", text ?? missing);
    if (column.figures) cell.classList.add("lu-number");
    cell.dataset.column = column.name;
    return cell;
  }

  class RowTable {
    constructor(data, words, onChoose) {
      this.data = data;
      this.words = words;
      this.onChoose = onChoose;
      this.sorted = null;
      this.descending = false;
      this.shown = FIRST;
      this.order = data.rows.map((_, row) => row);
      this.build();
      this.fill();
    }

    build() {
      const { make, button } = landuse;
      this.root = make("div", "lu-rows");
      const table = make("table", "lu-grid");
      const head = make("tr");
      this.heads = this.data.columns.map((column, number) => {
        const cell = make("th");
        cell.scope = "col";
        cell.append(button("lu-sort", column.label, () => this.sort(number)));
        if (column.figures) cell.classList.add("lu-number");
        head.append(cell);
        return cell;
      });
      const top = make("thead");
      top.append(head);
      this.body = make("tbody");
      table.append(top, this.body);
      this.more = button("lu-more", this.words.more_rows, () => {
        this.shown += FIRST;
        this.fill();
      });
      const said = make("p", "lu-muted", this.words.as_at_reference);
      this.root.append(said, table, this.more);
    }

    sort(number) {
      this.descending = this.sorted === number && !this.descending;
      this.sorted = number;
      this.order = landuse.sortedRows(this.data.columns[number].numbers, this.descending);
      this.heads.forEach((head, place) => {
        const way = this.descending ? "descending" : "ascending";
        if (place === number) head.setAttribute("aria-sort", way);
        else head.removeAttribute("aria-sort");
      });
      this.fill();
    }

    fill() {
      const rows = this.order.slice(0, this.shown);
      this.body.replaceChildren(...rows.map((row) => this.line(row)));
      this.more.hidden = this.shown >= this.order.length;
    }

    /* The first cell is a button, so the keyboard reaches every row. */
    line(row) {
      const { make, button } = landuse;
      const line = make("tr", "lu-row");
      const shape = this.data.rows[row];
      const cells = this.data.columns.map((column) => cellOf(column, row, this.words.missing));
      line.dataset.row = String(row);
      if (shape < 0) {
        line.title = this.words.not_on_map;
        line.classList.add("lu-lost");
      } else {
        const open = () => {
          this.body.querySelectorAll(".lu-chosen").forEach((one) => one.classList.remove("lu-chosen"));
          line.classList.add("lu-chosen");
          this.onChoose(shape);
        };
        line.addEventListener("click", open);
        const name = button("lu-row-name", cells[0].textContent, null);
        name.title = this.words.go_to_shape;
        cells[0].replaceChildren(name);
      }
      line.append(...cells);
      return line;
    }
  }

  /* Rows that belong to one shape, as a part of the evidence card. */
  function cardRows(data, row, words) {
    const { make } = landuse;
    const part = make("section", "lu-child");
    const start = data.counts.slice(0, row).reduce((sum, count) => sum + count, 0);
    const count = data.counts[row];
    part.append(make("h3", "lu-child-title", `${data.title} (${count})`));
    if (!count) {
      part.append(make("p", "lu-muted", words.no_rows));
      return part;
    }
    const numbers = Array.from({ length: count }, (_, at) => start + at);
    const columns = data.columns.filter((column) =>
      numbers.some((at) => column.numbers[at] >= 0));
    const table = make("table", "lu-grid");
    const head = make("tr");
    for (const column of columns) {
      const cell = make("th", column.figures ? "lu-number" : "", column.label);
      cell.scope = "col";
      head.append(cell);
    }
    const top = make("thead");
    top.append(head);
    const body = make("tbody");
    for (const at of numbers) {
      const line = make("tr");
      line.append(...columns.map((column) => cellOf(column, at, words.missing)));
      body.append(line);
    }
    table.append(top, body);
    const scroll = make("div", "lu-child-scroll");
    scroll.append(table);
    part.append(scroll);
    return part;
  }

  landuse.RowTable = RowTable;
  landuse.cardRows = cardRows;
})();
