/* What the page reads of blocks: base64 lines on standard input -> JSON. */
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const assets = process.argv[2];
const { gunzip } = require(path.join(assets, "src/landuse-inflate.js"));
const { bytesOf, unpack } = require(path.join(assets, "src/landuse-decode.js"));
const { Shapes } = require(path.join(assets, "src/landuse-index.js"));
const { Column } = require(path.join(assets, "src/landuse-columns.js"));

function read(line) {
  const { columns, shapes, size } = unpack(gunzip(bytesOf(line)));
  const rows = Array.from({ length: size }, (_, row) => row);
  const made = new Shapes(shapes, size);
  return {
    texts: Object.fromEntries(Object.entries(columns).map(([name, data]) => {
      const column = new Column(data);
      return [name, rows.map((row) => column.text(row))];
    })),
    kinds: [...made.kinds],
    corners: rows.map((row) => made.rings(row).map(([from, end]) =>
      Array.from({ length: end - from }, (_, at) => [made.x[from + at], made.y[from + at]]))),
  };
}

const lines = fs.readFileSync(0, "utf8").split("\n").filter(Boolean);
process.stdout.write(JSON.stringify(lines.map(read)));
