-- SPDX-License-Identifier: MIT
-- Things that nobody may touch, and functions that tell what else is in the database.
CREATE TABLE public.canary (id int PRIMARY KEY, secret text);
INSERT INTO public.canary VALUES (1, 'alive');
CREATE SEQUENCE public.canary_seq;
CREATE SCHEMA canary_ns;
-- It says that it is immutable, and moves a sequence.
CREATE FUNCTION public.canary_immutable() RETURNS bigint IMMUTABLE LANGUAGE sql
    AS $$ SELECT nextval('public.canary_seq') $$;
CREATE FUNCTION canary_ns.canary_immutable() RETURNS bigint IMMUTABLE LANGUAGE sql
    AS $$ SELECT nextval('public.canary_seq') $$;
CREATE TABLE canary_ns.before (last oid);

-- What must stay the same. The victim is the process of another connection.
CREATE FUNCTION canary_ns.state(victim int) RETURNS text LANGUAGE sql SET search_path = pg_catalog AS $$
SELECT concat_ws(E'\n',
  'transaction mark: ' || current_setting('injection.mark', true),
  'canary rows: ' || coalesce((SELECT string_agg(id || '=' || secret, ',' ORDER BY id) FROM public.canary), 'none'),
  'canary table: ' || (SELECT concat_ws(' ', relname, relnamespace, relowner, relacl::text, relkind, relhasrules,
       relhastriggers, relrowsecurity, relnatts, relchecks, relfilenode, reltuples)
       FROM pg_class WHERE oid = 'public.canary'::regclass),
  'canary sequence: ' || (SELECT last_value || ' ' || is_called FROM public.canary_seq),
  'canary locks: ' || (SELECT count(*) FROM pg_locks WHERE relation = 'public.canary'::regclass
       AND mode NOT IN ('AccessShareLock')),
  'session: ' || current_user || ' ' || session_user,
  'settings: ' || (SELECT md5(string_agg(name || '=' || coalesce(setting, ''), ',' ORDER BY name)) FROM pg_settings),
  'search path and the like: ' || concat_ws(' ', current_setting('session_replication_role'),
       current_setting('standard_conforming_strings'), current_setting('client_encoding'), current_setting('role')),
  'roles: ' || (SELECT md5(string_agg(r::text, ',' ORDER BY oid)) FROM pg_roles r),
  'memberships: ' || (SELECT md5(string_agg(m::text, ',' ORDER BY m::text)) FROM pg_auth_members m),
  'settings of roles and databases: ' || (SELECT count(*) FROM pg_db_role_setting),
  'default rights: ' || (SELECT count(*) FROM pg_default_acl),
  'rights of namespaces: ' || (SELECT string_agg(nspname || coalesce(nspacl::text, ''), ',' ORDER BY oid)
       FROM pg_namespace WHERE nspname IN ('public', 'pg_catalog', 'information_schema', 'canary_ns')),
  'databases: ' || (SELECT count(*) FROM pg_database WHERE datname NOT LIKE 'tw\_%'),
  'extensions: ' || (SELECT string_agg(extname, ',' ORDER BY oid) FROM pg_extension),
  'large objects: ' || (SELECT count(*) FROM pg_largeobject_metadata),
  'advisory locks: ' || (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
  'prepared statements: ' || (SELECT count(*) FROM pg_prepared_statements),
  'cursors: ' || (SELECT count(*) FROM pg_cursors WHERE statement NOT LIKE '%canary_ns%'),
  'listens: ' || (SELECT count(*) FROM pg_listening_channels()),
  'prepared transactions: ' || (SELECT count(*) FROM pg_prepared_xacts),
  'event triggers: ' || (SELECT count(*) FROM pg_event_trigger),
  'security labels: ' || (SELECT count(*) FROM pg_seclabel),
  'victim: ' || (SELECT count(*) FROM pg_stat_activity WHERE pid = victim))
$$;

-- One row for each thing that was made, in a kind and six fields.
CREATE FUNCTION canary_ns.made() RETURNS TABLE (kind text, a text, b text, c text, d text, e text, f text)
    LANGUAGE sql SET search_path = pg_catalog AS $$
WITH lately AS MATERIALIZED (SELECT last FROM canary_ns.before),
relation AS MATERIALIZED (
  SELECT c.oid, c.relname, n.nspname, c.relkind, c.relpersistence, c.reltype FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid > (SELECT last FROM lately) AND n.nspname !~ '^pg_toast')
SELECT 'namespace', nspname::text, ''::text, ''::text, ''::text, ''::text, ''::text FROM pg_namespace
  WHERE oid > (SELECT last FROM lately) AND nspname !~ '^pg_(toast_)?temp_'
UNION ALL SELECT 'relation', nspname, relname, 'kind=' || relkind::text || relpersistence::text, '', '', '' FROM relation
UNION ALL SELECT 'column', r.nspname, r.relname, 'number=' || a.attnum, a.attname, t.typname,
    concat('typmod=', a.atttypmod, ' array=', a.attndims, ' not-null=', a.attnotnull, ' identity=', a.attidentity,
           ' generated=', a.attgenerated, ' default=', a.atthasdef)
  FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid JOIN pg_type t ON t.oid = a.atttypid
  WHERE r.relkind IN ('r', 'c', 'v') AND a.attnum > 0
UNION ALL SELECT 'constraint', r.nspname, r.relname, k.conname, coalesce(o.relname, ''),
    concat('type=', k.contype, ' ', k.confdeltype, k.confupdtype, ' ', k.condeferrable, k.condeferred),
    concat('columns=', k.conkey, ' ', k.confkey)
  FROM pg_constraint k LEFT JOIN relation r ON r.oid = k.conrelid LEFT JOIN pg_class o ON o.oid = k.confrelid
  WHERE k.oid > (SELECT last FROM lately)
UNION ALL SELECT 'index', r.nspname, r.relname, t.relname, m.amname,
    concat('unique=', i.indisunique, ' primary=', i.indisprimary), concat('columns=', i.indkey, ' ', i.indoption)
  FROM pg_index i JOIN relation r ON r.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
  JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
UNION ALL SELECT 'type', n.nspname, t.typname, 'kind=' || t.typtype::text, '', '', ''
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE t.oid > (SELECT last FROM lately) AND t.typcategory <> 'A' AND n.nspname !~ '^pg_toast'
    AND NOT (t.typtype = 'c' AND EXISTS (SELECT FROM relation r WHERE r.reltype = t.oid AND r.relkind = 'r'))
UNION ALL SELECT 'label', n.nspname, t.typname, 'number=' || row_number() OVER (PARTITION BY t.oid ORDER BY e.enumsortorder), e.enumlabel, '', ''
  FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid JOIN pg_namespace n ON n.oid = t.typnamespace
UNION ALL SELECT 'comment', d.classoid::regclass::text, coalesce(c.relname, t.typname, 'object ' || d.objoid), 'part=' || d.objsubid, d.description, '', ''
  FROM pg_description d LEFT JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
  LEFT JOIN pg_type t ON t.oid = d.objoid AND d.classoid = 'pg_type'::regclass WHERE d.objoid > (SELECT last FROM lately)
UNION ALL SELECT 'function', proname, '', '', '', '', '' FROM pg_proc WHERE oid > (SELECT last FROM lately)
UNION ALL SELECT 'trigger', tgname, '', '', '', '', '' FROM pg_trigger WHERE oid > (SELECT last FROM lately) AND NOT tgisinternal
UNION ALL SELECT 'rule', rulename, '', '', '', '', '' FROM pg_rewrite WHERE oid > (SELECT last FROM lately)
UNION ALL SELECT 'policy', polname, '', '', '', '', '' FROM pg_policy
UNION ALL SELECT 'operator', oprname, '', '', '', '', '' FROM pg_operator WHERE oid > (SELECT last FROM lately)
UNION ALL SELECT 'cast', castsource::regtype::text, '', '', '', '', '' FROM pg_cast WHERE oid > (SELECT last FROM lately)
UNION ALL SELECT 'collation', collname, '', '', '', '', '' FROM pg_collation WHERE oid > (SELECT last FROM lately)
UNION ALL SELECT 'publication', pubname, '', '', '', '', '' FROM pg_publication
UNION ALL SELECT 'server', srvname, '', '', '', '', '' FROM pg_foreign_server
UNION ALL SELECT 'language', lanname, '', '', '', '', '' FROM pg_language WHERE oid > (SELECT last FROM lately)
$$;

-- The rows of all tables that were made, after one more of defaults where the table takes it.
CREATE FUNCTION canary_ns.rows() RETURNS TABLE (kind text, a text, b text, c text, d text, e text, f text)
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE which record; said text;
BEGIN
  FOR which IN SELECT c.oid, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid > (SELECT last FROM canary_ns.before) AND c.relkind = 'r' ORDER BY c.oid LOOP
    said := 'took defaults';
    BEGIN
      EXECUTE format('INSERT INTO %I.%I DEFAULT VALUES', which.nspname, which.relname);
    EXCEPTION WHEN OTHERS THEN said := 'took no defaults: ' || SQLSTATE;
    END;
    RETURN QUERY SELECT 'rows'::text, which.nspname::text, which.relname::text, said, ''::text, ''::text, ''::text;
    RETURN QUERY EXECUTE format($q$
      SELECT 'value'::text, %1$L::text, %2$L::text, 'row=' || number, pair.key, pair.value,
             (SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a WHERE a.attrelid = %3$s AND a.attname = pair.key)
      FROM (SELECT row_number() OVER (ORDER BY ctid) AS number, to_jsonb(t) AS data FROM %1$I.%2$I AS t) AS numbered,
           jsonb_each_text(data) AS pair
      WHERE (SELECT a.atttypid NOT IN ('timestamptz'::regtype) FROM pg_attribute a WHERE a.attrelid = %3$s AND a.attname = pair.key)
      $q$, which.nspname, which.relname, which.oid);
  END LOOP;
END
$$;

-- What has a higher number was made afterwards.
INSERT INTO canary_ns.before SELECT max(oid::bigint)::oid FROM (
    SELECT oid FROM pg_class UNION ALL SELECT oid FROM pg_type UNION ALL SELECT oid FROM pg_proc
    UNION ALL SELECT oid FROM pg_namespace UNION ALL SELECT oid FROM pg_constraint) AS every;
