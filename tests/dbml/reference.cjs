// SPDX-License-Identifier: MIT
// Asks the reference implementation of DBML about each line {id, input} of standard input and
// prints {id, accept, errors: [{line, col, code, message}]}. Needs `npm install @dbml/core@10.2`
// in the folder that it is run from.
const { createRequire } = require('node:module');
const { createInterface } = require('node:readline');
const { join } = require('node:path');

const { Parser } = createRequire(join(process.cwd(), 'package.json'))('@dbml/core');

createInterface({ input: process.stdin }).on('line', (line) => {
  if (!line.trim()) return;
  const { id, input } = JSON.parse(line);
  const answer = { id, accept: true, errors: [] };
  try {
    new Parser().parse(input, 'dbmlv2');
  } catch (error) {
    answer.accept = false;
    if (!error.diags) answer.exception = String(error);
    for (const diagnostic of error.diags ?? []) {
      const start = diagnostic.location?.start;
      answer.errors.push({ line: start?.line, col: start?.column, code: diagnostic.code, message: diagnostic.message });
    }
  }
  console.log(JSON.stringify(answer));
});
