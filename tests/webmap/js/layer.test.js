/* Decoding, search, hit test and index by themselves; run by node --test. */
"use strict";

const assert = require("node:assert");
const path = require("node:path");
const { test } = require("node:test");

const src = process.env.LANDUSE_SCRIPTS || path.join(__dirname, "../../../maps/assets/src");
const { Texts, Varints, bytesOf, unpack, unzigzag } = require(path.join(src, "landuse-decode.js"));
const { Shapes, Tree } = require(path.join(src, "landuse-index.js"));
const { Pixels, pixelOf } = require(path.join(src, "landuse-pixels.js"));
const { Column, figureText, searchRows } = require(path.join(src, "landuse-columns.js"));

/* ---- numbers ---------------------------------------------------------- */

test("varints of one to eight bytes", () => {
  const bytes = Uint8Array.from([0, 127, 128, 1, 172, 2, 255, 255, 255, 255, 15,
    255, 255, 255, 255, 255, 255, 255, 15]);
  const varints = new Varints(bytes);
  const read = Array.from({ length: 6 }, () => varints.next());
  assert.deepStrictEqual(read, [0, 127, 128, 300, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER]);
  assert.strictEqual(varints.at, bytes.length);
});

test("zigzag on both sides of 32 bits", () => {
  assert.deepStrictEqual([0, 1, 2, 3].map(unzigzag), [0, -1, 1, -2]);
  assert.deepStrictEqual([2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1].map(unzigzag), [-(2 ** 30), 2 ** 30, -(2 ** 31) - 1]);
});

test("base64 with every byte", () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
  assert.deepStrictEqual([...bytesOf(all.toString("base64"))], [...all]);
});

test("what is no block is refused", () => {
  assert.throws(() => unpack(new Uint8Array(16)), /not a block of layer data/);
});

test("figures have separators and the digits that they should", () => {
  assert.strictEqual(figureText(123456789, 2, false), "1,234,567.89");
  assert.strictEqual(figureText(-5, 2, false), "-0.05");
  assert.strictEqual(figureText(1500, 3, true), "1.5");
  assert.strictEqual(figureText(2000, 3, true), "2");
  assert.strictEqual(figureText(150000, 0, false), "150,000");
});

/* ---- texts ------------------------------------------------------------ */

function texts(list) {
  const encoded = list.map((text) => (text === null ? null : Buffer.from(text, "utf8")));
  const sizes = encoded.flatMap((bytes) => {
    let size = bytes === null ? 0 : bytes.length + 1;
    const written = [];
    for (; size > 127; size >>= 7) written.push((size & 127) | 128);
    return [...written, size];
  });
  const all = Buffer.concat([Buffer.from(sizes), ...encoded.filter((bytes) => bytes !== null)]);
  return new Texts(list.length, new Uint8Array(all));
}

test("texts come back, also missing, empty, long and beyond 16 bits", () => {
  const list = ["甲", null, "", "\ufeffa\u0000b", "😀𠮷", "长".repeat(500), ""];
  assert.deepStrictEqual(texts(list).toArray(), list);
});

test("a search goes by letters in any case and never across two texts", () => {
  const list = ["ABcd", null, "", "😀cde", "abc甲", "İx cd", "", "cd"];
  assert.deepStrictEqual(texts(list).search("cd"), [0, 3, 5, 7]);
  assert.deepStrictEqual(texts(list).search("da"), []);
  assert.deepStrictEqual(texts(list).search("甲"), [4]);
  assert.deepStrictEqual(texts(list.slice(0, 5)).search("abc"), [0, 4]);
  assert.deepStrictEqual(texts(["aaaa", "a"]).search("aa"), [0]);
  assert.deepStrictEqual(texts(list).search("cd", 2), [0, 3]);
  assert.deepStrictEqual(texts(list).search(""), []);
});

