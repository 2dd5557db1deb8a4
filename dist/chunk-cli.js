"use strict";
exports.id = 27;
exports.ids = [27];
exports.modules = {

  8688:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);

__webpack_require__.d(__webpack_exports__, {
  cli: () => (  cli)
});

var nearest = __webpack_require__(6572);
var entry_guard = __webpack_require__(3677);
var entry_masks = __webpack_require__(8329);
var entry_result = __webpack_require__(4863);
var model_failure = __webpack_require__(2891);
var console = __webpack_require__(9475);
var report_text = __webpack_require__(5655);
; 

function clean(value, redact) {
    if (typeof value === 'string')
        return redact((0,report_text .v3)(redact(value)).join('\n'));
    if (Array.isArray(value))
        return value.map((one) => clean(one, redact));
    if (typeof value !== 'object' || value === null)
        return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, clean(one, redact)]));
}
function documentOf({ verb, result, exitCode, redact }) {
    const { report, outputs, data = {} } = result;
    const { action: _action, startedAt, failures, details: _details, signOff: _signOff, ...rest } = report;
    const { status, headline, app, environment, version, release, durationMs, gates, facts, commands, notes, timeline, plan } = rest;
    const document = {
        v: 1,
        verb,
        status,
        exit: exitCode,
        headline,
        app,
        environment,
        version,
        release,
        startedAt,
        durationMs,
        data,
        outputs,
        problems: failures,
        notes,
        gates: gates.map(({ moment, leads, besides, checks }) => ({ moment, leads, besides, checks: checks.map(({ name, host, result: { status: state, asked, got, expected } }) => ({ name, host, status: state, asked, got, expected })) })),
        facts: facts.map(({ title, rows }) => ({ title, rows })),
        timeline,
        commands,
        ...(plan === undefined ? {} : { plan }),
    };
    return JSON.stringify(clean(document, redact), null, 2);
}

; 

const EXIT_CODES = [
    [0, 'done, or nothing to do'],
    [1, 'failed: a command on a host, or what is on record there forbids it'],
    [2, 'the command line or the configuration is wrong'],
    [3, 'a host could not be reached'],
    [4, 'a gate is closed'],
    [5, 'gone back: the release before serves again'],
    [6, 'held: a person has to decide, or to approve a plan or a loss; or was asked, and did not say yes'],
    [7, 'somebody else holds the lease'],
    [70, 'a bug of Lockgate'],
    [130, 'ended by Ctrl-C (129 hang-up, 143 SIGTERM)'],
];
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
function exitCodeOfSignal(signal) {
    return SIGNALS[signal] ?? 1;
}
function exitCodeOf({ failure, report, outputs }, signal) {
    if (failure === undefined)
        return 0;
    if (signal !== undefined)
        return exitCodeOfSignal(signal);
    if (outputs['outcome'] === 'rolled-back')
        return 5;
    const all = (0,entry_result .sj)(failure);
    const has = (kind) => all.some((one) => one.kind === kind);
    if (has('bug'))
        return 70;
    if (outputs['outcome'] === 'held' || report.status === 'held')
        return 6;
    if (outputs['rollback-status'] === 'failed' || outputs['rollback-status'] === 'partial')
        return 1;
    if (has('lease-held'))
        return 7;
    if (has('connection'))
        return 3;
    if (has('configuration'))
        return 2;
    if (has('held'))
        return 6;
    return has('gate-closed') ? 4 : 1;
}

; 

const WIDTH = 28;
function helpFor(name, { description, options, operand, example, more = [] }) {
    const lines = Object.entries(options).map(([option, { description: text, value, required, short }]) => {
        const written = `${short === undefined ? '' : `-${short}, `}--${option}${value === undefined ? '' : ` ${value}`}`;
        return `  ${written.padEnd(WIDTH)}${written.length >= WIDTH ? ' ' : ''}${required === true ? 'Required. ' : ''}${text}`;
    });
    const stands = operand === undefined ? [] : [`  ${operand.name.padEnd(WIDTH)}${operand.description}`];
    const word = operand === undefined ? '' : operand.behindDashes === true ? ` -- ${operand.name}` : operand.required === true ? ` ${operand.name}` : ` [${operand.name}]`;
    return [
        `lockgate ${name}: ${description}`,
        '',
        `  npx lockgate ${name} [options]${word}`,
        '',
        ...stands,
        ...lines,
        '',
        `  for example: npx lockgate ${example}`,
        ...more.flatMap(([line, purpose]) => [`  ${purpose}: npx lockgate ${line}`]),
    ];
}
function help(verbs) {
    return [
        'npx lockgate <verb> [options]',
        '',
        ...Object.entries(verbs).map(([name, { description }]) => `  ${name.padEnd(WIDTH)}${description}`),
        '',
        'lockgate <verb> --help says more, with examples. lockgate --version says which version this is.',
        'Secrets come from variables of the environment, or the key from an ssh agent.',
        '',
        'Exit codes:',
        ...EXIT_CODES.map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`),
    ];
}

var external_node_path_ = __webpack_require__(6760);
var compose_context = __webpack_require__(8874);
var entry_version = __webpack_require__(8328);
var ssh_connections = __webpack_require__(6749);
var remembering_shell = __webpack_require__(7448);
var guess_hosts = __webpack_require__(6937);
var targets = __webpack_require__(266);
var greet = __webpack_require__(7895);
; 





async function approachHosts({ options, variables, secret, signal }, { environment, parsed, workspace }) {
    const connections = new ssh_connections .o({ signal });
    const { root, problems } = parsed;
    if (root === undefined || problems.any || options.has('host') || options.has('role'))
        return connections;
    try {
        for (const target of (0,targets .h)((0,guess_hosts .N)(root, environment, variables), { workspace, variables, secret, agentStandsIn: true }).values())
            connections.openAhead(target);
    }
    catch (error) {
        if (!(error instanceof model_failure .HR))
            throw error;
    }
    await (0,greet .Pu)();
    return connections;
}

var external_node_crypto_ = __webpack_require__(7598);
var external_node_fs_ = __webpack_require__(3024);
var external_node_os_ = __webpack_require__(8161);
; 



function attempt(read) {
    try {
        return read();
    }
    catch {
        return '';
    }
}
function markMachine() {
    const boot = attempt(() => (0,external_node_fs_.readFileSync)('/proc/sys/kernel/random/boot_id', 'utf8').trim());
    const processes = attempt(() => (0,external_node_fs_.readlinkSync)('/proc/self/ns/pid'));
    const addresses = Object.values((0,external_node_os_.networkInterfaces)()).flatMap((all = []) => all.flatMap(({ internal, mac }) => (internal ? [] : [mac])));
    const seen = boot === '' ? [...new Set(addresses)].sort().join(' ') : `${boot} ${processes}`;
    return (0,external_node_crypto_.createHash)('sha256').update(seen).digest('hex').slice(0, 8);
}
function identify(startedAt) {
    const user = attempt(() => (0,external_node_os_.userInfo)().username) || `user-${String(process.getuid?.() ?? 0)}`;
    const machine = `${user}@${(0,external_node_os_.hostname)()}`.replace(/[^A-Za-z0-9._@-]/g, '-');
    const mark = markMachine();
    return { user, machine, mark, owner: `${machine}/${String(process.pid)}.${mark}.${startedAt.getTime().toString(36)}` };
}

var external_node_child_process_ = __webpack_require__(1421);
; 




const NONE = { commit: '', version: '', changed: [], ignored: [] };
const DEADLINE_MS = 20_000;
function runGit(folder, words) {
    const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
    return new Promise((resolve) => {
        (0,external_node_child_process_.execFile)('git', ['-c', 'core.fsmonitor=false', ...words], { cwd: folder, env, timeout: DEADLINE_MS, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
            resolve(error === null ? { printed: stdout } : { why: stderr.trim() === '' ? error.message : stderr.trim() });
        });
    });
}
async function git(folder, ...words) {
    const said = await runGit(folder, words);
    return 'printed' in said ? said.printed : undefined;
}
function isInRepository(folder) {
    const parent = (0,external_node_path_.dirname)(folder);
    return (0,external_node_fs_.existsSync)((0,external_node_path_.join)(folder, '.git')) || (parent !== folder && isInRepository(parent));
}
function requireRead({ unread }) {
    if (unread === undefined)
        return;
    throw new model_failure .HR({
        kind: 'configuration',
        code: 'LG-REPOSITORY-UNREAD',
        problem: 'git does not say what this folder holds, so it cannot be told what is committed and what is ignored',
        cause: unread,
        next: 'see that `git status` works here as this user (git installed; a folder of somebody else needs git config --global --add safe.directory)',
    });
}
function readStatus(text) {
    const found = { commit: '', branch: '', changed: [], ignored: [] };
    const entries = text.split('\0');
    for (let entry = entries.shift(); entry !== undefined; entry = entries.shift()) {
        const [kind = '', ...rest] = entry.split(' ');
        if (entry.startsWith('# branch.oid '))
            found.commit = /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(rest[1] ?? '') ? (rest[1] ?? '') : '';
        else if (entry.startsWith('# branch.head '))
            found.branch = rest[1] === '(detached)' ? '' : (rest[1] ?? '');
        else if (kind === '1')
            found.changed.push(rest.slice(7).join(' '));
        else if (kind === 'u')
            found.changed.push(rest.slice(9).join(' '));
        else if (kind === '2') {
            found.changed.push(rest.slice(8).join(' '));
            entries.shift();
        }
        else if (kind === '?')
            found.changed.push(rest.join(' '));
        else if (kind === '!')
            found.ignored.push(rest.join(' '));
    }
    return found;
}
function namesBelow(prefix, names) {
    return names.flatMap((name) => (name.startsWith(prefix) && name !== prefix ? [name.slice(prefix.length).replace(/\/$/, '')] : []));
}
async function readRepository(folder) {
    const [status, prefix, tags] = await Promise.all([runGit(folder, ['status', '--porcelain=v2', '--branch', '--ignored', '-z', '--', '.']), git(folder, 'rev-parse', '--show-prefix'), git(folder, 'tag', '--points-at', 'HEAD', '--sort=-version:refname')]);
    if ('why' in status)
        return isInRepository((0,external_node_path_.resolve)(folder)) ? { ...NONE, unread: status.why } : NONE;
    const { branch, ignored, ...found } = readStatus(status.printed);
    const tag = (tags ?? '').split('\n')[0] ?? '';
    return { ...found, ignored: namesBelow((prefix ?? '').replace(/\n$/, ''), ignored), version: [tag, branch, found.commit.slice(0, 10)].find((name) => name !== '') ?? '' };
}

; 


const USAGE = 'LG-USAGE';
function usage(problem, next) {
    return new model_failure .HR({ kind: 'configuration', code: USAGE, problem, next });
}
function readOption(word, options) {
    const long = /^--([A-Za-z][A-Za-z-]*)(?:=(.*))?$/s.exec(word);
    if (long !== null)
        return { name: long[1] ?? '', given: long[2] };
    const [, letter, joined] = /^-([A-Za-z])(?:=?(.+))?$/s.exec(word) ?? [];
    if (letter === undefined)
        return undefined;
    const name = Object.entries(options).find(([, { short }]) => short === letter)?.[0];
    return name === undefined ? { name: letter, given: undefined } : { name, given: joined };
}
function readWords(words, options, operand) {
    const values = new Map();
    const operands = [];
    const problems = [];
    const dashes = words.indexOf('--');
    const behind = dashes < 0 ? [] : words.slice(dashes + 1);
    const rest = dashes < 0 ? [...words] : words.slice(0, dashes);
    const takesOne = operand !== undefined && operand.behindDashes !== true;
    for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
        const read = readOption(word, options);
        if (read === undefined && takesOne && !word.startsWith('-')) {
            operands.push(word);
            continue;
        }
        const spec = read !== undefined && Object.hasOwn(options, read.name) ? options[read.name] : undefined;
        if (read === undefined || spec === undefined) {
            problems.push(strange(word, read?.name, options));
            continue;
        }
        const { name, given } = read;
        if (values.has(name))
            problems.push(usage(`--${name} stands there twice`, 'leave one of them'));
        if (spec.value === undefined) {
            if (given !== undefined)
                problems.push(usage(`--${name} takes no value`, `write --${name} alone`));
            values.set(name, 'true');
            continue;
        }
        const value = given ?? (rest[0]?.startsWith('--') === true ? undefined : rest.shift());
        if (value === undefined || value === '')
            problems.push(usage(`--${name} has no value`, `write --${name} ${spec.value}`));
        else if (spec.choices !== undefined && !spec.choices.includes(value))
            problems.push(usage(`--${name} cannot be "${value.slice(0, 60)}"`, `write --${name} ${spec.choices.join(' or ')}`));
        else
            values.set(name, value);
    }
    for (const [name, spec] of Object.entries(options)) {
        if (spec.required === true && !values.has(name))
            problems.push(usage(`--${name} is missing`, `add --${name} ${spec.value ?? ''}`.trimEnd()));
    }
    if (operands.length > 1 && operand?.several !== true)
        problems.push(usage(`there is one ${operand?.name ?? 'word'} too many: ${operands.slice(1).join(' ').slice(0, 60)}`, 'leave one of them'));
    const [word] = operands;
    if (word !== undefined && operand?.choices?.includes(word) === false)
        problems.push(usage(`"${word.slice(0, 60)}" cannot be meant here`, `write ${operand.choices.join(' or ')}`));
    if (behind.length > 0 && operand?.behindDashes !== true)
        problems.push(usage('nothing is expected behind --', 'leave it out'));
    if (operand?.required === true && operands.length === 0 && behind.length === 0)
        problems.push(missingOperand(operand));
    if (problems.length > 0)
        throw new model_failure .oo(problems);
    return { options: values, operand: operands[0] ?? '', operands, behind };
}
function strange(word, name, options) {
    const meant = name === undefined ? undefined : (0,nearest .p)(name, Object.keys(options));
    return usage(`"${word.slice(0, 60)}" is no option here`, meant === undefined ? 'see lockgate --help' : `write --${meant}`);
}
function missingOperand({ name, behindDashes, choices }) {
    return behindDashes === true ? usage('there is no command to run', `write it behind two dashes: -- ${name}`) : usage(`the ${name} is missing`, `add ${choices?.join(' or ') ?? name}`);
}

var plugins = __webpack_require__(3875);
; 
function environmentNames({ root }) {
    const node = root?.entries.get('environments')?.node;
    return node?.type === 'map' ? [...node.entries.keys()] : [];
}

var load = __webpack_require__(1181);
var parse_yaml = __webpack_require__(8939);
var checkout = __webpack_require__(8210);
var secrets = __webpack_require__(8237);
; 










const CONFIGURATION = '.github/lockgate.yml';
function findFolder(from, configuration) {
    for (let folder = from;; folder = (0,external_node_path_.dirname)(folder)) {
        if ((0,external_node_fs_.existsSync)((0,external_node_path_.join)(folder, configuration)))
            return folder;
        if ((0,external_node_fs_.existsSync)((0,external_node_path_.join)(folder, '.git')) || (0,external_node_path_.dirname)(folder) === folder)
            return from;
    }
}
function openSurroundings({ version, options, terminal, masks, signal }) {
    const variables = process.env;
    const path = options.get('config') ?? CONFIGURATION;
    const secret = (0,secrets .q)(variables, masks, (name) => {
        terminal.progress(`warning: the secret ${name} is too short or too ordinary a word to be hidden; choose a longer one`);
    });
    const folder = () => {
        const named = options.get('directory');
        if (named === undefined)
            return (0,external_node_path_.isAbsolute)(path) ? process.cwd() : findFolder(process.cwd(), path);
        const found = (0,external_node_path_.resolve)(named);
        if ((0,external_node_fs_.statSync)(found, { throwIfNoEntry: false })?.isDirectory() !== true)
            throw usage(`there is no folder ${named}`, 'correct --directory');
        return found;
    };
    const read = () => (0,checkout .T)(folder(), folder(), path);
    return {
        version,
        options,
        variables,
        masks,
        signal,
        secret,
        folder,
        configuration: () => {
            const file = read();
            const parsed = (0,parse_yaml .C)(file.text, file.name);
            return { ...file, parsed, environments: environmentNames(parsed) };
        },
        settings: (environment, { onSecret = secret, onUnset, parsed } = {}) => {
            const { text, name } = read();
            return (0,load .M)({ text, file: name, environment, variables, plugins: plugins .N, onSecret, ...(onUnset === undefined ? {} : { onUnset }), ...(parsed === undefined ? {} : { parsed }) });
        },
    };
}
function chooseEnvironment(named, environments) {
    if (named !== undefined) {
        if (environments.length === 0 || environments.includes(named))
            return named;
        throw usage(`there is no environment "${named.slice(0, 60)}"`, (0,nearest .Z)(named, environments, 'write --environment with one that is in the configuration'));
    }
    if (environments.length < 2)
        return environments[0] ?? '';
    throw usage('no environment was chosen, and there are several', `add --environment ${environments.join(' or ')}`);
}

; 


const MOST = 100;
const FILES = 3000;
const line = (text, limit) => (0,report_text .ml)((0,report_text .Ow)(text), limit);
async function changesBetween(folder, from, to) {
    const there = await Promise.all([from, to].map((commit) => git(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`)));
    const gone = [from, to].filter((_, index) => there[index] === undefined);
    if (gone.length > 0)
        return { untold: `${gone.map((commit) => commit.slice(0, 10)).join(' and ')} is not in this repository: it was deployed from another one, its history was written anew, or it was not fetched (git fetch)` };
    const [counts, log, names] = await Promise.all([
        git(folder, 'rev-list', '--left-right', '--count', `${from}...${to}`, '--'),
        git(folder, 'log', `--max-count=${String(MOST)}`, '--format=%H%x00%an%x00%s', `${from}..${to}`, '--'),
        git(folder, 'diff', '--name-only', '--no-renames', '-z', from, to, '--'),
    ]);
    if (counts === undefined || log === undefined || names === undefined)
        return { untold: 'git did not answer' };
    const [lacking = 0, total = 0] = counts.trim().split(/\s+/).map(Number);
    const files = names.split('\0').filter((name) => name !== '');
    return {
        commits: log.split('\n').filter((one) => one !== '').map((one) => {
            const [id = '', author = '', ...subject] = one.split('\0');
            return { id, subject: line(subject.join(' '), 200), author: line(author, 60) };
        }),
        total,
        lacking,
        files: files.slice(0, FILES).map((name) => line(name, 300)),
        filesCut: files.length > FILES,
    };
}

; 

function terminalForge({ machine, mark, owner: self }, isAlive, pid = process.pid, folder = '') {
    return {
        isRunOver: (owner) => {
            const [, process, of] = owner.startsWith(`${machine}/`) ? (/^(\d+)\.([0-9a-f]+)\.[0-9a-z]+$/.exec(owner.slice(machine.length + 1)) ?? []) : [];
            if (process === undefined || of !== mark || owner === self)
                return Promise.resolve(undefined);
            return Promise.resolve(Number(process) === pid || !isAlive(Number(process)));
        },
        changesBetween: (from, to) => changesBetween(folder, from, to),
        approval: () => Promise.resolve({ kind: 'typed' }),
        isByHand: () => true,
    };
}
function livesHere(pid) {
    try {
        process.kill(pid, 0);
        return true;
    }
    catch (error) {
        return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
    }
}

; 











