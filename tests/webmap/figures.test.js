/* Run by scripts.py with a list of cases on standard input. */
"use strict";

const fs = require("fs");
const figures = require(process.argv[2]);

const cases = JSON.parse(fs.readFileSync(0, "utf8"));
const answers = cases.map(({ call, with: given }) => figures[call](...given));
Promise.all(answers).then((all) => process.stdout.write(JSON.stringify(all)));
