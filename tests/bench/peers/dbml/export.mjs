// SPDX-License-Identifier: MIT
// usage: node export.mjs FILE.dbml ROUNDS
// DBML to PostgreSQL with the reference implementation: one round to warm up, then the CPU time of
// each further round of this process in milliseconds, one a line.
import { readFileSync } from 'node:fs';
import { exporter } from '@dbml/core';

const [file, rounds] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
for (let round = 0; round <= Number(rounds); ++round) {
  const before = process.cpuUsage();
  const script = exporter.export(text, 'postgres');
  const used = process.cpuUsage(before);
  if (!script.includes('CREATE TABLE')) throw new Error('the reference exports no table');
  if (round > 0) console.log(((used.user + used.system) / 1000).toFixed(1));
}
