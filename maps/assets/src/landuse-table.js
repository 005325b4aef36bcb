/* Rows of other frames: a table below the map whose rows lead to shapes, and the
   parts of the evidence card. Cells are text nodes. */
(function () {
  "use strict";

  const landuse = window.landuse;
  const FIRST = 200; /* Rows at first; a button shows more. */
  const ONE_LINE = 22; /* Longer text than this many half-width letters may wrap. */
  const CARD_WIDTH = 52; /* Half-width letters side by side in the card. */

  function cellText(column, row) {
    const number = column.numbers[row];
    return number < 0 ? null : column.words.at(number);
  }

  /* Dates, numbers and words stay on one line, so that a narrow table scrolls
     sideways instead of breaking them. */
  function widthOf(text) {
    const said = String(text);
    return said.length + (said.match(/[^\u0000-\u02ff]/g) || []).length;
  }

  function cellOf(column, row, missing) {
    const text = cellText(column, row);
    const cell = landuse.make("td", text === null ? "lu-muted" : "", text ?? missing);
    if (column.figures) cell.classList.add("lu-number");
    if (text === null || widthOf(text) <= ONE_LINE) cell.classList.add("lu-short");
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
      line.classList.toggle("lu-chosen", row === this.chosen);
      if (shape < 0) {
        landuse.note(line, "title", this.words.not_on_map);
        line.classList.add("lu-lost");
      } else {
        const open = () => {
          this.body.querySelectorAll(".lu-chosen").forEach((one) => one.classList.remove("lu-chosen"));
          line.classList.add("lu-chosen");
          this.chosen = row;
          this.onChoose(shape);
        };
        line.addEventListener("click", open);
        const text = cellText(this.data.columns[0], row) ?? this.words.missing;
        const name = button("lu-row-name", text, null);
        landuse.note(name, "title", this.words.go_to_shape);
        cells[0].replaceChildren(name);
      }
      line.append(...cells);
      return line;
    }
  }

  /* The columns that fit side by side into the card, and those that do not. */
  function sideBySide(columns, rows) {
    const fits = [];
    const below = [];
    let room = CARD_WIDTH;
    for (const column of columns) {
      const texts = rows.map((row) => cellText(column, row) ?? "");
      const width = 2 + Math.max(Math.min(8, widthOf(column.label)), ...texts.map(widthOf));
      if (width <= room && !below.length) {
        fits.push(column);
        room -= width;
      } else {
        below.push(column);
      }
    }
    return fits.length ? [fits, below] : [columns.slice(0, 1), columns.slice(1)];
  }

  /* What did not fit, as one line below its row: name and text, one by one. */
  function lineBelow(columns, row, span) {
    const { make } = landuse;
    const line = make("tr", "lu-below-row");
    const cell = make("td");
    cell.colSpan = span;
    for (const column of columns) {
      const text = cellText(column, row);
      if (text === null) continue;
      const value = make("span", "lu-pair-value", text);
      value.dataset.column = column.name;
      const pair = make("span", "lu-pair");
      pair.append(make("span", "lu-pair-name", column.label), " ", value);
      cell.append(pair, " ");
    }
    line.append(cell);
    return cell.childNodes.length ? line : null;
  }

  /* Rows that belong to one shape, as a part of the evidence card. */
  function cardRows(data, row, words) {
    const { make } = landuse;
    const part = make("section", "lu-child");
    const start = data.counts.slice(0, row).reduce((sum, count) => sum + count, 0);
    const count = data.counts[row];
    part.append(make("h3", "lu-child-title", landuse.say(() => `${data.title} (${count})`)));
    if (!count) {
      part.append(make("p", "lu-muted", words.no_rows));
      return part;
    }
    const rows = Array.from({ length: count }, (_, at) => start + at);
    const known = data.columns.filter((column) => rows.some((at) => column.numbers[at] >= 0));
    const [columns, below] = sideBySide(known, rows);
    const body = make("tbody");
    for (const at of rows) {
      const line = make("tr");
      line.append(...columns.map((column) => cellOf(column, at, words.missing)));
      const more = lineBelow(below, at, columns.length);
      body.append(line, ...(more ? [more] : []));
    }
    const table = make("table", "lu-grid");
    table.append(headOf(columns), body);
    part.append(table);
    return part;
  }

  function headOf(columns) {
    const { make } = landuse;
    const head = make("tr");
    for (const column of columns) {
      const cell = make("th", column.figures ? "lu-number" : "", column.label);
      cell.scope = "col";
      head.append(cell);
    }
    const top = make("thead");
    top.append(head);
    return top;
  }

  landuse.RowTable = RowTable;
  landuse.cardRows = cardRows;
})();
