// SPDX-License-Identifier: MIT
// Makes DBML texts that are nearly right: what a person has while typing, and one slip each.
//
//   node mutate.mjs [--count N] [--seed S] FILE... > mutants.jsonl
//
// A FILE is JSONL of {id, input} or one DBML text. Prints {id, from, kind, input}, the same for the
// same seed.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const args = process.argv.slice(2);
let count = 20000;
let seed = 1;
const files = [];
for (let i = 0; i < args.length; i++) {
  if (args[i] === '--count') count = Number(args[++i]);
  else if (args[i] === '--seed') seed = Number(args[++i]);
  else files.push(args[i]);
}

const texts = [];
for (const file of files) {
  const content = readFileSync(file, 'utf8');
  if (!file.endsWith('.jsonl')) {
    texts.push({ id: basename(file), input: content });
    continue;
  }
  for (const line of content.split('\n')) {
    if (line.trim()) texts.push(JSON.parse(line));
  }
}

let state = seed >>> 0;
function random() { // mulberry32
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];

const tokenPattern =
  /\/\/[^\n]*|\/\*[^]*?\*\/|'''[^]*?'''|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`[^`]*`|#[0-9a-zA-Z]+|[0-9]+\.[0-9]+|[\p{L}\p{M}\p{N}_]+|<>|->|<-|[ \t\r]+|\n|[^]/gu;
const wordPattern = /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u;
const isSpace = (token) => /^\s+$/.test(token);

const operators = ['<', '>', '-', '<>', '?>', '>?', '?<', '<?', '?-', '-?', '?<>', '<>?', '->', '<-', '?>?', '?-?'];
const settings = ['pk', 'primary key', 'null', 'not null', 'unique', 'increment', 'note: \'n\'', 'default: 1', 'default: -1.5',
  'default: \'x\'', 'default: `now()`', 'default: true', 'default: null', 'default: status.active', 'check: `a > 0`',
  'ref: > users.id', 'ref: - posts.id', 'ref: <> a.b.c', 'ref: > id', 'dep: <- users.id', 'owner: \'me\'', 'tag: #abc',
  'pii', 'color: #abc', 'headercolor: #123456', 'delete: cascade', 'update: set null', 'inactive', 'name: \'x\'',
  'type: btree', 'type: gin', 'note: text', 'default: (1)', 'headercolor: red', 'color: none', 'note', 'default', 'ref: users.id',
  'ref: > users', 'example', 'delete: nothing', 'type: \'btree\'', 'check: a', 'unique: true', 'pk: 1', '\'x\': 1', '"a b": \'c\'', 'not', 'primary', 'set null'];
const pool = ['Table', 'Ref', 'Enum', 'TableGroup', 'TablePartial', 'Project', 'Note', 'Records', 'records', 'DiagramView', 'Dep',
  'Metadata', 'indexes', 'checks', 'use', 'reuse', 'from', 'as', 'users', 'id', 'int', 'pk', '{', '}', '[', ']', '(', ')', ':', ',',
  '.', '~', '*', '<', '>', '-', '<>', '->', '?', '+', '/', '=', '==', '!=', '%', ';', '$', '@', '&', '|', '!', '\\', '^', '1', '1.5', '1.2.3', '-1',
  '\'s\'', '"q"', '`e`', '\'\'\'m\n  n\'\'\'', '#abc', '#12', '#zzz', 'true', 'null', '\'', '"', '`', '\'\'\'', '/*', '//', 'é', '表', '😀', '\u00a0', '2fa', 'a-b',
  '\n', ' ', '\t', '\r\n', '\f', '\u0000', '\ufeff', '{}', '[]', '()', '[pk]', '(1)', 'note: \'n\'', 'Note: \'n\'', 'Note { \'n\' }', '~p', 'a.b', 'public', 'public.users'];
const elements = ['Table t9 { id int }', 'Table t9 [note: \'n\'] { id int [pk] }', 'Ref: users.id > posts.id', 'Ref r9 { users.id < posts.user_id }',
  'Enum e9 { a b }', 'Enum e9 {\n a\n b [note: \'n\']\n}', 'TableGroup g9 { users }', 'TablePartial p9 { id int }', 'Note n9 { \'text\' }', 'Note: \'text\'',
  'Project x { database_type: \'PostgreSQL\' }', 'Records users(id) { 1 }', 'records (id) { 1 }', 'records { 1, 2 }', 'DiagramView v9 { Tables { users } }', 'Dep: users -> posts',
  'Dep { users.id -> posts.id }', 'Metadata Table users { owner: \'me\' }', 'indexes { id }', 'indexes { (id, name) [unique] }', 'checks { `id > 0` }',
  'use * from \'./a\'', '~p9', 'Foo { a }', 'Foo: 1', 'Table { }', 'Table t9', 'Table t9: id', 'Table t9 { }', 'Enum e9 { }', 'indexes { }', 'checks { }', 'Ref { }', 'TableGroup { a }'];

