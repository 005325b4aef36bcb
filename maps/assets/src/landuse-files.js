/* Tables as files: CSV and a minimal workbook, as bytes, without a page. */
(function (root) {
  "use strict";

  /* First characters that make a spreadsheet run a text; see landuse/io/write.py. */
  const STARTS = ["=", "+", "-", "@", "\t", "\r", "\n"];
  const MAX_CELL = 32767; /* Characters that one cell of a workbook holds. */
  const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  const ZIP_DAY = 33; /* 1980-01-01: the same table gives the same bytes. */
  const HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const PACKAGE = "http://schemas.openxmlformats.org/package/2006";

  /* ---- CSV --------------------------------------------------------------- */

  function safe(text) {
    return STARTS.some((start) => text.startsWith(start)) ? `'${text}` : text;
  }

  function quoted(text) {
    return /[",\r\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text;
  }

  /* A cell is a text, a number or null; numbers are no formulas. */
  function csvCell(value) {
    if (value === null || value === undefined) return "";
    return quoted(typeof value === "number" ? String(value) : safe(String(value)));
  }

  /* UTF-8 with a mark at the start, which a Chinese Excel opens without questions. */
  function csvText(heads, rows) {
    const lines = [heads, ...rows].map((row) => row.map(csvCell).join(","));
    return `\ufeff${lines.join("\n")}\n`;
  }

  /* ---- workbook ------------------------------------------------------------ */

  /* `_x0041_` stands for A in a workbook, so a text that looks so is marked. */
  function escaped(text) {
    if (/^[a-z\d \u4e00-\u9fff.-]*$/i.test(text) && text.length <= MAX_CELL) return text;
    return text.replace(NOT_XML, "").slice(0, MAX_CELL).replace(/_(?=x[0-9a-f]{4}_)/gi, "_x005F_")
      .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
      .replaceAll("\"", "&quot;").replaceAll("\r", "&#13;");
  }

  function sheetCell(value) {
    if (value === null || value === undefined) return "<c/>";
    if (typeof value === "number") return `<c t="n"><v>${value}</v></c>`;
    return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(String(value))}</t></is></c>`;
  }

  function sheetXml(heads, rows) {
    const lines = [heads, ...rows].map((row) => `<row>${row.map(sheetCell).join("")}</row>`);
    return `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">`
      + "<pane ySplit=\"1\" topLeftCell=\"A2\" state=\"frozen\"/></sheetView></sheetViews>"
      + `<sheetData>${lines.join("")}</sheetData></worksheet>`;
  }

  /* The files of a workbook with one sheet; a text is a text, never a formula. */
  function workbookFiles(sheet, heads, rows) {
    const rels = (type, target) =>
      `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1"`
      + ` Type="${OFFICE}/${type}" Target="${target}"/></Relationships>`;
    const name = escaped(sheet.replace(/[[\]:*?/\\']/g, "_")).slice(0, 31) || "_";
    const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    return {
      "[Content_Types].xml":
        `${HEAD}<Types xmlns="${PACKAGE}/content-types">`
        + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        + `<Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/>`
        + `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kind}.worksheet+xml"/>`
        + "</Types>",
      "_rels/.rels": rels("officeDocument", "xl/workbook.xml"),
      "xl/workbook.xml":
        `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>`
        + `<sheet name="${name}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      "xl/_rels/workbook.xml.rels": rels("worksheet", "worksheets/sheet1.xml"),
      "xl/worksheets/sheet1.xml": sheetXml(heads, rows),
    };
  }

  /* ---- zip ------------------------------------------------------------------ */

  const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
    let left = byte;
    for (let bit = 0; bit < 8; bit += 1) left = left & 1 ? (left >>> 1) ^ 0xedb88320 : left >>> 1;
    return left >>> 0;
  });

  function checksum(bytes) {
    let sum = 0xffffffff;
    for (let at = 0; at < bytes.length; at += 1) sum = (sum >>> 8) ^ CRC[(sum ^ bytes[at]) & 255];
    return (sum ^ 0xffffffff) >>> 0;
  }

  /* Little-endian fields: [bytes, value] pairs. */
  function fields(...pairs) {
    const bytes = [];
    for (const [size, value] of pairs) {
      for (let at = 0; at < size; at += 1) bytes.push(Math.floor(value / 256 ** at) & 255);
    }
    return Uint8Array.from(bytes);
  }

  /* One file of an archive: as it is, or packed. */
  function entry(path, bytes, packed) {
    const name = new TextEncoder().encode(path);
    const content = packed || bytes;
    const same = [
      [2, 20], [2, 0x800], [2, packed ? 8 : 0], [2, 0], [2, ZIP_DAY], [4, checksum(bytes)],
      [4, content.length], [4, bytes.length], [2, name.length], [2, 0],
    ];
    return { name, content, same };
  }

  function archive(entries) {
    const parts = [];
    const directory = [];
    let offset = 0;
    for (const { name, content, same } of entries) {
      directory.push(fields([4, 0x02014b50], [2, 20], ...same, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name);
      const head = fields([4, 0x04034b50], ...same);
      parts.push(head, name, content);
      offset += head.length + name.length + content.length;
    }
    const size = directory.reduce((sum, part) => sum + part.length, 0);
    const count = entries.length;
    const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]);
    return joined([...parts, ...directory, end]);
  }

  function pack(bytes) {
    const packing = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    return new Response(packing).arrayBuffer().then((buffer) => new Uint8Array(buffer));
  }

  /* Packed where the browser can, else stored as they are. */
  async function zip(files, canPack) {
    const coder = new TextEncoder();
    const entries = [];
    for (const [path, text] of Object.entries(files)) {
      const bytes = coder.encode(text);
      entries.push(entry(path, bytes, canPack ? await pack(bytes) : null));
    }
    return archive(entries);
  }

  function joined(parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /* Bytes of a workbook, when they are ready. */
  function workbook(sheet, heads, rows) {
    const canPack = typeof CompressionStream !== "undefined";
    return zip(workbookFiles(sheet, heads, rows), canPack);
  }

  const files = { csvText, workbook, zip, checksum };
  if (typeof module !== "undefined" && module.exports) module.exports = files;
  else root.landuse = Object.assign(root.landuse || {}, files);
})(typeof window === "undefined" ? {} : window);
