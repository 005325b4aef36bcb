/* Figures and lists without a page: areas, days, changes, order of rows.
   Nothing here touches the document, so the tests run it by itself. */
(function (root) {
  "use strict";

  const DAY = 86400000;
  const STEP = 100000; /* Parts of a mu in 0.01 mu; see landuse/webmap/sums.py. */

  /* A sum of whole parts of a mu to two places, a half up. */
  function unitsText(total) {
    const cents = Math.floor((Math.abs(total) + STEP / 2) / STEP);
    const whole = Math.floor(cents / 100).toLocaleString("en-US");
    const sign = total < 0 && cents ? "-" : "";
    return `${sign}${whole}.${String(cents % 100).padStart(2, "0")}`;
  }

  /* Shapes by class in one pass: count, sum of the areas, how many areas are known. */
  function tally(codes, units, classes, member) {
    const found = Array.from({ length: classes }, () => ({ count: 0, sum: 0, known: 0 }));
    codes.forEach((code, row) => {
      if (member && !member(row)) return;
      const entry = found[code];
      entry.count += 1;
      if (units[row] === null || Number.isNaN(units[row])) return;
      entry.sum += units[row];
      entry.known += 1;
    });
    return found;
  }

  /* Several tallies as one: count, and mu as text, empty where no area is known. */
  function together(tallies) {
    let [count, sum, known] = [0, 0, 0];
    for (const entry of tallies) {
      count += entry.count;
      sum += entry.sum;
      known += entry.known;
    }
    return { count, area: known ? unitsText(sum) : "" };
  }

  /* A number of days since 1970 as 2022-09-30. */
  function dayText(day) {
    return new Date(day * DAY).toISOString().slice(0, 10);
  }

  /* State of each shape on a day: the last change that is not later, else none.
     A state is twice the class, plus one where the shape is emphasized. */
  function statesOn(history, day, none, found = new Array(history.counts.length)) {
    const { counts, since, states, first } = history;
    let at = 0;
    for (let row = 0; row < counts.length; row += 1) {
      let when = first;
      let state = none;
      for (const end = at + counts[row]; at < end; at += 1) {
        when += since[at];
        if (when <= day) state = states[at];
      }
      found[row] = state;
    }
    return found;
  }

  /* Rows in the order of a column's numbers; missing last, whichever way. */
  function sortedRows(numbers, descending) {
    const rows = numbers.map((_, row) => row);
    const turn = descending ? -1 : 1;
    return rows.sort((one, other) => {
      const a = numbers[one];
      const b = numbers[other];
      if (a < 0 || b < 0) return a < 0 && b < 0 ? one - other : (a < 0) - (b < 0);
      return turn * (a - b) || one - other;
    });
  }

  /* Place of each class in the row of a funnel: -1 for a class that is not in it. */
  function ranks(order, classes) {
    const found = new Array(classes).fill(-1);
    order.forEach((code, place) => { found[code] = place; });
    return found;
  }

  const figures = { unitsText, tally, together, dayText, statesOn, sortedRows, ranks };
  if (typeof module !== "undefined" && module.exports) module.exports = figures;
  else root.landuse = Object.assign(root.landuse || {}, figures);
})(typeof window === "undefined" ? {} : window);
