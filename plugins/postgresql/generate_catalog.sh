#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes catalog_data.def anew from the catalogs of a PostgreSQL 15, which the usual PG… variables
# name. The server must hold nothing but what initdb made. usage: generate_catalog.sh > catalog_data.def
set -eu
query() { psql -X -A -t -q -v ON_ERROR_STOP=1 -d "${PGDATABASE:-postgres}" -c "$1"; }

cat <<'END'
// SPDX-License-Identifier: MIT
// Written by generate_catalog.sh from the catalogs of PostgreSQL 15; do not edit. Types are oids.
// Whoever includes this defines the macros of the rows that it wants.
END
macros='KEYWORD TYPE CAST RANGE OPERATOR FUNCTION OPCLASS EQUALITY TEXTSEARCH'
for macro in $macros; do
    printf '#ifndef TW_PG_%s\n#define TW_PG_%s(...)\n#define TW_PG_SKIP_%s\n#endif\n' "$macro" "$macro" "$macro"
done

echo
echo '// TW_PG_KEYWORD(word, category), sorted'
query "select format('TW_PG_KEYWORD(\"%s\", ''%s'')', word, catcode)
       from pg_get_keywords() order by word collate \"C\""

echo
echo '// TW_PG_TYPE(oid, name, printed, kind, category, preferred, element, array, readability, printability, collation)'
query "select format('TW_PG_TYPE(%s, \"%s\", \"%s\", ''%s'', ''%s'', %s, %s, %s, ''%s'', ''%s'', %s)',
         t.oid, t.typname, replace(format_type(t.oid, null), '\"', '\\\"'), t.typtype, t.typcategory,
         t.typispreferred, case when t.typsubscript::oid = 'array_subscript_handler'::regproc
                           then t.typelem else 0 end, t.typarray, i.provolatile, o.provolatile,
         t.typcollation::oid)
       from pg_type t join pg_proc i on i.oid = t.typinput join pg_proc o on o.oid = t.typoutput
       where t.typnamespace = 'pg_catalog'::regnamespace and t.typtype in ('b', 'r', 'm', 'p')
         and not exists (select from pg_type e where e.oid = t.typelem and e.typtype = 'c')
       order by t.oid"

echo
echo '// TW_PG_CAST(source, target, context, method, volatility), sorted'
query "select format('TW_PG_CAST(%s, %s, ''%s'', ''%s'', ''%s'')', castsource::oid, casttarget::oid,
         castcontext, castmethod, coalesce(provolatile, 'i'))
       from pg_cast left join pg_proc p on p.oid = castfunc
       where castsource <> casttarget order by castsource, casttarget"

echo
echo '// TW_PG_RANGE(range, multirange, element)'
query "select format('TW_PG_RANGE(%s, %s, %s)', rngtypid::oid, rngmultitypid::oid, rngsubtype::oid)
       from pg_range order by rngtypid"

echo
echo "// Volatility 'q': written in SQL, which the server puts in the place of the call: as volatile as the"
echo '// conversion of the polymorphic argument to text. Strict: a null argument gives null.'
volatility="case when provolatile <> 'i' and lanname = 'sql'
                 and (proargtypes::oid[] && '{2776,2283}'::oid[]) then 'q' else provolatile end"
echo '// TW_PG_OPERATOR(name, left, right, result, volatility, strict), sorted'
query "select format('TW_PG_OPERATOR(\"%s\", %s, %s, %s, ''%s'', %s)', oprname, oprleft::oid,
         oprright::oid, oprresult::oid, $volatility, proisstrict)
       from pg_operator o join pg_proc p on p.oid = oprcode join pg_language l on l.oid = prolang
       where not proretset order by oprname collate \"C\", oprleft, oprright"

echo
echo '// TW_PG_FUNCTION(name, result, kind, set, volatility, strict, defaults, variadic, names, count,'
echo '// arguments…), sorted. The names are those of the arguments, each with a comma behind it.'
query "select format('TW_PG_FUNCTION(\"%s\", %s, ''%s'', %s, ''%s'', %s, %s, %s, \"%s\", %s, {%s})', proname,
         prorettype::oid, prokind, proretset, $volatility, proisstrict, pronargdefaults,
         provariadic::oid,
         case when proargnames is not null then
           (select string_agg(name || ',', '' order by at)
            from unnest(proargnames) with ordinality as named(name, at)
            where coalesce(proargmodes[at], 'i') in ('i', 'b', 'v')) end,
         pronargs, replace(proargtypes::text, ' ', ', '))
       from pg_proc join pg_language l on l.oid = prolang where pronamespace = 'pg_catalog'::regnamespace and prokind <> 'p'
       order by proname collate \"C\", pronargs, proargtypes::text"

echo
echo '// TW_PG_OPCLASS(method, family, input): the default operator classes, sorted'
query "select format('TW_PG_OPCLASS(\"%s\", %s, %s)', amname, opcfamily, opcintype::oid)
       from pg_opclass c join pg_am a on a.oid = opcmethod
       where opcdefault order by amname collate \"C\", opcintype"

echo
echo '// TW_PG_EQUALITY(family, left, right): = in the btree families, sorted'
query "select format('TW_PG_EQUALITY(%s, %s, %s)', amopfamily, amoplefttype::oid, amoprighttype::oid)
       from pg_amop o join pg_am a on a.oid = amopmethod
       where amname = 'btree' and amopstrategy = 3 order by amopfamily, amoplefttype, amoprighttype"

echo
echo '// TW_PG_TEXTSEARCH(type, name): what regconfig and regdictionary name, sorted'
query "select format('TW_PG_TEXTSEARCH(%s, \"%s\")', type::oid, name)
       from (select 'regconfig'::regtype, cfgname from pg_ts_config
             union all select 'regdictionary'::regtype, dictname from pg_ts_dict) as names (type, name)
       order by type::oid, name collate \"C\""

echo
for macro in $macros; do
    printf '#ifdef TW_PG_SKIP_%s\n#undef TW_PG_%s\n#undef TW_PG_SKIP_%s\n#endif\n' "$macro" "$macro" "$macro"
done