const startedAt = new Date();
async function openContext(surroundings, terminal, version) {
    const { options, variables, secret, masks, signal } = surroundings;
    const named = options.get('version') ?? version;
    if (named !== undefined && !entry_version .x.test(named))
        throw usage('--version is not the name of a tag or branch', 'write a name as git takes it, such as v1.4.0');
    const { environments, parsed } = surroundings.configuration();
    const environment = chooseEnvironment(options.get('environment'), environments);
    const workspace = surroundings.folder();
    const reading = readRepository(workspace);
    const connections = await approachHosts(surroundings, { environment, parsed, workspace });
    let settings;
    try {
        settings = surroundings.settings(environment, { parsed });
    }
    catch (error) {
        await connections.close().catch(() => undefined);
        throw error;
    }
    const repository = await reading;
    const { user, owner, ...machine } = identify(startedAt);
    const forge = terminalForge({ owner, ...machine }, livesHere, process.pid, workspace);
    const make = ({ inputs, dryRun, connections, signal: until, onLease }) => (0,compose_context .i)({
        settings,
        inputs: new Map([...inputs, ['environment', settings.environment]]),
        run: { owner, attempt: 1, url: '', actor: user, commit: repository.commit, version: named ?? repository.version, workspace, ignored: repository.ignored },
        forge,
        dryRun,
        connections,
        variables,
        secret,
        masks,
        signal: until,
        progress: (line) => {
            terminal.progress(line);
        },
        ...(dryRun ? { wrap: (shell) => new remembering_shell .c(shell) } : {}),
        agentStandsIn: true,
        ...(options.get('to') === undefined ? {} : { temp: (0,external_node_path_.resolve)(options.get('to') ?? '') }),
        mayHoldLease: () => { onLease(true); },
        freedLease: () => { onLease(false); },
        inheritedLease: () => undefined,
    });
    let held = false;
    const onLease = (holds) => {
        held = holds;
    };
    const ours = { inputs: options, connections, signal, onLease };
    return {
        context: make({ ...ours, dryRun: options.get('dry-run') === 'true' }),
        repository,
        rehearse: (inputs = {}) => make({ ...ours, inputs: new Map([...options, ...Object.entries(inputs)]), dryRun: true }),
        anew: (until) => {
            const fresh = new ssh_connections .o({ signal: until });
            return { context: make({ inputs: options, dryRun: false, connections: fresh, signal: until, onLease }), close: () => fresh.close().catch(() => undefined) };
        },
        get mayHoldLease() {
            return held;
        },
        close: () => connections.close().catch(() => undefined),
    };
}

var model_release = __webpack_require__(5988);
var recorded_runtime = __webpack_require__(382);
var reconcile = __webpack_require__(1095);
var run_flow = __webpack_require__(7151);
var database = __webpack_require__(6301);
var shell_shell = __webpack_require__(356);
var input = __webpack_require__(7487);
var schema_state = __webpack_require__(7244);
; 

function chooseApplied(host, pending, said) {
    const names = pending.map(({ name }) => name);
    if (names.length === 0)
        return [];
    if (said === undefined) {
        throw new model_failure .HR({
            kind: 'configuration',
            code: 'LG-ADOPT-APPLIED',
            problem: `nobody has said which of ${String(names.length)} migrations are applied already`,
            host,
            cause: names.join(', '),
            next: `add --applied all, --applied none, or the names of those that are: --applied ${names[0] ?? ''}`,
        });
    }
    if (said === 'all')
        return names;
    if (said === 'none')
        return [];
    const chosen = said.split(',').map((name) => name.trim()).filter((name) => name !== '');
    const unknown = chosen.filter((name) => !names.includes(name));
    if (unknown.length === 0)
        return names.filter((name) => chosen.includes(name));
    throw new model_failure .HR({
        kind: 'configuration',
        code: 'LG-ADOPT-APPLIED',
        problem: `--applied names what is not pending: ${unknown.join(', ')}`,
        host,
        cause: `pending: ${names.join(', ')}`,
        next: 'write the names as they are listed, with commas between them',
    });
}

; 






async function findByHand(session, adoption) {
    const { parts, context } = session;
    const problems = [];
    const attempt = async (work, otherwise) => {
        try {
            return await work();
        }
        catch (error) {
            if (!(error instanceof model_failure .HR) || error.kind === 'connection' || error.kind === 'bug')
                throw error;
            problems.push(...(0,model_failure .ZJ)(error));
            return otherwise;
        }
    };
    const hosts = new Map();
    for (const alias of parts.hosts) {
        const shell = session.shell(alias);
        const found = await (0,shell_shell .k)(shell, adoption.look((0,input .h)(context, 'tree') ?? ''));
        problems.push(...found.problems);
        const running = parts.runtime?.found?.(found.place);
        const process = found.place === '' || running === undefined ? '' : await attempt(() => (0,shell_shell .k)(shell, running), '');
        const asked = parts.runtime?.status();
        const status = asked === undefined ? undefined : await (0,shell_shell .k)(shell, asked).catch((error) => ({ state: 'failed', detail: (0,model_failure .h_)(error).facts.problem }));
        hosts.set(alias, { ...found, process, status });
    }
    const place = hosts.get(parts.databaseHost)?.place ?? '';
    const survey = place === '' ? undefined : await attempt(() => surveyMigrations(session, place), undefined);
    const applied = survey === undefined || parts.migrations?.baseline === undefined ? [] : await attempt(() => Promise.resolve().then(() => chooseApplied(parts.databaseHost, survey.pending, (0,input .h)(context, 'applied'))), []);
    if (problems.length > 0)
        throw new model_failure .oo(problems);
    return { hosts, survey, applied };
}
async function surveyMigrations(session, place) {
    const { parts } = session;
    const survey = await session.askSurvey((0,schema_state .QE)(parts, parts.migrations?.needsRelease === true ? place : undefined));
    if (survey instanceof model_failure .HR) {
        if (survey.code === database .O)
            return undefined;
        throw survey;
    }
    if (survey !== undefined && survey.edited.length > 0) {
        throw new model_failure .HR({
            kind: 'gate-closed',
            code: 'LG-MIGRATION-EDITED',
            problem: `applied migrations were edited: ${survey.edited.map(({ name }) => name).join(', ')}`,
            host: parts.databaseHost,
            next: 'put the files back as they were and write the change as a new migration',
        });
    }
    return survey;
}
function describeFound(session, { hosts, survey, applied }) {
    const { parts, context } = session;
    const tables = [...hosts].map(([alias, { facts, process, status }]) => ({
        title: hosts.size === 1 ? 'found' : `found on ${alias}`,
        rows: [
            ...facts.map(([name, value]) => [name, value]),
            ...(status === undefined ? [] : [['serves', process === '' ? `${status.state}${status.detail === '' ? '' : `: ${status.detail}`}` : `${process}; it runs on and can be stopped from now on`]]),
        ],
    }));
    const pending = survey?.pending ?? [];
    const migrations = parts.migrations === undefined
        ? []
        : parts.migrations.baseline === undefined
            ? [['record', `the tool keeps its own: ${survey?.revision === undefined || survey.revision === '' ? 'no revision' : survey.revision}`]]
            : pending.map(({ name, digest }) => [name, applied.includes(name) ? `recorded as applied, sha256 ${digest.slice(0, 12)}; it is not run` : 'stays pending: the first deploy applies it']);
    return [
        ...tables,
        ...(migrations.length === 0 ? [] : [{ title: 'migrations', rows: migrations }]),
        { title: 'will be recorded', rows: [['release', `version ${context.run.version}, good: the first deploy can go back to it`], ['restarted', 'nothing']] },
    ];
}

; 






function adopt(context, confirm) {
    return (0,run_flow .c)('adopt', context, {}, async (session, parts, reporter) => {
        const adoption = requireAdoption(parts);
        await session.look();
        const known = session.releases.filter(({ status }) => status === 'good' || status === 'active');
        const before = known.find(({ id }) => id.endsWith(`-${model_release .Wu}`));
        if (before !== undefined && known.length === 1) {
            reporter.release = before.id;
            return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', `adopted already: ${before.id} (${before.version})`);
        }
        if (known.length > 0)
            throw deployedAlready(parts, known.map(({ id }) => id));
        refuseUnfinished(session);
        const found = await findByHand(session, adoption);
        const facts = describeFound(session, found);
        for (const { title, rows } of facts)
            reporter.fact(title, rows);
        if (context.dryRun) {
            await session.run({ steps: stepsOf(session, adoption, found, 'dry-run'), lease: 'keep' });
            return reporter.close('dry-run', 'nothing was written');
        }
        await confirm(facts);
        await session.take();
        try {
            await (0,reconcile.settleDeadChange)(session);
            return await record(session, adoption, found);
        }
        catch (error) {
            await giveUp(session);
            throw error;
        }
    });
}
async function record(session, adoption, found) {
    const { parts, context, reporter } = session;
    const opening = session.mint(model_release .Wu);
    const id = session.changeId;
    const release = { id, version: context.run.version, commit: context.run.commit, artefact: '', schema: '', schemaFloor: '' };
    const places = Object.fromEntries([...found.hosts].map(([alias, { place }]) => [alias, place]));
    const results = await session.run({
        steps: stepsOf(session, adoption, found, id),
        before: [opening, { kind: 'fact', name: model_release .Wu, data: { places, baselined: found.applied.map((name) => `${name}@${digestOf(found.survey, name)}`) } }, ...(0,recorded_runtime .Md)(session), { kind: 'release', release, status: 'pending' }],
        lease: 'keep',
    });
    const digests = parts.hosts.map((host) => adoption.readCopy(results.get(stepId('adopt.copy', host, parts)) ?? []));
    if (new Set(digests).size > 1)
        reporter.note('the hosts do not hold the same files: each goes back to its own');
    const revision = found.applied.at(-1) ?? found.survey?.revision ?? '';
    const naming = parts.hosts.filter((host) => found.hosts.get(host)?.nameless === true).map((host) => ({
        id: stepId('adopt.name', host, parts),
        title: `let current name ${id} where nothing has that name`,
        host,
        does: adoption.name(id),
        undo: { kind: 'none', text: 'nothing uses it' },
    }));
    const after = [{ kind: 'release', release: { ...release, artefact: digests[0] ?? '', schema: revision }, status: 'good' }, { kind: 'closed', outcome: 'released' }];
    await session.run({ steps: naming, after, lease: 'free' });
    reporter.release = id;
    for (const line of advice(session, found))
        reporter.note(line);
    return reporter.close('passed', `${id} (${release.version}) is on record as the way back; nothing was moved or restarted`);
}
function digestOf(survey, name) {
    return survey?.pending.find((one) => one.name === name)?.digest ?? '';
}
function stepId(verb, host, { hosts }) {
    return hosts.length === 1 ? verb : `${verb}@${host}`;
}
function stepsOf(session, adoption, found, id) {
    const { parts, context } = session;
    const undone = { kind: 'discard-release', text: `remove releases/${id}` };
    const baseline = found.survey === undefined ? [] : (parts.migrations?.baseline?.(found.survey, found.applied, id) ?? []);
    return [
        ...parts.hosts.flatMap((host) => {
            const place = found.hosts.get(host)?.place ?? '';
            const takeOver = parts.runtime?.takeOver?.(place, id) ?? [];
            return [
                { id: stepId('adopt.copy', host, parts), title: `copy ${place} as it is`, host, does: adoption.copy(id, place, context.run.version), undo: undone },
                ...(takeOver.length === 0 ? [] : [{ id: stepId('adopt.process', host, parts), title: 'look after the process that runs', host, does: takeOver, undo: { kind: 'none', text: 'the process is not touched' } }]),
            ];
        }),
        ...(baseline.length === 0 ? [] : [{ id: 'adopt.baseline', title: `record as applied: ${found.applied.join(', ')}`, host: parts.databaseHost, does: baseline, undo: { kind: 'none', text: 'they are applied' } }]),
    ];
}
async function giveUp(session) {
    if (session.context.ports.signal.aborted)
        return;
    await session.readAgain();
    if (session.change === undefined)
        await session.run({ steps: [], lease: 'free' });
    else
        await (0,reconcile.goBackFromOpenChange)(session, 'free');
}
function advice(session, found) {
    const { layout } = session.parts.site;
    const stays = [...new Set([...found.hosts.values()].map(({ place }) => place))].join(', ');
    return [
        `leave ${stays} in place: what serves uses it, and so do links in ${layout.root}/shared`,
        `the first deploy starts the application in ${layout.current}: a unit or supervisor of your own has to work there too (WorkingDirectory=${layout.current}), and not in ${stays}`,
        `files that the application writes belong under release.shared: those that it keeps beside its code would be left behind by the first deploy`,
    ];
}
function requireAdoption(parts) {
    if (parts.artefact.adoption !== undefined)
        return parts.artefact.adoption;
    throw new model_failure .HR({
        kind: 'configuration',
        code: 'LG-ADOPT-KIND',
        problem: `releases of the kind "${parts.artefact.kind}" cannot be adopted`,
        next: 'deploy with Lockgate as it is: the first deploy has no release to go back to, and says so',
    });
}
function deployedAlready(parts, ids) {
    return new model_failure .HR({
        kind: 'state',
        code: 'LG-ADOPT-RELEASES',
        problem: 'Lockgate has deployed here already: there is a way back, and nothing to adopt',
        host: parts.hosts[0],
        cause: `releases on record: ${ids.join(', ')}`,
        next: 'deploy as usual',
    });
}
function refuseUnfinished(session) {
    const { change, parts } = session;
    if (change === undefined || change.id.endsWith(`-${model_release .Wu}`))
        return;
    throw new model_failure .oo([
        new model_failure .HR({
            kind: 'state',
            code: 'LG-ADOPT-UNFINISHED',
            problem: `the change ${change.id} of ${change.opened.owner} was never finished`,
            host: parts.hosts[0],
            next: 'run the rollback action first; then adopt what serves',
        }),
    ]);
}

; 


async function agree(terminal, options, question) {
    if (options.has('yes'))
        return;
    const answer = await terminal.confirm(question);
    if (answer === undefined)
        throw usage('nobody is here to confirm this', 'read what is above, and run this again with --yes');
    if (!answer)
        throw notConfirmed('nothing was changed: it was not confirmed');
}
function notConfirmed(problem) {
    return new model_failure .HR({ kind: 'held', code: 'LG-NOT-CONFIRMED', problem, next: 'run this again once what is above is what you want' });
}

; 
const plainOptions = {
    config: { description: 'The configuration file. Default: .github/lockgate.yml', value: 'FILE' },
    directory: { description: 'The folder of the repository. Default: the one you stand in, or the one above it that has the configuration.', value: 'FOLDER', short: 'C' },
    json: { description: 'One JSON document on stdout; everything for people goes to stderr.' },
};
const hostOptions = {
    environment: { description: 'The environment of the configuration. Default: the only one there is.', value: 'NAME', short: 'e' },
    ...plainOptions,
};
const commonOptions = {
    ...hostOptions,
    'dry-run': { description: 'Print the exact commands and write nothing on a host.' },
    yes: { description: 'Do not ask before something is written.', short: 'y' },
};

; 



