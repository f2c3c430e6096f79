// SPDX-License-Identifier: MIT
// The calls of Tablewright's API that are made most, doing the same work on the same PostgreSQL:
// bytes kept as they came, immutable versions with a SHA-256, ETag and If-Match, an owner on
// everything. Written for speed as Fastify and node-postgres allow it: named prepared statements,
// one round trip a call, documents as text (node-postgres reads bytea as twice as many hexadecimal
// digits), and optionally a cache of versions. Documents are parsed, and not checked any further.
//
//   PORT, POOL, PROXY_SECRET, VERSION_CACHE and PG_URL in the environment
import { createHash, timingSafeEqual } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';

const secret = Buffer.from(process.env.PROXY_SECRET ?? '');
const pool = new pg.Pool({
    connectionString: process.env.PG_URL,
    max: Number(process.env.POOL ?? 16),
});

await pool.query(`
    CREATE SCHEMA IF NOT EXISTS peer;
    CREATE TABLE IF NOT EXISTS peer.schemas (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), owner text NOT NULL, name text NOT NULL,
        description text NOT NULL, head_version integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now());
    CREATE INDEX IF NOT EXISTS schemas_owner ON peer.schemas (owner, updated_at DESC, id);
    CREATE TABLE IF NOT EXISTS peer.versions (
        schema_id uuid NOT NULL REFERENCES peer.schemas ON DELETE CASCADE, number integer NOT NULL,
        document text NOT NULL, hash bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (schema_id, number));
    CREATE TABLE IF NOT EXISTS peer.databases (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), schema_id uuid NOT NULL, name text NOT NULL,
        state text NOT NULL, version integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now());
    CREATE INDEX IF NOT EXISTS databases_schema ON peer.databases (schema_id);`);

const time = (column) =>
    `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const head = `s.id::text, s.name, s.description, s.owner, v.number AS version,
    ${time('s.created_at')} AS "createdAt", ${time('s.updated_at')} AS "updatedAt",
    encode(v.hash, 'hex') AS hash,
    coalesce((SELECT json_agg(json_build_object('id', d.id, 'name', d.name, 'status', d.state,
        'version', d.version, 'createdAt', ${time('d.created_at')}) ORDER BY d.created_at DESC)
        FROM peer.databases d WHERE d.schema_id = s.id AND d.state <> 'dropped'), '[]')::text
        AS databases`;

const statements = {
    create: `WITH s AS (INSERT INTO peer.schemas AS s (owner, name, description, head_version)
            VALUES ($1, $2, $3, 1) RETURNING s.*),
        v AS (INSERT INTO peer.versions (schema_id, number, document, hash)
            SELECT id, 1, $4, $5 FROM s RETURNING number, hash)
        SELECT ${head} FROM s, v`,
    read: `SELECT ${head}, v.document FROM peer.schemas s
        JOIN peer.versions v ON v.schema_id = s.id AND v.number = s.head_version
        WHERE s.id = $1 AND s.owner = $2`,
    bytes: `SELECT encode(v.hash, 'hex') AS hash, v.document FROM peer.schemas s
        JOIN peer.versions v ON v.schema_id = s.id AND v.number = s.head_version
        WHERE s.id = $1 AND s.owner = $2`,
    version: `SELECT encode(v.hash, 'hex') AS hash, v.document FROM peer.schemas s
        JOIN peer.versions v ON v.schema_id = s.id AND v.number = $3
        WHERE s.id = $1 AND s.owner = $2`,
    owns: `SELECT 1 AS one FROM peer.schemas WHERE id = $1 AND owner = $2`,
    // The row is locked by the UPDATE; a lost race sees the new hash and changes nothing.
    update: `WITH old AS (SELECT s.id, v.hash FROM peer.schemas s
            JOIN peer.versions v ON v.schema_id = s.id AND v.number = s.head_version
            WHERE s.id = $1 AND s.owner = $2 FOR UPDATE OF s),
        s AS (UPDATE peer.schemas s SET name = $3, description = $4,
            head_version = head_version + 1, updated_at = now() FROM old
            WHERE s.id = old.id AND old.hash = $7 RETURNING s.*),
        v AS (INSERT INTO peer.versions (schema_id, number, document, hash)
            SELECT id, head_version, $5, $6 FROM s RETURNING number, hash)
        SELECT ${head} FROM s, v`,
    list: `SELECT ${head} FROM peer.schemas s
        JOIN peer.versions v ON v.schema_id = s.id AND v.number = s.head_version
        WHERE s.owner = $1 ORDER BY s.updated_at DESC, s.id LIMIT $2`,
    remove: `DELETE FROM peer.schemas WHERE id = $1 AND owner = $2 RETURNING 1 AS one`,
};

const run = (name, values) =>
    pool.query({ name, text: statements[name], values }).then((r) => r.rows);

/** By characters; the least recently used go first. */
class VersionCache {
    #room = Number(process.env.VERSION_CACHE ?? 0);
    #entries = new Map();
    get(key) {
        const entry = this.#entries.get(key);
        if (entry !== undefined) {
            this.#entries.delete(key);
            this.#entries.set(key, entry);
        }
        return entry;
    }
    put(key, entry) {
        if (entry.document.length > this.#room)
            return;
        this.#entries.set(key, entry);
        this.#room -= entry.document.length;
        for (const [oldKey, old] of this.#entries) {
            if (this.#room >= 0)
                break;
            this.#entries.delete(oldKey);
            this.#room += old.document.length;
        }
    }
}
const cache = new VersionCache();

const app = Fastify({ logger: false, bodyLimit: 16 * 1024 * 1024 });
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
        const text = body.toString();
        done(null, { bytes: body, text, json: JSON.parse(text) });
    } catch (error) {
        error.statusCode = 422;
        done(error);
    }
});
app.decorateRequest('user', 'local');
app.addHook('onRequest', (request, reply, done) => {
    if (secret.length > 0) {
        const given = Buffer.from(request.headers['x-proxy-secret'] ?? '');
        const user = request.headers['x-user-id'];
        if (given.length !== secret.length || !timingSafeEqual(given, secret) || !user)
            return problem(reply, 401);
        request.user = user;
    }
    done();
});

const problem = (reply, status) =>
    reply.code(status).type('application/problem+json').send({ type: 'about:blank', status });
const hashOf = (bytes) => createHash('sha256').update(bytes).digest();
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const metadata = (row) =>
    `{"id":"${row.id}","name":${JSON.stringify(row.name)},"description":` +
    `${JSON.stringify(row.description)},"owner":${JSON.stringify(row.owner)},"version":` +
    `${row.version},"createdAt":"${row.createdAt}","updatedAt":"${row.updatedAt}","hash":"` +
    `${row.hash}","databases":${row.databases}`;
const envelope = (reply, row, document) =>
    reply.header('ETag', `"${row.hash}"`).type('application/json')
        .send(`${metadata(row)},"document":${document}}`);

app.post('/api/v1/schemas', async (request, reply) => {
    const { bytes, text, json } = request.body;
    const [row] = await run('create', [request.user, String(json.name ?? ''),
        String(json.description ?? ''), bytes, hashOf(bytes)]);
    reply.code(201).header('Location', `/api/v1/schemas/${row.id}`)
        .header('Cache-Control', 'no-store');
    return envelope(reply, row, text);
});

app.get('/api/v1/schemas', async (request, reply) => {
    const rows = await run('list', [request.user, Math.min(Number(request.query.limit ?? 50), 200)]);
    return reply.type('application/json').header('Cache-Control', 'private, no-cache')
        .send(`{"items":[${rows.map((row) => `${metadata(row)}}`).join(',')}]}`);
});