test("rows are found in texts, words, dates and figures", () => {
  const columns = [
    new Column({ kind: "text", texts: texts(["P1", "P2", "P3", null]) }),
    new Column({ kind: "code", codes: Uint8Array.of(2, 0, 1, 1), words: texts(["Idle", "P"]) }),
    new Column({ kind: "date", values: Float64Array.of(NaN, 0, 1, NaN) }),
    new Column({ kind: "number", values: Float64Array.of(NaN, NaN, 1234, NaN), digits: 2, trim: false }),
  ];
  const find = (wanted, most = 9) => searchRows(columns, 4, wanted, most);
  assert.deepStrictEqual(find("p"), [0, 1, 2]);
  assert.deepStrictEqual(find("p", 2), [0, 1]);
  assert.deepStrictEqual(find("idle"), [2, 3]);
  assert.deepStrictEqual(find("1970-01-01"), [1]);
  assert.deepStrictEqual(find("12.34"), [2]);
  assert.deepStrictEqual(columns.map((column) => column.text(3)), [null, "Idle", null, null]);
  assert.deepStrictEqual(columns.map((column) => column.value(2)), ["P3", "Idle", 1, 12.34]);
});

/* ---- shapes ----------------------------------------------------------- */

/* Rows of [kind, [[rings of corners]...]], stored in the order given. */
function shapes(rows, order = rows.map((_, row) => row)) {
  const stored = order.map((row) => rows[row]);
  const polygons = stored.filter(([kind]) => kind === 3).flatMap(([, parts]) => parts);
  const rings = stored.flatMap(([, parts]) => parts.flat());
  return new Shapes({
    world: 2 ** 28,
    order,
    kinds: stored.map(([kind]) => kind),
    parts: stored.map(([, parts]) => parts.length),
    rings: polygons.map((part) => part.length),
    sizes: rings.map((ring) => ring.length),
    x: Int32Array.from(rings.flat(), ([x]) => x),
    y: Int32Array.from(rings.flat(), ([, y]) => y),
  }, rows.length);
}

const square = (x, y, size) => [[x, y], [x + size, y], [x + size, y + size], [x, y + size]];

test("a hole is not in the shape, an island in the hole is", () => {
  const ring = [3, [[square(0, 0, 90), square(30, 30, 30)], [square(40, 40, 10)]]];
  const made = shapes([[0, []], ring], [1, 0]);
  const places = [[10, 10], [35, 35], [45, 45], [95, 10], [30.5, 10]];
  assert.deepStrictEqual(places.map(([x, y]) => made.contains(1, x, y)), [true, false, true, false, true]);
  assert.strictEqual(made.box(0), null);
  assert.deepStrictEqual([...made.box(1)], [0, 0, 90, 90]);
  assert.strictEqual(made.hits(0, 10, 10, 5), false);
});

test("the middle of a shape lies in it, also of a ring and a hook", () => {
  const ring = [3, [[square(0, 0, 90), square(10, 10, 70)]]];
  const hook = [3, [[[[0, 0], [90, 0], [90, 90], [80, 90], [80, 10], [0, 10]]]]];
  const made = shapes([ring, hook, [1, [[[[7, 8]]]]], [0, []]]);
  for (const row of [0, 1]) assert.ok(made.contains(row, ...made.middle(row)), String(made.middle(row)));
  assert.deepStrictEqual(made.middle(2), [7, 8]);
  assert.strictEqual(made.middle(3), null);
});

test("lines and points are hit within a reach", () => {
  const made = shapes([[2, [[[[0, 0], [100, 0], [100, 50]]]]], [1, [[[[300, 300]]], [[[400, 300]]]]]]);
  assert.strictEqual(made.hits(0, 50, 4, 5), true);
  assert.strictEqual(made.hits(0, 50, 6, 5), false);
  assert.strictEqual(made.hits(0, 50, 25, 5), false); /* A line does not close. */
  assert.strictEqual(made.hits(1, 403, 304, 5), true);
  assert.strictEqual(made.hits(1, 404, 304, 5), false);
});

