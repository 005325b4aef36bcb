/* Columns of a layer: the text of a row, its value for sorting, and the search.
   The texts are Python's to the last digit. Nothing here touches the document. */
(function (root) {
  "use strict";

  const DAY = 86400000;

  /* A whole number of 10^-digits as 1,234.50; `trim` leaves ending zeros out. */
  function figureText(value, digits, trim) {
    const step = 10 ** digits;
    const size = Math.abs(value);
    const whole = Math.floor(size / step).toLocaleString("en-US");
    let rest = digits ? String(size % step).padStart(digits, "0") : "";
    if (trim) rest = rest.replace(/0+$/, "");
    return `${value < 0 ? "-" : ""}${whole}${rest ? `.${rest}` : ""}`;
  }

  const WAYS = {
    number: {
      text: (data, row) => (Number.isNaN(data.values[row]) ? null
        : figureText(data.values[row], data.digits, data.trim)),
      value: (data, row) => (Number.isNaN(data.values[row]) ? null
        : data.values[row] / 10 ** data.digits),
    },
    date: {
      text: (data, row) => (Number.isNaN(data.values[row]) ? null
        : new Date(data.values[row] * DAY).toISOString().slice(0, 10)),
      value: (data, row) => (Number.isNaN(data.values[row]) ? null : data.values[row]),
    },
    code: {
      text: (data, row) => (data.codes[row] ? wordsOf(data)[data.codes[row] - 1] : null),
      value: (data, row) => WAYS.code.text(data, row),
    },
    text: {
      text: (data, row) => data.texts.at(row),
      value: (data, row) => data.texts.at(row),
    },
  };

  function wordsOf(data) {
    data.list = data.list || data.words.toArray();
    return data.list;
  }

  class Column {
    constructor(data) {
      this.data = data;
      this.label = data.label;
      this.kind = data.kind;
      this.way = WAYS[data.kind];
    }

    /* What staff read, or null where there is nothing. */
    text(row) {
      return this.way.text(this.data, row);
    }

    /* A number or a text to sort by, or null. */
    value(row) {
      return this.way.value(this.data, row);
    }

    /* What a first search would do. */
    warm() {
      const texts = this.data.texts || this.data.words;
      if (texts) texts.search("\u0000");
    }

    /* Mark (1) the rows whose text has `wanted`, which is in small letters. */
    search(wanted, marks) {
      const { data } = this;
      if (this.kind === "text") {
        for (const row of data.texts.search(wanted)) marks[row] = 1;
      } else if (this.kind === "code") {
        const member = new Uint8Array(data.words.length + 1);
        for (const word of data.words.search(wanted)) member[word + 1] = 1;
        for (let row = 0; row < marks.length; row += 1) if (member[data.codes[row]]) marks[row] = 1;
      } else {
        for (let row = 0; row < marks.length; row += 1) {
          const text = this.text(row);
          if (text !== null && text.includes(wanted)) marks[row] = 1;
        }
      }
    }
  }

  /* Rows in their order, at most so many, of which some column has the text. */
  function searchRows(columns, size, wanted, most) {
    const marks = new Uint8Array(size);
    for (const column of columns) column.search(wanted, marks);
    const rows = [];
    for (let row = marks.indexOf(1); row >= 0 && rows.length < most; row = marks.indexOf(1, row + 1)) {
      rows.push(row);
    }
    return rows;
  }

  const made = { Column, figureText, searchRows };
  if (typeof module !== "undefined" && module.exports) module.exports = made;
  else Object.assign((root.landuse = root.landuse || {}), made);
})(typeof window === "undefined" ? {} : window);