app.get('/api/v1/schemas/:id', async (request, reply) => {
    const [row] = uuid.test(request.params.id)
        ? await run('read', [request.params.id, request.user]) : [];
    if (!row)
        return problem(reply, 404);
    reply.header('Cache-Control', 'private, no-cache');
    return envelope(reply, row, row.document);
});

app.get('/api/v1/schemas/:id/document', async (request, reply) => {
    const [row] = uuid.test(request.params.id)
        ? await run('bytes', [request.params.id, request.user]) : [];
    if (!row)
        return problem(reply, 404);
    return reply.header('ETag', `"${row.hash}"`).header('Cache-Control', 'private, no-cache')
        .type('application/json').send(row.document);
});

app.get('/api/v1/schemas/:id/versions/:n/document', async (request, reply) => {
    const { id, n } = request.params;
    if (!uuid.test(id) || !/^[1-9][0-9]{0,8}$/.test(n))
        return problem(reply, 404);
    const key = `${id}/${n}`;
    let version = cache.get(key);
    if (version !== undefined) {
        if ((await run('owns', [id, request.user])).length === 0)
            return problem(reply, 404);
    } else {
        [version] = await run('version', [id, request.user, Number(n)]);
        if (!version)
            return problem(reply, 404);
        cache.put(key, version);
    }
    return reply.header('ETag', `"${version.hash}"`)
        .header('Cache-Control', 'private, max-age=31536000, immutable')
        .type('application/json').send(version.document);
});

app.put('/api/v1/schemas/:id', async (request, reply) => {
    const expected = /^"([0-9a-f]{64})"$/.exec(request.headers['if-match'] ?? '');
    if (!expected)
        return problem(reply, 428);
    if (!uuid.test(request.params.id))
        return problem(reply, 404);
    const { bytes, text, json } = request.body;
    const [row] = await run('update', [request.params.id, request.user, String(json.name ?? ''),
        String(json.description ?? ''), bytes, hashOf(bytes), Buffer.from(expected[1], 'hex')]);
    if (!row)
        return problem(reply, 412);
    return envelope(reply, row, text);
});

app.delete('/api/v1/schemas/:id', async (request, reply) => {
    const rows = uuid.test(request.params.id)
        ? await run('remove', [request.params.id, request.user]) : [];
    return rows.length === 0 ? problem(reply, 404) : reply.code(204).send();
});

app.post('/api/v1/validate', (request, reply) =>
    reply.type('application/json').send('{"valid":true,"diagnostics":[]}'));

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 0) });
console.log(`peer listening on http://127.0.0.1:${app.server.address().port}`);
process.on('SIGTERM', () => app.close().then(() => pool.end()).then(() => process.exit(0)));