test("an area that is drawn as a line is hit on its line alone, closed", () => {
  const made = shapes([[3, [[square(0, 0, 100)]]]]);
  assert.strictEqual(made.hits(0, 50, 50, 5), true);
  assert.strictEqual(made.hits(0, 50, 50, 5, true), false);
  assert.strictEqual(made.hits(0, 50, 3, 5, true), true);
  assert.strictEqual(made.hits(0, -3, 50, 5, true), true); /* The closing side. */
});

test("the index finds what looking at every box finds", () => {
  let seed = 7;
  const dice = (n) => { seed = (seed * 16807) % 2147483647; return seed % n; };
  for (const count of [0, 1, 15, 16, 17, 300, 5000]) {
    const rows = Array.from({ length: count }, (_, n) => {
      if (n % 50 === 3) return [0, []];
      if (n === 4) return [3, [[square(0, 0, 100000)]]]; /* Over everything. */
      if (n === 5) return [1, [[[[2 ** 27, 2 ** 27]]]]]; /* Far away. */
      return [3, [[square(dice(100000), dice(100000), 1 + dice(500))]]];
    });
    const made = shapes(rows, rows.map((_, row) => row).sort((a, b) => ((a * 7919) % 101) - ((b * 7919) % 101)));
    const tree = new Tree(made);
    for (let n = 0; n < 30; n += 1) {
      const [w, t] = [dice(100000), dice(100000)];
      const [e, s] = [w + dice(9000), t + dice(9000)];
      const plain = rows.map((_, row) => row).filter((row) => {
        const box = made.box(row);
        return box && box[0] <= e && box[2] >= w && box[1] <= s && box[3] >= t;
      });
      assert.deepStrictEqual([...tree.rows(w, t, e, s)], plain);
    }
  }
});

/* ---- pixels ------------------------------------------------------------- */

/* What a tile of 16 by 16 pixels has, a character a pixel. */
function drawn(made, draw) {
  const pixels = new Pixels(16);
  pixels.start(made, 0, 0, 0.1);
  draw(pixels);
  return Array.from({ length: 16 }, (_, line) =>
    [...pixels.data.subarray(16 * line, 16 * line + 16)].map((one) => ".ab"[one]).join(""));
}

test("small shapes fill the pixels whose middle they have, holes left out", () => {
  const made = shapes([[3, [[square(10, 10, 80), square(30, 30, 30)]]], [3, [[square(90, 10, 80)]]]]);
  const lines = drawn(made, (pixels) => { pixels.fill(0, 1); pixels.fill(1, 2); });
  assert.strictEqual(lines[0], "................");
  assert.strictEqual(lines[2], ".aaaaaaaabbbbbbb"); /* Neighbours leave no seam. */
  assert.strictEqual(lines[4], ".aa...aaabbbbbbb");
  assert.strictEqual(lines[9], "................");
});

test("a shape of less than a pixel is still seen, at the edge of a tile too", () => {
  const made = shapes([[3, [[square(52, 52, 1)]]], [3, [[square(158, 3, 1)]]], [3, [[square(-9, -9, 5)]]]]);
  const lines = drawn(made, (pixels) => [0, 1, 2].forEach((row) => pixels.fill(row, 1)));
  assert.strictEqual(lines.join("").replaceAll(".", "").length >= 4, true);
  assert.strictEqual(lines[5], ".....aa.........");
});

test("an outline stays in the tile", () => {
  const made = shapes([[3, [[square(-50, 50, 300)]]]]);
  const lines = drawn(made, (pixels) => { pixels.fill(0, 1); pixels.outline(0, 2); });
  assert.strictEqual(lines[4], "................");
  assert.strictEqual(lines[5], "bbbbbbbbbbbbbbbb");
  assert.strictEqual(lines[9], "aaaaaaaaaaaaaaaa");
});

test("a colour is four bytes in the order of image data", () => {
  const bytes = new Uint8Array(Uint32Array.of(pixelOf("#0a14ff", 1)).buffer);
  assert.deepStrictEqual([...bytes], [10, 20, 255, 255]);
});