function tokensOf(text) { return text.match(tokenPattern) ?? []; }

function indexOf(tokens, wanted) {
  const found = [];
  tokens.forEach((token, i) => { if (wanted(token)) found.push(i); });
  return found.length ? pick(found) : -1;
}

const solid = (token) => !isSpace(token);

const kinds = {
  'delete token': (t) => { const i = indexOf(t, solid); if (i < 0) return null; t.splice(i, 1); return t; },
  'duplicate token': (t) => { const i = indexOf(t, solid); if (i < 0) return null; t.splice(i, 0, t[i], pick(['', ' ', ' '])); return t; },
  'swap tokens': (t) => {
    const places = []; t.forEach((x, i) => { if (solid(x)) places.push(i); });
    if (places.length < 2) return null;
    const k = below(places.length - 1); const [a, b] = [places[k], places[k + 1]];
    [t[a], t[b]] = [t[b], t[a]]; return t;
  },
  'replace token': (t) => { const i = indexOf(t, solid); if (i < 0) return null; t[i] = pick(pool); return t; },
  'insert token': (t) => { const i = below(t.length + 1); t.splice(i, 0, pick(['', ' ']), pick(pool), pick(['', ' '])); return t; },
  'cut': (t) => { const i = below(t.length + 1); return t.slice(0, i); },
  'cut front': (t) => { const i = below(t.length + 1); return t.slice(i); },
  'cut middle': (t) => { const i = below(t.length); const n = 1 + below(Math.min(30, t.length)); t.splice(i, n); return t; },
  'delete line': (t, s) => { const l = s.split('\n'); if (l.length < 2) return null; l.splice(below(l.length), 1); return [l.join('\n')]; },
  'duplicate line': (t, s) => { const l = s.split('\n'); if (l.length < 2) return null; const i = below(l.length); l.splice(i, 0, l[i]); return [l.join('\n')]; },
  'swap lines': (t, s) => { const l = s.split('\n'); if (l.length < 2) return null; const i = below(l.length - 1); [l[i], l[i + 1]] = [l[i + 1], l[i]]; return [l.join('\n')]; },
  'delete bracket': (t) => { const i = indexOf(t, (x) => '{}[]()'.includes(x)); if (i < 0) return null; t.splice(i, 1); return t; },
  'change bracket': (t) => { const i = indexOf(t, (x) => '{}[]()'.includes(x)); if (i < 0) return null; t[i] = pick([...'{}[]()']); return t; },
  'change name': (t) => { const i = indexOf(t, (x) => wordPattern.test(x)); if (i < 0) return null; t[i] = pick([t[i] + 'x', t[i].toUpperCase(), t[i].slice(1) || 'q', `"${t[i]}"`, `'${t[i]}'`, 'public.' + t[i], 'a.b.' + t[i]]); return t; },
  'other name': (t) => {
    const i = indexOf(t, (x) => wordPattern.test(x)); if (i < 0) return null;
    t[i] = t[indexOf(t, (x) => wordPattern.test(x) || /^"/.test(x))]; return t;
  },
  'add setting': (t) => {
    const i = indexOf(t, (x) => x === '[' || x === ']'); if (i < 0) return null;
    if (t[i] === '[') t.splice(i + 1, 0, pick(settings) + pick([', ', ', ', ', ', ' ', '']));
    else t.splice(i, 0, pick([', ', ', ', ', ', ' ', '']) + pick(settings));
    return t;
  },
  'add settings': (t) => {
    const i = indexOf(t, (x) => x === '\n' || x === '{' || x === '}'); if (i < 0) return null;
    t.splice(i, 0, pick([' [', ' [', '[']) + pick(settings) + pick(['', '', ', ' + pick(settings), ',']) + pick([']', ']', ']', '] ', ''])); return t;
  },
  'replace setting': (t) => {
    const i = indexOf(t, (x) => x === '['); if (i < 0) return null;
    let j = i; while (j < t.length && t[j] !== ']') j++;
    t.splice(i + 1, j - i - 1, pick(settings) + pick(['', '', ', ' + pick(settings)])); return t;
  },
  'add line': (t) => { const i = indexOf(t, (x) => x === '\n' || x === '{' || x === '}'); if (i < 0) return null;
    t.splice(t[i] === '}' ? i : i + 1, 0, pick(['\n', ' ', '\n  ']) + pick(['x int', 'x', 'x int pk', 'x int [pk]', '~p', 'x int unique', 'x int not null', '(a, b)', '`e`', 'a.b', 'x: \'y\'', 'x: y', '\'text\'', '"q q" "d d"', 'a b c d', '1', '1, 2', '*', 'a.b.c', 'x varchar(1,2)[]', 'x e.f(1)', 'a > b', 'x int[', '-1', 'x - y', 'x -y']) + '\n'); return t; },
  'add element': (t) => { const i = indexOf(t, (x) => x === '\n' || x === '{' || x === '}'); if (i < 0) return null;
    t.splice(t[i] === '{' ? i + 1 : i, 0, pick(['\n', ' ', '']) + pick(elements) + pick(['\n', '\n', ' ', ''])); return t; },
  'append element': (t) => { t.push(pick(['\n', ' ', '']) + pick(elements)); return t; },
  'prepend element': (t) => { t.unshift(pick(elements) + pick(['\n', ' ', ''])); return t; },
  'change operator': (t) => { const i = indexOf(t, (x) => /^[<>~.*:,-]+$|^\?$/.test(x)); if (i < 0) return null; t[i] = pick(pick([operators, ['.', ',', ':', '~', '*', '+', '/', '?']])); return t; },
  'multi-line string': (t) => { const i = indexOf(t, (x) => /^'/.test(x)); if (i < 0) return null; t[i] = pick(['\'\'\'a\n    b\'\'\'', '\'\'\'\'\'\'', '\'a\nb\'', '\'a\\\nb\'', '\'a', '\'\'\'a', '"a"', '`a`', '\'a\\\'b\'', '\'\\u00e9\\x\'', '""', '\'\'', '\'a\'\'b\'']); return t; },
  'comment': (t) => { const i = below(t.length + 1); t.splice(i, 0, pick(['// c\n', '/* c */', '/* c\n c */', '// c', '/*', '*/', '/* /* */ */', '#c'])); return t; },
  'line break': (t) => { const i = indexOf(t, (x) => /^[ \t]+$/.test(x)); if (i < 0) return null; t[i] = '\n'; return t; },
  'insert line break': (t) => { t.splice(below(t.length + 1), 0, '\n'); return t; },
  'join lines': (t) => { const i = indexOf(t, (x) => x === '\n'); if (i < 0) return null; t[i] = pick([' ', '', ', ']); return t; },
  'delete space': (t) => { const i = indexOf(t, isSpace); if (i < 0) return null; t.splice(i, 1); return t; },
  'carriage returns': (t, s) => [s.replaceAll('\n', pick(['\r\n', '\r', '\n\r']))],
  'tabs': (t, s) => [s.replaceAll('  ', '\t')],
  'one line': (t, s) => [s.replaceAll(/\s*\n\s*/g, pick([' ', ' ', ', ']))],
  'upper case': (t, s) => [pick([s.toUpperCase(), s.toLowerCase()])],
  'move lines': (t, s) => {
    const l = s.split('\n'); if (l.length < 4) return null;
    const i = below(l.length); const n = 1 + below(4); const part = l.splice(i, n);
    l.splice(below(l.length + 1), 0, ...part); return [l.join('\n')];
  },
  'copy lines': (t, s) => {
    const l = s.split('\n'); if (l.length < 3) return null;
    const i = below(l.length); const part = l.slice(i, i + 1 + below(5));
    l.splice(below(l.length + 1), 0, ...part); return [l.join('\n')];
  },
};

const names = Object.keys(kinds);
const seen = new Set();
let made = 0;
for (let tries = 0; made < count && tries < count * 4; tries++) {
  const text = texts[tries < texts.length ? tries : below(texts.length)];
  let input = text.input;
  const chosen = [];
  const steps = random() < 0.8 ? 1 : 2;
  for (let i = 0; i < steps && input !== null; i++) {
    const kind = pick(names);
    const result = kinds[kind](tokensOf(input), input);
    if (result === null) { input = null; break; }
    chosen.push(kind);
    input = result.join('');
  }
  if (input === null || seen.has(input) || !input.isWellFormed()) continue;
  seen.add(input);
  made++;
  process.stdout.write(JSON.stringify({ id: `m${seed}_${made}`, from: text.id, kind: chosen.join(' + '), input }) + '\n');
}
