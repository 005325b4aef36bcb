/* Decompressed by the page's script: base64 lines on standard input -> lines. */
"use strict";

const fs = require("node:fs");

const { gunzip } = require(process.argv[2]);

for (const line of fs.readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  let answer;
  try {
    answer = Buffer.from(gunzip(new Uint8Array(Buffer.from(line, "base64")))).toString("base64");
  } catch (error) {
    answer = `!${error.message}`;
  }
  process.stdout.write(`${answer}\n`);
}
