"use strict";
exports.id = 466;
exports.ids = [466];
exports.modules = {

  5547:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);

__webpack_require__.d(__webpack_exports__, {
  openPostgres: () => (  openPostgres)
});

var sql_postgres = __webpack_require__(7641);
var external_node_v8_ = __webpack_require__(8877);
; 

(0,external_node_v8_.setFlagsFromString)('--no-wasm-tier-up');
(0,external_node_v8_.setFlagsFromString)('--no-wasm-dynamic-tiering');

var wasm = __webpack_require__(2627);
; 


let broken;
function guarded(ask) {
    if (broken !== undefined)
        throw broken instanceof Error ? broken : new Error('the parser broke');
    try {
        return ask();
    }
    catch (error) {
        if (!(error instanceof wasm.SqlError) && (error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError')))
            broken = error;
        throw error;
    }
}
async function loadParser() {
    await (0,wasm.loadModule)();
}
function parse(text) {
    return guarded(() => ((0,wasm.parseSync)(text).stmts ?? []).flatMap(({ stmt }) => stmt ?? []));
}
function parseRoutine(statement) {
    return guarded(() => (0,wasm.parsePlPgSQLSync)(statement));
}
function placeOf(error) {
    return error instanceof wasm.SqlError ? error.sqlDetails?.cursorPosition : undefined;
}
function explain(error) {
    return error instanceof wasm.SqlError || error instanceof Error ? error.message : String(error);
}

var judgement = __webpack_require__(9908);
; 
function as(kind, node) {
    return node === undefined ? undefined : node[kind];
}
function kindOf(node) {
    return Object.keys(node)[0];
}
function tree_all(kind, nodes) {
    return (nodes ?? []).flatMap((node) => {
        const found = as(kind, node);
        return found === undefined ? [] : [found];
    });
}
function strings(nodes) {
    return tree_all('String', nodes).map(({ sval = '' }) => sval);
}
function within(root, kinds) {
    const found = [];
    const visit = (value) => {
        if (typeof value !== 'object' || value === null)
            return;
        if (Array.isArray(value)) {
            value.forEach(visit);
            return;
        }
        for (const [key, inner] of Object.entries(value)) {
            if (kinds.includes(key) && typeof inner === 'object')
                found.push({ kind: key, node: inner });
            visit(inner);
        }
    };
    visit(root);
    return found;
}
function nameOf(relation) {
    return { schema: relation?.schemaname ?? '', name: relation?.relname ?? '' };
}
function nameFrom(parts) {
    return { schema: parts.at(-2) ?? '', name: parts.at(-1) ?? '' };
}
const typeName = (type) => nameFrom(strings(type?.names));
const show = ({ schema, name }) => (schema === '' ? name : `${schema}.${name}`);
function tree_option(nodes, name) {
    const found = tree_all('DefElem', nodes).find(({ defname }) => defname === name);
    if (found === undefined)
        return undefined;
    const { arg } = found;
    return as('String', arg)?.sval ?? as('Boolean', arg)?.boolval?.toString() ?? as('Integer', arg)?.ival?.toString() ?? '';
}
function isOn(nodes, name) {
    const value = tree_option(nodes, name);
    return value !== undefined && !['false', 'off', '0'].includes(value);
}
function constant(node) {
    const cast = as('TypeCast', node);
    return cast === undefined ? as('A_Const', node)?.sval?.sval : constant(cast.arg);
}

; 


class Made {
    names = new Set();
    routines = new Map();
    proofs = new Map();
    add(kind, name) {
        this.names.add(`${kind} ${(0,judgement .A)(name.schema, name.name)}`);
    }
    has(kind, name) {
        return this.names.has(`${kind} ${(0,judgement .A)(name.schema, name.name)}`) || (name.schema !== '' && this.names.has(`schema ${(0,judgement .A)('', name.schema)}`));
    }
    arm(table) {
        this.add('trigger', table);
    }
    isArmed(table) {
        return this.names.has(`trigger ${(0,judgement .A)(table.schema, table.name)}`);
    }
    delete(kind, name) {
        return this.names.delete(`${kind} ${(0,judgement .A)(name.schema, name.name)}`);
    }
    addColumn(table, column) {
        this.names.add(`column ${(0,judgement .A)(table.schema, table.name, column)}`);
    }
    hasColumn(table, column) {
        return this.names.has(`column ${(0,judgement .A)(table.schema, table.name, column)}`);
    }
    deleteColumn(table, column) {
        return this.names.delete(`column ${(0,judgement .A)(table.schema, table.name, column)}`);
    }
    addProof(table, constraint, column, valid) {
        this.proofs.set((0,judgement .A)(table.schema, table.name, constraint), { column, valid });
    }
    validate(table, constraint) {
        const proof = this.proofs.get((0,judgement .A)(table.schema, table.name, constraint));
        if (proof !== undefined)
            proof.valid = true;
    }
    isNeverNull(table, column) {
        return [...this.proofs].some(([key, proof]) => proof.valid && proof.column === column && key.startsWith(`${(0,judgement .A)(table.schema, table.name)}.`));
    }
    addRoutine({ schema, name }, body) {
        const key = (0,judgement .A)(schema, name);
        this.routines.set(key, [...(this.routines.get(key) ?? []), ...body]);
    }
    routine({ schema, name }) {
        return this.routines.get((0,judgement .A)(schema, name));
    }
    routinesAlone() {
        const made = new Made();
        for (const [key, body] of this.routines)
            made.routines.set(key, body);
        return made;
    }
    deleteRoutine({ schema, name }) {
        return this.routines.delete((0,judgement .A)(schema, name));
    }
    forgetUnqualified() {
        const unqualified = /^[a-z]+ ""\./;
        for (const name of this.names)
            if (unqualified.test(name))
                this.names.delete(name);
        for (const name of this.routines.keys())
            if (name.startsWith('"".'))
                this.routines.delete(name);
    }
}
class Scene {
    made;
    depth;
    findings = [];
    refused = [];
    alone = [];
    enumValues = new Map();
    line = 0;
    constructor(made = new Made(), 
    depth = 0) {
        this.made = made;
        this.depth = depth;
    }
    tell(risk, text, builtOn) {
        this.findings.push({ line: this.line, risk, text, ...(builtOn === undefined ? {} : { builtOn: builtOn.schema === '' ? (0,judgement .A)(builtOn.name) : (0,judgement .A)(builtOn.schema, builtOn.name) }) });
    }
    refuse(problem) {
        this.refused.push({ line: this.line, problem });
    }
    needsNoTransaction(what) {
        this.alone.push({ line: this.line, problem: `${what} cannot run in a transaction` });
    }
    make(kind, name) {
        if (this.depth === 0)
            this.made.add(kind, name);
    }
    isMade(kind, name) {
        return this.made.has(kind, name);
    }
    isMadeTable(name) {
        return this.made.has('table', name);
    }
    destroy(what, name, of = 'its rows') {
        const shown = typeof name === 'string' ? name : show(name);
        this.tell('loss', `${what} ${shown} destroys ${of}`);
        this.tell('break', `${what} ${shown}: code of before may still use it`);
    }
}

; 

const HARMLESS = new Set('lock_timeout statement_timeout idle_in_transaction_session_timeout transaction_timeout deadlock_timeout client_min_messages client_encoding work_mem maintenance_work_mem temp_buffers timezone datestyle intervalstyle default_tablespace default_table_access_method temp_tablespaces xmloption row_security check_function_bodies application_name max_parallel_workers_per_gather max_parallel_maintenance_workers synchronous_commit log_statement log_min_duration_statement extra_float_digits bytea_output lc_messages lc_monetary lc_numeric lc_time jit enable_seqscan enable_hashjoin enable_nestloop enable_indexscan random_page_cost'.split(' '));
function set(scene, { kind, name = '', args }) {
    if (name === 'search_path' || kind === 'VAR_RESET_ALL') {
        scene.made.forgetUnqualified();
        return;
    }
    if (kind === 'VAR_RESET' || HARMLESS.has(name))
        return;
    if (name === 'standard_conforming_strings' && constant(args?.[0]) === 'on')
        return;
    if (kind === 'VAR_SET_MULTI') {
        scene.refuse(`SET ${name}: the transaction is Lockgate's`);
        return;
    }
    scene.tell('opaque', `SET ${name} may change what the statements after it do`);
}
const REASON = {
    TRANS_STMT_BEGIN: 'BEGIN: the file runs in a transaction of Lockgate already: leave it out',
    TRANS_STMT_START: 'START TRANSACTION: the file runs in a transaction of Lockgate already: leave it out',
    TRANS_STMT_COMMIT: 'COMMIT would keep half of the migration: leave it out',
    TRANS_STMT_ROLLBACK: 'ROLLBACK would undo the migration and go on without a transaction: leave it out',
};
function transaction(scene, { kind = 'TRANS_STMT_BEGIN' }) {
    scene.refuse(REASON[kind] ?? `${kind.replace('TRANS_STMT_', '').replaceAll('_', ' ')}: the file runs in a transaction of Lockgate already: leave it out`);
}
function tellEnumValue(scene, used) {
    for (const value of used) {
        const line = scene.enumValues.get(value);
        if (line === undefined)
            continue;
        scene.alone.push({ line, problem: `ALTER TYPE … ADD VALUE '${value}' cannot be used before it is committed, and line ${String(scene.line)} uses it: it needs a file of its own` });
        scene.enumValues.delete(value);
    }
}
const grantees = (nodes) => tree_all('RoleSpec', nodes).map(({ rolename = 'PUBLIC' }) => rolename).join(', ');

; 
const words = (text) => text.trim().split(/\s+/);
const VOLATILE = new Set(words('random random_normal gen_random_uuid uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 clock_timestamp timeofday nextval gen_random_bytes'));
const builtin_functions_HARMLESS = new Set([
    ...VOLATILE,
    ...words(`
    count sum avg min max bool_and bool_or every array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bit_and bit_or bit_xor
    any_value stddev stddev_pop stddev_samp variance var_pop var_samp corr covar_pop covar_samp mode percentile_cont percentile_disc regr_slope xmlagg
    row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value grouping
    abs ceil ceiling floor round trunc sign sqrt cbrt exp ln log log10 power mod div gcd lcm factorial degrees radians pi width_bucket scale trim_scale
    min_scale sin cos tan asin acos atan atan2 sinh cosh tanh
    lower upper initcap length char_length character_length octet_length bit_length position strpos substr substring left right lpad rpad ltrim rtrim
    btrim trim replace translate overlay reverse repeat split_part string_to_array string_to_table array_to_string concat concat_ws format chr ascii
    md5 sha224 sha256 sha384 sha512 encode decode convert convert_from convert_to to_hex to_bin to_oct quote_ident quote_literal quote_nullable starts_with
    normalize unistr parse_ident regexp_replace regexp_match regexp_matches regexp_split_to_array regexp_split_to_table regexp_like regexp_count
    regexp_instr regexp_substr similar_escape similar_to_escape like notlike ilike get_byte set_byte get_bit set_bit crc32 crc32c casefold
    now current_timestamp transaction_timestamp statement_timestamp current_date current_time localtime localtimestamp date_part extract date_trunc
    date_bin age make_date make_time make_timestamp make_timestamptz make_interval justify_days justify_hours justify_interval isfinite to_char
    to_date to_timestamp to_number timezone overlaps date date_add date_subtract
    coalesce nullif greatest least num_nulls num_nonnulls
    array_append array_cat array_length array_lower array_ndims array_position array_positions array_prepend array_remove array_replace array_upper
    array_fill array_dims cardinality trim_array unnest array_sample array_shuffle array_sort array_reverse generate_series generate_subscripts
    json_build_array json_build_object json_array_elements json_array_elements_text json_array_length json_each json_each_text json_extract_path
    json_extract_path_text json_object json_object_keys json_populate_record json_populate_recordset json_strip_nulls json_to_record json_to_recordset
    json_typeof row_to_json to_json array_to_json to_jsonb jsonb_build_array jsonb_build_object jsonb_array_elements jsonb_array_elements_text
    jsonb_array_length jsonb_each jsonb_each_text jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_keys
    jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_populate_record jsonb_populate_recordset
    jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof jsonb_delete_path
    to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery setweight strip tsvector_to_array array_to_tsvector ts_rank ts_rank_cd
    ts_headline numnode querytree tsvector_concat unaccent similarity word_similarity
    int4range int8range numrange tsrange tstzrange daterange lower_inc upper_inc lower_inf upper_inf isempty range_merge multirange range_agg
    host network netmask broadcast family masklen text inet_same_family abbrev set_masklen hostmask
    currval lastval pg_get_serial_sequence pg_sequence_last_value pg_typeof pg_column_size pg_relation_size pg_table_size pg_indexes_size
    pg_total_relation_size pg_database_size pg_size_pretty pg_size_bytes to_regclass to_regtype to_regproc to_regprocedure to_regnamespace to_regrole
    format_type pg_get_constraintdef pg_get_indexdef pg_get_viewdef pg_get_functiondef pg_get_expr pg_get_triggerdef pg_get_userbyid col_description
    obj_description shobj_description has_table_privilege has_schema_privilege has_column_privilege has_database_privilege has_function_privilege
    has_sequence_privilege pg_has_role pg_table_is_visible pg_type_is_visible pg_function_is_visible current_database current_schema current_schemas
    current_user session_user current_role user current_catalog current_setting version pg_backend_pid pg_is_in_recovery txid_current
    pg_current_xact_id pg_current_wal_lsn inet_client_addr pg_postmaster_start_time pg_encoding_to_char
    pg_advisory_lock pg_advisory_xact_lock pg_try_advisory_lock pg_try_advisory_xact_lock pg_advisory_unlock pg_advisory_unlock_all pg_sleep
    crypt gen_salt digest hmac point box circle line lseg path polygon area center diameter radius hstore akeys avals skeys svals
    row_to_text hashtext hashint4 hashint8 xmlelement xmlforest xmlconcat xmlparse xpath xpath_exists raise_notice
  `),
]);

; 


const callName = (call) => nameFrom(strings(call.funcname));
function namesMadeSequence(scene, argument) {
    const named = constant(argument);
    if (named !== undefined) {
        const name = nameFrom(named.split('.'));
        const owner = name.name.split('_').map((_, index, parts) => parts.slice(0, index + 1).join('_'));
        return scene.isMade('sequence', name) || (name.name.endsWith('_seq') && owner.some((table) => scene.isMadeTable({ ...name, name: table })));
    }
    const call = within(argument, ['FuncCall'])[0]?.node;
    const table = call === undefined || callName(call).name !== 'pg_get_serial_sequence' ? undefined : constant(call.args?.[0]);
    return table !== undefined && scene.isMadeTable(nameFrom(table.split('.')));
}
function tellCall(scene, name, args) {
    const own = scene.made.routine(name);
    if (own !== undefined) {
        for (const { risk, text } of own)
            scene.tell(risk, `${show(name)}(): ${text}`);
        return;
    }
    const builtIn = name.schema === '' || name.schema === 'pg_catalog';
    if (builtIn && name.name === 'setval') {
        if (!namesMadeSequence(scene, args?.[0]))
            scene.tell('loss', `setval() overwrites where the sequence ${constant(args?.[0]) ?? 'that it names'} stands`);
    }
    else if (builtIn && name.name === 'lo_unlink')
        scene.tell('loss', 'lo_unlink() destroys a large object');
    else if (!builtIn || !builtin_functions_HARMLESS.has(name.name))
        scene.tell('opaque', `${show(name)}() is a function whose effect is not known`);
}
function tellCalls(scene, root) {
    for (const { node } of within(root, ['FuncCall']))
        tellCall(scene, callName(node), node.args);
}
function isVolatile(isKnown, expression) {
    const answers = within(expression, ['FuncCall']).map(({ node }) => isKnown(callName(node).name));
    if (answers.includes(true))
        return true;
    return answers.includes(undefined) ? undefined : false;
}

; 

function hangOn(scene, target) {
    scene.made.delete('table', target);
}
function createTable(scene, { relation, if_not_exists: maybe = false }) {
    if (!maybe)
        scene.make('table', nameOf(relation));
}
function createView(scene, { view, replace = false }) {
    const name = nameOf(view);
    if (replace && !scene.isMade('view', name))
        scene.tell('opaque', `CREATE OR REPLACE VIEW ${show(name)}: code of before that reads it may get other rows`);
    else
        scene.make('view', name);
}
function columnsOf(root) {
    return within(root, ['ColumnRef']).map(({ node }) => strings(node.fields).at(-1) ?? '*');
}
function areNew(scene, table, columns) {
    return columns.length > 0 && columns.every((column) => scene.made.hasColumn(table, column));
}
function createIndex(scene, index) {
    const table = nameOf(index.relation);
    const { concurrent = false, unique = false, idxname: name = '' } = index;
    if (concurrent)
        scene.needsNoTransaction('CREATE INDEX CONCURRENTLY');
    if (name !== '')
        scene.make('index', { schema: table.schema, name });
    if (scene.isMadeTable(table))
        return;
    if (!concurrent)
        scene.tell('lock', `CREATE INDEX on ${show(table)} blocks writers while it is built`, table);
    const columns = [...tree_all('IndexElem', index.indexParams).flatMap((part) => part.name ?? []), ...columnsOf(index.indexParams)];
    if (unique && !areNew(scene, table, columns))
        scene.tell('break', `CREATE UNIQUE INDEX on ${show(table)} refuses rows that were allowed, and fails where there are such rows`);
}
function createTrigger(scene, { relation, funcname }) {
    const table = nameOf(relation);
    if (!scene.isMadeTable(table)) {
        scene.tell('opaque', `CREATE TRIGGER on ${show(table)} changes what code of before does when it writes`);
        return;
    }
    const body = scene.made.routine(nameFrom(strings(funcname)));
    if (body?.length !== 0)
        scene.made.arm(table);
}
function createSchema(scene, node, tell) {
    const { schemaname: schema = '', if_not_exists: maybe = false, schemaElts = [] } = node;
    if (!maybe && schema !== '')
        scene.make('schema', { schema: '', name: schema });
    for (const element of schemaElts) {
        const table = as('CreateStmt', element)?.relation;
        tell(table === undefined ? element : ({ CreateStmt: { ...as('CreateStmt', element), relation: { ...table, schemaname: table.schemaname ?? schema } } }));
    }
}

; 




const SERIAL = new Set(['serial', 'bigserial', 'smallserial', 'serial2', 'serial4', 'serial8']);
const knownVolatility = (name) => (VOLATILE.has(name) ? true : builtin_functions_HARMLESS.has(name) ? false : undefined);
function addColumn(scene, table, column, maybe) {
    const { colname: name = '' } = column;
    const constraints = tree_all('Constraint', column.constraints);
    const of = (type) => constraints.find(({ contype }) => contype === type);
    const shown = `${show(table)}.${name}`;
    const rewrites = (why) => scene.tell('lock', `ADD COLUMN ${shown} ${why}: the whole table is written anew while nobody can use it`, table);
    const type = typeName(column.typeName);
    const fills = SERIAL.has(type.name) || of('CONSTR_IDENTITY') !== undefined;
    const initial = of('CONSTR_DEFAULT')?.raw_expr;
    const generated = of('CONSTR_GENERATED');
    if (fills)
        rewrites('is numbered');
    if (generated?.generated_kind === 's')
        rewrites('is computed for every row');
    if (initial !== undefined) {
        tellCalls(scene, initial);
        if (isVolatile(knownVolatility, initial) !== false)
            rewrites('has a default of its own for each row');
    }
    const empty = initial === undefined && !fills && generated === undefined;
    const required = of('CONSTR_NOTNULL') !== undefined || of('CONSTR_PRIMARY') !== undefined;
    if (required && empty)
        scene.tell('break', `ADD COLUMN ${shown} NOT NULL without a default fails where the table has rows, and refuses rows of code of before`);
    if (of('CONSTR_UNIQUE') !== undefined || of('CONSTR_PRIMARY') !== undefined) {
        scene.tell('lock', `ADD COLUMN ${shown} builds an index while nobody can use the table`, table);
        if (!empty && !fills)
            scene.tell('break', `ADD COLUMN ${shown} UNIQUE with a default refuses a second row of code of before`);
    }
    for (const check of constraints.filter(({ contype }) => contype === 'CONSTR_CHECK')) {
        tellCalls(scene, check.raw_expr);
        scene.tell('lock', `ADD COLUMN ${shown} reads every row for its check while nobody can use the table`, table);
        if (columnsOf(check.raw_expr).some((one) => one !== name))
            scene.tell('break', `ADD COLUMN ${shown} with a check on other columns refuses rows that were allowed`);
    }
    const foreign = of('CONSTR_FOREIGN');
    if (foreign !== undefined) {
        hangOn(scene, nameOf(foreign.pktable));
        if (!empty)
            scene.tell('lock', `ADD COLUMN ${shown} compares every row with ${show(nameOf(foreign.pktable))}, and blocks writers of both`, table);
    }
    if (scene.depth === 0 && !maybe)
        scene.made.addColumn(table, name);
}
const REFUSING = {
    CONSTR_CHECK: 'CHECK',
    CONSTR_FOREIGN: 'FOREIGN KEY',
    CONSTR_UNIQUE: 'UNIQUE',
    CONSTR_PRIMARY: 'PRIMARY KEY',
    CONSTR_EXCLUSION: 'EXCLUDE',
    CONSTR_NOTNULL: 'NOT NULL',
};
function addConstraint(scene, table, constraint) {
    const { contype = 'CONSTR_NULL', skip_validation: unchecked = false, indexname = '', raw_expr: expression } = constraint;
    const what = REFUSING[contype];
    if (what === undefined) {
        scene.tell('opaque', `ALTER TABLE ${show(table)} ADD CONSTRAINT in a form that is not known`);
        return;
    }
    if (contype === 'CONSTR_FOREIGN')
        hangOn(scene, nameOf(constraint.pktable));
    if (expression !== undefined) {
        tellCalls(scene, expression);
        const proven = as('NullTest', expression);
        if (scene.depth === 0 && proven?.nulltesttype === 'IS_NOT_NULL')
            scene.made.addProof(table, constraint.conname ?? '', columnsOf(proven.arg)[0] ?? '', !unchecked);
    }
    if (!unchecked && indexname === '') {
        const blocks = contype === 'CONSTR_FOREIGN' ? `blocks writers of it and of ${show(nameOf(constraint.pktable))} while it reads every row` : 'lets nobody use it while it reads every row';
        scene.tell('lock', `ADD ${what} on ${show(table)} ${blocks}`, table);
    }
    const columns = [...strings(constraint.keys), ...strings(constraint.fk_attrs), ...columnsOf(expression), ...columnsOf(constraint.exclusions)];
    const needsValues = contype === 'CONSTR_NOTNULL' || contype === 'CONSTR_PRIMARY';
    if (needsValues || !areNew(scene, table, columns))
        scene.tell('break', `ADD ${what} on ${show(table)} refuses rows that were allowed`);
}

; 




const KEEPING = new Set(['text', 'varchar', 'citext']);
function isPlainCast(expression, column) {
    const cast = as('TypeCast', expression);
    return cast !== undefined && KEEPING.has(typeName(cast.typeName).name) && strings(as('ColumnRef', cast.arg)?.fields).join('.') === column;
}
function changeType(scene, table, { name = '', def }) {
    const column = as('ColumnDef', def) ?? {};
    const shown = `${show(table)}.${name}`;
    const using = column.raw_default;
    scene.tell('break', `ALTER COLUMN ${shown} TYPE: code of before knows the old type`);
    scene.tell('lock', `ALTER COLUMN ${shown} TYPE may write the whole table anew while nobody can use it`, table);
    if (using !== undefined)
        tellCalls(scene, using);
    const keeps = KEEPING.has(typeName(column.typeName).name) && (using === undefined || isPlainCast(using, name));
    if (!keeps && !scene.made.hasColumn(table, name))
        scene.tell('loss', `ALTER COLUMN ${shown} TYPE may round or cut stored values`);
}
function dropColumn(scene, table, { name = '', behavior }) {
    const isNew = scene.made.deleteColumn(table, name);
    if (behavior === 'DROP_CASCADE')
        scene.tell('loss', `DROP COLUMN ${show(table)}.${name} CASCADE destroys what depends on it, known or not`);
    if (!isNew)
        scene.destroy('DROP COLUMN', `${show(table)}.${name}`, 'its values');
}
function attach(scene, table, { def }) {
    const part = nameOf(as('PartitionCmd', def)?.name);
    if (scene.isMadeTable(part))
        return;
    scene.tell('lock', `ATTACH PARTITION ${show(part)} reads every row of it while nobody can use it`, part);
    scene.tell('break', `ATTACH PARTITION ${show(part)}: it refuses rows that belong to other parts of ${show(table)}`);
}
function detach(scene, table, { def }) {
    const { name, concurrent = false } = as('PartitionCmd', def) ?? {};
    if (concurrent)
        scene.needsNoTransaction('DETACH PARTITION CONCURRENTLY');
    if (!scene.isMadeTable(nameOf(name)))
        scene.tell('break', `DETACH PARTITION ${show(nameOf(name))}: code of before no longer finds its rows in ${show(table)}`);
}
const none = () => undefined;
const breaks = (text) => (scene, table, { name = '' }) => {
    if (!scene.made.hasColumn(table, name))
        scene.tell('break', text(show(table), name));
};
const rewrites = (what) => (scene, table) => scene.tell('lock', `${what} writes the whole of ${show(table)} anew while nobody can use it`, table);
const opaque = (what) => (scene, table) => scene.tell('opaque', `${what} on ${show(table)} changes what code of before does when it writes`);
const COMMANDS = {
    AT_AddColumn: (scene, table, { def, missing_ok: maybe = false }) => addColumn(scene, table, as('ColumnDef', def) ?? {}, maybe),
    AT_AddConstraint: (scene, table, { def }) => addConstraint(scene, table, as('Constraint', def) ?? {}),
    AT_DropColumn: dropColumn,
    AT_AlterColumnType: changeType,
    AT_ColumnDefault: (scene, table, { name = '', def }) => {
        if (def === undefined && !scene.made.hasColumn(table, name))
            scene.tell('break', `DROP DEFAULT of ${show(table)}.${name}: rows of code of before no longer get it`);
    },
    AT_SetNotNull: (scene, table, { name = '' }) => {
        if (!scene.made.isNeverNull(table, name))
            scene.tell('lock', `SET NOT NULL on ${show(table)}.${name} reads every row while nobody can use the table, unless a valid check says the same`, table);
        scene.tell('break', `SET NOT NULL on ${show(table)}.${name} refuses rows that were allowed`);
    },
    AT_DropNotNull: none,
    AT_DropConstraint: none,
    AT_AlterConstraint: none,
    AT_ValidateConstraint: (scene, table, { name = '' }) => scene.made.validate(table, name),
    AT_SetStatistics: none,
    AT_SetOptions: none,
    AT_ResetOptions: none,
    AT_SetStorage: none,
    AT_SetCompression: none,
    AT_SetRelOptions: none,
    AT_ResetRelOptions: none,
    AT_ClusterOn: none,
    AT_DropCluster: none,
    AT_ReplicaIdentity: none,
    AT_AddIdentity: none,
    AT_DropExpression: breaks((table, column) => `DROP EXPRESSION of ${table}.${column}: rows of code of before no longer get its value`),
    AT_DropIdentity: breaks((table, column) => `DROP IDENTITY of ${table}.${column}: rows of code of before no longer get a number`),
    AT_SetExpression: (scene, table, command) => {
        rewrites('SET EXPRESSION')(scene, table, command);
        scene.tell('loss', `SET EXPRESSION overwrites the values of ${show(table)}.${command.name ?? ''}`);
    },
    AT_SetLogged: rewrites('SET LOGGED'),
    AT_SetUnLogged: (scene, table, command) => {
        rewrites('SET UNLOGGED')(scene, table, command);
        scene.tell('loss', `SET UNLOGGED: a crash of the server empties ${show(table)}`);
    },
    AT_SetAccessMethod: rewrites('SET ACCESS METHOD'),
    AT_SetTableSpace: rewrites('SET TABLESPACE'),
    AT_ChangeOwner: (scene, table) => scene.tell('break', `OWNER TO: what code of before may do with ${show(table)} changes`),
    AT_AttachPartition: attach,
    AT_DetachPartition: detach,
    AT_DetachPartitionFinalize: detach,
    AT_AddInherit: (scene, table) => scene.tell('break', `INHERIT: the rows of ${show(table)} turn up in another table`),
    AT_DropInherit: (scene, table) => scene.tell('break', `NO INHERIT: the rows of ${show(table)} are missing from another table`),
    AT_EnableRowSecurity: (scene, table) => scene.tell('break', `ENABLE ROW LEVEL SECURITY hides rows of ${show(table)} from code of before`),
    AT_ForceRowSecurity: (scene, table) => scene.tell('break', `FORCE ROW LEVEL SECURITY hides rows of ${show(table)} from code of before`),
    AT_DisableRowSecurity: none,
    AT_NoForceRowSecurity: none,
    AT_EnableTrig: opaque('ENABLE TRIGGER'),
    AT_EnableTrigAll: opaque('ENABLE TRIGGER'),
    AT_EnableTrigUser: opaque('ENABLE TRIGGER'),
    AT_EnableAlwaysTrig: opaque('ENABLE TRIGGER'),
    AT_EnableReplicaTrig: opaque('ENABLE TRIGGER'),
    AT_DisableTrig: opaque('DISABLE TRIGGER'),
    AT_DisableTrigAll: opaque('DISABLE TRIGGER'),
    AT_DisableTrigUser: opaque('DISABLE TRIGGER'),
    AT_EnableRule: opaque('ENABLE RULE'),
    AT_DisableRule: opaque('DISABLE RULE'),
};
function joinOld(scene, table, { subtype, def }) {
    const child = subtype === 'AT_AttachPartition' ? nameOf(as('PartitionCmd', def)?.name) : table;
    const parent = subtype === 'AT_AttachPartition' ? table : nameOf(as('RangeVar', def));
    if (['AT_AttachPartition', 'AT_AddInherit'].includes(subtype ?? '') && !scene.isMadeTable(child))
        hangOn(scene, parent);
}
function alterTable(scene, { relation, cmds, objtype = 'OBJECT_TABLE' }) {
    const table = nameOf(relation);
    if (objtype === 'OBJECT_TYPE') {
        alterComposite(scene, table, tree_all('AlterTableCmd', cmds));
        return;
    }
    if (objtype === 'OBJECT_INDEX') {
        alterIndex(scene, table, tree_all('AlterTableCmd', cmds));
        return;
    }
    const isKnown = ['OBJECT_TABLE', 'OBJECT_MATVIEW'].includes(objtype);
    for (const command of tree_all('AlterTableCmd', cmds)) {
        const isMade = scene.isMadeTable(table);
        joinOld(scene, table, command);
        const tell = isKnown ? COMMANDS[command.subtype ?? 'AT_AddColumn'] : undefined;
        if (tell === undefined)
            scene.tell('opaque', `ALTER of ${show(table)} in a form that is not known`);
        else if (!isMade || ['AT_AttachPartition', 'AT_DetachPartition'].includes(command.subtype ?? ''))
            tell(scene, table, command);
    }
}
function alterComposite(scene, type, commands) {
    if (scene.isMade('type', type))
        return;
    for (const { subtype, name = '' } of commands) {
        if (subtype === 'AT_DropColumn')
            scene.destroy('DROP ATTRIBUTE', `${show(type)}.${name}`, 'its values');
        else
            scene.tell(subtype === 'AT_AddColumn' ? 'break' : 'opaque', `ALTER TYPE ${show(type)}: code of before knows the old one`);
        if (subtype === 'AT_AlterColumnType')
            scene.tell('loss', `ALTER ATTRIBUTE ${show(type)}.${name} TYPE may round or cut stored values`);
    }
}
function alterIndex(scene, index, commands) {
    for (const { subtype } of commands) {
        if (subtype === 'AT_SetTableSpace')
            scene.tell('lock', `SET TABLESPACE of the index ${show(index)} blocks who uses it`);
        else if (!['AT_SetRelOptions', 'AT_ResetRelOptions', 'AT_SetStatistics', 'AT_AttachPartition'].includes(subtype ?? ''))
            scene.tell('opaque', `ALTER INDEX ${show(index)} in a form that is not known`);
    }
}

; 


const EXPRESSION = 2;
const ASSIGNMENT = 3;
const DYNAMIC = new Set(['PLpgSQL_stmt_dynexecute', 'PLpgSQL_stmt_dynfors']);
const ENDING = new Set(['PLpgSQL_stmt_commit', 'PLpgSQL_stmt_rollback']);
function asStatement({ query, parseMode = 0 }) {
    if (parseMode >= ASSIGNMENT)
        return `SELECT ${query.slice(/:?=/.exec(query)?.index ?? 0).replace(/^:?=/, '')}`;
    return parseMode === EXPRESSION ? `SELECT ${query}` : query;
}
function dynamic({ query }) {
    try {
        const target = as('SelectStmt', parse(`SELECT ${query}`)[0])?.targetList?.[0];
        return constant(as('ResTarget', target)?.val);
    }
    catch {
        return undefined;
    }
}
class Walk {
    statements = [];
    unreadable = [];
    endsTransaction = false;
    visit(value, isDynamic = false) {
        if (typeof value !== 'object' || value === null)
            return;
        if (Array.isArray(value)) {
            value.forEach((one) => this.visit(one, isDynamic));
            return;
        }
        for (const [key, inner] of Object.entries(value)) {
            if (ENDING.has(key))
                this.endsTransaction = true;
            if (key === 'PLpgSQL_expr')
                this.take(inner, isDynamic);
            else
                this.visit(inner, key === 'dynquery' || (isDynamic && (key === 'query' || key === 'PLpgSQL_expr')) || DYNAMIC.has(key));
        }
    }
    take(expression, isDynamic) {
        const text = isDynamic ? dynamic(expression) : undefined;
        if (isDynamic && text === undefined)
            this.unreadable.push(`EXECUTE of ${expression.query.slice(0, 80)} is put together only when it runs`);
        this.statements.push(text ?? asStatement(expression));
    }
}
function readBody(statement) {
    try {
        const walk = new Walk();
        walk.visit(parseRoutine(statement));
        return walk;
    }
    catch (error) {
        return { problem: `its PL/pgSQL is not understood: ${error instanceof Error ? error.message : String(error)}` };
    }
}

; 




const nested = (scene, made = scene.made) => {
    const inner = new Scene(made, scene.depth + 1);
    inner.line = scene.line;
    return inner;
};
function take(scene, inner, where) {
    for (const { risk, text, builtOn } of inner.findings)
        scene.findings.push({ line: scene.line, risk, text: `${where}: ${text}`, ...(builtOn === undefined ? {} : { builtOn }) });
    scene.refused.push(...inner.refused.map(({ problem }) => ({ line: scene.line, problem: `${where}: ${problem}` })));
    scene.alone.push(...inner.alone.map(({ problem }) => ({ line: scene.line, problem: `${where}: ${problem}` })));
    for (const [value] of inner.enumValues)
        scene.enumValues.set(value, scene.line);
}
function tellPlpgsql(scene, whole, tell) {
    const body = readBody(whole);
    if ('problem' in body) {
        scene.tell('opaque', body.problem);
        return;
    }
    for (const text of body.statements)
        tell(scene, text);
    for (const what of body.unreadable)
        scene.tell('opaque', what);
    if (body.endsTransaction)
        scene.refuse('COMMIT or ROLLBACK would end the transaction that the migration runs in');
}
function doBlock(scene, { args }, whole, tell) {
    const language = tree_option(args, 'language') ?? 'plpgsql';
    if (language !== 'plpgsql') {
        scene.tell('opaque', `DO in ${language} is not read`);
        return;
    }
    const inner = nested(scene);
    tellPlpgsql(inner, whole, tell);
    take(scene, inner, 'DO');
}
function bodyOf(scene, { options, sql_body: sqlBody }, whole, tell, tellNode) {
    const language = (tree_option(options, 'language') ?? 'sql').toLowerCase();
    if (sqlBody !== undefined) {
        const lists = tree_all('List', as('List', sqlBody)?.items);
        const statements = lists.length === 0 ? [sqlBody] : lists.flatMap(({ items = [] }) => items);
        for (const node of statements)
            tellNode(scene, node);
        return;
    }
    const text = strings(as('List', tree_all('DefElem', options).find(({ defname }) => defname === 'as')?.arg)?.items)[0];
    if (language === 'sql' && text !== undefined)
        tell(scene, text);
    else if (language === 'plpgsql')
        tellPlpgsql(scene, whole, tell);
    else
        scene.tell('opaque', `code in ${language} is not read`);
}
function createRoutine(scene, statement, whole, tell, tellNode) {
    const name = nameFrom(strings(statement.funcname));
    const known = scene.made.routine(name) !== undefined;
    if (statement.replace === true && !known && !scene.isMade('schema', { schema: '', name: name.schema })) {
        scene.tell('opaque', `CREATE OR REPLACE of ${show(name)}: where there is one already, code of before runs another from now on`);
    }
    if (scene.depth > 0)
        return;
    const made = scene.made.routinesAlone();
    made.addRoutine(name, []);
    const inner = nested(scene, made);
    bodyOf(inner, statement, whole, tell, tellNode);
    const body = inner.findings.map(({ risk, text }) => ({ risk, text }));
    scene.made.addRoutine(name, body);
}
function call(scene, { funccall }) {
    const name = nameFrom(strings(funccall?.funcname));
    if (scene.made.routine(name) === undefined)
        scene.tell('opaque', `CALL of ${show(name)}: what it does is not known`);
    else
        tellCall(scene, name, funccall?.args);
    tellCalls(scene, funccall?.args);
}

; 

function nameIn(node) {
    const type = as('TypeName', node);
    if (type !== undefined)
        return typeName(type);
    const routine = as('ObjectWithArgs', node);
    if (routine !== undefined)
        return nameFrom(strings(routine.objname));
    return nameFrom(strings(as('List', node)?.items ?? [node]));
}
const WORDS = {
    OBJECT_MATVIEW: 'MATERIALIZED VIEW', OBJECT_FOREIGN_TABLE: 'FOREIGN TABLE', OBJECT_TSCONFIGURATION: 'TEXT SEARCH CONFIGURATION', OBJECT_TSDICTIONARY: 'TEXT SEARCH DICTIONARY',
    OBJECT_OPCLASS: 'OPERATOR CLASS', OBJECT_OPFAMILY: 'OPERATOR FAMILY', OBJECT_FOREIGN_SERVER: 'SERVER', OBJECT_EVENT_TRIGGER: 'EVENT TRIGGER', OBJECT_FDW: 'FOREIGN DATA WRAPPER',
};
const HOLDING = {
    OBJECT_TABLE: 'its rows',
    OBJECT_SCHEMA: 'what is in it',
    OBJECT_SEQUENCE: 'where it stands',
    OBJECT_EXTENSION: 'the tables that it brought',
};
const FREE = new Set(['OBJECT_INDEX', 'OBJECT_STATISTIC_EXT']);
const HARMLESS_CASCADE = new Set(['OBJECT_INDEX', 'OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_RULE', 'OBJECT_STATISTIC_EXT', 'OBJECT_EVENT_TRIGGER', 'OBJECT_PUBLICATION']);
const ROUTINES = new Set(['OBJECT_FUNCTION', 'OBJECT_PROCEDURE', 'OBJECT_ROUTINE']);
const KINDS = {
    OBJECT_TABLE: 'table', OBJECT_VIEW: 'view', OBJECT_MATVIEW: 'table', OBJECT_SEQUENCE: 'sequence', OBJECT_SCHEMA: 'schema', OBJECT_TYPE: 'type', OBJECT_DOMAIN: 'type', OBJECT_INDEX: 'index',
};
function forget(scene, type, name) {
    if (ROUTINES.has(type))
        return scene.made.deleteRoutine(name);
    const kind = KINDS[type];
    if (kind === undefined)
        return false;
    const isMade = scene.isMade(kind, name);
    scene.made.delete(kind, name);
    return isMade;
}
function drop(scene, { objects, removeType: type = 'OBJECT_ACCESS_METHOD', behavior, concurrent = false }) {
    const what = `DROP ${WORDS[type] ?? type.replace('OBJECT_', '').replaceAll('_', ' ')}`;
    if (concurrent)
        scene.needsNoTransaction(`${what} CONCURRENTLY`);
    for (const object of objects ?? [])
        dropOne(scene, what, type, nameIn(object), object, behavior === 'DROP_CASCADE');
}
function dropOne(scene, what, type, name, object, cascade) {
    const path = strings(as('List', object)?.items);
    const isPart = ['OBJECT_TRIGGER', 'OBJECT_RULE', 'OBJECT_POLICY'].includes(type);
    if (isPart && scene.isMadeTable(nameFrom(path.slice(0, -1))))
        return;
    if (forget(scene, type, name) && (!cascade || KINDS[type] === 'table' || KINDS[type] === 'view'))
        return;
    const shown = isPart ? `${path.at(-1) ?? ''} on ${path.slice(0, -1).join('.')}` : show(name);
    const holds = HOLDING[type];
    if (cascade && !HARMLESS_CASCADE.has(type))
        scene.tell('loss', `${what} ${shown} CASCADE destroys ${holds === undefined ? '' : `${holds} and `}what depends on it, known or not`);
    else if (holds !== undefined)
        scene.tell('loss', `${what} ${shown} destroys ${holds}`);
    if (!FREE.has(type))
        scene.tell('break', `${what} ${shown}: code of before may rely on it`);
}
function dropRoles(scene, roles) {
    for (const { rolename = '' } of tree_all('RoleSpec', roles))
        scene.tell('break', `DROP ROLE ${rolename}: code of before may sign in with it`);
}

; 

function vacuum(scene, { options, rels, is_vacuumcmd: isVacuum = false }) {
    if (!isVacuum)
        return;
    scene.needsNoTransaction('VACUUM');
    if (!isOn(options, 'full'))
        return;
    const tables = tree_all('VacuumRelation', rels).map(({ relation }) => nameOf(relation));
    if (tables.length === 0)
        scene.tell('lock', 'VACUUM FULL writes every table anew while nobody can use it');
    for (const table of tables)
        scene.tell('lock', `VACUUM FULL writes ${show(table)} anew while nobody can use it`, table);
}
function cluster(scene, { relation }) {
    if (relation === undefined) {
        scene.needsNoTransaction('CLUSTER of every table');
        scene.tell('lock', 'CLUSTER writes every table anew while nobody can use it');
        return;
    }
    const table = nameOf(relation);
    if (!scene.isMadeTable(table))
        scene.tell('lock', `CLUSTER writes ${show(table)} anew while nobody can use it`, table);
}
function reindex(scene, { kind, relation, name = '', params }) {
    const whole = kind === 'REINDEX_OBJECT_SCHEMA' || kind === 'REINDEX_OBJECT_SYSTEM' || kind === 'REINDEX_OBJECT_DATABASE';
    const concurrent = isOn(params, 'concurrently');
    const target = relation === undefined ? { schema: '', name } : nameOf(relation);
    if (concurrent || whole)
        scene.needsNoTransaction(`REINDEX${concurrent ? ' CONCURRENTLY' : ` of ${show(target)}`}`);
    if (concurrent || scene.isMadeTable(target) || scene.isMade('index', target))
        return;
    scene.tell('lock', `REINDEX of ${show(target)} blocks writers while it runs`, kind === 'REINDEX_OBJECT_TABLE' ? target : undefined);
}
function lock(scene, { relations }) {
    for (const relation of tree_all('RangeVar', relations)) {
        const table = nameOf(relation);
        if (!scene.isMadeTable(table))
            scene.tell('lock', `LOCK TABLE ${show(table)} keeps others out until the transaction ends`);
    }
}
function refresh(scene, { relation, concurrent = false }) {
    const view = nameOf(relation);
    if (!concurrent && !scene.isMadeTable(view))
        scene.tell('lock', `REFRESH MATERIALIZED VIEW ${show(view)} lets nobody read it while it is computed`, view);
}

; 

const kindFor = (type) => ({ OBJECT_VIEW: 'view', OBJECT_SEQUENCE: 'sequence', OBJECT_TYPE: 'type', OBJECT_DOMAIN: 'type', OBJECT_SCHEMA: 'schema' })[type] ?? 'table';
function objectName({ object, relation, subname }) {
    if (relation !== undefined)
        return nameOf(relation);
    if (object === undefined)
        return { schema: '', name: subname ?? '' };
    const routine = as('ObjectWithArgs', object);
    if (routine !== undefined)
        return nameFrom(strings(routine.objname));
    const type = as('TypeName', object);
    return type === undefined ? nameFrom(strings(as('List', object)?.items)) : typeName(type);
}
function rename(scene, statement) {
    const { renameType: type = 'OBJECT_TABLE', newname: to = '', subname = '' } = statement;
    const name = objectName(statement);
    if (['OBJECT_INDEX', 'OBJECT_TABCONSTRAINT', 'OBJECT_DOMCONSTRAINT', 'OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_RULE', 'OBJECT_STATISTIC_EXT'].includes(type))
        return;
    if (type === 'OBJECT_COLUMN' || type === 'OBJECT_ATTRIBUTE') {
        if (scene.isMadeTable(name) || scene.isMade('type', name) || scene.isMade('view', name))
            return;
        if (!scene.made.deleteColumn(name, subname)) {
            scene.tell('break', `RENAME of ${show(name)}.${subname} to ${to}: code of before still uses the old name`);
            return;
        }
        if (scene.depth === 0)
            scene.made.addColumn(name, to);
        return;
    }
    const kind = kindFor(type);
    if (!scene.made.delete(kind, name)) {
        scene.tell('break', `RENAME of ${show(name)} to ${to}: code of before still uses the old name`);
        return;
    }
    scene.make(kind, { schema: name.schema, name: to });
}
function moveToSchema(scene, statement) {
    const name = objectName({ ...statement, subname: '' });
    const to = statement.newschema ?? '';
    const kind = kindFor(statement.objectType ?? '');
    if (scene.made.delete(kind, name))
        scene.make(kind, { schema: to, name: name.name });
    else {
        scene.made.delete('schema', { schema: '', name: to });
        scene.tell('break', `SET SCHEMA of ${show(name)} to ${to}: code of before still looks for it where it was`);
    }
}

; 


function tellTrigger(scene, table) {
    if (scene.made.isArmed(table))
        scene.tell('opaque', `writing to ${show(table)} starts its trigger, and what that does is not known`);
}
const assigned = (targets) => tree_all('ResTarget', targets);
function overwritesOld(scene, table, targets) {
    if (scene.isMadeTable(table))
        return false;
    const columns = assigned(targets);
    return columns.length === 0 || !columns.every(({ name = '' }) => scene.made.hasColumn(table, name));
}
function insert(scene, { relation, onConflictClause }) {
    const table = nameOf(relation);
    tellTrigger(scene, table);
    if (onConflictClause?.action === 'ONCONFLICT_UPDATE' && overwritesOld(scene, table, onConflictClause.targetList))
        scene.tell('loss', `INSERT … DO UPDATE overwrites rows of ${show(table)}`);
}
function update(scene, { relation, targetList, whereClause }) {
    const table = nameOf(relation);
    tellTrigger(scene, table);
    if (overwritesOld(scene, table, targetList))
        scene.tell('loss', `UPDATE overwrites ${whereClause === undefined ? 'the values of every row' : 'values'} of ${show(table)}`);
}
function remove(scene, { relation, whereClause }) {
    const table = nameOf(relation);
    tellTrigger(scene, table);
    if (!scene.isMadeTable(table))
        scene.tell('loss', `DELETE destroys ${whereClause === undefined ? 'every row' : 'rows'} of ${show(table)}`);
}
function merge(scene, { relation, mergeWhenClauses }) {
    const table = nameOf(relation);
    tellTrigger(scene, table);
    for (const { commandType, targetList } of tree_all('MergeWhenClause', mergeWhenClauses)) {
        if (commandType === 'CMD_DELETE' && !scene.isMadeTable(table))
            scene.tell('loss', `MERGE destroys rows of ${show(table)}`);
        if (commandType === 'CMD_UPDATE' && overwritesOld(scene, table, targetList))
            scene.tell('loss', `MERGE overwrites values of ${show(table)}`);
    }
}
function tellQuery(scene, root) {
    for (const { node } of within(root, ['InsertStmt']))
        insert(scene, node);
    for (const { node } of within(root, ['UpdateStmt']))
        update(scene, node);
    for (const { node } of within(root, ['DeleteStmt']))
        remove(scene, node);
    for (const { node } of within(root, ['MergeStmt']))
        merge(scene, node);
    tellCalls(scene, root);
    for (const { node } of within(root, ['SelectStmt']))
        if (node.intoClause !== undefined)
            scene.make('table', nameOf(node.intoClause.rel));
}
function truncate(scene, relations, more) {
    for (const relation of tree_all('RangeVar', relations)) {
        const table = nameOf(relation);
        if (more.cascade)
            scene.tell('loss', `TRUNCATE ${show(table)} CASCADE destroys every row of it and of the tables that refer to it`);
        else if (!scene.isMadeTable(table))
            scene.tell('loss', `TRUNCATE destroys every row of ${show(table)}`);
    }
}

; 










const statements_none = () => undefined;
const statements_opaque = (text) => (scene) => scene.tell('opaque', text);
const query = (kind) => (scene, statement) => tellQuery(scene, { [kind]: statement });
const make = (kind) => (scene, { typeName }) => scene.make(kind, nameFrom(strings(typeName)));
const HANDLERS = {
    SelectStmt: query('SelectStmt'),
    InsertStmt: query('InsertStmt'),
    UpdateStmt: query('UpdateStmt'),
    DeleteStmt: query('DeleteStmt'),
    MergeStmt: query('MergeStmt'),
    DeclareCursorStmt: query('DeclareCursorStmt'),
    FetchStmt: statements_none,
    ClosePortalStmt: statements_none,
    PrepareStmt: statements_none,
    DeallocateStmt: statements_none,
    ExecuteStmt: (scene, { name = '' }) => scene.tell('opaque', `EXECUTE ${name} runs a statement that is not read here`),
    ExplainStmt: (scene, { query: inner, options }, { tellNode }) => {
        if (inner !== undefined && isOn(options, 'analyze'))
            tellNode(scene, inner);
    },
    TruncateStmt: (scene, { relations, behavior, restart_seqs: restart = false }) => truncate(scene, relations, { cascade: behavior === 'DROP_CASCADE', restart }),
    CopyStmt: (scene, { relation, query: inner, is_from: isFrom = false, is_program: isProgram = false, filename }, { tellNode }) => {
        if (isProgram)
            scene.tell('opaque', 'COPY … PROGRAM runs a program on the server');
        else if (!isFrom && filename !== undefined)
            scene.tell('opaque', `COPY … TO '${filename}' writes a file on the server`);
        if (inner !== undefined)
            tellNode(scene, inner);
        if (isFrom && scene.made.isArmed(nameOf(relation)))
            scene.tell('opaque', `writing to ${show(nameOf(relation))} starts its trigger, and what that does is not known`);
    },
    CreateStmt: createTable,
    CreateTableAsStmt: (scene, { query: inner, into, if_not_exists: maybe = false }, { tellNode }) => {
        if (inner !== undefined)
            tellNode(scene, inner);
        if (!maybe)
            scene.make('table', nameOf(into?.rel));
    },
    ViewStmt: createView,
    IndexStmt: createIndex,
    CreateTrigStmt: createTrigger,
    CreateSchemaStmt: (scene, statement, { tellNode }) => createSchema(scene, statement, (element) => tellNode(scene, element)),
    CreateSeqStmt: (scene, { sequence, if_not_exists: maybe = false }) => {
        if (!maybe)
            scene.make('sequence', nameOf(sequence));
    },
    CreateEnumStmt: make('type'),
    CreateRangeStmt: make('type'),
    CompositeTypeStmt: (scene, { typevar }) => scene.make('type', nameOf(typevar)),
    CreateDomainStmt: (scene, { domainname }) => scene.make('type', nameFrom(strings(domainname))),
    DefineStmt: (scene, { kind, defnames, replace = false }) => {
        const name = nameFrom(strings(defnames));
        if (replace)
            scene.tell('opaque', `CREATE OR REPLACE of ${show(name)}: code of before may use the one that is replaced`);
        if (kind === 'OBJECT_TYPE')
            scene.make('type', name);
    },
    CreateExtensionStmt: statements_none,
    CreateStatsStmt: statements_none,
    CreateRoleStmt: statements_none,
    CreatePublicationStmt: statements_none,
    CreateForeignServerStmt: statements_none,
    CreateForeignTableStmt: statements_none,
    CreateFdwStmt: statements_none,
    CreateUserMappingStmt: statements_none,
    ImportForeignSchemaStmt: statements_none,
    CreatePolicyStmt: (scene, { table }) => {
        if (!scene.isMadeTable(nameOf(table)))
            scene.tell('break', `CREATE POLICY on ${show(nameOf(table))} changes which rows code of before gets`);
    },
    RuleStmt: (scene, { relation }) => scene.tell('opaque', `CREATE RULE on ${show(nameOf(relation))} changes what statements on it do`),
    CreateFunctionStmt: (scene, statement, { text, tell, tellNode }) => createRoutine(scene, statement, text, tell, tellNode),
    CreatedbStmt: (scene) => scene.needsNoTransaction('CREATE DATABASE'),
    CreateTableSpaceStmt: (scene) => scene.needsNoTransaction('CREATE TABLESPACE'),
    CreateSubscriptionStmt: (scene) => {
        scene.needsNoTransaction('CREATE SUBSCRIPTION');
        scene.tell('opaque', 'CREATE SUBSCRIPTION writes what another server sends');
    },
    AlterTableStmt: alterTable,
    RenameStmt: rename,
    AlterObjectSchemaStmt: moveToSchema,
    AlterEnumStmt: (scene, { typeName, oldVal = '', newVal = '' }) => {
        const type = nameFrom(strings(typeName));
        if (scene.isMade('type', type))
            return;
        if (oldVal === '')
            scene.enumValues.set(newVal, scene.line);
        else
            scene.tell('break', `ALTER TYPE ${show(type)} RENAME VALUE '${oldVal}': code of before still uses it`);
    },
    AlterDomainStmt: (scene, { typeName, subtype, def }) => {
        const domain = nameFrom(strings(typeName));
        if (scene.isMade('type', domain))
            return;
        if (subtype === 'C' || subtype === 'O') {
            tellCalls(scene, def);
            scene.tell('break', `ALTER DOMAIN ${show(domain)} refuses values that were allowed`);
            scene.tell('lock', `ALTER DOMAIN ${show(domain)} reads every row of every table that uses it`);
        }
        if (subtype === 'T' && def === undefined)
            scene.tell('break', `ALTER DOMAIN ${show(domain)} DROP DEFAULT: rows of code of before no longer get it`);
    },
    AlterSeqStmt: (scene, { sequence, options }) => {
        const name = nameOf(sequence);
        if (scene.isMade('sequence', name))
            return;
        if (tree_option(options, 'restart') !== undefined)
            scene.tell('loss', `ALTER SEQUENCE ${show(name)} RESTART overwrites where it stands: numbers come again`);
        const others = tree_all('DefElem', options).filter(({ defname = '' }) => !['restart', 'owned_by', 'cache', 'maxvalue'].includes(defname));
        if (others.length > 0)
            scene.tell('opaque', `ALTER SEQUENCE ${show(name)}: code of before gets other numbers`);
    },
    AlterOwnerStmt: (scene) => scene.tell('break', 'OWNER TO: what code of before may do with it changes'),
    AlterDefaultPrivilegesStmt: (scene, { action }) => {
        if (action?.is_grant !== true)
            scene.tell('break', `ALTER DEFAULT PRIVILEGES … REVOKE: ${grantees(action?.grantees)} may not use what is made from now on`);
    },
    AlterSystemStmt: (scene) => {
        scene.needsNoTransaction('ALTER SYSTEM');
        scene.tell('opaque', 'ALTER SYSTEM changes the settings of the whole server');
    },
    GrantStmt: (scene, { is_grant: isGrant = false, objects, objtype, grantees: from }) => {
        const mine = objtype === 'OBJECT_TABLE' && tree_all('RangeVar', objects).length > 0 && tree_all('RangeVar', objects).every((one) => scene.isMadeTable(nameOf(one)));
        const fresh = objtype === 'OBJECT_FUNCTION' && tree_all('ObjectWithArgs', objects).every(({ objname }) => scene.made.routine(nameFrom(strings(objname))) !== undefined);
        if (!isGrant && !mine && !fresh)
            scene.tell('break', `REVOKE: ${grantees(from)} may no longer do what code of before may rely on`);
    },
    GrantRoleStmt: (scene, { is_grant: isGrant = false, grantee_roles: from }) => {
        if (!isGrant)
            scene.tell('break', `REVOKE of a role: ${grantees(from)} may no longer do what code of before may rely on`);
    },
    DropStmt: drop,
    DropRoleStmt: (scene, { roles }) => dropRoles(scene, roles),
    DropdbStmt: (scene, { dbname = '' }) => {
        scene.needsNoTransaction('DROP DATABASE');
        scene.destroy('DROP DATABASE', dbname, 'all that is in it');
    },
    DropTableSpaceStmt: (scene) => {
        scene.needsNoTransaction('DROP TABLESPACE');
        scene.tell('break', 'DROP TABLESPACE: what is made may rely on it');
    },
    DropOwnedStmt: (scene, { roles }) => scene.destroy('DROP OWNED BY', grantees(roles), 'all that they own'),
    DropSubscriptionStmt: (scene) => {
        scene.needsNoTransaction('DROP SUBSCRIPTION');
        scene.tell('break', 'DROP SUBSCRIPTION: what another server sends no longer arrives');
    },
    DropUserMappingStmt: (scene) => scene.tell('break', 'DROP USER MAPPING: foreign tables can no longer be read'),
    ReassignOwnedStmt: (scene) => scene.tell('break', 'REASSIGN OWNED: what code of before may do changes'),
    VacuumStmt: vacuum,
    ClusterStmt: cluster,
    ReindexStmt: reindex,
    LockStmt: lock,
    RefreshMatViewStmt: refresh,
    CheckPointStmt: statements_none,
    DoStmt: (scene, statement, { text, tell }) => doBlock(scene, statement, text, tell),
    CallStmt: call,
    VariableSetStmt: set,
    VariableShowStmt: statements_none,
    ConstraintsSetStmt: statements_none,
    CommentStmt: statements_none,
    ListenStmt: statements_none,
    UnlistenStmt: statements_none,
    NotifyStmt: statements_none,
    TransactionStmt: transaction,
    LoadStmt: statements_opaque('LOAD runs a library of the server'),
    ReturnStmt: query('ReturnStmt'),
};
function tellStatement(scene, node, reading) {
    const kind = kindOf(node);
    const handler = HANDLERS[kind];
    if (handler === undefined)
        scene.tell('opaque', `${kind.replace(/Stmt$/, '')} is not known`);
    else
        handler(scene, node[kind], reading);
}

; 






const constants = (node) => within(node, ['A_Const']).flatMap(({ node: { sval } }) => sval?.sval ?? []);
function tellText(scene, text) {
    let nodes;
    try {
        nodes = parse(text);
    }
    catch (error) {
        scene.tell('opaque', `it is not understood: ${explain(error)}`);
        return;
    }
    for (const node of nodes)
        tellNode(scene, node, text);
}
function tellNode(scene, node, text = '') {
    tellEnumValue(scene, constants(node));
    tellStatement(scene, node, { text, tell: tellAll, tellNode });
}
function tellAll(scene, text) {
    const { statements, problems } = (0,sql_postgres ._)(text);
    for (const statement of statements)
        tellText(scene, statement.text);
    for (const { problem } of problems)
        scene.tell('opaque', problem);
}
function doubtOf(file, { at, text }) {
    try {
        parse(text);
        return undefined;
    }
    catch (error) {
        const place = placeOf(error);
        if (place === undefined)
            return undefined;
        const before = `${file.slice(0, at)}${[...text].slice(0, place).join('')}`.split('\n');
        return { line: before.length, column: [...(before.at(-1) ?? '')].length + 1, problem: explain(error), statement: text };
    }
}
function judgePostgres(text) {
    const { statements, problems } = (0,sql_postgres ._)(text);
    const scene = new Scene();
    const doubts = [];
    for (const statement of statements) {
        scene.line = statement.line;
        tellText(scene, statement.text);
        const last = statement.line + statement.text.split('\n').length - 1;
        const doubt = problems.some(({ line }) => line >= statement.line && line <= last) ? undefined : doubtOf(text, statement);
        if (doubt !== undefined)
            doubts.push(doubt);
    }
    for (const { line, problem } of problems)
        scene.findings.push({ line, risk: 'opaque', text: problem });
    return { findings: scene.findings, method: 'parsed', statements: statements.length, refused: [...problems, ...scene.refused], alone: scene.alone, doubts };
}
async function openPostgres() {
    await loadParser();
    return judgePostgres;
}


  })

};
;