const verb = {
    description: 'makes what somebody deployed by hand the first release, without touching what serves',
    options: {
        ...commonOptions,
        tree: { description: 'The folder on the host that holds the code. Default: what `current` leads to, else the release path.', value: 'FOLDER' },
        applied: { description: 'Which pending migrations are applied already: all, none, or their names with commas between them.', value: 'NAMES' },
        version: { description: 'What the application calls itself now. Default: adopted', value: 'NAME' },
    },
    version: 'adopted',
    example: 'adopt --environment production --applied all --version v1.3.0',
    run: (context, terminal) => adopt(context, (found) => {
        for (const { title, rows } of found) {
            const width = Math.max(...rows.map(([name]) => name.length));
            terminal.print(title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`));
        }
        return agree(terminal, context.inputs, 'record this?');
    }),
};

var answer = __webpack_require__(7519);
var words = __webpack_require__(6768);
var maintenance = __webpack_require__(2350);
var actions_parts = __webpack_require__(3505);
var serves_since = __webpack_require__(972);
var way_back_outcome = __webpack_require__(6291);
var actions_reporter = __webpack_require__(9254);
var journal = __webpack_require__(990);
var read_state = __webpack_require__(2482);
; 





function tolerant(probe) {
    return {
        commands: probe.commands,
        read: (results) => {
            try {
                return probe.read(results);
            }
            catch (error) {
                return (0,model_failure .h_)(error);
            }
        },
    };
}
function lookAtHosts(context, parts) {
    const state = (0,read_state .un)(parts.site.layout);
    const status = parts.runtime === undefined ? undefined : tolerant(parts.runtime.status());
    const probe = {
        commands: [...state.commands, ...(status?.commands ?? [])],
        read: (results) => ({ snapshot: state.read(results.slice(0, state.commands.length)), runtime: status?.read(results.slice(state.commands.length)) }),
    };
    return Promise.all(parts.hosts.map(async (host) => {
        try {
            const { snapshot, runtime } = await (0,shell_shell .k)(await context.connect(host), probe);
            return { host, snapshot, runtime, serving: (0,model_release .Gm)(snapshot.releases).find(({ id }) => id === snapshot.current) };
        }
        catch (error) {
            const failure = (0,model_failure .h_)(error);
            if (failure.kind === 'bug' || failure.kind === 'interrupted')
                throw failure;
            return { host, failure };
        }
    }));
}
function openChangeOf(views) {
    const first = views.find(({ snapshot }) => snapshot !== undefined)?.snapshot;
    return first === undefined ? undefined : (0,journal .z)((0,journal .n)(first.journal));
}
function lastStepOf({ steps }) {
    const last = steps.at(-1);
    return last === undefined ? 'no step was begun' : `${last.title}: ${{ begin: 'begun', done: 'done', failed: 'failed' }[last.phase]}`;
}

; 
function leaseOf({ lease, leaseLive, hostNow }) {
    if (lease === undefined || lease.owner === '')
        return undefined;
    const { owner, token, change, note } = lease;
    return { owner, token, change, note, live: leaseLive, secondsLeft: Math.max(0, lease.expires - hostNow) };
}
function tellLease(lease) {
    if (lease === undefined)
        return 'free';
    const { owner, live, secondsLeft, note } = lease;
    const state = !live ? 'its time is over' : secondsLeft > 0 ? `ends in ${String(secondsLeft)} s unless renewed` : 'its time is over, but its script still runs';
    return [`${owner}: ${state}`, ...(note === '' ? [] : [note])].join('; ');
}

; 
function tellAgo(iso, now) {
    const minutes = Math.round((now.getTime() - Date.parse(iso)) / 60_000);
    if (!Number.isFinite(minutes))
        return iso;
    if (minutes < 1)
        return 'just now';
    if (minutes < 60)
        return `${String(minutes)} min ago`;
    const hours = Math.round(minutes / 60);
    return hours < 48 ? `${String(hours)} h ago` : `${String(Math.round(hours / 24))} days ago`;
}
function tellMoment(iso) {
    const at = Date.parse(iso);
    return Number.isNaN(at) ? iso : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

; 











function nameOf({ id, version }) {
    return version === '' ? id : `${id} (${version})`;
}
function tellServing({ snapshot, serving }) {
    if (snapshot === undefined)
        return 'not known';
    if (serving !== undefined)
        return `${nameOf(serving)}, ${serving.status}`;
    return snapshot.current === '' ? 'nothing' : `${snapshot.current}, which is not on record`;
}
function sinceOf({ snapshot }) {
    return snapshot === undefined ? undefined : (0,serves_since .x)({ journal: snapshot.journal, releases: (0,model_release .Gm)(snapshot.releases), current: snapshot.current });
}
function tellRuntime({ runtime }) {
    if (runtime === undefined)
        return '';
    return runtime instanceof model_failure .HR ? `could not be told: ${runtime.facts.problem}` : [runtime.state, runtime.detail].filter((part) => part !== '').join(': ');
}
function backupData(manifest) {
    const { id, at, engine, engineVersion, change, bytes: size, databaseBytes, sha256, schema, tables, verified, copies } = manifest;
    const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
    return { id, at, engine, engineVersion, change, bytes: size, databaseBytes, sha256, schema, tables: Object.keys(tables).length, rows, verified, copies: copies.length, copiesVerified: copies.filter((copy) => copy.verified).length };
}
function hostData(view) {
    const { host, failure, snapshot, serving, runtime } = view;
    if (snapshot === undefined)
        return { host, reachable: false, problem: failure?.facts.problem ?? '', code: failure?.code ?? '' };
    const runs = runtime === undefined ? null : runtime instanceof model_failure .HR ? { state: 'unknown', detail: runtime.facts.problem } : runtime;
    return { host, reachable: true, release: snapshot.current === '' ? null : snapshot.current, version: serving?.version ?? '', status: serving?.status ?? '', runtime: runs, lease: leaseOf(snapshot) ?? null };
}
async function status_status(context) {
    const reporter = new actions_reporter .a('status', context, {});
    const parts = await (0,actions_parts .t)(context.settings, context.run.workspace, (name) => context.ports.secret(name), context.readsOnly);
    const views = await lookAtHosts(context, parts);
    const now = context.ports.now();
    const seen = views.flatMap(({ snapshot }) => snapshot ?? []);
    const change = openChangeOf(views);
    const [first] = seen;
    const releases = first === undefined ? [] : (0,model_release .Gm)(first.releases);
    const back = first === undefined ? undefined : (0,model_release .es)(releases, first.current);
    const backup = views.find(({ host }) => host === parts.databaseHost)?.snapshot?.manifests.at(-1);
    const mark = first === undefined ? undefined : (0,maintenance .Om)(first.journal);
    const byHand = first !== undefined && (0,maintenance ._i)(first.journal) !== undefined;
    const apart = new Set(seen.map(({ current }) => current)).size > 1;
    for (const view of views) {
        const { host, failure, snapshot, serving } = view;
        const more = snapshot === undefined ? [['not asked', failure?.facts.problem ?? '']] : [['lease', tellLease(leaseOf(snapshot))]];
        const runtime = tellRuntime(view);
        reporter.fact(host, [['serves', tellServing(view)], ...(serving === undefined ? [] : [['since', tellAgo(sinceOf(view) ?? serving.at, now)]]), ...(runtime === '' ? [] : [['application', runtime]]), ...more]);
    }
    if (mark !== undefined)
        reporter.fact('maintenance', tellMaintenance(mark, byHand, now));
    if (change !== undefined)
        reporter.fact('open change', [['id', change.id], ['by', `${change.opened.owner}, ${tellAgo(change.opened.at, now)}`], ['last step', lastStepOf(change)]]);
    const awaited = change === undefined ? undefined : (0,way_back_outcome .ld)({ change, continues: false, parts });
    if (awaited !== undefined)
        reporter.note(`${awaited.facts.problem}; ${awaited.facts.next}`);
    if (first !== undefined)
        reporter.fact('a way back', [['leads to', back === undefined ? 'nothing: there is no other good release' : nameOf(back)], ...(context.settings.backup === undefined ? [] : [['last backup', backup === undefined ? 'none' : `${backup.id}, ${(0,answer .ee)(backup.bytes)}, verified to "${backup.verified}", ${tellAgo(backup.at, now)}`]])]);
    if (apart)
        reporter.note('the hosts do not serve the same release');
    const serving = views.find((view) => view.serving !== undefined)?.serving;
    const data = {
        hosts: views.map(hostData),
        release: serving === undefined ? null : { id: serving.id, version: serving.version, commit: serving.commit, status: serving.status, at: serving.at },
        change: change === undefined ? null : { id: change.id, version: change.opened.version, owner: change.opened.owner, at: change.opened.at, lastStep: lastStepOf(change) },
        maintenance: mark === undefined ? null : { byHand, by: mark.by === '' ? null : mark.by, since: mark.since, change: mark.change },
        wayBack: back === undefined ? null : { id: back.id, version: back.version },
        backup: backup === undefined ? null : backupData(backup),
    };
    return { ...conclude(reporter, views, serving, mark !== undefined), data };
}
function tellMaintenance({ by, since, change }, byHand, now) {
    if (byHand)
        return [['entered', `by hand, ${by}, ${tellAgo(since, now)}`], ['ends with', 'npx lockgate maintenance off']];
    return [['entered', `${by === '' ? 'in' : `by ${by}, in`} the change ${change}, ${tellAgo(since, now)}`], ['ends with', 'the next run that leads to a release that is well']];
}
function notRunning(views) {
    const down = views.filter(({ serving, runtime }) => serving !== undefined && runtime !== undefined && !(runtime instanceof model_failure .HR) && runtime.state !== 'running');
    const [first] = down;
    if (first?.serving === undefined)
        return undefined;
    return new model_failure .HR({
        kind: 'gate-closed',
        code: 'LG-STATUS-NOT-RUNNING',
        problem: `${nameOf(first.serving)} does not run on ${String(down.length)} of ${String(views.length)} hosts`,
        host: first.host,
        cause: down.map((view) => `${view.host}: ${tellRuntime(view)}`).join('; '),
        next: 'read npx lockgate logs; npx lockgate restart starts it, npx lockgate rollback goes back',
    });
}
function conclude(reporter, views, serving, maintained) {
    const failures = views.flatMap(({ failure }) => failure ?? []);
    const same = views.filter((view) => view.serving?.id === serving?.id).length;
    const headline = serving === undefined ? 'nothing that is on record serves' : `${nameOf(serving)} serves on ${String(same)} of ${String(views.length)} hosts`;
    reporter.release = serving?.id ?? '';
    const down = maintained ? undefined : notRunning(views);
    if (failures.length === 0 && down !== undefined)
        return reporter.close('failed', down.facts.problem, down);
    if (failures.length === 0)
        return reporter.close('passed', maintained && serving !== undefined ? `${nameOf(serving)} is current, and in maintenance` : headline);
    const all = failures.length === views.length;
    return reporter.close('failed', all ? (failures[0]?.facts.problem ?? headline) : `${headline}; ${String(failures.length)} could not be asked`, failures.length === 1 ? failures[0] : new model_failure .oo(failures));
}

; 





async function listReleases(context) {
    let found = [];
    const result = await (0,run_flow .c)('releases', context, {}, async (session, parts, reporter) => {
        await session.look();
        const serving = new Set(parts.hosts.map((host) => session.turn(host).snapshot.current));
        const releases = session.releases.toReversed();
        const target = (status, id) => status === 'good' && !serving.has(id);
        const mark = (status, id) => (serving.has(id) ? ', serves' : target(status, id) ? ', can be gone back to' : '');
        const width = Math.max(0, ...releases.map(({ version }) => version.length));
        reporter.fact('releases', releases.map(({ id, version, status, at }) => [id, `${version.padEnd(width)}  ${tellMoment(at)}  ${status}${mark(status, id)}`]));
        found = releases.map(({ id, version, commit, status, at, artefact, schema }) => ({ id, version, commit, status, at, artefact, schema, serves: serving.has(id), target: target(status, id) }));
        return reporter.close('passed', releases.length === 0 ? 'nothing was deployed yet' : (0,words .U)(releases.length, 'release'));
    });
    return { ...result, data: { releases: found } };
}
async function listBackups(context) {
    let found = [];
    const result = await (0,run_flow .c)('backups', context, {}, async (session, parts, reporter) => {
        await session.look();
        const manifests = session.turn(parts.databaseHost).snapshot.manifests.toReversed();
        const now = context.ports.now();
        reporter.fact(`backups on ${parts.databaseHost}`, manifests.map(({ id, at, bytes: size, verified, copies }) => [id, `${(0,answer .ee)(size).padStart(9)}  verified: ${verified.padEnd(8)}  ${(0,words .U)(copies.length, 'copy').replace('copys', 'copies')}  ${tellAgo(at, now)}`]));
        found = manifests.map(backupData);
        if (context.settings.backup === undefined)
            reporter.note('the configuration has no backup');
        return reporter.close('passed', manifests.length === 0 ? 'there is no backup' : (0,words .U)(manifests.length, 'backup'));
    });
    return { ...result, data: { backups: found } };
}

; 


const backups_verb = {
    description: 'lists the backups that are on record, and how far each was verified',
    options: hostOptions,
    example: 'backups -e production',
    run: (context) => listBackups(context),
};

; 

const demo_verb = {
    description: 'deploys a shop of its own three times to a server of its own; the third one falls ill and comes back',
    options: { json: plainOptions.json, keep: { description: "Leave the server's folder when it has ended, to look at." } },
    example: 'demo',
    more: [['demo --keep', 'with the folder of the server to look at afterwards']],
    plain: async (surroundings, terminal) => (await __webpack_require__.e(  594).then(__webpack_require__.bind(__webpack_require__, 9249))).demo(surroundings, terminal),
};

var deploy_stages = __webpack_require__(5610);
var run = __webpack_require__(4489);
var plan = __webpack_require__(8672);
var plan_text = __webpack_require__(8495);
; 




async function approvePlan(context, terminal, call) {
    if (context.settings.approval !== 'required' || context.dryRun || context.inputs.has('approve'))
        return context;
    const planned = await (0,plan .e)(call.rehearse());
    const digest = planned.outputs['plan-digest'] ?? '';
    if (planned.failure !== undefined || planned.report.plan === undefined)
        return { declined: { ...planned, outputs: { ...planned.outputs, outcome: planned.report.status === 'held' ? 'held' : 'failed' } } };
    terminal.print(planned.report.headline, ...(0,plan_text .$)(planned.report.plan));
    const answer = await terminal.confirm(`deploy this to ${context.settings.environment}?`);
    if (answer === undefined)
        throw usage('nobody is here to approve the plan', `read what is above, and run this again with --approve ${digest}`);
    if (!answer) {
        const failure = notConfirmed('nothing was deployed: the plan was not approved');
        return { declined: { outputs: { ...planned.outputs, outcome: 'held' }, failure, report: { ...planned.report, status: 'held', headline: failure.facts.problem, failures: [failure.facts], commands: [] } } };
    }
    return { ...context, inputs: new Map([...context.inputs, ['approve', digest]]) };
}

var scope = __webpack_require__(4703);
; 

const versionOption = {
    version: { description: 'What the release is called. Default: the tag of the commit, else the branch.', value: 'NAME' },
};
const scopeOption = {
    scope: { description: 'What to touch: all, application (nothing that concerns the database), migrations, or configuration (what the application is told, and nothing else). Default: all', value: 'SCOPE', choices: scope .iW },
};
const lossOption = {
    'approve-loss': { description: 'So many rows may be lost by going back. Default: what `rollback.loss-allowed` says.', value: 'ROWS' },
};

; 
const SHOWN = 5;
function some(names) {
    return names.length <= SHOWN ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')} and ${String(names.length - SHOWN)} more`;
}
function tellIgnored({ run: { ignored = [] } }, terminal) {
    if (ignored.length > 0)
        terminal.progress(`note: git ignores ${some(ignored)}: not brought to the host, unless release.include names it`);
}

; 








const deploy_verb = {
    description: 'deploys what is checked out, one gate at a time, and goes back when a gate closes',
    options: {
        ...hostOptions,
        ...versionOption,
        ...scopeOption,
        ...lossOption,
        'plan-digest': { description: 'Digest of an approved plan: what would run now must be the same.', value: 'DIGEST' },
        approve: { description: 'Digest of a plan that you have read and approve, where the configuration demands an approval: what runs is that plan or nothing. Without it the plan is shown, and you are asked.', value: 'DIGEST' },
        dirty: { description: 'Deploy the folder as it is, although it is not what is committed.' },
        'dry-run': { description: 'Print the exact commands and write nothing on a host.' },
    },
    example: 'deploy -e production',
    more: [
        ['deploy -e staging --version v1.4.0', 'under a name of your own'],
        ['deploy -e production --approve 2-…', 'what `plan` showed, where an approval is required'],
        ['deploy -e production --scope application', 'without touching the database'],
        ['deploy -e production --scope configuration', 'to change what the application is told, and nothing else'],
    ],
    run: async (context, terminal, call) => {
        const repository = await readRepository(context.run.workspace);
        requireRead(repository);
        const { changed } = repository;
        if (changed.length > 0 && !context.inputs.has('dirty')) {
            throw usage(`the folder is not what is committed: ${some(changed)}`, 'commit it or put it aside (git stash); --dirty deploys the folder as it is');
        }
        tellIgnored(context, terminal);
        terminal.progress(`deploying ${context.run.version === '' ? 'this folder' : context.run.version} to ${context.settings.environment}: ${(0,deploy_stages .f)(context).map(({ id }) => id).join(', ')}`);
        const approved = await approvePlan(context, terminal, call);
        return 'declined' in approved ? approved.declined : (0,run .e)(approved);
    },
};

var diagnostics = __webpack_require__(4691);
var sign_off = __webpack_require__(6874);
; 







function choose(session, named) {
    const releases = session.releases;
    if (named === '')
        return session.change?.id ?? releases.findLast(({ status }) => status === 'bad')?.id ?? session.snapshot.current;
    const found = releases.findLast(({ id, version }) => id === named || version === named)?.id ?? (0,journal .n)(session.journal).find(({ id }) => id === named)?.id;
    if (found !== undefined)
        return found;
    throw new model_failure .HR({
        kind: 'state',
        code: 'LG-RELEASE-UNKNOWN',
        problem: `the release ${named} never was on this host`,
        host: session.parts.hosts[0],
        cause: `releases on record: ${(0,model_release .Gm)(session.snapshot.releases).map(({ id, version }) => `${id} (${version})`).join(', ') || 'none'}`,
        next: 'name one of them; npx lockgate releases lists them',
    });
}
async function diagnoseRelease(context, named) {
    let data = { folder: '', release: '' };
    const result = await (0,run_flow .c)('diagnose', context, {}, async (session, parts, reporter) => {
        await session.look();
        const release = choose(session, named);
        reporter.release = release;
        const name = release === '' ? 'none' : release;
        const folder = await (0,diagnostics .Ah)(context, session, name, await (0,diagnostics .R9)(session, undefined));
        const record = (0,journal .n)(session.journal).find(({ id }) => id === release);
        if (record !== undefined) {
            await context.ports.keepFile(`lockgate-diagnostics-${name}/record.json`, `${JSON.stringify({ ...record, facts: Object.fromEntries(record.facts) }, null, 2)}\n`);
            await (0,sign_off .k)(session, release);
        }
        const entry = session.releases.find(({ id }) => id === release);
        reporter.fact('release', [
            ['id', release === '' ? 'nothing was deployed yet' : release],
            ...(entry === undefined ? [] : [['version', entry.version], ['status', entry.status]]),
            ...(record === undefined ? [] : [['outcome', record.closed?.outcome ?? 'still open']]),
            ['folder', folder],
        ]);
        data = { folder, release, record: record === undefined ? null : { ...record, facts: Object.fromEntries(record.facts) } };
        return reporter.close('passed', `what ${(0,words .U)(parts.hosts.length, 'host')} said is in ${folder}`);
    });
    return { ...result, data };
}

; 


const diagnose_verb = {
    description: 'makes a folder with what each host says now and what is on record of a release',
    options: { ...hostOptions, to: { description: 'Where the folder is made. Default: the folder for temporary files.', value: 'FOLDER' } },
    operand: { name: 'release', description: 'Its id or version. Default: the open change, else the newest that is bad, else what serves.' },
    example: 'diagnose -e production 20261121-2104-3f9c2ab',
    run: (context, _terminal, { operand }) => diagnoseRelease(context, operand),
};

var model_command = __webpack_require__(144);
var library = __webpack_require__(1480);
var describe = __webpack_require__(4749);
var render = __webpack_require__(8515);
; 



const GRACE_MS = 15_000;
async function streamCommand(shell, command, onLine, signal) {
    const seconds = String(Math.max(1, Math.round(command.deadlineMs / 1000)));
    const call = (0,render .hc)(`lg_batch_within ${seconds}`, command);
    const { exitCode, timedOut, durationMs } = await shell.script(`${(0,library .f)(call)}\n${call} 2>&1`, { deadlineMs: command.deadlineMs + GRACE_MS, onLine, signal });
    const late = timedOut || ([124, 137, 143].includes(exitCode ?? 0) && durationMs >= command.deadlineMs - 100);
    return { command: (0,describe .zO)(command), exitCode: late ? null : exitCode, timedOut: late, durationMs };
}

; 






async function execute(context, { words, hosts, deadlineMs, onLine }) {
    const { signal } = context.ports;
    let ran = [];
    const result = await (0,run_flow .c)('exec', context, {}, async (_session, parts, reporter) => {
        const [program = '', ...rest] = words;
        const command = (0,model_command .qc)(words.join(' '), program, rest, { cwd: parts.site.layout.current, deadlineMs });
        const failures = [];
        const runOn = async (host) => {
            const output = [];
            const shell = await context.connect(host);
            const tell = (line) => {
                output.push(line);
                onLine(host, line);
            };
            await (0,shell_shell .k)(shell, (0,read_state .WI)(parts.site.layout));
            const end = await streamCommand(shell, command, tell, signal);
            if (signal.aborted)
                throw new model_failure .HR({ kind: 'interrupted', code: 'LG-CANCELLED', problem: 'the command was ended', host, command: end.command, next: 'what it had done until then is done' });
            if (end.exitCode !== 0)
                failures.push(failed(host, end.command, end.exitCode, end.timedOut, output));
            return { host, exitCode: end.exitCode, timedOut: end.timedOut, durationMs: end.durationMs, output };
        };
        const ends = await Promise.allSettled(hosts.map(runOn));
        ran = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
        for (const end of ends) {
            if (end.status === 'fulfilled')
                continue;
            if (!(end.reason instanceof model_failure .HR))
                throw end.reason;
            failures.push(end.reason);
        }
        const good = hosts.length - failures.length;
        const headline = `${command.title}: ended well on ${String(good)} of ${String(hosts.length)} hosts`;
        const [one] = failures;
        return one === undefined ? reporter.close('passed', headline) : reporter.close('failed', headline, failures.length === 1 ? one : new model_failure .oo(failures));
    });
    return { ...result, data: { command: words, hosts: ran } };
}
function failed(host, command, exitCode, timedOut, output) {
    const how = timedOut ? 'no end in time: everything that it had started was ended' : exitCode === null ? 'it was ended by a signal' : `exit code ${String(exitCode)}`;
    const said = output.slice(-5).join('\n');
    return new model_failure .HR({
        kind: 'command',
        code: 'LG-EXEC',
        problem: 'the command failed',
        host,
        command,
        cause: said === '' ? how : `${how}: ${said}`,
        next: exitCode === 125 ? 'it is run in the folder of the release that serves: see with npx lockgate status whether there is one' : timedOut ? 'give it longer with --timeout' : 'read what it said above',
    });
}

; 


const whichHosts = {
    role: { description: 'Only the hosts with this role.', value: 'ROLE' },
    host: { description: 'Only this host, by its alias.', value: 'ALIAS' },
};
function chooseHosts(hosts, options) {
    const role = options.get('role');
    const alias = options.get('host');
    const roles = [...new Set(hosts.flatMap((host) => host.roles))];
    if (role !== undefined && !roles.includes(role))
        throw usage(`no host has the role "${role.slice(0, 60)}"`, (0,nearest .Z)(role, roles, 'write --role with one that is in the configuration'));
    const aliases = hosts.map((host) => host.alias);
    if (alias !== undefined && !aliases.includes(alias))
        throw usage(`there is no host "${alias.slice(0, 60)}"`, (0,nearest .Z)(alias, aliases, 'write --host with one that is in the configuration'));
    const chosen = hosts.filter((host) => (role === undefined || host.roles.includes(role)) && (alias === undefined || host.alias === alias)).map((host) => host.alias);
    if (chosen.length === 0)
        throw usage(`${alias ?? ''} does not have the role ${role ?? ''}`, 'leave --role or --host out');
    return chosen;
}
function prefixFor(hosts) {
    const width = Math.max(...hosts.map((host) => host.length));
    return (host) => `${host.padEnd(width)} | `;
}

var units = __webpack_require__(8766);
; 


function readDuration(name, options) {
    const text = options.get(name);
    if (text === undefined)
        return undefined;
    const read = units .p0.safeParse(text);
    if (read.success)
        return read.data;
    throw usage(`--${name} is no length of time: ${text.slice(0, 40)}`, `write a number with its unit, such as --${name} 10m`);
}

; 




const exec_DEADLINE_MS = 600_000;
const exec_verb = {
    description: 'runs a command of yours in the folder of the release that serves, on several hosts side by side',
    options: { ...hostOptions, ...whichHosts, timeout: { description: 'How long it may take before everything that it started is ended. Default: 10m', value: 'TIME' } },
    operand: { name: 'command…', description: 'Program and words, taken as they are; for a line of shell: sh -c \'…\'', behindDashes: true, required: true },
    example: 'exec -e production --role web -- ls -la',
    more: [["exec -e production --host db-1 -- sh -c 'du -sh * | sort -h'", 'a line of shell on one host']],
    run: (context, terminal, { behind }) => {
        const hosts = chooseHosts(context.settings.hosts, context.inputs);
        const prefix = prefixFor(hosts);
        return execute(context, {
            words: behind,
            hosts,
            deadlineMs: readDuration('timeout', context.inputs) ?? exec_DEADLINE_MS,
            onLine: (host, line) => {
                terminal.print(`${prefix(host)}${line}`);
            },
        });
    },
};

; 
const PORT = 8000;
function noted(line, column, note) {
    return `${line.padEnd(column - 1)} # ${note}`;
}
function releasePath(app, unit) {
    const folder = unit?.folder ?? '';
    return /^\/[A-Za-z0-9._/-]+\/current\/?$/.test(folder) ? folder.replace(/\/current\/?$/, '') : `/srv/${app}`;
}
function releaseLines({ found, unit }) {
    const build = [
        ...(found.python ? ['python3 -m venv .venv', '.venv/bin/pip install --quiet --requirement requirements.txt'] : []),
        ...found.node,
    ];
    return [
        'release:',
        '  kind: directory',
        noted(`  path: ${releasePath(found.app, unit)}`, 43, 'releases/<id>, current -> releases/<id>, shared/'),
        `  exclude: [.git, .github, .env${found.python ? ', __pycache__, .venv' : ''}${found.node.length > 0 ? ', node_modules' : ''}]`,
        noted('  shared: [.env]', 43, 'lives in shared/ on the host, and is linked into each release'),
        '  keep: 5',
        ...(build.length === 0 ? [] : ['  build:', ...build.map((line) => `    - ${line}`)]),
    ];
}
function migrationLines(migrations) {
    if (migrations === undefined)
        return [];
    if (migrations.kind === 'sql')
        return [`migrations: { kind: sql, files: ["${migrations.files}"], when: before-switch, lock-timeout: 5s }`];
    const manage = '.venv/bin/python manage.py';
    return [
        '# Each new migration is acknowledged here, or `lossless: true` is your word that none destroys or breaks anything.',
        'migrations:',
        '  kind: command',
        `  apply: ${manage} migrate --no-input`,
        `  current: "${manage} showmigrations --plan | sed -n 's/^\\\\[X\\\\]  *//p' | tail -n 1"`,
        `  pending: "${manage} showmigrations --plan | sed -n 's/^\\\\[ \\\\]  *//p'"`,
    ];
}
function databaseLines({ app, database, migrations }) {
    if (database === undefined)
        return [];
    const section = database === 'postgres' ? `database: { kind: postgres, name: ${app}, as: postgres }` : `database: { kind: sqlite, file: shared/${app}.db }`;
    return [
        noted(section, 63, 'correct its name'),
        ...migrationLines(migrations),
        'backup:',
        `  to: /var/backups/${app}`,
        '  verify: restored',
        '  keep: { last: 5, daily: 14, weekly: 8 }',
    ];
}
function gateLines({ found }) {
    const asked = `path: ${found.health}`;
    return [
        'gates:',
        '  preflight:',
        '    - disk: { free: 1GB }',
        ...(found.pinned ? ['    - requirements: { file: requirements.txt, pinned: true }'] : []),
        noted('  instance:', 43, 'asked of the new release before anybody else is let in'),
        `    - http: { ${asked}, attempts: 20, every: 500ms, timeout: 2s }`,
        '  released:',
        `    - http: { ${asked}, attempts: 3, every: 1s }`,
        `  watch: { for: 2m, every: 10s, checks: [http: { ${asked} }] }`,
        noted('rollback: { loss-allowed: 0 rows }', 43, 'more than this waits for a person'),
    ];
}
function environmentLines({ environments, host, found }) {
    return [
        'environments:',
        ...environments.map((name, index) => {
            const address = host !== undefined && index === environments.length - 1 ? host.address : `${name}.example.org`;
            const placeholder = host !== undefined && index === environments.length - 1 ? '' : ' # its address';
            const approval = name === 'production' ? ', approval: required' : '';
            return `  ${name}: { hosts: { web: "${address}" }${approval} }${placeholder}`;
        }),
        ...(found.health === '/' ? [] : ['  # With a public address, url: "https://…", the gates ask that too.']),
    ];
}
function writeConfiguration(draft) {
    const { found, host, unit } = draft;
    const port = host === undefined || host.port === 22 ? '' : `, port: ${String(host.port)}`;
    const runtime = `runtime: { kind: systemd, unit: ${unit?.name ?? found.app}, port: ${String(unit?.port ?? PORT)} }`;
    const lines = [
        '# Every key: docs/configuration.md of Lockgate. `npx lockgate validate` tells all that is wrong.',
        'version: 1',
        `app: ${found.app}`,
        `ssh: { user: ${host?.user ?? 'deploy'}${port}, key: DEPLOY_KEY, known-hosts: .github/known_hosts }`,
        ...releaseLines(draft),
        unit === undefined ? noted(runtime, 63, 'correct unit and port') : runtime,
        'strategy: { kind: recreate }',
        ...databaseLines(found),
        ...gateLines(draft),
        ...environmentLines(draft),
    ];
    return `${lines.join('\n')}\n`;
}

; 


const PLAIN = /^[A-Za-z0-9][A-Za-z0-9@._:-]*\.service$/;
const PROPERTIES = ['Id', 'FragmentPath', 'WorkingDirectory', 'ExecStart'];
function listUnits() {
    return (0,model_command .hF)('list the units of services', 'systemctl', ['list-units', '--type=service', '--all', '--plain', '--no-legend', '--no-pager', '--full']);
}
function readNames(result) {
    return answerOf(result).split('\n').map((line) => line.trim().split(/\s+/)[0] ?? '').filter((name) => PLAIN.test(name));
}
function showUnits(names) {
    return (0,model_command .hF)('ask what the units run', 'systemctl', ['show', '--no-pager', `--property=${PROPERTIES.join(',')}`, '--', ...names]);
}
function answerOf(result) {
    if (result === undefined)
        throw new Error('an answer is missing');
    if ((0,model_command .gq)(result))
        return result.stdout;
    throw (0,model_failure ._I)(result, { code: 'LG-INIT-UNITS', problem: 'the units of the host cannot be listed', next: 'leave --host out, and write the unit into the configuration yourself' });
}
function readUnits(result) {
    return answerOf(result)
        .split(/\n\s*\n/)
        .map((block) => new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])))
        .filter((unit) => unit.get('FragmentPath')?.startsWith('/etc/systemd/system/') === true && (unit.get('ExecStart') ?? '') !== '')
        .map((unit) => {
        const [, port] = /(?:--?(?:bind|listen|http|b|l)[= ]|\s)(?:[\w.-]*|\[[0-9a-f:]*\]):(\d{2,5})(?=\s|$)/.exec(unit.get('ExecStart') ?? '') ?? /--?(?:port|p)[= ](\d{2,5})(?=\s|$)/.exec(unit.get('ExecStart') ?? '') ?? [];
        return { name: (unit.get('Id') ?? '').replace(/\.service$/, ''), folder: (unit.get('WorkingDirectory') ?? '').replace(/^!/, ''), port: port === undefined ? undefined : Number(port) };
    });
}
function chooseUnit(units, app) {
    const whole = units.filter(({ name }) => !name.includes('@'));
    return whole.find(({ name }) => name === app) ?? whole.find(({ folder }) => folder.split('/').includes(app)) ?? (whole.length === 1 ? whole[0] : undefined);
}

; 







function readHost(text) {
    const [, user, address, port] = /^([a-z_][a-z0-9_.-]*)@([A-Za-z0-9](?:[A-Za-z0-9.-]*|[0-9a-f:]*:[0-9a-f:]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
    if (user === undefined || address === undefined)
        throw usage(`"${text.slice(0, 60)}" is no user and address`, 'write --host deploy@web.example.org');
    return { user, address, port: port === undefined ? 22 : Number(port) };
}
async function askUnits(surroundings, terminal, draft) {
    const environment = draft.environments.at(-1) ?? '';
    const file = 'the configuration to be';
    const text = writeConfiguration({ ...draft, environments: [environment] });
    const there = {
        ...surroundings,
        configuration: () => ({ name: file, text, environments: [environment], parsed: (0,parse_yaml .C)(text, file) }),
        settings: (name, { onSecret = surroundings.secret } = {}) => (0,load .M)({ text, file, environment: name, variables: surroundings.variables, plugins: plugins .N, onSecret }),
    };
    const opened = await openContext(there, terminal, 'init');
    try {
        const shell = await opened.context.connect('web');
        const names = readNames((await shell.run([listUnits()]))[0]);
        return names.length === 0 ? [] : readUnits((await shell.run([showUnits(names)]))[0]);
    }
    finally {
        await opened.close();
    }
}

; 


const MOST_BYTES = 1024 * 1024;
function openCheckout(folder) {
    const stat = (path) => (0,external_node_fs_.statSync)((0,external_node_path_.join)(folder, path), { throwIfNoEntry: false });
    return {
        name: (0,external_node_path_.basename)(folder),
        has: (path) => (0,external_node_fs_.existsSync)((0,external_node_path_.join)(folder, path)),
        read: (path) => {
            const found = stat(path);
            return found?.isFile() === true && found.size <= MOST_BYTES ? (0,external_node_fs_.readFileSync)((0,external_node_path_.join)(folder, path), 'utf8') : '';
        },
        list: (path) => (stat(path)?.isDirectory() === true ? (0,external_node_fs_.readdirSync)((0,external_node_path_.join)(folder, path)).sort() : []),
    };
}

; 
const COMPOSE = /^(docker-)?compose(\.[\w-]+)*\.ya?ml$/;
const SQL_FOLDERS = ['migrations', 'database', 'db/migrations', 'sql', 'database/migrations'];
const SOURCES = /\.(py|js|ts|mjs|cjs)$/;
const MOST_FILES = 200;
function detect_nameOf(text) {
    const name = text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, 40).replace(/-+$/, '');
    return name === '' ? 'app' : name;
}
function isPinned(requirements) {
    const lines = requirements.split('\n').map((line) => line.replace(/(^|\s)#.*$/, '').trim()).filter((line) => line !== '');
    return lines.length > 0 && lines.every((line) => /^[A-Za-z0-9._-]+(\[[^\]]*\])?\s*==\s*[^*\s]+(\s|;|$)/.test(line) || line.startsWith('--hash'));
}
function readScripts(text) {
    try {
        const { scripts } = JSON.parse(text);
        return typeof scripts === 'object' && scripts !== null ? scripts : {};
    }
    catch {
        return {};
    }
}
function nodeBuild(checkout) {
    if (!checkout.has('package-lock.json'))
        return [];
    return ['npm ci --no-audit --no-fund', ...('build' in readScripts(checkout.read('package.json')) ? ['npm run build'] : []), 'npm prune --omit=dev --no-audit --no-fund'];
}
function settingsText(checkout) {
    const packages = checkout.list('.').filter((name) => checkout.has(`${name}/settings.py`) || checkout.has(`${name}/settings`));
    return packages.flatMap((name) => [checkout.read(`${name}/settings.py`), ...checkout.list(`${name}/settings`).map((file) => checkout.read(`${name}/settings/${file}`))]).join('\n');
}
function findDatabase(checkout, libraries) {
    const texts = [libraries, settingsText(checkout), checkout.read('alembic.ini'), checkout.read('prisma/schema.prisma'), checkout.read('.env.example')].join('\n');
    if (/psycopg|asyncpg|pg8000|postgresql|postgres:\/\/|"pg"\s*:/i.test(texts))
        return 'postgres';
    return /backends\.sqlite3|sqlite:\/\/|"sqlite"|"better-sqlite3"\s*:|aiosqlite/i.test(texts) ? 'sqlite' : undefined;
}
const IMPORTS_SQLITE = [
    { of: /\.py$/, says: /^[ \t]*(?:import[ \t]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*|from[ \t]+)sqlite3\b/m },
    { of: /\.(?:js|ts|mjs|cjs)$/, says: /^[^\n/*]*(?:\bfrom[ \t]*|\b(?:import|require)[ \t]*\([ \t]*)(["'])(?:node|bun):sqlite\1/m },
];
function readSources(checkout) {
    const below = (folder) => checkout.list(folder).map((name) => (folder === '.' ? name : `${folder}/${name}`));
    const kept = (path) => !/(^|\/)(\.[^/]*|node_modules|venv|env|dist|build|tests?|__tests__|scripts|tools)$/.test(path);
    const folders = ['.', ...below('.').filter(kept), ...below('src').filter(kept)];
    const files = folders.flatMap(below).filter((path) => SOURCES.test(path) && !/(^|\/)(test_[^/]*|conftest|[^/]*[._]test)\.\w+$/.test(path));
    return [...new Set(files)].slice(0, MOST_FILES).map((name) => ({ name, text: checkout.read(name) }));
}
function findSqliteImport(sources) {
    return sources.find(({ name, text }) => IMPORTS_SQLITE.some(({ of, says }) => of.test(name) && says.test(text)))?.name ?? '';
}
function findHealth(sources) {
    const routes = sources.flatMap(({ text }) => /["'`](\/(?:api\/)?health(?:z|-?check)?\/?)["'`]/.exec(text)?.[1] ?? []);
    return routes[0] ?? '/';
}
function detect(checkout, app = detect_nameOf(checkout.name)) {
    const requirements = checkout.read('requirements.txt');
    const python = checkout.has('requirements.txt');
    const node = nodeBuild(checkout);
    const sources = readSources(checkout);
    const named = findDatabase(checkout, `${requirements}\n${checkout.read('package.json')}\n${checkout.read('pyproject.toml')}`);
    const importer = named === undefined ? findSqliteImport(sources) : '';
    const database = importer === '' ? named : 'sqlite';
    const sql = SQL_FOLDERS.find((folder) => checkout.list(folder).some((name) => name.endsWith('.sql') && !name.endsWith('.down.sql')));
    const django = checkout.has('manage.py');
    const compose = checkout.list('.').filter((name) => COMPOSE.test(name));
    const pinned = isPinned(requirements);
    const health = findHealth(sources);
    const seen = [
        python ? ['requirements.txt', pinned ? 'a venv is made for each release; preflight asks that versions stay pinned' : 'a venv is made for each release; not every version in it is pinned (name==1.2.3)'] : undefined,
        node.length > 0 ? ['package-lock.json', `each release is built by ${node.join(', ')}`] : undefined,
        django ? ['manage.py', database === undefined ? 'Django, with a database that could not be told: no migrations are configured' : 'Django: its migrations run as commands, by kind: command; each new one needs an acknowledgement, or lossless: true'] : undefined,
        checkout.has('alembic.ini') ? ['alembic.ini', 'Alembic is not supported by a kind of its own yet: no migrations are configured; kind: command runs it by lines of yours'] : undefined,
        checkout.has('prisma') ? ['prisma/', 'Prisma is not supported by a kind of its own yet: no migrations are configured; kind: command runs it by lines of yours'] : undefined,
        ...compose.map((name) => [name, 'containers are not supported yet: the application is configured as a unit of systemd']),
        sql === undefined ? undefined : [`${sql}/*.sql`, database === undefined ? 'plain SQL, for a database that could not be told: no migrations are configured' : 'plain SQL migrations, in the order of their names'],
        database === undefined ? ['no database', 'none is configured; add the sections database and backup where there is one'] : [database, `${importer === '' ? '' : `${importer} imports it; `}backed up before each deploy, and restored from where nothing less helps`],
        health === '/' ? ['no health route', 'the gates ask /; a route that asks the database too says more'] : [health, 'the gates ask it'],
    ];
    const migrations = database === undefined ? undefined : django ? { kind: 'django' } : sql === undefined ? undefined : { kind: 'sql', files: `${sql}/*.sql` };
    return { app, python, pinned, node, database, migrations, health, seen: seen.filter((one) => one !== undefined) };
}

; 



const besideOf = (path) => (0,external_node_path_.join)((0,external_node_path_.dirname)(path), `.${(0,external_node_path_.basename)(path)}.part`);
function place(path, content, over) {
    (0,external_node_fs_.mkdirSync)((0,external_node_path_.dirname)(path), { recursive: true });
    const beside = besideOf(path);
    try {
        const file = (0,external_node_fs_.openSync)(beside, 'w');
        try {
            (0,external_node_fs_.writeSync)(file, content);
            (0,external_node_fs_.fsyncSync)(file);
        }
        finally {
            (0,external_node_fs_.closeSync)(file);
        }
        if (over)
            (0,external_node_fs_.renameSync)(beside, path);
        else
            (0,external_node_fs_.linkSync)(beside, path);
    }
    finally {
        (0,external_node_fs_.rmSync)(beside, { force: true });
    }
}
function placeFiles(folder, files, force) {
    const states = files.map(({ path, content }) => {
        const full = (0,external_node_path_.join)(folder, path);
        return { path, content, full, state: !(0,external_node_fs_.existsSync)(full) ? 'missing' : (0,external_node_fs_.readFileSync)(full, 'utf8') === content ? 'same' : 'other' };
    });
    const others = states.filter(({ state }) => state === 'other').map(({ path }) => path);
    if (others.length > 0 && !force)
        throw usage(`there are files of another content already: ${others.join(', ')}`, 'put them aside, or write over them with --force; nothing was written');
    const placed = new Map();
    for (const { path, content, full, state } of states) {
        if (state === 'same')
            (0,external_node_fs_.rmSync)(besideOf(full), { force: true });
        else
            place(full, content, state === 'other');
        placed.set(path, state === 'same' ? 'as it was' : state === 'other' ? 'written over' : 'written');
    }
    return placed;
}

; 
const PINS = {
    suite: 'lockgate/lockgate',
    major: 'v1',
    runner: 'ubuntu-24.04',
    checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
    upload: 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0',
};
function ours(id) {
    return `${PINS.suite}/actions/${id}@${PINS.major}`;
}

; 

function expression(text) {
    return `\${{ ${text} }}`;
}
function indent(lines, by) {
    return lines.map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}`));
}
function block(key, entries) {
    return entries.length === 0 ? [] : [`${key}:`, ...entries.map(([name, value]) => `  ${name}: ${value}`)];
}
function variablesBlock({ variables }) {
    return block('env', [...variables.map(({ name }) => [name, expression(`vars.${name}`)]), ['LOCKGATE_KNOWN_HOSTS', expression('vars.LOCKGATE_KNOWN_HOSTS')]]);
}
function secretsBlock(names) {
    return block('env', names.map((name) => [name, expression(`secrets.${name}`)]));
}
function named(name) {
    return /^[A-Za-z][A-Za-z0-9_-]*$/.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(name) ? name : JSON.stringify(name);
}
function environmentBlock(name) {
    return ['environment:', `  name: ${name}`, '  deployment: false # the action notify writes the record'];
}
function checkoutStep(ref) {
    return [`- uses: ${PINS.checkout}`, '  with:', ...(ref === undefined ? [] : [`    ref: ${ref}`]), '    persist-credentials: false'];
}
const HEAD = (file) => `# Written by \`lockgate init\` from ${file}; yours to change.`;

; 

const PUSHED = 'staging';
function queue(environment) {
    return [
        '# Deploys of one environment wait for each other, in order; none is cancelled and none is dropped.',
        'concurrency:',
        `  group: deploy-${environment}`,
        '  cancel-in-progress: false',
        '  queue: max',
    ];
}
function callJob(inputs) {
    return [
        'jobs:',
        '  deploy:',
        ...indent([
            'permissions:',
            '  actions: read # whether the run that holds the lease is over',
            '  contents: read # the checkout, and the changes since the last release',
            '  deployments: write # the record of the deployment',
            'uses: ./.github/workflows/deploy.yml',
            'with:',
            ...inputs.map(([name, value]) => `  ${name}: ${value}`),
            '# The secrets of an environment reach a called workflow in no other way.',
            'secrets: inherit',
        ], 4),
    ];
}
function pushedWorkflow({ branch }, environment, file) {
    return [
        HEAD(file),
        `name: Deploy to ${environment}`,
        '',
        'on:',
        '  push:',
        `    branches: [${JSON.stringify(branch)}]`,
        '',
        'permissions: {}',
        '',
        ...queue(environment),
        '',
        ...callJob([
            ['environment', named(environment)],
            ['version', expression('github.ref_name')],
        ]),
    ];
}
function dispatchedWorkflow(environment, file) {
    return [
        HEAD(file),
        `name: Deploy to ${environment}`,
        `run-name: ${expression("inputs.dry-run && 'Plan' || 'Deploy'")} ${expression('inputs.version')} for ${environment}`,
        '',
        'on:',
        '  workflow_dispatch:',
        '    inputs:',
        '      version:',
        '        description: The tag to deploy',
        '        type: string',
        '        required: true',
        '      scope:',
        '        description: What to touch',
        '        type: choice',
        '        options: [all, application, migrations, configuration]',
        '        default: all',
        '      dry-run:',
        '        description: Plan only',
        '        type: boolean',
        '        default: false',
        '      approve:',
        '        description: Digest of the plan that you approve, where nobody else has to; a run of "Plan only" prints it',
        '        type: string',
        '',
        'permissions: {}',
        '',
        ...queue(environment),
        '',
        ...callJob([
            ['environment', named(environment)],
            ...['version', 'scope', 'dry-run', 'approve'].map((name) => [name, expression(`inputs.${name}`)]),
        ]),
    ];
}
function callerWorkflow(wiring, environment, file) {
    const lines = environment === PUSHED ? pushedWorkflow(wiring, environment, file) : dispatchedWorkflow(environment, file);
    return `${lines.join('\n')}\n`;
}

; 


function nextSteps({ app, environments, variables, secrets, messages, branch }) {
    const places = environments.flatMap((name) => [`${name}-plan`, name]).join(', ');
    const required = variables.filter((one) => one.required).map(({ name }) => name);
    return [
        ['the server', 'docs/server-setup.md of Lockgate: users, folders, rights'],
        ['.github/known_hosts', 'for each host a line: its address, a blank, and what `cat /etc/ssh/ssh_host_ed25519_key.pub` prints on it'],
        ['environments', `on GitHub: ${places}; required reviewers on those that need an approval, never on -plan`],
        ['secrets', `in each of them: ${secrets.join(', ')}, in those with -plan the key of a user that may only read (ssh.plan-user)${messages.length === 0 ? '' : `; in those without -plan: ${messages.join(', ')}`}`],
        ...(required.length === 0 ? [] : [['variables', `of the repository: ${required.join(', ')}`]]),
        ['a way back', `where ${app} runs already: npx lockgate adopt, so that the first deploy has one`],
        ['then', `npx lockgate validate; commit; ${environments.includes(PUSHED) ? `a push to ${branch} deploys to ${PUSHED}` : 'start a workflow with a tag'}`],
    ];
}
function initReport({ startedAt, now, wiring, seen, placed }) {
    const written = [...placed.values()].filter((state) => state !== 'as it was').length;
    return {
        action: 'init',
        status: written === 0 ? 'nothing-to-do' : 'passed',
        headline: written === 0 ? 'everything is there already' : `${(0,words .U)(written, 'file')} written for ${wiring.app}`,
        app: wiring.app,
        environment: '',
        version: '',
        release: '',
        startedAt: startedAt.toISOString(),
        durationMs: now.getTime() - startedAt.getTime(),
        timeline: [],
        gates: [],
        facts: [
            ...(seen.length === 0 ? [] : [{ title: 'what was seen', rows: seen }]),
            { title: 'files', rows: [...placed] },
            { title: 'what to do next', rows: nextSteps(wiring) },
        ],
        commands: [],
        failures: [],
        notes: [],
    };
}

; 


function conditions({ backup, migrations }, job) {
    const ready = "steps.preflight.outputs.ready == 'true'";
    const touchesData = "(inputs.scope == 'all' || inputs.scope == 'migrations')";
    const saved = job === 'plan' ? "steps.backup.outcome == 'success'" : "steps.backup.outputs.verified == 'true'";
    const deployed = job === 'plan' ? "steps.rolling-deploy.outcome == 'success'" : "steps.rolling-deploy.outputs.status == 'deployed'";
    const migrated = "steps.migrate.outcome == 'success'";
    const mayMigrate = backup ? saved : `${ready} && ${touchesData}`;
    const before = migrations === 'before-switch' ? migrated : backup ? saved : ready;
    return {
        ...(backup ? { backup: `${ready} && ${touchesData}` } : {}),
        ...(migrations === 'before-switch' ? { migrate: mayMigrate } : {}),
        'rolling-deploy': `inputs.scope != 'migrations' && ${before === ready ? ready : `(${before} || inputs.scope != 'all' && ${ready})`}`,
        ...(migrations === 'after-switch' ? { migrate: `${mayMigrate} && (${deployed} || inputs.scope == 'migrations')` } : {}),
        'health-check': migrations === 'after-switch' ? `${deployed} && (${migrated} || inputs.scope != 'all')` : deployed,
    };
}
function order({ backup, migrations }) {
    return [
        'preflight',
        ...(backup ? ['backup'] : []),
        ...(migrations === 'before-switch' ? ['migrate'] : []),
        'rolling-deploy',
        ...(migrations === 'after-switch' ? ['migrate'] : []),
        'health-check',
    ];
}
function deploy_steps_render({ id, condition, inputs = [] }, secrets) {
    return [
        `- id: ${id}`,
        ...(condition === undefined ? [] : [`  if: ${condition}`]),
        `  uses: ${ours(id)}`,
        '  with:',
        ...[['environment', expression('inputs.environment')], ['version', expression('inputs.version')], ...(id === 'notify' ? [] : [['scope', expression('inputs.scope')]]), ...inputs].map(([name, value]) => `    ${name}: ${value}`),
        ...secretsBlock(secrets).map((line) => `  ${line}`),
        '',
    ];
}
function planned(wiring) {
    const needed = conditions(wiring, 'plan');
    return order(wiring)
        .filter((id) => id !== 'health-check')
        .map((id) => ({
        id,
        ...(needed[id] === undefined ? {} : { condition: needed[id] }),
        inputs: [['dry-run', 'true'], ...(id === 'preflight' ? [['approve', expression('inputs.approve')]] : [])],
    }));
}
function deployed(wiring) {
    const needed = conditions(wiring, 'deploy');
    return order(wiring).map((id) => ({
        id,
        ...(needed[id] === undefined ? {} : { condition: needed[id] }),
        ...(id === 'preflight' ? { inputs: [['plan-digest', expression('needs.plan.outputs.plan-digest')], ['approve', expression('inputs.approve')]] } : {}),
    }));
}
function diagnosticsStep() {
    const folder = 'steps.rollback.outputs.diagnostics';
    return [
        '- name: Keep the diagnostics',
        `  if: always() && ${folder} != ''`,
        `  uses: ${PINS.upload}`,
        '  with:',
        `    name: diagnostics-${expression('github.run_attempt')}`,
        `    path: ${expression(folder)}`,
    ];
}
function steps(wiring, job) {
    if (job === 'plan')
        return planned(wiring).flatMap((step) => deploy_steps_render(step, wiring.secrets)).slice(0, -1);
    const back = { id: 'rollback', condition: 'failure() || cancelled()' };
    const tell = {
        id: 'notify',
        condition: 'always()',
        inputs: [
            ['release-id', expression('steps.rolling-deploy.outputs.release-id')],
            ['rollback-status', expression('steps.rollback.outputs.status')],
        ],
    };
    return [
        ...deployed(wiring).flatMap((step) => deploy_steps_render(step, wiring.secrets)),
        ...deploy_steps_render(back, wiring.secrets),
        ...deploy_steps_render(tell, wiring.messages),
        ...diagnosticsStep(),
    ];
}

; 


function verdictJob() {
    return [
        '# A job that was skipped, rejected or lost with its runner is not red by itself: this one is.',
        'verdict:',
        ...indent([
            'if: always()',
            'needs: [plan, deploy]',
            `runs-on: ${PINS.runner}`,
            'timeout-minutes: 5',
            'permissions: {}',
            'steps:',
            '  - name: Released?',
            '    env:',
            `      DRY_RUN: ${expression('inputs.dry-run')}`,
            `      PLAN: ${expression('needs.plan.result')}`,
            `      READY: ${expression('needs.plan.outputs.ready')}`,
            `      DEPLOY: ${expression('needs.deploy.result')}`,
            `      OUTCOME: ${expression('needs.deploy.outputs.outcome')}`,
            '    run: |',
            '      case "$DRY_RUN/$PLAN/$READY/$DEPLOY/$OUTCOME" in',
            '        false/success/true/success/released) echo "released" ;;',
            '        false/success/true/success/nothing-to-do) echo "nothing differs from what serves" ;;',
            '        true/success/true/skipped/) echo "ready; nothing was deployed, since this is a dry run" ;;',
            '        *)',
            `          echo "::error title=Not released::plan ended as '$PLAN' (ready: '\${READY:-no}'), deploy as '$DEPLOY', its outcome is '\${OUTCOME:-none}'"`,
            '          exit 1',
            '          ;;',
            '      esac',
        ], 2),
    ];
}

; 




const REF = expression("github.event_name == 'push' && github.sha || format('refs/tags/{0}', inputs.version)");
function planJob(wiring) {
    const output = (name) => `  ${name}: ${expression(`steps.preflight.outputs.${name}`)}`;
    return [
        '# What would be done, for whoever approves it; nothing is written on a host. Nobody approves this job itself, so its environment',
        '# holds the key of a user that may only read (ssh.plan-user).',
        'plan:',
        ...indent([
            `name: plan for ${expression('inputs.environment')}`,
            `runs-on: ${PINS.runner}`,
            'timeout-minutes: 30',
            ...environmentBlock(`${expression('inputs.environment')}-plan`),
            'permissions:',
            '  actions: read # whether the run that holds the lease is over',
            '  contents: read # the checkout',
            'outputs:',
            ...['ready', 'pending-migrations', 'risk', 'plan-digest'].map(output),
            ...variablesBlock(wiring),
            'steps:',
            ...indent([...checkoutStep(REF), '', ...steps(wiring, 'plan')], 2),
        ], 2),
    ];
}
function outcome({ migrations }) {
    return expression([
        "steps.health-check.outputs.status == 'healthy' && 'released'",
        ...(migrations === 'none' ? [] : ["inputs.scope == 'migrations' && steps.migrate.outcome == 'success' && 'released'"]),
        "steps.rolling-deploy.outputs.status == 'unchanged' && 'nothing-to-do'",
        "steps.rollback.outputs.status != 'nothing-to-do' && steps.rollback.outputs.status",
        "'failed'",
    ].join(' || '));
}
function deployJob(wiring) {
    return [
        '# Where the environment has required reviewers, GitHub asks them here.',
        'deploy:',
        ...indent([
            `name: deploy to ${expression('inputs.environment')}`,
            'needs: [plan]',
            "if: needs.plan.outputs.ready == 'true' && !inputs.dry-run",
            `runs-on: ${PINS.runner}`,
            'timeout-minutes: 120',
            ...environmentBlock(expression('inputs.environment')),
            'permissions:',
            '  actions: read # whether the run that holds the lease is over',
            '  contents: read # the checkout, and the changes since the last release',
            '  deployments: write # the record of the deployment',
            'outputs:',
            `  outcome: ${outcome(wiring)}`,
            `  release-id: ${expression('steps.rolling-deploy.outputs.release-id')}`,
            ...variablesBlock(wiring),
            'steps:',
            ...indent([...checkoutStep(REF), '', ...steps(wiring, 'deploy')], 2),
        ], 2),
    ];
}
function deployWorkflow(wiring, file) {
    const inputs = [
        ['environment', 'Name of the environment in the configuration', 'type: string, required: true'],
        ['version', 'What the release is called: a tag, or the branch that was pushed', 'type: string, required: true'],
        ['scope', '`all`, `application`, `migrations` or `configuration`', 'type: string, default: all'],
        ['dry-run', 'Plan, and end there', 'type: boolean, default: false'],
        ['approve', 'Digest of a plan that a person approved; what would run must be the same', "type: string, default: ''"],
    ];
    const lines = [
        HEAD(file),
        'name: Deploy',
        '',
        'on:',
        '  workflow_call:',
        '    inputs:',
        ...inputs.map(([name, what, rest]) => `      ${name}: { description: "${what}", ${rest} }`),
        '    outputs:',
        `      outcome: { description: "\`released\`, or why not", value: "${expression('jobs.deploy.outputs.outcome')}" }`,
        `      release-id: { description: "Id of the release", value: "${expression('jobs.deploy.outputs.release-id')}" }`,
        `      plan-digest: { description: "What was planned, to be approved", value: "${expression('jobs.plan.outputs.plan-digest')}" }`,
        '',
        'permissions: {}',
        '',
        'jobs:',
        ...indent([...planJob(wiring), '', ...deployJob(wiring), '', ...verdictJob()], 2),
    ];
    return `${lines.join('\n')}\n`;
}

; 



function inputs({ environments }) {
    return [
        'environment:',
        '  description: Where to go back',
        '  type: choice',
        `  options: [${environments.map(named).join(', ')}]`,
        '  required: true',
        'to:',
        '  description: Id or version of the release to go back to; empty for the way back of a deploy that was left open',
        '  type: string',
        'level:',
        '  description: The way, for who knows better than the record',
        '  type: choice',
        '  options: [auto, R0, R2, R3]',
        '  default: auto',
        'approve-loss:',
        '  description: Number of rows that may be lost',
        '  type: string',
        "  default: '0'",
        'dry-run:',
        '  description: Print the commands and write nothing on a host',
        '  type: boolean',
        '  default: false',
    ];
}
function rollbackJob(wiring) {
    return [
        'rollback:',
        ...indent([
            `runs-on: ${PINS.runner}`,
            'timeout-minutes: 60',
            ...environmentBlock(expression('inputs.environment')),
            'permissions:',
            '  actions: read # whether the run that holds the lease is over',
            '  contents: read # the checkout',
            '  deployments: write # the record of the deployment',
            'outputs:',
            `  status: ${expression('steps.rollback.outputs.status')}`,
            ...variablesBlock(wiring),
            'steps:',
            ...indent([
                ...checkoutStep(),
                '',
                '- id: rollback',
                `  uses: ${ours('rollback')}`,
                '  with:',
                `    environment: ${expression('inputs.environment')}`,
                `    to: ${expression('inputs.to')}`,
                `    level: ${expression("inputs.level != 'auto' && inputs.level || ''")}`,
                `    approve-loss: ${expression('inputs.approve-loss')}`,
                `    dry-run: ${expression('inputs.dry-run')}`,
                ...indent(secretsBlock(wiring.secrets), 2),
                '',
                '- id: notify',
                "  if: always() && !inputs.dry-run && steps.rollback.outputs.status != 'nothing-to-do'",
                `  uses: ${ours('notify')}`,
                '  with:',
                `    environment: ${expression('inputs.environment')}`,
                `    rollback-status: ${expression('steps.rollback.outputs.status')}`,
                ...indent(secretsBlock(wiring.messages), 2),
                '',
                ...diagnosticsStep(),
            ], 2),
        ], 2),
    ];
}
function rollback_verdictJob() {
    return [
        'verdict:',
        ...indent([
            'if: always()',
            'needs: [rollback]',
            `runs-on: ${PINS.runner}`,
            'timeout-minutes: 5',
            'permissions: {}',
            'steps:',
            '  - name: Gone back?',
            '    env:',
            `      DRY_RUN: ${expression('inputs.dry-run')}`,
            `      RESULT: ${expression('needs.rollback.result')}`,
            `      STATUS: ${expression('needs.rollback.outputs.status')}`,
            '    run: |',
            '      case "$DRY_RUN/$RESULT/$STATUS" in',
            '        false/success/rolled-back) echo "the release before serves again" ;;',
            '        true/success/*) echo "nothing was written, since this is a dry run" ;;',
            '        false/success/nothing-to-do)',
            '          echo "::error title=Nothing was left open::name the release to go back to in the input \'to\'"',
            '          exit 1',
            '          ;;',
            '        *)',
            `          echo "::error title=Not gone back::the job rollback ended as '$RESULT', its status is '\${STATUS:-none}'"`,
            '          exit 1',
            '          ;;',
            '      esac',
        ], 2),
    ];
}
function rollbackWorkflow(wiring, file) {
    const lines = [
        HEAD(file),
        'name: Roll back',
        `run-name: Roll back ${expression('inputs.environment')}`,
        '',
        'on:',
        '  workflow_dispatch:',
        '    inputs:',
        ...indent(inputs(wiring), 6),
        '',
        'permissions: {}',
        '',
        '# In no queue: a deploy that waits for its approval must not hold this up. The lease on the hosts decides.',
        'jobs:',
        ...indent([...rollbackJob(wiring), '', ...rollback_verdictJob()], 2),
    ];
    return `${lines.join('\n')}\n`;
}

var interpolate = __webpack_require__(2757);
var problems = __webpack_require__(4968);
var tree = __webpack_require__(2408);
; 






const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const RESERVED = /^(GITHUB|RUNNER|INPUT|STATE)_/;
const NOWHERE = '203.0.113.1';
function scalars(node) {
    if (node.type === 'scalar')
        return typeof node.value === 'string' ? [node.value] : [];
    return node.type === 'list' ? node.items.flatMap(scalars) : [...node.entries.values()].flatMap((entry) => scalars(entry.node));
}
function variablesOf(root) {
    const found = new Map();
    for (const part of scalars(root).flatMap(interpolate .f)) {
        if (part.kind === 'variable' && !RESERVED.test(part.name))
            found.set(part.name, (found.get(part.name) ?? false) || part.fallback === undefined);
    }
    return [...found].map(([name, required]) => ({ name, required })).sort((a, b) => (a.name < b.name ? -1 : 1));
}
function leaveOut(root, key) {
    const keys = new Set([key]);
    const environments = root.entries.get('environments');
    if (environments?.node.type !== 'map')
        return (0,tree .FF)(root, keys);
    const entries = [...environments.node.entries].map(([name, entry]) => [name, entry.node.type === 'map' ? { ...entry, node: (0,tree .FF)(entry.node, keys) } : entry]);
    const inner = { ...environments.node, entries: new Map(entries) };
    return { ...root, entries: new Map([...(0,tree .FF)(root, keys).entries, ['environments', { ...environments, node: inner }]]) };
}
function secretsOf({ file, plugins }, root, environments) {
    const names = scalars(root).filter((value) => NAME.test(value));
    const required = variablesOf(root).filter((one) => one.required);
    const variables = Object.fromEntries([...names.map((name) => [name, 'set']), ...required.map(({ name }) => [name, NOWHERE])]);
    const found = new Set();
    for (const environment of environments) {
        try {
            (0,load .M)({ text: '', parsed: { root, problems: new problems .Z() }, file, environment, variables, plugins, onSecret: (name) => found.add(name) });
        }
        catch (error) {
            if (!(error instanceof model_failure .HR))
                throw error;
        }
    }
    return found;
}
function migrationsOf(root, environments) {
    const places = [['migrations'], ...environments.map((name) => ['environments', name, 'migrations'])];
    const sections = places.flatMap((path) => (0,tree .oB)(root, path) ?? []);
    if (sections.length === 0)
        return 'none';
    return sections.some((section) => scalars((0,tree .oB)(section, ['when']) ?? section).includes('after-switch')) ? 'after-switch' : 'before-switch';
}
function readWiring(request) {
    const { root, problems } = (0,parse_yaml .C)(request.text, request.file);
    problems.throwIfAny();
    const map = root === undefined ? undefined : (0,tree .oB)(root, ['environments']);
    if (root === undefined || map?.type !== 'map' || map.entries.size === 0) {
        throw new model_failure .HR({ kind: 'configuration', code: 'LG-INIT-ENVIRONMENTS', problem: `${request.file} has no environments, and each has a workflow of its own`, next: 'add environments: { production: { hosts: { web: <address> } } }' });
    }
    const environments = [...map.entries.keys()];
    const has = (key) => [[key], ...environments.map((name) => ['environments', name, key])].some((path) => (0,tree .oB)(root, path) !== undefined);
    const app = (0,tree .oB)(root, ['app']);
    const secrets = secretsOf(request, leaveOut(root, 'notify'), environments);
    const all = secretsOf(request, root, environments);
    return {
        app: app?.type === 'scalar' ? String(app.value) : '',
        environments,
        branch: request.branch,
        variables: variablesOf(root),
        secrets: [...secrets],
        messages: [...all].filter((name) => !secrets.has(name)),
        backup: has('backup') && has('database'),
        migrations: migrationsOf(root, environments),
    };
}

; 




const FOLDER = '.github/workflows';
function workflowFiles(request) {
    const { file } = request;
    const wiring = readWiring(request);
    return [
        { path: `${FOLDER}/deploy.yml`, content: deployWorkflow(wiring, file) },
        ...wiring.environments.map((name) => ({ path: `${FOLDER}/deploy-${name}.yml`, content: callerWorkflow(wiring, name, file) })),
        { path: `${FOLDER}/rollback.yml`, content: rollbackWorkflow(wiring, file) },
    ];
}

; 
















const ENVIRONMENT = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
function topOf(folder) {
    for (let top = folder;; top = (0,external_node_path_.dirname)(top)) {
        if ((0,external_node_fs_.existsSync)((0,external_node_path_.join)(top, '.git')))
            return top;
        if ((0,external_node_path_.dirname)(top) === top)
            return folder;
    }
}
function readEnvironments(text) {
    const names = text.split(',').map((name) => name.trim());
    const wrong = names.find((name) => !ENVIRONMENT.test(name));
    if (wrong !== undefined || new Set(names).size < names.length)
        throw usage(`"${text.slice(0, 60)}" are no names of environments`, 'write --environments staging,production');
    return names;
}
async function branchOf(folder) {
    const { version } = await readRepository(folder);
    return version === 'master' || version === 'trunk' ? version : 'main';
}
async function draftConfiguration(surroundings, terminal, folder) {
    const { options } = surroundings;
    const app = options.get('app');
    if (app !== undefined && detect_nameOf(app) !== app)
        throw usage(`--app cannot be "${app.slice(0, 60)}"`, `write --app ${detect_nameOf(app)}`);
    const host = options.get('host');
    const found = detect(openCheckout(folder), app);
    const draft = { found, environments: readEnvironments(options.get('environments') ?? 'staging,production'), ...(host === undefined ? {} : { host: readHost(host) }) };
    if (draft.host === undefined)
        return { text: writeConfiguration(draft), seen: found.seen };
    const units = await askUnits(surroundings, terminal, draft);
    const unit = chooseUnit(units, found.app);
    const names = units.map(({ name }) => name).join(', ');
    const told = unit === undefined ? (names === '' ? 'no unit of your own runs there yet' : `which of them runs ${found.app} could not be told: ${names}`) : `${unit.name} runs in ${unit.folder === '' ? '/' : unit.folder}${unit.port === undefined ? '' : `, port ${String(unit.port)}`}`;
    return { text: writeConfiguration({ ...draft, unit }), seen: [...found.seen, ['units of the host', told]] };
}
async function init(surroundings, terminal) {
    const startedAt = new Date();
    const folder = topOf(surroundings.folder());
    const existing = (0,external_node_path_.join)(folder, CONFIGURATION);
    const { text, seen } = (0,external_node_fs_.existsSync)(existing) ? { text: (0,external_node_fs_.readFileSync)(existing, 'utf8'), seen: [] } : await draftConfiguration(surroundings, terminal, folder);
    const request = { text, file: CONFIGURATION, branch: surroundings.options.get('branch') ?? (await branchOf(folder)), plugins: plugins .N };
    const files = [{ path: CONFIGURATION, content: text }, ...workflowFiles(request)];
    const placed = placeFiles(folder, files, surroundings.options.has('force'));
    const report = initReport({ startedAt, now: new Date(), wiring: readWiring(request), seen, placed });
    return { outputs: {}, report, data: { files: [...placed].map(([path, state]) => ({ path, state })), seen: seen.map(([what, so]) => ({ what, so })) } };
}
const { config: _config, ...options } = plainOptions;
const init_verb = {
    description: 'writes a configuration of what is in the folder, and the workflows that deploy by it',
    options: {
        ...options,
        app: { description: 'The name of the application. Default: that of the folder.', value: 'NAME' },
        environments: { description: 'Their names, with commas between them. Default: staging,production', value: 'NAMES' },
        branch: { description: 'The branch whose pushes go to staging. Default: main', value: 'NAME' },
        host: { description: 'A server that it runs on already, for the last of the environments: its units are looked at.', value: 'USER@ADDRESS' },
        force: { description: 'Write over workflows that are there. A configuration that is there is never written over.' },
    },
    example: 'init --environments staging,production',
    more: [
        ['init --host deploy@web.example.org', 'with the unit that runs there'],
        ['init --force', 'the workflows anew, after a change of the configuration'],
    ],
    plain: (surroundings, terminal) => init(surroundings, terminal),
};

; 
const ISO = /^.{0,25}?(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?/;
const COMMON = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})\]/;
const SYSLOG = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)/;
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const DAY_MS = 86_400_000;
function zoneMs(zone) {
    const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
    return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
const monthOf = (name) => MONTHS.indexOf(name) / 3;
function timeOfLine(line, zone, now) {
    const iso = ISO.exec(line);
    if (iso !== null) {
        const [, year, month, day, hour, minute, second, own] = iso;
        return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) - zoneMs(own ?? zone);
    }
    const common = COMMON.exec(line.slice(0, 120));
    if (common !== null) {
        const [, day, month = '', year, hour, minute, second, own = ''] = common;
        return Date.UTC(Number(year), monthOf(month), Number(day), Number(hour), Number(minute), Number(second)) - zoneMs(own);
    }
    const syslog = SYSLOG.exec(line);
    if (syslog === null)
        return undefined;
    const [, month = '', day, hour, minute, second] = syslog;
    const at = Date.UTC(new Date(now).getUTCFullYear(), monthOf(month), Number(day), Number(hour), Number(minute), Number(second)) - zoneMs(zone);
    return at > now + DAY_MS ? at - 365 * DAY_MS : at;
}
function linesSince(lines, since, zone, now) {
    let at;
    const kept = lines.filter((line) => {
        at = timeOfLine(line, zone, now) ?? at;
        return at !== undefined && at >= since;
    });
    return at === undefined ? { lines: [...lines], dated: false } : { lines: kept, dated: true };
}
function newLines(before, now) {
    for (let from = 0; from < before.length; from += 1) {
        const rest = before.length - from;
        if (rest > now.length)
            continue;
        let same = true;
        for (let index = 0; same && index < rest; index += 1)
            same = before[from + index] === now[index];
        if (same)
            return { lines: now.slice(rest), gap: false };
    }
    return { lines: now, gap: before.length > 0 };
}

; 






const EVERY_MS = 1_000;
const WINDOW = 2_000;
function sectionsOf(text) {
    const sections = new Map();
    let name = '';
    for (const line of text.replace(/\n$/, '').split('\n')) {
        const head = /^==> (.+) <==$/.exec(line)?.[1];
        if (head === undefined)
            sections.set(name, [...(sections.get(name) ?? []), line]);
        else
            name = head;
    }
    if (text === '')
        sections.clear();
    return sections;
}
async function wait({ ports }) {
    await ports.sleep(EVERY_MS).catch((error) => (ports.signal.aborted ? undefined : Promise.reject((0,model_failure .h_)(error))));
    return !ports.signal.aborted;
}
function readLogs(context, request) {
    return (0,run_flow .c)('logs', context, {}, async (_session, parts, reporter) => {
        const { runtime } = parts;
        if (runtime === undefined)
            throw new model_failure .HR({ kind: 'configuration', code: 'LG-RUNTIME-NOT-CONFIGURED', problem: 'nothing says where the application writes its log', next: 'add the section "runtime" to the configuration' });
        const hosts = request.hosts.length === 0 ? parts.hosts : parts.hosts.filter((host) => request.hosts.includes(host));
        const probeOf = (lines) => {
            const zone = { commands: [(0,model_command .hF)('ask for the time zone', 'date', ['+%z'])], read: ([result]) => result?.stdout.trim() ?? '' };
            const known = (0,model_command .zr)((0,read_state .WI)(parts.site.layout), () => '');
            return (0,model_command .zr)((0,model_command .Ag)([zone, runtime.logs(lines), known]), ([offset = '', text = '']) => ({ zone: offset, sections: sectionsOf(text) }));
        };
        let told = 0;
        const tell = (host, lines) => {
            told += lines.length;
            for (const line of lines)
                request.onLine(host, line);
        };
        const last = new Map();
        const lookAt = async (host, first) => {
            const { zone, sections } = await (0,shell_shell .k)(await context.connect(host), probeOf(request.sinceMs === undefined ? Math.max(request.lines, request.follow ? 200 : 0) : WINDOW));
            for (const [name, lines] of sections) {
                const key = `${host} ${name}`;
                const before = last.get(key);
                last.set(key, lines);
                if (!first) {
                    const { lines: news, gap } = newLines(before ?? [], lines);
                    tell(host, gap ? ['… lines may be missing here', ...news] : news);
                    continue;
                }
                const now = context.ports.now().getTime();
                const { lines: recent, dated } = request.sinceMs === undefined ? { lines: lines.slice(-request.lines), dated: true } : linesSince(lines, now - request.sinceMs, zone, now);
                if (!dated)
                    reporter.note(`the lines of ${host} say no time: --since left none of them out`);
                tell(host, recent);
            }
        };
        await Promise.all(hosts.map((host) => lookAt(host, true)));
        while (request.follow && (await wait(context)))
            await Promise.all(hosts.map((host) => lookAt(host, false)));
        return reporter.close('passed', `${String(told)} lines`);
    });
}

; 





const LINES = 100;
const logs_MOST = 2000;
function readLines(text) {
    const lines = text === undefined ? LINES : Number(text);
    if (Number.isSafeInteger(lines) && lines > 0 && lines <= logs_MOST)
        return lines;
    throw usage(`--lines must be a number from 1 to ${String(logs_MOST)}`, `write --lines ${String(LINES)}`);
}
const logs_verb = {
    description: 'prints what the application wrote to its log',
    options: {
        ...hostOptions,
        ...whichHosts,
        follow: { description: 'Go on until Ctrl-C.', short: 'f' },
        since: { description: 'Only what was written in the last 10m, 2h, …', value: 'TIME' },
        lines: { description: `The last so many lines of each log. Default: ${String(LINES)}`, value: 'NUMBER', short: 'n' },
    },
    example: 'logs -e production --since 10m',
    more: [['logs -e production --follow --role web', 'as it is written, on the hosts of a role']],
    run: async (context, terminal, _call) => {
        const { inputs, settings } = context;
        const follow = inputs.has('follow');
        if (follow && terminal.json)
            throw usage('--follow has no end, and --json is one document', 'leave one of them');
        const hosts = chooseHosts(settings.hosts, inputs);
        const prefix = prefixFor(hosts);
        const found = [];
        const result = await readLogs(context, {
            lines: readLines(inputs.get('lines')),
            sinceMs: readDuration('since', inputs),
            follow,
            hosts,
            onLine: (host, line) => {
                if (!follow)
                    found.push({ host, line });
                if (!terminal.json)
                    terminal.print(hosts.length === 1 ? line : `${prefix(host)}${line}`);
            },
        });
        return { ...result, data: { lines: found } };
    },
};

var actions_maintenance = __webpack_require__(9724);
var carry_out_back = __webpack_require__(3190);
; 



function servingRelease(session, code, doing) {
    const { current } = session.snapshot;
    const release = session.releases.find(({ id }) => id === current);
    if (release === undefined) {
        throw new model_failure .HR({
            kind: 'state',
            code,
            problem: current === '' ? `nothing was deployed yet: there is nothing to ${doing}` : `${current} serves and is not on record`,
            host: session.parts.hosts[0],
            next: 'deploy first; what somebody deployed by hand is recorded with npx lockgate adopt',
        });
    }
    const runtime = (0,carry_out_back .Os)(session.parts.runtime, (0,recorded_runtime .GV)(session, release.id));
    if (runtime === undefined) {
        throw new model_failure .HR({ kind: 'configuration', code: 'LG-RUNTIME-NOT-CONFIGURED', problem: 'nothing says how the application is started', next: 'add the section "runtime" to the configuration' });
    }
    return { release, runtime };
}

var touched = __webpack_require__(7773);
; 



const MARK = 'maintenance';
async function settleOrGoOn(session) {
    if (session.change?.opened.action === 'maintenance' && (0,touched .rr)(session.change).size === 0) {
        session.reporter.note(`goes on in the unfinished change ${session.change.id} of ${session.change.opened.owner}`);
        return true;
    }
    await (0,reconcile.settleDeadChange)(session);
    return false;
}
function openUnless(session, goesOn, serving) {
    if (!goesOn)
        session.mint(MARK);
    session.reporter.release = serving;
    return goesOn ? [] : [{ kind: 'opened', previous: serving }];
}
function stoppedBefore(session) {
    const mark = (0,maintenance .Om)(session.journal);
    return mark !== undefined && (mark.change !== session.changeId || mark.before);
}
function whoOf({ run }) {
    return run.owner.split('/')[0] ?? '';
}
function dataOf(mark) {
    return mark === undefined ? { on: false, by: null, since: null } : { on: true, by: mark.by === '' ? null : mark.by, since: mark.since };
}

; 








async function enterByHand(context) {
    let data = dataOf(undefined);
    const result = await (0,run_flow .c)('maintenance', context, {}, async (session, _parts, reporter) => {
        await session.take();
        const goesOn = await settleOrGoOn(session);
        const { release } = servingRelease(session, 'LG-MAINTENANCE-NOTHING', 'stop');
        const was = (0,maintenance ._i)(session.journal);
        if (was !== undefined && (await isWhole(session))) {
            data = dataOf(was);
            reporter.release = release.id;
            await session.run({ steps: [], lease: 'free' });
            return reporter.close('nothing-to-do', `in maintenance already: ${was.by} entered it by hand at ${was.since}`);
        }
        const mark = { by: was?.by ?? whoOf(context), since: was?.since ?? context.ports.now().toISOString() };
        const before = stoppedBefore(session);
        const opening = openUnless(session, goesOn, release.id);
        await (0,actions_maintenance .iW)(session, opening, {
            mark: { ...mark, ...(before ? { before } : {}) },
            subject: { release: release.id, previous: release.id, version: release.version },
            after: [{ kind: 'closed', outcome: 'nothing-changed' }],
            lease: 'free',
        });
        if (context.dryRun)
            return reporter.close('dry-run', 'nothing was written');
        data = dataOf(mark);
        return reporter.close('passed', `${nameOf(release)} is in maintenance: it is stopped, and ${(0,actions_maintenance .MF)(session)} until npx lockgate maintenance off`);
    });
    return { ...result, data };
}
async function isWhole(session) {
    const { proxy, runtime, hosts } = session.parts;
    try {
        for (const host of hosts) {
            const shell = session.shell(host);
            if (runtime !== undefined && (await (0,shell_shell .k)(shell, runtime.status())).state !== 'stopped')
                return false;
            if (proxy !== undefined && !(await (0,shell_shell .k)(shell, proxy.closed())))
                return false;
        }
        return true;
    }
    catch (error) {
        if (!(error instanceof model_failure .HR) || error.kind !== 'command')
            throw error;
        return false;
    }
}

var ask_instances = __webpack_require__(6895);
var gates = __webpack_require__(1891);
var guarded = __webpack_require__(83);
; 










async function leaveByHand(context) {
    let data = dataOf(undefined);
    const result = await (0,run_flow .c)('maintenance', context, {}, async (session, parts, reporter) => {
        await session.take();
        const goesOn = await settleOrGoOn(session);
        const mark = (0,maintenance .Om)(session.journal);
        data = dataOf(mark);
        if (!goesOn && mark === undefined) {
            await session.run({ steps: [], lease: 'free' });
            return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', 'not in maintenance');
        }
        const { release, runtime } = servingRelease(session, 'LG-MAINTENANCE-NOTHING', 'start');
        const subject = { ...(0,gates .et)(release), runtime };
        const starts = stepsFor(session, 'start', runtime, release);
        const since = mark?.since ?? context.ports.now().toISOString();
        const before = stoppedBefore(session);
        const opening = [...openUnless(session, goesOn, release.id), { kind: 'fact', name: 'maintenance', data: { on: true, by: mark?.by ?? '', since, ...(before ? { before } : {}) } }];
        if (context.dryRun) {
            await session.run({ steps: [...starts, ...(0,actions_maintenance .pN)(session)], lease: 'keep' });
            return reporter.close('dry-run', 'nothing was written');
        }
        const ill = await start(session, starts, opening);
        const ended = ill === undefined ? await (0,guarded .N)(session, () => (0,ask_instances .c)(session, parts.hosts.map((host) => ({ host })), subject), parts.hosts) : undefined;
        const problem = `${nameOf(release)} was started and is not healthy`;
        const failure = ill ?? ended?.failure ?? (ended?.closed === undefined ? undefined : (0,gates .I9)(ended.closed, problem, { so: 'it was stopped again and maintenance lasts: visitors still get the page', next: `${(0,gates .Ii)(session)}; deploy a version that works, or run npx lockgate rollback: both lead out of maintenance` }));
        if (failure !== undefined) {
            data = dataOf({ by: '', since });
            return reporter.close('failed', `${ill === undefined ? problem : failure.facts.problem}; maintenance lasts`, await stay(session, stepsFor(session, 'stop', runtime, release), since, failure));
        }
        const complaint = await (0,actions_maintenance .De)(session, { subject: { release: release.id, previous: release.id, version: release.version }, after: [{ kind: 'closed', outcome: 'nothing-changed' }], lease: 'free' });
        data = dataOf(undefined);
        return reporter.close(complaint === undefined ? 'passed' : 'failed', `${nameOf(release)} serves again on ${String(parts.hosts.length)} of ${String(parts.hosts.length)} hosts`, complaint);
    });
    return { ...result, data };
}
function stepsFor({ parts: { hosts } }, verb, runtime, { id }) {
    return hosts.map((host) => ({
        id: hosts.length === 1 ? `runtime.${verb}` : `runtime.${verb}@${host}`,
        title: `${verb} ${id}${verb === 'stop' ? ' again' : ''}`,
        host,
        does: runtime[verb](),
        undo: { kind: 'start-old', text: `start ${id}` },
    }));
}
async function start(session, steps, before) {
    try {
        await session.run({ steps, before, lease: 'keep' });
        return undefined;
    }
    catch (error) {
        if (!(error instanceof model_failure .HR) || (0,model_failure .ZJ)(error).some(({ kind }) => kind !== 'command'))
            throw error;
        return error;
    }
}
async function stay(session, stops, since, failure) {
    try {
        await session.run({ steps: stops, after: [{ kind: 'fact', name: 'maintenance', data: { on: true, since } }, { kind: 'closed', outcome: 'failed' }], lease: 'free' });
        return failure;
    }
    catch (error) {
        if (!(error instanceof model_failure .HR))
            throw error;
        return new model_failure .oo([...(0,model_failure .ZJ)(failure), ...(0,model_failure .ZJ)(error)]);
    }
}

; 



const maintenance_verb = {
    description: 'stops the application and shows everybody the page of maintenance, or ends that',
    options: { ...hostOptions, 'dry-run': { description: 'Print the exact commands and write nothing on a host.' } },
    operand: { name: 'on|off', description: 'To enter it, or to leave it.', required: true, choices: ['on', 'off'] },
    example: 'maintenance on -e production',
    more: [['maintenance off -e production', 'to let visitors in again']],
    run: (context, _terminal, { operand }) => (operand === 'on' ? enterByHand(context) : leaveByHand(context)),
};

; 


function requireTool({ migrations }) {
    if (migrations !== undefined)
        return migrations;
    throw new model_failure .HR({ kind: 'configuration', code: 'LG-MIGRATIONS-NOT-CONFIGURED', problem: 'the configuration has no migrations', next: 'add the section "migrations"' });
}
async function requireSurvey(session) {
    const { parts } = session;
    const survey = await session.askSurvey((0,schema_state .QE)(parts, requireTool(parts).needsRelease ? parts.site.layout.current : undefined));
    if (survey instanceof model_failure .HR)
        throw survey;
    if (survey === undefined)
        throw new Error('the survey was not asked for');
    return survey;
}

; 



async function listMigrations(context) {
    let data = {};
    const result = await (0,run_flow .c)('migrations', context, {}, async (session, parts, reporter) => {
        requireTool(parts);
        await session.look();
        const { applied, pending, edited, revision } = await requireSurvey(session);
        const changed = new Map(edited.map(({ name, now }) => [name, now === '' ? 'applied; its file is gone' : 'applied; its file was edited since']));
        const rows = [...applied.map((name) => [name, changed.get(name) ?? 'applied']), ...pending.map(({ name, classes }) => [name, `pending${classes.length === 0 ? '' : `: ${classes.join(', ')}`}`])];
        if (rows.length > 0)
            reporter.fact(`migrations on ${parts.databaseHost}`, rows);
        if (edited.length > 0)
            reporter.note('put edited files back as they were and write the change as a new migration: a deploy refuses them');
        data = { revision, applied, pending: pending.map(({ name, digest, classes, findings }) => ({ name, digest, classes, findings })), edited };
        return reporter.close('passed', pending.length === 0 ? 'no migrations are pending' : `${(0,words .U)(pending.length, 'migration')} pending`);
    });
    return { ...result, data: { ...data } };
}

; 


async function prove(session, proof) {
    const { parts, context } = session;
    const shell = session.shell(parts.databaseHost);
    const told = [];
    for (const { from, probe } of proof.trials) {
        context.ports.progress(`trying ${proof.files.map(({ name }) => name).join(', ')} on ${from}`);
        try {
            const { equal, ran, difference } = await (0,shell_shell .k)(shell, probe);
            if (equal)
                return { proof, from };
            told.push({ from, ran, difference });
        }
        catch (error) {
            const failure = (0,model_failure .h_)(error);
            if (failure.kind !== 'command')
                throw error;
            told.push({ from, ran: false, difference: [failure.facts.cause ?? failure.facts.problem] });
        }
    }
    const compared = told.filter(({ ran }) => ran).sort((a, b) => a.difference.length - b.difference.length);
    const shown = compared.length === 0 ? told : compared.slice(0, 1);
    throw new model_failure .HR({
        kind: 'gate-closed',
        code: 'LG-RESOLVE-DIFFERS',
        problem: `the schema is not the one that ${proof.files.map(({ name }) => name).join(', ')} would have made; nothing was recorded`,
        host: parts.databaseHost,
        cause: shown.length === 0 ? 'there is nothing to begin with: no backup of before, and not all migrations are files here' : shown.map(({ from, difference }) => [`from ${from}:`, ...difference].join('\n')).join('\n'),
        next: 'lines with - are what the migrations make, lines with + what is there instead: make the schema the one of the files, or the files that of the schema; what was never applied is applied by a deploy',
    });
}

; 





const RESOLVE = 'resolve';
function resolveMigrations(context, names, dataChecked, confirm) {
    return (0,run_flow .c)('migrations', context, {}, async (session, parts, reporter) => {
        requireTool(parts);
        await session.look();
        const proven = await prove(session, await proofFor(session, names, dataChecked));
        const found = resolve_describe(proven, dataChecked);
        reporter.fact('proven', found);
        const listed = names.join(', ');
        if (context.dryRun) {
            await session.run({ steps: [await recording(session, names, 'dry-run')], lease: 'keep' });
            return reporter.close('dry-run', `${listed} would be recorded as applied; nothing was written`);
        }
        await confirm(found);
        await session.take();
        await (0,reconcile.settleDeadChange)(session);
        try {
            const again = await prove(session, await proofFor(session, names, dataChecked));
            const opening = session.mint(RESOLVE);
            const fact = { kind: 'fact', name: 'resolved', data: { files: again.proof.files.map(({ name, digest }) => `${name}@${digest}`), by: context.run.actor === '' ? context.run.owner : context.run.actor, from: again.from, unproven: again.proof.unproven, dataChecked } };
            const steps = [await recording(session, names, session.changeId)];
            await session.run({ steps, before: [opening, fact], after: [{ kind: 'closed', outcome: 'nothing-changed' }], lease: 'free' });
        }
        catch (error) {
            await letGo(session);
            throw error;
        }
        return reporter.close('passed', `${listed}: on record as applied; nothing was run`);
    });
}
async function proofFor(session, names, dataChecked) {
    const { parts } = session;
    const tool = requireTool(parts);
    if (tool.prove === undefined || tool.baseline === undefined) {
        throw new model_failure .HR({ kind: 'configuration', code: 'LG-RESOLVE-KIND', problem: `migrations of the kind "${tool.kind}" keep their own record`, next: 'record it with the tool itself, and look at what it says with lockgate migrations' });
    }
    const survey = await requireSurvey(session);
    if (survey.edited.length > 0) {
        throw new model_failure .HR({ kind: 'gate-closed', code: 'LG-MIGRATION-EDITED', problem: `applied migrations were edited: ${survey.edited.map(({ name }) => name).join(', ')}`, host: parts.databaseHost, next: 'put the files back as they were and write the change as a new migration' });
    }
    const proof = tool.prove(survey, names, session.manifests);
    if (proof.unproven.length > 0 && dataChecked === '') {
        throw new model_failure .HR({
            kind: 'gate-closed',
            code: 'LG-RESOLVE-DATA',
            problem: 'what it does to rows, or beyond the schema, cannot be proven by the schema',
            host: parts.databaseHost,
            cause: proof.unproven.join('; '),
            next: 'look at the data yourself, and say with --data-checked "…" what you looked at and found; it goes on record, and the schema is proven all the same',
        });
    }
    return proof;
}
async function recording(session, names, id) {
    const { migrations, databaseHost } = session.parts;
    const does = migrations?.baseline?.(await requireSurvey(session), names, id) ?? [];
    return { id: 'migrations.record', title: `record as applied: ${names.join(', ')}`, host: databaseHost, does, undo: { kind: 'none', text: 'they are applied' } };
}
function resolve_describe({ proof, from }, dataChecked) {
    return [
        ...proof.files.map(({ name, digest }) => [name, `sha256 ${digest.slice(0, 12)}`]),
        ['schema', `is the one that they make of ${from}`],
        ...proof.unproven.map((line) => ['not proven', line]),
        ...(dataChecked === '' ? [] : [['said', dataChecked]]),
    ];
}
async function letGo(session) {
    if (session.context.ports.signal.aborted)
        return;
    await session.readAgain();
    await session.run({ steps: [], ...(session.change === undefined ? {} : { after: [{ kind: 'closed', outcome: 'nothing-changed' }] }), lease: 'free' });
}

; 





const migrations_RESOLVE = 'resolve';
const migrations_verb = {
    description: 'lists what is applied and pending; records what somebody applied by hand, once the schema proves it',
    options: { ...commonOptions, 'data-checked': { description: 'What you looked at and found, where a file does more than a schema shows. It goes on record.', value: 'TEXT' } },
    operand: { name: 'resolve file…', description: `"${migrations_RESOLVE}" and the files that were applied by hand. Default: list them all.`, several: true },
    example: 'migrations -e production',
    more: [['migrations resolve database/004_index.sql -e production', 'where somebody applied one by hand']],
    run: (context, terminal, { operands }) => {
        const [what, ...names] = operands;
        if (what === undefined)
            return listMigrations(context);
        if (what !== migrations_RESOLVE)
            throw usage(`lockgate migrations has no "${what.slice(0, 60)}"`, `write lockgate migrations, or lockgate migrations ${migrations_RESOLVE} and the files`);
        if (names.length === 0)
            throw usage('no file is named', `add the files that were applied by hand: lockgate migrations ${migrations_RESOLVE} …`);
        return resolveMigrations(context, [...new Set(names)], context.inputs.get('data-checked') ?? '', (found) => {
            const width = Math.max(...found.map(([name]) => name.length));
            terminal.print('proven', ...found.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`));
            return agree(terminal, context.inputs, 'record this?');
        });
    },
};

; 





const plan_verb = {
    description: 'says what a deploy would do and whether it may begin, and writes nothing',
    options: { ...hostOptions, ...versionOption, ...scopeOption },
    example: 'plan -e production',
    more: [['plan -e production --json', 'with the digest that `deploy --plan-digest` takes']],
    run: async (context, terminal, call) => {
        requireRead(await readRepository(context.run.workspace));
        tellIgnored(context, terminal);
        return (0,plan .e)(call.rehearse());
    },
};

; 


const releases_verb = {
    description: 'lists the releases that are on record, and which of them can be gone back to',
    options: hostOptions,
    example: 'releases -e production',
    run: (context) => listReleases(context),
};

var roll_out = __webpack_require__(1033);
; 







const RESTART = 'restart';
function restart(context) {
    return (0,run_flow .c)('restart', context, {}, async (session, parts, reporter) => {
        await session.take();
        await (0,reconcile.settleDeadChange)(session);
        (0,actions_maintenance .Pj)(session);
        const { release, runtime } = servingRelease(session, 'LG-RESTART-NOTHING', 'restart');
        const strategyParts = { hosts: parts.hosts, artefact: parts.artefact, runtime, proxy: parts.proxy };
        reporter.release = release.id;
        if (context.dryRun) {
            await session.run({ steps: (0,roll_out .G)(session, strategyParts, release.id, release.id).flatMap(({ steps }) => steps), lease: 'keep' });
            return reporter.close('dry-run', 'nothing was written');
        }
        session.mint(RESTART);
        reporter.release = release.id;
        const subject = { ...(0,gates .et)(release), runtime };
        const { outcomes, closed, failure } = await (0,roll_out .O)(session, { parts: strategyParts, release: release.id, previous: release.id, subject, first: [], before: [{ kind: 'opened', previous: release.id }, { kind: 'fact', name: RESTART, data: { release: release.id } }], after: [] });
        if (parts.hosts.length > 1)
            reporter.fact('hosts', [...outcomes]);
        if (failure !== undefined) {
            await session.run({ steps: [], after: [{ kind: 'closed', outcome: 'failed' }], lease: 'free' });
            throw failure;
        }
        const verdict = closed ?? (await (0,gates .g0)(session, 'released', subject));
        if (verdict.leads !== 'open') {
            await session.run({ steps: [], after: [{ kind: 'closed', outcome: 'held' }], lease: 'free' });
            const problem = `${nameOf(release)} was restarted and is not healthy`;
            return reporter.close('failed', problem, (0,gates .I9)(verdict, problem, { so: 'it is left as it is: it is the release that served before, so there is nothing to take back', next: (0,gates .Ii)(session) }));
        }
        await session.run({ steps: [], after: [{ kind: 'closed', outcome: 'nothing-changed' }], lease: 'free' });
        return reporter.close('passed', `${nameOf(release)} was restarted on ${String(parts.hosts.length)} of ${String(parts.hosts.length)} hosts${(0,gates .FG)(verdict) === 'done' && verdict.checks.length > 0 ? ' and is healthy' : ''}`);
    });
}

; 


const restart_verb = {
    description: 'starts what serves anew, host by host, and asks the gates instance and released',
    options: { ...hostOptions, 'dry-run': { description: 'Print the exact commands and write nothing on a host.' } },
    example: 'restart -e production',
    run: (context) => restart(context),
};

var rollback_run = __webpack_require__(7849);
var refusals = __webpack_require__(1140);
; 

async function refuseHeld(views, leaseOf, { run, forge }) {
    for (const { host, snapshot } of views) {
        const lease = snapshot === undefined ? undefined : leaseOf(snapshot);
        if (lease === undefined || !lease.live || lease.owner === run.owner || (await forge.isRunOver(lease.owner)) === true)
            continue;
        throw new refusals .yj(host, lease);
    }
}

; 











function show(terminal, preview) {
    for (const { title, rows } of preview.report.facts) {
        const width = Math.max(...rows.map(([name]) => name.length));
        terminal.print(title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`));
    }
}
async function askLoss(terminal, rows, marking) {
    const said = await terminal.ask(`this destroys ${(0,words .U)(Number(rows), 'row')}${marking}. Type the number to go on:`);
    if (said === undefined)
        throw usage('nobody is here to approve the loss', `read what is above, and run this again with --approve-loss ${rows}`);
    if (said.trim() !== rows)
        throw notConfirmed(`nothing was moved: ${rows} was to be typed`);
}
async function askPerson({ inputs }, terminal, { outputs }) {
    const { loss = '', status = '', 'marked-bad': bad = '' } = outputs;
    if (status === 'needs-approval') {
        if (!/^[1-9][0-9]*$/.test(loss) || inputs.has('approve-loss') || inputs.has('yes'))
            return 'nothing to ask';
        await askLoss(terminal, loss, bad === '' ? '' : ` and marks ${bad} bad`);
        return { 'approve-loss': loss };
    }
    if (inputs.has('approve-loss'))
        return {};
    await agree(terminal, inputs, bad === '' ? 'go back?' : `go back, and mark ${bad} bad?`);
    return {};
}
function unmoved({ outputs, report }, failure, data) {
    const status = failure.kind === 'held' ? 'held' : 'failed';
    return { outputs: { ...outputs, status, 'marked-bad': '' }, failure, data, report: { ...report, status, headline: failure.facts.problem, failures: [failure.facts], facts: [], commands: [], release: '' } };
}
async function goBack(context, terminal, call) {
    const inputs = { [rollback_run .u]: 'true', ...(call.operand === '' ? {} : { to: call.operand }) };
    const merged = (more = {}) => new Map([...context.inputs, ...Object.entries({ ...inputs, ...more })]);
    const rehearsal = call.rehearse(inputs);
    if (!context.dryRun) {
        const parts = await (0,actions_parts .t)(context.settings, context.run.workspace, (name) => context.ports.secret(name));
        await refuseHeld(await lookAtHosts(rehearsal, parts), leaseOf, context);
    }
    const preview = await (0,rollback_run .e)(rehearsal);
    const { level = '', loss = '', status = '', 'marked-bad': marksBad = '' } = preview.outputs;
    const data = { level, loss, to: preview.report.release, marksBad };
    if (context.dryRun)
        return { ...preview, data };
    if (preview.failure !== undefined && status !== 'needs-approval')
        return { ...preview, data };
    show(terminal, preview);
    let answer;
    try {
        answer = await askPerson(context, terminal, preview);
    }
    catch (error) {
        if (error instanceof model_failure .HR && (error.code === USAGE || error.kind === 'held'))
            return unmoved(preview, error, data);
        throw error;
    }
    if (answer === 'nothing to ask')
        return { ...preview, data, report: { ...preview.report, commands: [] } };
    const result = await (0,rollback_run .e)({ ...context, inputs: merged(answer) });
    return { ...result, data: { ...data, level: result.outputs['level'] ?? level, loss: result.outputs['loss'] ?? loss, kept: result.outputs['kept-database'] ?? '' } };
}
const rollback_verb = {
    description: 'shows the way back, its level and what it would lose, asks, and goes back',
    options: {
        ...commonOptions,
        ...lossOption,
        level: { description: 'For who knows better than the record: R0, R2 (the release before) or R3 (the backup as well).', value: 'LEVEL', choices: ['R0', 'R2', 'R3'] },
    },
    operand: { name: 'release', description: 'Where to: the id or version of a good release. Default: back from the open change, else to the newest good one.' },
    example: 'rollback -e production',
    more: [
        ['rollback -e production --yes', 'without a question, where nothing is lost'],
        ['rollback -e production 20261119-0911-77e0d1c', 'to a release by its id'],
        ['rollback -e production --approve-loss 12', 'without a question, where it destroys up to 12 rows'],
    ],
    run: goBack,
};

; 


const status_verb = {
    description: 'says what serves on each host, who is changing it, and where a way back would lead',
    options: hostOptions,
    example: 'status -e production',
    more: [['status --json | jq -r .data.release.version', 'in a script']],
    run: (context) => status_status(context),
};

var actions_session = __webpack_require__(3660);
; 




const UNLOCKED = 'unlocked';
async function unlock(context, force, confirm) {
    let held = [];
    const result = await (0,run_flow .c)('unlock', context, {}, async (session, parts, reporter) => {
        await session.look();
        held = await findHeld(session);
        for (const lease of held)
            reporter.fact(lease.host, [['lease', tellLease(lease)], ['number', String(lease.token)], ['for', lease.change === '' ? 'no change' : lease.change]]);
        if (held.length === 0)
            return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', 'nobody holds the lease');
        const live = held.filter((lease) => lease.live && !lease.over);
        if (live.length > 0 && !force)
            throw refuse(live);
        const risk = live.length === 0 ? 'its holder is gone' : 'it is live: whatever its holder is doing is ended in the middle, and the next run has to take it back';
        if (context.dryRun)
            return reporter.close('dry-run', 'the lease would be freed; nothing was written');
        await confirm(held, risk);
        const owners = new Set(held.map(({ owner }) => owner));
        const forge = { ...context.forge, isRunOver: (owner) => Promise.resolve(owners.has(owner) ? true : undefined) };
        const taking = new actions_session .N({ ...context, forge }, parts, reporter, 'unlock');
        await taking.take(undefined, true);
        const { change } = taking;
        await taking.run({ steps: [], after: change === undefined ? [] : [{ kind: 'fact', name: UNLOCKED, data: { by: context.run.owner, from: [...owners], force } }], lease: 'free' });
        if (change !== undefined)
            reporter.note(`the change ${change.id} is still open: the next deploy goes back from it first, and npx lockgate rollback does so now`);
        return reporter.close('passed', `the lease of ${[...owners].join(', ')} is freed on ${String(parts.hosts.length)} of ${String(parts.hosts.length)} hosts`);
    });
    return { ...result, data: { leases: held } };
}
async function findHeld(session) {
    const { parts, context } = session;
    const held = parts.hosts.flatMap((host) => {
        const lease = leaseOf(session.turn(host).snapshot);
        return lease === undefined ? [] : [{ host, ...lease }];
    });
    return Promise.all(held.map(async (lease) => ({ ...lease, over: (await context.forge.isRunOver(lease.owner)) === true })));
}
function refuse(live) {
    const owners = [...new Set(live.map(({ owner }) => owner))].join(', ');
    return new model_failure .HR({
        kind: 'lease-held',
        code: 'LG-UNLOCK-LIVE',
        problem: `the lease is live: ${owners} may be changing this environment now`,
        host: live[0]?.host,
        cause: live.map((lease) => `${lease.host}: ${tellLease(lease)}`).join('; '),
        next: 'see whether that run still goes on and wait for its end; where it is dead, add --force: what it is doing is then ended in the middle, and the next run takes it back',
    });
}

; 



const unlock_verb = {
    description: 'shows who holds the lease, and frees it once its holder is gone',
    options: { ...commonOptions, force: { description: 'Also where it is live: what its holder is doing is ended in the middle.' } },
    example: 'unlock -e production',
    more: [['unlock -e production --force', 'where a run is dead and its lease has not ended yet']],
    run: (context, terminal) => unlock(context, context.inputs.has('force'), (held, risk) => {
        terminal.print(...held.map(({ host, owner, note, secondsLeft, live }) => `${host}: ${owner}${note === '' ? '' : `, ${note}`}, ${live ? `live for ${String(secondsLeft)} s more` : 'its time is over'}`), risk);
        return agree(terminal, context.inputs, 'free it?');
    }),
};

; 


const KEYS = /^ssh(\.|$)|^hosts\..*\.key$/;
function gatherUnset(found) {
    const byName = new Map();
    for (const one of found)
        byName.set(`${one.kind} ${one.name}`, [...(byName.get(`${one.kind} ${one.name}`) ?? []), one]);
    const all = [...byName.values()].map((uses) => {
        const places = new Map(uses.map(({ path, at }) => [(0,tree .P8)(path), `${at.file}:${String(at.line)}:${String(at.column)}`]));
        return { name: uses[0]?.name ?? '', kind: uses[0]?.kind ?? 'variable', environments: [...new Set(uses.map(({ environment }) => environment))], used: [...places].map(([key, at]) => ({ key, at })) };
    });
    return [...all.filter(({ kind }) => kind === 'variable'), ...all.filter(({ kind }) => kind === 'secret')];
}
function unsetRow({ name, kind, environments, used }) {
    const keys = used.map(({ key }) => key).join(', ');
    const here = kind === 'variable' ? `export ${name}=…` : `export ${name}="$(cat path/to/it)"${used.every(({ key }) => KEYS.test(key)) ? ' or an ssh agent' : ''}`;
    return [name, `${kind}, for ${keys} of ${environments.join(', ')}; here: ${here}; in a workflow: env: { ${name}: \${{ ${kind === 'variable' ? 'vars' : 'secrets'}.${name} }} } of the step`];
}
function unsetProblems(unset) {
    return unset
        .filter(({ kind }) => kind === 'variable')
        .map(({ name, environments, used }) => {
        const places = used.map(({ key, at }) => `${key} at ${at}`).join(', ');
        return new model_failure .HR({ kind: 'configuration', code: 'LG-CONFIG-MISSING-VARIABLE', problem: `the variable ${name} is not set, and ${environments.join(', ')} cannot be read without it: ${places}`, next: `set it: export ${name}=…, or give a default: \${${name}:-default}` });
    });
}

; 







async function read(surroundings, environment, onUnset) {
    const settings = surroundings.settings(environment, { onUnset });
    await (0,actions_parts .t)(settings, surroundings.folder(), (name) => surroundings.secret(name));
    return settings;
}
function validate_describe(settings) {
    const gates = Object.entries(settings.gates).filter(([, checks]) => checks.length > 0);
    return [
        ['hosts', settings.hosts.map(({ alias, roles }) => (roles.length === 0 ? alias : `${alias} (${roles.join(', ')})`)).join(', ')],
        ['strategy', settings.strategy.kind],
        ...(settings.runtime === undefined ? [] : [['runtime', settings.runtime.kind]]),
        ...(settings.database === undefined ? [] : [['database', settings.database.kind]]),
        ...(settings.migrations === undefined ? [] : [['migrations', `${settings.migrations.kind}, ${settings.migrations.when}`]]),
        ['gates', gates.length === 0 ? 'none of your own' : gates.map(([moment, checks]) => `${moment} ${String(checks.length)}`).join(', ')],
        ['digest', settings.digest],
    ];
}
async function validate(surroundings) {
    const startedAt = new Date();
    const { environments, name } = surroundings.configuration();
    const named = surroundings.options.get('environment');
    const wanted = named !== undefined || environments.length === 0 ? [chooseEnvironment(named, environments)] : environments;
    const good = [];
    const missing = [];
    const problems = new Map();
    for (const environment of wanted) {
        try {
            good.push(await read(surroundings, environment, (one) => missing.push({ ...one, environment })));
        }
        catch (error) {
            const failure = (0,model_failure .h_)(error);
            if (failure.kind === 'bug')
                throw failure;
            for (const one of (0,entry_result .sj)(failure).filter(({ code }) => code !== 'LG-CONFIG-MISSING-VARIABLE'))
                problems.set(`${one.facts.problem} ${one.facts.host ?? ''}`, one);
        }
    }
    const now = new Date();
    const unset = gatherUnset(missing);
    const data = { file: name, environments: good.map((settings) => ({ name: settings.environment, hosts: settings.hosts.map(({ alias, roles }) => ({ alias, roles })), digest: settings.digest, unset: unset.filter(({ environments: of }) => of.includes(settings.environment)).map((one) => one.name) })), unset };
    const facts = unset.length === 0 ? [] : [{ title: 'not set here', rows: unset.map(unsetRow) }];
    const wrong = [...problems.values(), ...unsetProblems(unset)];
    if (wrong.length > 0) {
        const result = (0,entry_result .Nq)({ action: 'validate', environment: named ?? '', startedAt }, new model_failure .oo(wrong), now);
        return { ...result, report: { ...result.report, facts }, data };
    }
    const report = {
        action: 'validate',
        status: 'passed',
        headline: `${name} is valid for ${(0,words .U)(good.length, 'environment')}: ${good.map(({ environment }) => environment).join(', ')}`,
        app: good[0]?.app ?? '',
        environment: named ?? '',
        version: '',
        release: '',
        startedAt: startedAt.toISOString(),
        durationMs: now.getTime() - startedAt.getTime(),
        timeline: [],
        gates: [],
        facts: [...good.map((settings) => ({ title: settings.environment, rows: validate_describe(settings) })), ...facts],
        commands: [],
        failures: [],
        notes: unset.length === 0 ? [] : [`a secret is needed where it is used, and not to read the file: ${unset.map((one) => one.name).join(', ')}`],
    };
    return { outputs: {}, report, data };
}
const validate_verb = {
    description: 'reads the configuration and tells everything that is wrong with it, without a host',
    options: hostOptions,
    example: 'validate --json',
    more: [['validate -e staging', 'one environment alone']],
    plain: (surroundings) => validate(surroundings),
};

; 

















const verbs = {
    adopt: verb,
    backups: backups_verb,
    demo: demo_verb,
    deploy: deploy_verb,
    diagnose: diagnose_verb,
    exec: exec_verb,
    init: init_verb,
    logs: logs_verb,
    maintenance: maintenance_verb,
    migrations: migrations_verb,
    plan: plan_verb,
    releases: releases_verb,
    restart: restart_verb,
    rollback: rollback_verb,
    status: status_verb,
    unlock: unlock_verb,
    validate: validate_verb,
};

; 
const phrases_NAME = String.raw `([A-Za-z_][A-Za-z0-9_]*)`;
const OF_A_STEP = String.raw `env: \{ ${phrases_NAME}: (?:…|\$\{\{ secrets\.\w+ \}\}) \}`;
const PHRASES = [
    [new RegExp(`set it in the step: ${OF_A_STEP}(?: \\(an unset secret or variable of GitHub is empty\\))?`, 'g'), 'set it: export $1=…'],
    [/hand (it|them) to the step: /g, 'set $1: '],
    [new RegExp(OF_A_STEP, 'g'), 'export $1="$(cat path/to/it)"'],
    [/ \(a secret that does not exist is empty\)/g, ''],
    [/and pass it to the step, or start an agent/g, 'and export it, or start an agent'],
    [/set the input environment to one that is here/g, 'write --environment with one that is here'],
    [/set the input environment to/g, 'write --environment'],
    [/run the action rollback with "level: R2" \(the old release\) or "level: R3" \(the backup as well\)/g, 'run npx lockgate rollback, which shows the way back and asks (--level R3 restores the backup as well)'],
    [/the action rollback with "level: R2"/gi, 'npx lockgate rollback --level R2'],
    [/or the action rollback, goes back/g, 'or npx lockgate rollback, goes back'],
    [/run the rollback action/g, 'run npx lockgate rollback'],
    [/run the action backup$/g, 'let a workflow run the action backup; every deploy makes one too'],
    [/look at the backup action's output/g, 'look at what the backup said'],
    [/make it a file that the job may read/g, 'make it a file that you may read'],
    [/add it, or check out the repository before this step .*$/g, 'go to the folder of the repository, name it with --directory, or name the file with --config'],
    [/check that the checkout or build that makes it ran before this step/g, 'make it first: what is deployed is the folder of the repository as it lies here'],
    [/, or leave the (backup|migrate) action out of the workflow/g, ''],
    [/check that the step that fetches the repository comes before this one/g, 'stand in the folder of the repository'],
    [/; the job summary of rollback keeps the logs as they were/g, '; npx lockgate diagnose keeps what is on record'],
    [/ \(the journal and the job summaries name it\)/g, ' (the journal names it)'],
    [/the post step of this job, or the next run, brings the system back to one known version/g, 'nothing is left open where it says so above; else the next deploy, or npx lockgate rollback, brings the system back to one known version'],
    [/the next run, or the post step, brings the hosts to one known version/g, 'the next deploy, or npx lockgate rollback, brings the hosts to one known version'],
    [/the reviewers of (\S+) on GitHub, or whoever starts the run with this digest as approve/g, 'the reviewers of $1 on GitHub, or whoever deploys from here with --approve and this digest'],
];
function inTerminalWords(text) {
    return PHRASES.reduce((words, [said, here]) => words.replace(said, here), text);
}

; 

const IN_A_TERMINAL = {
    'LG-SECRET-MISSING': ({ problem }) => {
        const name = /variable (\S+) is not set/.exec(problem)?.[1] ?? 'DEPLOY_KEY';
        return { next: `set it: export ${name}="$(cat path/to/it)"; a key may also come from an ssh agent (ssh-add, SSH_AUTH_SOCK)` };
    },
    'LG-ROLLBACK-HELD': () => ({ next: 'look at the gate and at npx lockgate diagnose; then npx lockgate rollback --level R2 (the release before) or --level R3 (the backup as well), or deploy a new version' }),
    'LG-ROLLBACK-NEEDS-APPROVAL': ({ problem, next }) => {
        const rows = /destroys (\d+) rows?/.exec(problem)?.[1];
        return { next: rows === undefined ? 'the rows could not be counted: mend the cause in the note, and run npx lockgate rollback again' : `npx lockgate rollback --approve-loss ${rows} (these rows go), or --level R2 (they stay, and the old release runs on the new schema)${next.endsWith('no deploy begins') ? '; until then no deploy begins' : ''}` };
    },
    'LG-PLAN-CHANGED': () => ({ next: 'read npx lockgate plan again, and approve the new plan' }),
    'LG-APPROVAL-MISSING': ({ next }) => {
        const digest = /approve: (\S+)/.exec(next)?.[1];
        return digest === undefined ? {} : { next: `read npx lockgate plan; if it is meant so, add --approve ${digest}` };
    },
    'LG-RELEASE-UNKNOWN': () => ({ next: 'name one of them; npx lockgate releases lists them' }),
    'LG-RELEASE-NOT-A-TARGET': ({ cause }) => (cause?.endsWith(': none') === true ? { next: 'deploy a version that works' } : { next: 'name one of them, or deploy its version again; npx lockgate releases lists them' }),
    'LG-LEASE-HELD': () => ({ next: 'wait until that run has ended (npx lockgate status); if it is dead, its lease ends by itself, or at once with npx lockgate unlock' }),
    'LG-RELEASE-UNCONFIRMED': () => ({ next: 'run npx lockgate status, then roll back or deploy again' }),
    'LG-JOB-DISGUISED': () => ({ next: 'run npx lockgate status, then deploy again; what could be taken back was taken back' }),
};
function rephrase(facts) {
    const told = Object.hasOwn(IN_A_TERMINAL, facts.code) ? IN_A_TERMINAL[facts.code]?.(facts) : undefined;
    return { ...facts, ...told, next: inTerminalWords(told?.next ?? facts.next) };
}
function rephraseReport(report) {
    const { failures, notes, plan } = report;
    return { ...report, failures: failures.map(rephrase), notes: notes.map(inTerminalWords), ...(plan === undefined ? {} : { plan: { ...plan, approval: inTerminalWords(plan.approval) } }) };
}

; 



async function settle(opened, result, { cancelled, afterwards }) {
    if (!opened.mayHoldLease)
        return result;
    const anew = cancelled ? opened.anew(afterwards) : undefined;
    const context = anew?.context ?? { ...opened.context, dryRun: false };
    try {
        const after = await (0,reconcile.reconcile)(context, cancelled ? 'cancelled' : result.failure === undefined ? 'success' : 'failure');
        return merge(result, after, cancelled);
    }
    catch (error) {
        return (0,entry_result .G9)(result, (0,entry_result .sj)((0,model_failure .h_)(error)));
    }
    finally {
        await anew?.close();
    }
}
function merge(result, after, cancelled) {
    const { report } = result;
    const told = new Set(report.failures.map(({ code, problem }) => `${code} ${problem}`));
    const news = (after.failure === undefined ? [] : (0,entry_result .sj)(after.failure)).filter(({ facts }) => !told.has(`${facts.code} ${facts.problem}`));
    const said = new Set(report.facts.map((fact) => JSON.stringify(fact)));
    const moved = after.report.facts.length > 0;
    const joined = {
        ...result,
        outputs: cancelled && 'outcome' in result.outputs && moved ? { ...result.outputs, outcome: after.failure === undefined ? 'rolled-back' : 'failed' } : result.outputs,
        report: {
            ...report,
            headline: moved && !report.headline.includes(after.report.headline) ? `${report.headline}; ${after.report.headline}` : report.headline,
            timeline: [...report.timeline, ...after.report.timeline],
            gates: [...report.gates, ...after.report.gates],
            facts: [...report.facts, ...after.report.facts.filter((fact) => !said.has(JSON.stringify(fact)))],
            notes: [...report.notes, ...after.report.notes, ...(cancelled && !moved ? [after.report.headline] : [])],
        },
    };
    const merged = (0,entry_result .G9)(joined, news);
    return result.data === undefined ? merged : { ...merged, data: result.data };
}

var external_node_events_ = __webpack_require__(8474);
var promises_ = __webpack_require__(6848);
; 
const SPIN = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
function shapeOf(line) {
    return line.replace(/\d+([.,]\d+)?/g, '#');
}
class LiveLine {
    options;
    #line = '';
    #shown = false;
    #since = 0;
    #turn = 0;
    constructor(options) {
        this.options = options;
    }
    news(line) {
        if (this.#line !== '' && shapeOf(line) !== shapeOf(this.#line))
            this.settle();
        if (this.#line === '')
            this.#since = this.options.now();
        this.#line = line;
        this.#draw();
    }
    tick() {
        this.#turn += 1;
        if (this.#line !== '')
            this.#draw();
    }
    settle() {
        if (this.#line === '')
            return;
        this.#clear();
        this.options.write(`${this.#line}\n`);
        this.#line = '';
    }
    #clear() {
        if (this.#shown)
            this.options.write('\r\u001B[2K');
        this.#shown = false;
    }
    #draw() {
        const seconds = Math.floor((this.options.now() - this.#since) / 1000);
        const room = Math.max(10, this.options.columns() - 12);
        const text = this.#line.length > room ? `${this.#line.slice(0, room - 1)}…` : this.#line;
        this.#clear();
        this.options.write(`${SPIN[this.#turn % SPIN.length] ?? ''} ${text}${seconds < 1 ? '' : ` ${String(seconds)} s`}`);
        this.#shown = true;
    }
}

; 




const TICK_MS = 250;
const COLOURS = { '✓': 32, '✗': 31, '–': 33 };
function paint(line) {
    const colour = COLOURS[line.charAt(0)];
    return colour === undefined || line.charAt(1) !== ' ' ? line : `\u001B[${String(colour)}m${line.charAt(0)}\u001B[0m${line.slice(1)}`;
}
function wantsColour(stream, variables) {
    return stream.isTTY && (variables['NO_COLOR'] ?? '') === '' && variables['TERM'] !== 'dumb' ? true : false;
}
function openTerminal({ masks, signal, json, variables }) {
    const { stdin, stdout, stderr } = process;
    for (const stream of [stdout, stderr])
        stream.on('error', () => undefined);
    const linesOf = (texts) => texts.flatMap((text) => (0,report_text .v3)(masks.redact(text))).map((line) => masks.redact(line));
    const people = json ? stderr : stdout;
    const moves = stderr.isTTY && variables['TERM'] !== 'dumb' && (variables['CI'] ?? '') === '';
    const live = moves ? new LiveLine({ write: (text) => stderr.write(text), columns: () => stderr.columns, now: () => performance.now() }) : undefined;
    const ticking = live === undefined ? undefined : setInterval(() => { live.tick(); }, TICK_MS);
    ticking?.unref();
    const coloured = (stream, line) => (wantsColour(stream, variables) ? paint(line) : line);
    const ask = async (question) => {
        if (!stdin.isTTY)
            return undefined;
        live?.settle();
        const lines = (0,promises_.createInterface)({ input: stdin, output: stderr });
        lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
        try {
            return await Promise.race([lines.question(linesOf([`${question} `]).join(' ') + ' ', { signal }), (0,external_node_events_.once)(lines, 'close').then(() => '')]);
        }
        finally {
            lines.close();
        }
    };
    return {
        json,
        print: (...texts) => {
            live?.settle();
            for (const line of linesOf(texts))
                people.write(`${coloured(people, line)}\n`);
        },
        progress: (line) => {
            for (const clean of linesOf([line])) {
                if (live === undefined)
                    stderr.write(`${coloured(stderr, clean)}\n`);
                else
                    live.news(clean);
            }
        },
        document: (text) => stdout.write(`${text}\n`),
        confirm: async (question) => {
            const said = await ask(`${question} [y/N]`);
            return said === undefined ? undefined : /^y(es)?$/i.test(said.trim());
        },
        ask,
        close: () => {
            clearInterval(ticking);
            live?.settle();
        },
    };
}

; 
















const LINGER_MS = 2000;
const verbOf = (name) => (Object.hasOwn(verbs, name) ? verbs[name] : undefined);
function requireVerb(name) {
    const verb = verbOf(name);
    if (verb !== undefined)
        return verb;
    const meant = (0,nearest .p)(name, Object.keys(verbs));
    throw usage(`lockgate has no verb "${name.slice(0, 60)}"`, meant === undefined ? 'see lockgate --help' : `write lockgate ${meant}`);
}
function inTerminal(name, result) {
    const report = { ...rephraseReport(result.report), ...(verbOf(name) === undefined ? {} : { action: name }) };
    return { ...result, report };
}
async function perform({ name, words, version, terminal, masks, signal }) {
    const verb = requireVerb(name);
    const { options, operand, operands, behind } = readWords(words, verb.options, verb.operand);
    const surroundings = openSurroundings({ version, options, terminal, masks, signal });
    if ('plain' in verb)
        return verb.plain(surroundings, terminal, { operand, operands, behind });
    const opened = await openContext(surroundings, terminal, verb.version);
    try {
        let result;
        try {
            result = await verb.run(opened.context, terminal, { operand, operands, behind, rehearse: (inputs) => opened.rehearse(inputs) });
        }
        catch (error) {
            result = (0,entry_result .Nq)(stubOf(name, opened.context.settings.environment), (0,entry_result .DI)(error, signal), new Date());
        }
        return await settle(opened, result, { cancelled: signal.aborted, afterwards: new AbortController().signal });
    }
    finally {
        await opened.close();
    }
}
const main_startedAt = new Date();
function stubOf(name, environment = '') {
    return { action: (verbOf(name) === undefined ? 'lockgate' : name), environment, startedAt: main_startedAt };
}
async function cli(words, version) {
    const [first = '', ...rest] = words;
    const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
    const masks = new entry_masks .O(() => undefined);
    let caught;
    const tell = (result) => {
        const told = inTerminal(first, result);
        const code = exitCodeOf(told, caught);
        terminal.print(...(0,console .q)(told.report));
        if (terminal.json)
            terminal.document(documentOf({ verb: first, result: told, exitCode: code, redact: (text) => masks.redact(text) }));
        terminal.close();
        process.exitCode = code;
    };
    const guard = (0,entry_guard .V)((signal) => {
        if (caught !== undefined) {
            terminal.progress('ended at once: what was begun is taken back by the next deploy, or by npx lockgate rollback');
            terminal.close();
            guard.release();
            process.exit(exitCodeOfSignal(signal));
        }
        caught = signal;
        terminal.progress(`cancelled (${signal}): nothing new is started; what was begun is seen to its end or taken back. Once more ends at once and leaves it to the next run`);
    }, (failure) => {
        tell((0,entry_result .Nq)(stubOf(first), failure, new Date()));
        return Promise.resolve();
    });
    const terminal = openTerminal({ masks, signal: guard.signal, json: own.includes('--json'), variables: process.env });
    const asked = first === 'help' ? (rest[0] ?? '') : own.includes('--help') || own.includes('-h') ? first : undefined;
    if (first === '--version' || first === '-V') {
        process.stdout.write(`${version}\n`);
        process.exitCode = 0;
    }
    else if (first === '' || first === '--help' || first === '-h' || asked !== undefined) {
        const verb = verbOf(asked ?? '');
        terminal.print(...(verb === undefined ? help(verbs) : helpFor(asked ?? '', verb)));
        process.exitCode = first === '' ? 2 : 0;
    }
    else {
        let result;
        try {
            result = await perform({ name: first, words: rest, version, terminal, masks, signal: guard.signal });
        }
        catch (error) {
            result = (0,entry_result .Nq)(stubOf(first), (0,entry_result .DI)(error, guard.signal), new Date());
        }
        tell(withStray(result, guard.stray));
    }
    terminal.close();
    guard.release();
    setTimeout(() => process.exit(), LINGER_MS).unref();
}
function withStray(result, stray) {
    const all = stray.flatMap(entry_result .sj);
    const told = (0,entry_result .G9)(result, all.length === 0 ? [] : [new model_failure .oo(all)]);
    return result.data === undefined ? told : { ...told, data: result.data };
}


  })

};
;