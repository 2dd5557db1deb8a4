"use strict";
exports.id = 112;
exports.ids = [112];
exports.modules = {

  6895:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    C: () => (  bakeInstances),
    c: () => (  askInstances)
  });
  var _checks_ask_gate__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5287);
  var _checks_watch_gate__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8904);
  var _model_words__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6768);
  var _gates__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1891);




const SERVES = {
    kind: 'serves',
    settings: { state: 'release' },
    name: 'what its processes hold',
    persistence: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
    onFail: 'rollback',
    onInconclusive: 'warn',
    roles: [],
};
function asking(session, asks, subject) {
    const runtime = subject.runtime ?? session.parts.runtime;
    const known = (runtime?.instances ?? []).map(({ name }) => name);
    const all = (0,_gates__WEBPACK_IMPORTED_MODULE_2__  .XP)(session);
    const hosts = asks.flatMap(({ host, instances: meant }) => {
        const one = all.find(({ alias }) => alias === host);
        const instances = meant ?? known;
        if (one === undefined || meant?.length === 0)
            return [];
        return known.length < 2 ? [one] : instances.map((instance) => ({ ...one, instance }));
    });
    return { hosts, checks: [...session.context.settings.gates.instance, ...(runtime?.mayOutlive === true ? [SERVES] : [])] };
}
async function askInstances(session, asks, subject) {
    const { hosts, checks } = asking(session, asks, subject);
    if (checks.length === 0 || hosts.length === 0)
        return { moment: 'instance', leads: 'open', checks: [] };
    const request = { moment: 'instance', checks, hosts, contextFor: (0,_gates__WEBPACK_IMPORTED_MODULE_2__  .R$)(session, 'instance', subject), ports: session.context.ports, untilInVain: true };
    const begun = session.context.ports.now().getTime();
    const verdict = await session.reporter.timed(`gate instance: ${whom(hosts)}, ${(0,_model_words__WEBPACK_IMPORTED_MODULE_3__  .U)(checks.length, 'check')}`, undefined, () => (0,_checks_ask_gate__WEBPACK_IMPORTED_MODULE_0__  .b5)(request), _gates__WEBPACK_IMPORTED_MODULE_2__  .FG);
    session.reporter.gate(verdict);
    const which = hosts.some(({ instance }) => instance !== undefined) || session.parts.hosts.length > hosts.length ? [whom(hosts)] : [];
    const again = [...which, ...(subject.again === undefined ? [] : [subject.again])].join(', ');
    (0,_gates__WEBPACK_IMPORTED_MODULE_2__  .HX)(session, verdict, begun, again === '' ? undefined : again);
    return verdict;
}
async function bakeInstances(session, asks, subject, forMs) {
    const { hosts, checks } = asking(session, asks, subject);
    const request = { moment: 'instance', checks, hosts, contextFor: (0,_gates__WEBPACK_IMPORTED_MODULE_2__  .R$)(session, 'instance', subject), ports: session.context.ports, forMs, everyMs: Math.min(10_000, Math.max(1000, forMs / 10)) };
    const verdict = await session.reporter.timed(`watch ${whom(hosts)} for ${String(Math.round(forMs / 1000))} s`, undefined, () => (0,_checks_watch_gate__WEBPACK_IMPORTED_MODULE_1__  .z)(request), _gates__WEBPACK_IMPORTED_MODULE_2__  .FG);
    session.reporter.gate(verdict);
    return verdict;
}
function whom(hosts) {
    return hosts.map(({ alias, instance }) => (instance === undefined ? alias : `${alias}/${instance}`)).join(', ');
}


  }),

  3514:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  e: () => (  run)
});

var failure = __webpack_require__(2891);
; 
const DAY_MS = 86_400_000;
function newestPerPeriod(newestFirst, count, periodOf) {
    const seen = new Map();
    for (const manifest of newestFirst) {
        const period = periodOf(new Date(manifest.at));
        if (!seen.has(period))
            seen.set(period, manifest);
    }
    return [...seen.values()].slice(0, count);
}
const dayOf = (at) => at.toISOString().slice(0, 10);
const weekOf = (at) => String(Math.floor((at.getTime() / DAY_MS + 3) / 7));
const monthOf = (at) => at.toISOString().slice(0, 7);
function chooseExpired(manifests, keep, protect, now) {
    const newestFirst = manifests.toSorted((a, b) => b.at.localeCompare(a.at));
    const kept = new Set([
        newestFirst[0],
        newestFirst.find((manifest) => manifest.verified === 'restored'),
        ...newestFirst.slice(0, keep.last),
        ...newestPerPeriod(newestFirst, keep.daily, dayOf),
        ...newestPerPeriod(newestFirst, keep.weekly, weekOf),
        ...newestPerPeriod(newestFirst, keep.monthly, monthOf),
        ...newestFirst.filter((manifest) => now.getTime() - Date.parse(manifest.at) < keep.days * DAY_MS),
    ]);
    return newestFirst.filter((manifest) => !kept.has(manifest) && !protect.has(manifest.id));
}

var words = __webpack_require__(6768);
var answer = __webpack_require__(7519);
var gates = __webpack_require__(1891);
var predecessors = __webpack_require__(5165);
var reconcile = __webpack_require__(1095);
var run_flow = __webpack_require__(7151);
var scope = __webpack_require__(4703);
var schema_state = __webpack_require__(7244);
; 










const OUTPUTS = { 'backup-id': '', size: '', sha256: '', verified: 'false' };
const run = (context) => (0,run_flow .c)('backup', context, OUTPUTS, async (session, parts, reporter) => {
    if (!(0,scope .uC)((0,scope .Od)(context)))
        return reporter.close('nothing-to-do', `scope: ${(0,scope .Od)(context)} leaves the database as it is`);
    const settings = context.settings.backup;
    const { database } = parts;
    if (settings === undefined || database === undefined)
        throw notConfigured();
    const found = await session.take((0,schema_state .fS)(database));
    await (0,reconcile.settleDeadChange)(session);
    if (found instanceof failure .HR)
        throw found;
    const opening = session.continues ? [] : [session.mint()];
    if (found === undefined) {
        if (session.previous !== undefined)
            throw vanished(parts.databaseHost);
        await session.run({ steps: [], before: opening, after: [{ kind: 'fact', name: 'backup', data: { nothing: true } }], lease: 'park' });
        reporter.output('verified', 'true');
        reporter.note('there is no database yet and no release before this one: nothing to back up');
        return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', 'no database yet: nothing to back up');
    }
    const id = session.changeId === '' ? 'dry-run' : session.changeId;
    const request = {
        id,
        change: id,
        at: context.ports.now().toISOString(),
        to: settings.to,
        verify: settings.verify,
        minimumBytes: settings.minimumBytes,
        copies: settings.copies,
        manifests: `${parts.site.layout.state}/manifests`,
        schema: '',
        deadlineMs: settings.deadlineMs,
    };
    const create = {
        id: 'backup.create',
        title: `back up the database, verified to "${settings.verify}"`,
        host: parts.databaseHost,
        does: [database.backup(request)],
        undo: { kind: 'none', text: 'a backup stays; an unfinished one is a .part and is swept' },
    };
    const results = await session.run({
        steps: [create, ...pruneSteps(session, id)],
        before: opening,
        after: [{ kind: 'fact', name: 'backup', data: { id } }],
        lease: 'park',
    });
    const result = results.get(create.id)?.[0];
    if (result === undefined)
        return reporter.close('dry-run', 'the backup was planned, not made');
    const manifest = database.readBackup(result);
    return conclude(session, manifest);
});
async function conclude(session, manifest) {
    const { reporter, context } = session;
    const asked = context.settings.backup?.verify ?? 'readable';
    reporter.output('backup-id', manifest.id);
    reporter.output('size', String(manifest.bytes));
    reporter.output('sha256', manifest.sha256);
    const verified = (0,predecessors .O6)(manifest.verified, asked);
    const tables = Object.entries(manifest.tables);
    reporter.fact('backup', [
        ['id', manifest.id],
        ['size', `${(0,answer .ee)(manifest.bytes)} (${String(manifest.bytes)} bytes), of a database of ${(0,answer .ee)(manifest.databaseBytes)}`],
        ['sha256', manifest.sha256],
        ['verified', manifest.verified],
        ['contents', `${(0,words .U)(tables.reduce((sum, [, table]) => sum + table.rows, 0), 'row')} in ${(0,words .U)(tables.length, 'table')}, counted and hashed in the dump's own snapshot`],
        ['copies', manifest.copies.length === 0 ? 'none' : manifest.copies.map((copy) => `${copy.place} (${copy.verified ? 'digest verified' : 'NOT verified'})`).join(', ')],
    ]);
    if (!verified || manifest.copies.some((copy) => !copy.verified)) {
        throw new failure .HR({
            kind: 'gate-closed',
            code: 'LG-BACKUP-NOT-VERIFIED',
            problem: `the backup ${manifest.id} reached "${manifest.verified}", asked for was "${asked}"`,
            host: session.parts.databaseHost,
            next: 'look at the backup action\'s output; nothing goes on without a verified backup',
        });
    }
    const verdict = await (0,gates .g0)(session, 'backed-up', { release: session.changeId, version: context.run.version, before: manifest });
    await session.keepRemembered();
    if (verdict.leads !== 'open') {
        const failure = (0,gates .I9)(verdict, 'the backup does not pass its gate', { so: 'nothing was changed', next: 'look at the backup before deploying' });
        return reporter.close(verdict.leads === 'hold' ? 'held' : 'failed', 'the backup does not pass its gate', failure);
    }
    reporter.output('verified', 'true');
    return reporter.close('passed', `${manifest.id}: ${String(manifest.bytes)} bytes, verified to "${manifest.verified}"`);
}
function pruneSteps(session, newest) {
    const { settings, ports } = session.context;
    const { database, databaseHost, site } = session.parts;
    if (settings.backup === undefined || database === undefined)
        return [];
    const { keep, copies } = settings.backup;
    const at = ports.now();
    const stored = session.manifests;
    const coming = stored[0] === undefined ? [] : [{ ...stored[0], id: newest, at: at.toISOString(), verified: settings.backup.verify }];
    const unfinished = new Set([newest, ...(session.change === undefined ? [] : [session.change.id])]);
    const expired = chooseExpired([...stored, ...coming], keep, unfinished, at);
    if (expired.length === 0)
        return [];
    return [
        {
            id: 'backup.prune',
            title: `remove ${(0,words .U)(expired.length, 'older backup')}`,
            host: databaseHost,
            does: expired.map((manifest) => database.forget(manifest, { manifests: `${site.layout.state}/manifests`, copies })),
            undo: { kind: 'none', text: 'their place among the backups to keep was over' },
        },
    ];
}
function notConfigured() {
    return new failure .HR({
        kind: 'configuration',
        code: 'LG-BACKUP-NOT-CONFIGURED',
        problem: 'the backup action needs the sections "database" and "backup" of the configuration',
        next: 'add them, or leave the backup action out of the workflow',
    });
}
function vanished(host) {
    return new failure .HR({
        kind: 'gate-closed',
        code: 'LG-DATABASE-MISSING',
        problem: 'the database is not there, although a release that uses it is',
        host,
        next: 'look on the host where the database went; check "file" in the configuration',
    });
}


  }),

  451:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  u: () => (  carryOut),
  O: () => (  restarting)
});

var model_failure = __webpack_require__(2891);
var gates = __webpack_require__(1891);
var go_back_on = __webpack_require__(2603);
var actions_touched = __webpack_require__(7773);
; 


function hostEnds(session, { change, to }, { target, moved, failed, ill }) {
    const back = (0,actions_touched .rr)(change);
    const hidden = to === undefined ? (0,actions_touched .qq)(session, change) : [...session.missing.keys()];
    const serves = target === undefined ? 'stopped: nothing ran before' : `serves ${target.id} again`;
    const endOf = (host) => {
        const failure = failed.get(host);
        if (session.missing.has(host))
            return hidden.includes(host) || failure !== undefined ? { text: 'cannot be reached: what it serves is not known', open: true } : { text: 'cannot be reached: nothing was changed there', open: false };
        if (failure !== undefined)
            return { text: `did not go back: ${failure.facts.problem}`, open: true };
        if (ill.has(host))
            return { text: `${serves}, and is not healthy`, open: true };
        if (moved.includes(host))
            return { text: serves, open: false };
        return { text: back.has(host) ? `serves ${back.get(host) ?? ''} again since before` : 'was not changed', open: false };
    };
    return new Map(session.parts.hosts.map((host) => [host, endOf(host)]));
}
function partialFailure(session, left, why, byHand) {
    const missing = left.flatMap((host) => session.missing.get(host) ?? []);
    return new model_failure .oo([
        new model_failure .HR({
            kind: 'state',
            code: 'LG-ROLLBACK-PARTIAL',
            problem: `the way back is not whole: ${left.join(', ')} did not come back well`,
            host: left[0],
            cause: 'each host is told in the table of hosts',
            next: byHand ? `see to ${left.join(', ')}, then deploy the version that should serve` : `see to ${left.join(', ')}; the next run, or the action rollback, goes back on what is left before anything else`,
        }),
        ...new Set([...missing, ...why]),
    ]);
}

var recorded_runtime = __webpack_require__(382);
var predecessors = __webpack_require__(5165);
; 

function restoreSteps(session, change) {
    const { database, databaseHost } = session.parts;
    const manifest = (0,predecessors .GH)(change, session.manifests);
    if (database === undefined || manifest === undefined)
        throw new Error('a restore was decided without a backup');
    return [
        {
            id: 'database.restore',
            title: `restore the backup ${manifest.id}, keeping the replaced database`,
            host: databaseHost,
            does: [database.restore({ manifest, keepAs: change.id, deadlineMs: session.context.settings.backup?.deadlineMs ?? 3_600_000 })],
            undo: { kind: 'none', text: `the replaced database is kept as before-${change.id}` },
        },
    ];
}
function discardSteps(session, change, from) {
    const { artefact, hosts: all } = session.parts;
    const { hosts } = session;
    if (from !== change.id)
        return [];
    const named = hosts.filter((host) => session.turn(host).snapshot.current === from);
    const unnaming = named.map((host) => ({
        id: all.length === 1 ? 'release.unname' : `release.unname@${host}`,
        title: 'take current away: nothing used it',
        host,
        does: artefact.deactivate(),
        undo: { kind: 'none', text: 'there was none before' },
    }));
    return [...unnaming, ...hosts.map((host) => ({
            id: all.length === 1 ? 'release.discard' : `release.discard@${host}`,
            title: `remove the files of ${from}`,
            host,
            does: artefact.discard(from),
            undo: { kind: 'none', text: 'the release was never switched to' },
        }))];
}

var ask_instances = __webpack_require__(6895);
; 


async function verifyBack(session, target, runtime, hosts, { asked, ill }) {
    const elsewhere = new Set(session.hosts.filter((host) => session.missing.size > 0 && !hosts.includes(host)));
    const subject = { ...(0,gates .et)(target), runtime, again: 'after going back', elsewhere };
    const questions = [
        async () => (asked.length > 0 ? ill : [await (0,ask_instances .c)(session, hosts.map((host) => ({ host })), subject)]),
        async () => [await (0,gates .g0)(session, 'released', subject)],
    ];
    for (const question of questions) {
        const closed = (await question()).filter(({ leads }) => leads === 'rollback');
        const [first] = closed;
        if (first === undefined)
            continue;
        const named = new Set(closed.flatMap((verdict) => (0,gates .ET)(verdict).flatMap(({ host }) => host ?? [])));
        const failure = (0,gates .I9)(first, `${target.id} was switched back to and is not healthy`, { so: 'a rollback is never rolled back: it serves as it is', next: (0,gates .Ii)(session) });
        return { failure, hosts: named.size === 0 ? new Set(hosts) : named };
    }
    return undefined;
}

; 








function markNotes(session, change, from, touched) {
    const record = session.releases.find((release) => release.id === from);
    if (record === undefined || record.status === 'bad' || record.status === 'retired')
        return [];
    const release = record;
    return [{ kind: 'release', release, status: touched ? 'bad' : 'retired' }, { kind: 'fact', name: 'going-back', data: { from, change: change.id } }];
}
async function carryOut(session, request, decision, target, appliedByChange) {
    const { parts, reporter, hosts } = session;
    const { change, from } = request;
    const { artefact, strategy } = parts;
    const then = target === undefined ? undefined : (0,recorded_runtime .GV)(session, target.id);
    const runtime = restarting(parts.runtime, then);
    const moves = decision.level !== 'R0';
    const moved = movedHosts(session, request, decision);
    const whileStopped = restoring(decision) ? restoreSteps(session, change) : [];
    const begun = request.to === undefined && !restoring(decision) ? (0,actions_touched .bB)(session, change) : new Map();
    const stages = !moves || runtime === undefined
        ? [{ steps: [...whileStopped, ...discardSteps(session, change, from)], asks: [] }]
        : moved.length === 0 ? [] : strategy.back({ hosts: moved, artefact, runtime, proxy: parts.proxy }, { from, target: target?.id, whileStopped, begun });
    const base = { level: decision.level, loss: String(decision.rows), target };
    const startedAt = session.context.ports.now().getTime();
    let went;
    try {
        went = await (0,go_back_on .z)(session, stages, { ...(0,gates .et)(target), runtime: then }, markNotes(session, change, from, moves));
    }
    catch (error) {
        if (!(error instanceof model_failure .HR) || error.kind === 'bug')
            throw error;
        return { ...base, status: hosts.length > 1 ? 'partial' : 'failed', headline: 'the way back itself failed', failure: error };
    }
    for (const name of decision.level === 'R3' ? [] : appliedByChange) {
        reporter.note(`not undone: the migration ${name}; the old release works with it`);
    }
    const well = moved.filter((host) => !went.failed.has(host));
    const ill = moves && target !== undefined && !session.context.dryRun && well.length > 0 ? await verifyBack(session, target, then, well, went) : undefined;
    const ends = moves ? hostEnds(session, request, { target, moved, failed: went.failed, ill: ill?.hosts ?? new Set() }) : new Map();
    if (parts.hosts.length > 1 && moves)
        reporter.fact('hosts after the way back', [...ends].map(([host, { text }]) => [host, text]));
    const left = [...ends].filter(([, { open }]) => open).map(([host]) => host);
    const back = well.filter((host) => ill?.hosts.has(host) !== true);
    if (left.length > 0 && back.length + (0,actions_touched .rr)(change).size > 0) {
        const failure = partialFailure(session, left, [...went.failed.values(), ...(ill === undefined ? [] : (0,model_failure .ZJ)(ill.failure))], request.to !== undefined);
        const facts = (0,actions_touched .RV)(back, target?.id ?? '');
        await session.note({ ...(request.to === undefined ? { before: facts } : { after: [{ kind: 'closed', outcome: 'partial' }] }), lease: request.lease });
        return { ...base, status: 'partial', headline: `${target?.id ?? 'nothing'} serves again on ${back.length === 0 ? 'the others' : back.join(', ')}, and not on ${left.join(', ')}`, failure };
    }
    const [failure] = ill === undefined ? went.failed.values() : [ill.failure];
    if (failure !== undefined || left.length > 0) {
        await session.note({ lease: request.lease });
        const headline = ill === undefined ? 'the way back itself failed' : `${target?.id ?? ''} was switched back to and is not healthy`;
        return { ...base, status: 'failed', headline, failure: failure ?? partialFailure(session, left, [], false) };
    }
    const seconds = ((session.context.ports.now().getTime() - startedAt) / 1000).toFixed(1);
    await session.note({ after: [{ kind: 'closed', outcome: moves ? 'rolled-back' : 'nothing-changed' }], lease: request.lease });
    const headline = !moves
        ? 'nothing had to be taken back'
        : target === undefined
            ? 'the first release was stopped: nothing serves now'
            : `${target.id} serves again on ${String(moved.length)} of ${String(parts.hosts.length)} hosts (${decision.level}, ${seconds} s, ${decision.rows === 0 ? 'no rows' : `${String(decision.rows)} rows`} lost)`;
    return { ...base, status: moves ? 'rolled-back' : 'nothing-to-do', headline, failure: undefined };
}
function movedHosts(session, { change, to }, decision) {
    const touched = (0,actions_touched .cL)(session, change);
    const untold = touched.length === 0 && (0,actions_touched .rr)(change).size === 0 && (0,actions_touched .qq)(session, change).length === 0;
    return restoring(decision) || to !== undefined || untold ? session.hosts : touched;
}
function restoring(decision) {
    return decision.act === 'go' && decision.level === 'R3';
}
function restarting(now, then) {
    if (now === undefined || then === undefined)
        return now;
    const known = (instance) => (then.instances.some(({ name }) => name === instance) ? instance : undefined);
    return { ...now, start: (instance) => then.start(known(instance)) };
}


  }),

  8449:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    DT: () => (  describeChanges),
    SU: () => (  planConfiguration),
    bn: () => (  deriveSteps),
    h5: () => (  environmentNotes)
  });
  var _config_digest__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5048);
  var _model_failure__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2891);
  var _shell_shell__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(356);
  var _recorded_runtime__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(382);




function refuse(code, problem, next, cause) {
    return new _model_failure__WEBPACK_IMPORTED_MODULE_1__  .HR({ kind: 'state', code, problem, next, cause });
}
function baseOf(session) {
    const { parts } = session;
    const serving = new Map(parts.hosts.map((host) => [host, session.turn(host).snapshot.current]));
    const ids = new Set(serving.values());
    if (ids.size > 1) {
        throw refuse('LG-CONFIGURATION-UNEVEN', 'the hosts serve different releases: there is no one release whose configuration could be changed', 'deploy a version to all of them first', [...serving].map(([host, id]) => `${host}: ${id === '' ? 'nothing' : id}`).join(', '));
    }
    const [id = ''] = ids;
    const base = session.releases.find((release) => release.id === id);
    if (base === undefined)
        throw refuse('LG-CONFIGURATION-NO-RELEASE', 'no release serves yet whose configuration could be changed', 'deploy a version first: scope: all', id === '' ? undefined : `current names ${id}, which is not on record`);
    if (base.status === 'bad')
        throw refuse('LG-CONFIGURATION-NO-RELEASE', `the release that serves, ${id}, is marked bad: it is not gone on with`, 'deploy a version that works, or go back first');
    return base;
}
const HOW = { added: 'is new', changed: 'has another value', removed: 'is gone', moved: 'was the file' };
async function planConfiguration(session) {
    const { parts } = session;
    const { environment, kind } = parts.artefact;
    if (parts.artefact.derive === undefined) {
        throw new _model_failure__WEBPACK_IMPORTED_MODULE_1__  .HR({ kind: 'configuration', code: 'LG-CONFIGURATION-KIND', problem: `the configuration of releases of the kind "${kind}" cannot be changed alone`, next: 'deploy with scope: application' });
    }
    const base = baseOf(session);
    const found = environment === undefined ? [] : await Promise.all(parts.hosts.map((host) => (0,_shell_shell__WEBPACK_IMPORTED_MODULE_3__  .k)(session.shell(host), environment.differs(base.id))));
    const changes = [...new Set(found.flat().map(({ name, how }) => `${name} ${HOW[how]}`))];
    const { runtime } = session.context.settings;
    const recorded = (0,_recorded_runtime__WEBPACK_IMPORTED_MODULE_2__  .Xu)(session, base.id);
    if (runtime !== undefined && recorded !== undefined && (0,_config_digest__WEBPACK_IMPORTED_MODULE_0__  .$)(recorded) !== (0,_config_digest__WEBPACK_IMPORTED_MODULE_0__  .$)({ kind: runtime.kind, written: runtime.written }))
        changes.push('how it is started differs');
    return { base, origin: base.origin ?? base.id, changes };
}
function deriveSteps(session, { base, origin }) {
    const { parts, change, changeId } = session;
    const { artefact, hosts } = parts;
    return hosts.flatMap((host) => {
        const id = hosts.length === 1 ? 'release.assemble' : `release.assemble@${host}`;
        if (change?.steps.some((step) => step.id === id && step.phase === 'done') === true)
            return [];
        const does = artefact.derive?.(changeId === '' ? 'dry-run' : changeId, base.id, origin, base.version) ?? [];
        return [{ id, title: `make ${changeId} of ${base.id} with the configuration of now`, host, does, undo: { kind: 'discard-release', text: `remove releases/${changeId}` } }];
    });
}
function environmentNotes({ parts: { artefact: { environment } } }) {
    return environment === undefined ? [] : [{ kind: 'fact', name: 'environment', data: { file: environment.file, names: environment.names, secrets: environment.secrets } }];
}
function describeChanges(session, { base, changes }) {
    session.reporter.fact('configuration', [
        ['of', `${base.id} (${base.version}): its files stay as they are`],
        ...(changes.length === 0 ? [['differs', 'nothing']] : changes.map((one) => ['differs', one])),
    ]);
    const { version } = session.context.run;
    if (version !== base.version)
        session.reporter.note(`${version} is not brought: scope: configuration changes what the application is told, and ${base.version} goes on serving`);
}


  }),

  4691:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    Ah: () => (  keepDiagnostics),
    R9: () => (  collectDiagnostics),
    h4: () => (  diagnose)
  });
  var _model_command__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(144);
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);


const LOG_LINES = 100;
const PATIENCE_MS = 3_000;
function tellUnread(error) {
    const why = error instanceof _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR ? [error.facts.problem, error.facts.cause ?? ''].filter((part) => part !== '').join(': ') : 'its answer cannot be read';
    return `could not be read: ${why}`;
}
function section(title, probe) {
    const commands = probe.commands.map((command) => ({ ...command, deadlineMs: Math.min(command.deadlineMs, PATIENCE_MS) }));
    return {
        commands,
        read: (results) => {
            try {
                const text = probe.read(results).trimEnd();
                return { title, text: text === '' ? 'nothing' : text };
            }
            catch (error) {
                return { title, text: tellUnread(error) };
            }
        },
    };
}
function said([result]) {
    if (result === undefined)
        return '';
    const end = result.exitCode === 0 ? '' : `\n(${result.timedOut ? 'no end in time' : `exit code ${String(result.exitCode)}`})`;
    return `${result.stdout}${result.stderr}${end}`;
}
function diagnose(parts, host) {
    const { runtime, database, databaseHost, site } = parts;
    const mine = host === databaseHost ? database : undefined;
    const sections = [
        ...(runtime === undefined
            ? []
            : [
                section('application', (0,_model_command__WEBPACK_IMPORTED_MODULE_1__  .zr)(runtime.status(), ({ state, detail, restarts }) => `${state}${detail === '' ? '' : `: ${detail}`}${restarts === undefined ? '' : `, started anew ${String(restarts)} times`}`)),
                section(`its last ${String(LOG_LINES)} log lines`, runtime.logs(LOG_LINES)),
            ]),
        ...(mine === undefined ? [] : [section('database', (0,_model_command__WEBPACK_IMPORTED_MODULE_1__  .zr)(mine.inspect(), ({ engineVersion, bytes }) => `${mine.engine} ${engineVersion}, ${String(bytes)} bytes`))]),
        section('disk', { commands: [(0,_model_command__WEBPACK_IMPORTED_MODULE_1__  .hF)('ask for free space', 'df', ['-Pk', site.layout.root])], read: said }),
        section('load', { commands: [(0,_model_command__WEBPACK_IMPORTED_MODULE_1__  .hF)('ask for the load', 'cat', ['/proc/loadavg'])], read: said }),
        section('memory', { commands: [(0,_model_command__WEBPACK_IMPORTED_MODULE_1__  .hF)('ask for free memory', 'head', ['-n', '3', '/proc/meminfo'])], read: said }),
    ];
    return (0,_model_command__WEBPACK_IMPORTED_MODULE_1__  .zr)((0,_model_command__WEBPACK_IMPORTED_MODULE_1__  .Ag)(sections), (all) => ({ host, sections: all }));
}
function render({ sections }) {
    return sections.map(({ title, text }) => `== ${title}\n${text}\n`).join('\n');
}
async function askOthers(session, known) {
    const others = session.parts.hosts.filter((host) => !known.some((one) => one.host === host));
    const answers = await Promise.all(others.map(async (host) => {
        const why = session.missing.get(host);
        if (why !== undefined)
            return { host, sections: [{ title: 'connection', text: tellUnread(why) }] };
        const probe = diagnose(session.parts, host);
        try {
            return probe.read(await session.shell(host).run(probe.commands));
        }
        catch (error) {
            return { host, sections: [{ title: 'connection', text: tellUnread(error) }] };
        }
    }));
    return [...known, ...answers];
}
async function collectDiagnostics(session, early) {
    return session.context.dryRun ? [] : askOthers(session, early === undefined ? [] : [early]);
}
async function keepDiagnostics(context, session, release, all) {
    let folder = '';
    for (const one of all) {
        const text = render(one);
        session.reporter.detail(`diagnostics of ${one.host}, from before the way back`, text);
        try {
            const path = await context.ports.keepFile(`lockgate-diagnostics-${release}/${one.host}.txt`, text);
            folder = path.slice(0, path.lastIndexOf('/'));
        }
        catch (error) {
            session.reporter.note(`the diagnostics of ${one.host} could not be kept: ${error instanceof Error ? error.message : String(error)}`);
        }
    }
    return folder;
}


  }),

  2528:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    V: () => (  tellDrains)
  });
  var _model_words__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6768);

function readDrain(stdout) {
    const match = /^(?:drained|cut) (\d+) (\d+)$/m.exec(stdout);
    return match === null ? undefined : { cut: Number(match[1]), seconds: (Number(match[2]) / 10).toFixed(1) };
}
function tellDrains({ reporter, context }, steps, results) {
    for (const { id, host } of steps) {
        if (!id.startsWith('proxy.drain'))
            continue;
        const drain = readDrain((results.get(id) ?? []).map(({ stdout }) => stdout).join('\n'));
        if (drain === undefined)
            continue;
        const who = `${host}/${id.slice(id.lastIndexOf('/') + 1)}`;
        const text = drain.cut === 0 ? `${who} was without requests after ${drain.seconds} s` : `${(0,_model_words__WEBPACK_IMPORTED_MODULE_0__  .U)(drain.cut, 'connection')} of ${who} ${drain.cut === 1 ? 'was' : 'were'} cut at the deadline of the drain, ${drain.seconds} s`;
        context.ports.progress(text);
        if (drain.cut > 0)
            reporter.note(text);
        else
            reporter.fact(`drain of ${who}`, [['requests left', '0'], ['after', `${drain.seconds} s`]]);
    }
}


  }),

  1891:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    ET: () => (  closing),
    FG: () => (  openOrFailed),
    HX: () => (  rememberGate),
    I9: () => (  gateFailure),
    Ii: () => (  whereItLogs),
    KN: () => (  notPassed),
    PZ: () => (  consequenceFor),
    R$: () => (  checkContexts),
    XP: () => (  gateHosts),
    _r: () => (  HELD),
    et: () => (  subjectOf),
    g0: () => (  askConfigured),
    qL: () => (  gatePlugins)
  });
  var _checks_ask_gate__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5287);
  var _checks_automatic_plugins__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2344);
  var _checks_registry_generated__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4552);
  var _model_failure__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2891);
  var _model_sign_off__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5536);
  var _model_words__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6768);






const gatePlugins = { ..._checks_registry_generated__WEBPACK_IMPORTED_MODULE_2__  .A, ..._checks_automatic_plugins__WEBPACK_IMPORTED_MODULE_1__  .Y };
function subjectOf(release) {
    return { release: release?.id ?? '', version: release?.version ?? '' };
}
function gateHosts(session) {
    return session.context.settings.hosts.filter(({ alias }) => session.hosts.includes(alias)).map((host) => ({ alias: host.alias, roles: host.roles, shell: session.shell(host.alias) }));
}
function checkContexts(session, moment, subject) {
    const { parts } = session;
    const runtime = subject.runtime ?? parts.runtime;
    return (alias, instance) => ({
        site: parts.site,
        moment,
        host: alias,
        port: (instance === undefined ? runtime?.instances[0] : runtime?.instances.find(({ name }) => name === instance))?.port,
        instance,
        runtime,
        database: alias === parts.databaseHost ? parts.database : undefined,
        release: subject.release,
        version: subject.version,
        deployedAt: subject.deployedAt,
        servesSince: subject.servesSince,
        elsewhere: subject.elsewhere?.has(alias) === true,
        before: subject.before?.tables,
        beforeBytes: subject.before?.databaseBytes,
        backups: alias === parts.databaseHost ? session.turn(alias).snapshot.manifests : undefined,
        baseline: subject.baseline,
        restarts: subject.restarts?.get(alias),
    });
}
async function askConfigured(session, moment, subject, others = []) {
    const { context, reporter } = session;
    const checks = [...context.settings.gates[moment], ...others];
    if (checks.length === 0)
        return { moment, leads: 'open', checks: [] };
    const begun = context.ports.now().getTime();
    const asked = await reporter.timed(`gate ${moment}: ${(0,_model_words__WEBPACK_IMPORTED_MODULE_4__  .U)(checks.length, 'check')}`, undefined, () => (0,_checks_ask_gate__WEBPACK_IMPORTED_MODULE_0__  .b5)({ moment, checks, plugins: gatePlugins, hosts: gateHosts(session), contextFor: checkContexts(session, moment, subject), ports: context.ports }), openOrFailed);
    const verdict = withoutUncounted(asked);
    reporter.gate(verdict);
    rememberGate(session, verdict, begun, subject.again);
    return verdict;
}
function withoutUncounted(verdict) {
    return { ...verdict, checks: verdict.checks.filter(({ kind, result }) => kind !== 'restarts' || result.figures !== undefined) };
}
function rememberGate(session, verdict, begun, again) {
    const { ports } = session.context;
    const redact = ports.redact?.bind(ports) ?? ((text) => text);
    const hide = (check) => ({ ...check, name: redact(check.name), result: { ...check.result, expected: redact(check.result.expected), got: redact(check.result.got), ...(check.result.cause === undefined ? {} : { cause: redact(check.result.cause) }) } });
    const moment = again === undefined ? verdict.moment : `${verdict.moment}, ${again}`;
    session.remember(`${_model_sign_off__WEBPACK_IMPORTED_MODULE_5__  .Xt}${moment}`, { ...(0,_model_sign_off__WEBPACK_IMPORTED_MODULE_5__  .ZR)({ ...verdict, checks: verdict.checks.map(hide) }, ports.now().getTime() - begun), moment });
}
function openOrFailed({ leads }) {
    return leads === 'open' ? 'done' : 'failed';
}
function notPassed(verdict) {
    return verdict.checks.filter((check) => check.result.status !== 'passed');
}
function closing(verdict) {
    return notPassed(verdict).filter((check) => (check.result.status === 'failed' ? check.onFail : check.onInconclusive) !== 'warn');
}
function gateFailure(verdict, problem, { so, next }) {
    const code = `LG-GATE-${verdict.moment.toUpperCase()}`;
    const closed = closing(verdict);
    return new _model_failure__WEBPACK_IMPORTED_MODULE_3__  .oo(closed.map(({ name, host, result }) => {
        const silent = result.status === 'inconclusive';
        return new _model_failure__WEBPACK_IMPORTED_MODULE_3__  .HR({
            kind: 'gate-closed',
            code: silent ? `${code}-INCONCLUSIVE` : code,
            problem: closed.length === 1 ? problem : `${problem}: ${name}`,
            check: name,
            host,
            command: result.asked,
            cause: `${silent ? 'could not be told: ' : ''}${result.got}${result.cause === undefined || result.cause === '' ? '' : ` (${result.cause})`}`,
            expected: result.expected,
            so,
            next: result.next ?? next,
        });
    }));
}
function consequenceFor(session, leads, release) {
    if (leads === 'hold')
        return { so: 'nothing is moved: a person decides', next: HELD };
    const previous = session.change?.opened.previous ?? '';
    const back = previous === '' ? 'it is stopped, since there is none before it to go back to' : `going back to ${previous}`;
    return { so: `the release ${release} is marked bad; ${back}`, next: `${whereItLogs(session)}; the job summary of rollback keeps the logs as they were` };
}
const HELD = 'if it is well as it is, leave it; else run the action rollback with "level: R2" (the old release) or "level: R3" (the backup as well), or deploy a version that mends it';
function whereItLogs(session) {
    const files = session.parts.runtime?.logFiles ?? [];
    return files.length === 0 ? 'look at the log of the application on the host' : `read what the application said, on the host: tail -n 100 ${files.join(' ')}`;
}


  }),

  2603:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    z: () => (  goBackOn)
  });
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
  var _ask_instances__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6895);
  var _drains__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2528);
  var _guarded__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(83);




async function goBackOn(session, stages, subject, before = []) {
    const asked = [];
    const ill = [];
    const failed = new Map();
    const several = session.parts.hosts.length > 1;
    if (several && before.length > 0)
        await session.note({ before, lease: 'keep' });
    for (const [index, { steps, asks }] of stages.entries()) {
        const hosts = [...new Set(steps.map(({ host }) => host))];
        if (hosts.some((host) => failed.has(host) || session.missing.has(host)))
            continue;
        try {
            (0,_drains__WEBPACK_IMPORTED_MODULE_3__  .V)(session, steps, await session.run({ steps, before: index === 0 && !several ? before : [], lease: 'keep' }));
        }
        catch (error) {
            leaveBehind(session, hosts, error, failed);
            continue;
        }
        if (asks.length === 0 || session.context.dryRun)
            continue;
        asked.push(...asks);
        const ended = await (0,_guarded__WEBPACK_IMPORTED_MODULE_2__  .N)(session, () => (0,_ask_instances__WEBPACK_IMPORTED_MODULE_1__  .c)(session, asks, { ...subject, again: 'on the way back' }), asks.map(({ host }) => host));
        if (ended === undefined)
            continue;
        if (ended.closed !== undefined)
            ill.push(ended.closed);
        session.reporter.note(`the gate of ${asks.map(({ host, instances = [] }) => [host, ...instances].join('/')).join(', ')} did not open on the way back: it gets its traffic all the same`);
    }
    return { asked, ill, failed };
}
function leaveBehind(session, hosts, error, failed) {
    const [host = ''] = hosts;
    if (!(error instanceof _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR) || error.kind === 'bug' || error.kind === 'interrupted' || hosts.length !== 1 || session.parts.hosts.length === 1)
        throw error;
    failed.set(host, error);
    const gone = (0,_model_failure__WEBPACK_IMPORTED_MODULE_0__  .ZJ)(error).find(({ kind, facts }) => kind === 'connection' && facts.host === host);
    if (gone !== undefined)
        session.lose(host, gone);
    session.context.ports.progress(`${host} does not go back: ${error.facts.problem}`);
}


  }),

  83:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    N: () => (  guarded)
  });
  var _state_keep_lease__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1955);
  var _gates__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1891);


async function guarded(session, askIt, hosts) {
    const { parts, context } = session;
    const keeper = (0,_state_keep_lease__WEBPACK_IMPORTED_MODULE_0__  .y)(session.hosts.map((host) => session.turn(host)), parts.site.layout, context.ports);
    try {
        const verdict = await askIt();
        if (verdict.leads === 'open')
            return undefined;
        const ill = new Set((0,_gates__WEBPACK_IMPORTED_MODULE_1__  .ET)(verdict).flatMap(({ host }) => host ?? []));
        return { hosts: ill.size === 0 ? hosts : hosts.filter((host) => ill.has(host)), closed: verdict };
    }
    finally {
        await keeper.stop();
    }
}


  }),

  2337:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  e: () => (  run)
});

var failure = __webpack_require__(2891);
var release = __webpack_require__(5988);
var journal = __webpack_require__(990);
var words = __webpack_require__(6768);
var keep_lease = __webpack_require__(1955);
var plugins = __webpack_require__(2344);
var watch_gate = __webpack_require__(8904);
var gates = __webpack_require__(1891);
var predecessors = __webpack_require__(5165);
var run_flow = __webpack_require__(7151);
var serves_since = __webpack_require__(972);
var sign_off = __webpack_require__(6874);
var touched = __webpack_require__(7773);
; 

function counting(ports, url) {
    let [all, bad] = [0, 0];
    const http = async (request) => {
        const answer = await ports.http(request);
        const { target } = request;
        const ofApplication = 'host' in target || (url !== '' && target.url.startsWith(url));
        if (ofApplication && answer.kind !== 'unasked') {
            all += 1;
            if (answer.kind === 'unreachable' || answer.status >= 500)
                bad += 1;
        }
        return answer;
    };
    const counted = Object.assign(Object.create(ports), { http });
    return { ports: counted, answers: () => ({ all, bad }) };
}
function readBaseline(session, release) {
    const change = session.change ?? (0,journal .n)(session.snapshot.journal).findLast(({ id }) => id === release);
    if (change === undefined)
        return undefined;
    const fact = change.facts.get('preflight');
    const found = typeof fact === 'object' && fact !== null && 'baseline' in fact && typeof fact.baseline === 'object' && fact.baseline !== null ? fact.baseline : {};
    const figures = Object.fromEntries(Object.entries(found).flatMap(([name, one]) => (isFigures(one) ? [[name, one]] : [])));
    return { first: change.opened.previous === '', figures };
}
function isFigures(value) {
    return typeof value === 'object' && value !== null && Object.values(value).every((figure) => typeof figure === 'number');
}
function p95Of({ checks }) {
    const measured = checks.flatMap(({ result }) => result.figures?.['p95'] ?? []);
    if (measured.length > 0)
        return Math.max(...measured);
    const latencies = checks.flatMap(({ result }) => result.latencyMs ?? []).sort((a, b) => a - b);
    return latencies[Math.ceil(latencies.length * 0.95) - 1];
}
function restartsOf({ checks }) {
    return new Map(checks.flatMap(({ kind, host, result }) => (kind === 'restarts' && host !== undefined && result.figures?.['restarts'] !== undefined ? [[host, result.figures['restarts']]] : [])));
}

; 














const OUTPUTS = { status: 'inconclusive', 'failed-checks': '', 'p95-ms': '' };
const run = (context) => (0,run_flow .c)('health-check', context, OUTPUTS, async (session, parts, reporter) => {
    await session.look();
    const deploying = session.continues && session.snapshot.current === session.changeId;
    if (session.continues && !deploying && session.change?.facts.has('preflight') === true)
        throw notSwitched(session);
    if (deploying)
        await session.take();
    const serving = session.releases.find((release) => release.id === session.snapshot.current);
    reporter.release = serving?.id ?? '';
    if (context.dryRun && serving === undefined) {
        for (const check of [...context.settings.gates.released, ...context.settings.gates.watch])
            reporter.note(`would ask: ${check.name}`);
        return reporter.close('dry-run', 'nothing serves yet that could be asked');
    }
    const brought = session.change ?? (0,journal .n)(session.journal).findLast(({ id }) => id === serving?.id);
    const elsewhere = (0,touched .rr)(brought);
    for (const [host, release] of elsewhere)
        reporter.note(`${host} was not asked for ${serving?.id ?? ''}: it failed within the budget and serves ${release}`);
    const manifest = (0,predecessors .GH)(session.change, session.manifests);
    const subject = {
        release: serving?.id ?? '',
        version: serving?.version ?? '',
        ...(serving === undefined ? {} : { deployedAt: serving.at }),
        elsewhere: new Set(elsewhere.keys()),
        ...(deploying ? {} : { servesSince: (0,serves_since .x)(session) }),
        ...(manifest === undefined ? {} : { before: manifest }),
        ...baselineFor(session, serving?.id),
    };
    const keeper = deploying && !context.dryRun ? (0,keep_lease .y)(parts.hosts.map((host) => session.turn(host)), parts.site.layout, context.ports) : undefined;
    let verdict;
    try {
        verdict = await (0,gates .g0)(session, 'released', subject, firstRestarts(session));
        if (verdict.leads === 'open')
            verdict = await watch(session, subject, verdict);
    }
    finally {
        await keeper?.stop();
    }
    const bad = (0,gates .KN)(verdict);
    reporter.output('failed-checks', bad.map((check) => check.name).join(', '));
    const p95 = p95Of(verdict);
    reporter.output('p95-ms', p95 === undefined ? '' : String(Math.round(p95)));
    if (verdict.leads !== 'open')
        return run_close(session, verdict, deploying);
    if (verdict.checks.length === 0) {
        reporter.note('no checks are configured for the moment "released": nothing was asked, so nothing is called healthy');
    }
    else
        reporter.output('status', 'healthy');
    if (context.dryRun)
        return reporter.close('dry-run', 'asked; nothing was written');
    if (deploying && serving !== undefined) {
        const { status: _status, at: _at, ...release } = serving;
        await session.run({
            steps: retainSteps(session, release.id),
            before: [{ kind: 'release', release, status: 'good' }, ...retiredNotes(session, release.id)],
            after: [{ kind: 'closed', outcome: 'released' }],
            lease: 'park',
        });
        await (0,sign_off .k)(session, release.id);
    }
    return reporter.close('passed', verdict.checks.length === 0 ? 'nothing was asked' : `${serving?.id ?? 'the application'} is healthy: ${(0,words .U)(verdict.checks.length, 'check')} passed`);
});
function firstRestarts({ context: { settings }, parts }) {
    if (parts.runtime === undefined || settings.watch.forMs === 0 || settings.gates.watch.length === 0 || settings.gates.released.length === 0)
        return [];
    return [(0,plugins .G)('restarts', undefined, { onFail: 'warn', onInconclusive: 'warn' })];
}
function baselineFor(session, release) {
    const baseline = release === undefined ? undefined : readBaseline(session, release);
    return baseline === undefined ? {} : { baseline };
}
async function watch(session, subject, before) {
    const { context } = session;
    const { forMs, everyMs } = context.settings.watch;
    const restarts = restartsOf(before);
    const checks = [...context.settings.gates.watch, ...(restarts.size === 0 ? [] : [(0,plugins .G)('restarts', undefined, { hosts: [...restarts.keys()], onFail: 'rollback' })])];
    if (forMs === 0 || context.settings.gates.watch.length === 0)
        return before;
    const { ports, answers } = counting(context.ports, context.settings.url);
    const contextOf = (0,gates .R$)(session, 'watch', { ...subject, restarts });
    const begun = context.ports.now().getTime();
    const watched = await session.reporter.timed(`watch for ${String(Math.round(forMs / 1000))} s`, undefined, () => (0,watch_gate .z)({ moment: 'watch', checks, plugins: gates .qL, hosts: (0,gates .XP)(session), contextFor: (alias) => ({ ...contextOf(alias), answers: answers() }), ports, forMs, everyMs }), gates .FG);
    session.reporter.gate(watched);
    (0,gates .HX)(session, watched, begun);
    return watched.leads === 'open' ? { ...before, checks: [...before.checks, ...watched.checks] } : watched;
}
async function run_close(session, verdict, deploying) {
    const { reporter, context } = session;
    const held = verdict.leads === 'hold';
    const inconclusive = (0,gates .KN)(verdict).every((check) => check.result.status === 'inconclusive');
    reporter.output('status', inconclusive ? 'inconclusive' : 'unhealthy');
    const consequence = deploying ? (0,gates .PZ)(session, verdict.leads, reporter.release) : { so: 'nothing is moved: this run deployed nothing', next: (0,gates .Ii)(session) };
    if (deploying && !context.dryRun) {
        await session.run({ steps: [], after: [{ kind: 'fact', name: held ? 'held' : 'unhealthy', data: { why: (0,gates .KN)(verdict).map((check) => check.name).join(', ') } }], lease: 'park' });
        await (0,sign_off .k)(session, session.changeId);
    }
    const headline = inconclusive ? 'it could not be told whether the release is healthy' : deploying ? 'the new release is not healthy' : 'the application is not healthy';
    return reporter.close(held ? 'held' : 'failed', headline, (0,gates .I9)(verdict, headline, consequence));
}
function retention(session, current) {
    const good = session.releases.filter((release) => release.status === 'good' && release.id !== current);
    const previous = session.change?.opened.previous;
    const others = session.releases.filter(({ id }) => id === current || id === previous);
    return { good, kept: (0,release .aq)(good, previous, session.context.settings.release.keep, others) };
}
function retainSteps(session, current) {
    const { artefact, hosts } = session.parts;
    const { good, kept } = retention(session, current);
    const protect = [...kept.map(({ id }) => id), session.change?.opened.previous ?? '', current].filter((id) => id !== '');
    return hosts.map((host) => ({
        id: hosts.length === 1 ? 'release.retain' : `release.retain@${host}`,
        title: `keep the newest releases, remove older ones`,
        host,
        does: artefact.retain([...good.map(({ id }) => id), current], protect, session.context.settings.release.keep),
        undo: { kind: 'none', text: 'no way back leads to what was removed' },
    }));
}
function retiredNotes(session, current) {
    const { good, kept } = retention(session, current);
    return good.filter((release) => !kept.includes(release)).map(({ status: _status, at: _at, ...release }) => ({ kind: 'release', release, status: 'retired' }));
}
function notSwitched(session) {
    return new failure .HR({
        kind: 'state',
        code: 'LG-PREDECESSOR-ROLLING-DEPLOY',
        problem: 'health-check does not go on: the release of this run does not serve',
        host: session.parts.hosts[0],
        cause: `the record says that ${session.snapshot.current === '' ? 'nothing' : session.snapshot.current} serves, and that the change ${session.changeId} is open`,
        next: 'run rolling-deploy before health-check in the same job, and let it pass',
    });
}


  }),

  1129:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    e: () => (  run),
    f: () => (  deployStages)
  });
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
  var _backup_run__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3514);
  var _health_check_run__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2337);
  var _migrate_run__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4824);
  var _notify_run__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5436);
  var _preflight_run__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9615);
  var _reporter__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9254);
  var _rollback_run__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(1881);
  var _rolling_deploy_run__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(5914);
  var _scope__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(4703);










const OUTPUTS = {
    outcome: 'failed',
    ready: 'false',
    'pending-migrations': '',
    risk: '',
    'plan-digest': '',
    'backup-id': '',
    size: '',
    sha256: '',
    verified: 'false',
    applied: '0',
    'from-revision': '',
    'to-revision': '',
    reversible: '',
    'release-id': '',
    'previous-release-id': '',
    status: '',
    'failed-checks': '',
    'p95-ms': '',
    level: '',
    loss: '',
    diagnostics: '',
    'rollback-status': '',
    delivered: '',
};
const run = async (context) => {
    const reporter = new _reporter__WEBPACK_IMPORTED_MODULE_6__  .a('lockgate', context, OUTPUTS);
    let failed;
    for (const [index, stage] of deployStages(context).entries()) {
        const stageContext = index === 0 ? context : { ...context, inheritedLease: () => undefined };
        const result = await runStage(stageContext, reporter, stage.id, stage.flow);
        if (result.failure !== undefined) {
            failed = result;
            break;
        }
        if (stage.id === 'rolling-deploy' && result.outputs['status'] === 'unchanged')
            return unchanged(context, reporter, result);
    }
    const back = failed === undefined || context.dryRun ? undefined : await comeBack(context, reporter, failed);
    const outcome = failed === undefined ? (context.dryRun ? 'nothing-to-do' : 'released') : describeOutcome(failed, back);
    reporter.output('outcome', outcome);
    await tell(context, reporter, outcome);
    if (failed === undefined)
        return reporter.close(context.dryRun ? 'dry-run' : 'passed', context.dryRun ? 'the dry run is complete; nothing was written' : `${reporter.release} is released`);
    const failure = failed.failure ?? (0,_model_failure__WEBPACK_IMPORTED_MODULE_0__  .h_)(new Error('a red stage without a failure'));
    return reporter.close(failed.report.status === 'held' ? 'held' : 'failed', headlineOf(failed, back), both(failure, back?.failure));
};
function deployStages(context) {
    const { settings } = context;
    const scope = (0,_scope__WEBPACK_IMPORTED_MODULE_9__  .Od)(context);
    const migrating = { id: 'migrate', flow: _migrate_run__WEBPACK_IMPORTED_MODULE_3__  .e, wanted: (0,_scope__WEBPACK_IMPORTED_MODULE_9__  .uC)(scope) && settings.migrations !== undefined };
    const deploying = { id: 'rolling-deploy', flow: _rolling_deploy_run__WEBPACK_IMPORTED_MODULE_8__  .e, wanted: scope !== 'migrations' };
    const stages = [
        { id: 'preflight', flow: _preflight_run__WEBPACK_IMPORTED_MODULE_5__  .e, wanted: true },
        { id: 'backup', flow: _backup_run__WEBPACK_IMPORTED_MODULE_1__  .e, wanted: (0,_scope__WEBPACK_IMPORTED_MODULE_9__  .uC)(scope) && settings.backup !== undefined },
        ...(settings.migrations?.when === 'after-switch' ? [deploying, migrating] : [migrating, deploying]),
        { id: 'health-check', flow: _health_check_run__WEBPACK_IMPORTED_MODULE_2__  .e, wanted: scope !== 'migrations' },
    ];
    return stages.filter((one) => one.wanted);
}
function unchanged(context, reporter, { report }) {
    reporter.output('outcome', 'nothing-to-do');
    reporter.release = report.release;
    return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', report.headline);
}
async function runStage(context, reporter, id, flow) {
    context.ports.progress(`— ${id}`);
    const result = await flow(context);
    reporter.absorb(result.report);
    for (const [name, value] of Object.entries(result.outputs)) {
        if (id === 'rollback' && name === 'status')
            reporter.output('rollback-status', value);
        else if (name in OUTPUTS)
            reporter.output(name, value);
    }
    context.ports.progress(`${result.failure === undefined ? '✓' : '✗'} ${id}: ${result.report.headline}`);
    return result;
}
async function comeBack(context, reporter, failed) {
    if (context.ports.signal.aborted || failed.report.action === 'preflight')
        return undefined;
    return runStage({ ...context, inheritedLease: () => undefined }, reporter, 'rollback', _rollback_run__WEBPACK_IMPORTED_MODULE_7__  .e);
}
function describeOutcome(failed, back) {
    if (back?.failure !== undefined)
        return back.report.status === 'held' ? 'held' : 'failed';
    if (back?.outputs['status'] === 'rolled-back')
        return 'rolled-back';
    return failed.report.status === 'held' ? 'held' : 'failed';
}
function both(failure, back) {
    return back === undefined ? failure : new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .oo([...(0,_model_failure__WEBPACK_IMPORTED_MODULE_0__  .ZJ)(failure), ...(0,_model_failure__WEBPACK_IMPORTED_MODULE_0__  .ZJ)(back)]);
}
function headlineOf(failed, back) {
    return back === undefined ? failed.report.headline : `${failed.report.headline}; ${back.report.headline}`;
}
async function tell(context, reporter, outcome) {
    if (context.settings.notify.length === 0 || context.dryRun)
        return;
    const inputs = new Map([...context.inputs, ['event', eventOf(outcome)], ['release-id', reporter.release]]);
    const result = await runStage({ ...context, inputs }, reporter, 'notify', _notify_run__WEBPACK_IMPORTED_MODULE_4__  .e);
    if (result.failure instanceof _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR)
        throw result.failure;
}
function eventOf(outcome) {
    return outcome === 'released' ? 'succeeded' : outcome === 'rolled-back' ? 'rolled-back' : 'failed';
}


  }),

  4824:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    e: () => (  run)
  });
  var _migrations_acknowledge__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5361);
  var _model_failure__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2891);
  var _model_words__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(6768);
  var _gates__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1891);
  var _predecessors__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5165);
  var _prepare_release__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(3624);
  var _reconcile__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1095);
  var _run_flow__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7151);
  var _scope__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4703);
  var _schema_state__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(7244);
  var _model_manifest__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(9452);











const OUTPUTS = { applied: '0', 'from-revision': '', 'to-revision': '', reversible: '' };
const run = (context) => (0,_run_flow__WEBPACK_IMPORTED_MODULE_5__  .c)('migrate', context, OUTPUTS, async (session, parts, reporter) => {
    if (!(0,_scope__WEBPACK_IMPORTED_MODULE_6__  .uC)((0,_scope__WEBPACK_IMPORTED_MODULE_6__  .Od)(context)))
        return reporter.close('nothing-to-do', `scope: ${(0,_scope__WEBPACK_IMPORTED_MODULE_6__  .Od)(context)} leaves the database as it is`);
    if (parts.migrations === undefined)
        throw notConfigured();
    const early = await session.take(parts.migrations.needsRelease ? undefined : (0,_schema_state__WEBPACK_IMPORTED_MODULE_7__  .oc)(parts, undefined));
    await (0,_reconcile__WEBPACK_IMPORTED_MODULE_4__.settleDeadChange)(session);
    const opening = session.continues ? [] : [session.mint()];
    const survey = parts.migrations.needsRelease ? await surveyOnRelease(session, opening) : usable(early);
    reporter.output('from-revision', survey.revision);
    reporter.output('to-revision', survey.revision);
    const problems = (0,_migrations_acknowledge__WEBPACK_IMPORTED_MODULE_0__  .d)(survey.pending, context.settings.migrations?.acknowledge ?? {});
    if (survey.edited.length > 0)
        problems.push(edited(survey, parts.databaseHost));
    if (problems.length > 0)
        throw new _model_failure__WEBPACK_IMPORTED_MODULE_1__  .oo(problems);
    if (!context.dryRun)
        (0,_predecessors__WEBPACK_IMPORTED_MODULE_3__  .kk)('migrate', context.settings, (0,_scope__WEBPACK_IMPORTED_MODULE_6__  .Od)(context), {
            change: session.continues ? session.change : undefined,
            manifests: session.manifests,
            pending: survey.pending.map((one) => one.name),
        });
    const stillToOpen = session.change === undefined ? opening : [];
    if (survey.pending.length === 0) {
        await session.run({ steps: [], before: stillToOpen, after: [{ kind: 'fact', name: 'migrated', data: { revision: survey.revision, applied: [] } }], lease: 'park' });
        reporter.output('reversible', 'true');
        return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', 'no migrations are pending');
    }
    const steps = migrationSteps(session, survey);
    const results = await session.run({ steps, before: [...stillToOpen, { kind: 'fact', name: 'migrating', data: (0,_schema_state__WEBPACK_IMPORTED_MODULE_7__  .jy)(survey, context.settings.migrations?.acknowledge ?? {}) }], lease: 'park' });
    if (context.dryRun)
        return reporter.close('dry-run', `${String(survey.pending.length)} migrations would be applied`);
    return verifyMigrated(session, survey, readWindow(parts, results));
});
function usable(survey) {
    if (survey instanceof _model_failure__WEBPACK_IMPORTED_MODULE_1__  .HR)
        throw survey;
    if (survey === undefined)
        throw new Error('the survey was not asked for');
    return survey;
}
async function surveyOnRelease(session, opening) {
    const { parts } = session;
    const preparing = await (0,_prepare_release__WEBPACK_IMPORTED_MODULE_8__  .v)(session);
    if (preparing.length > 0) {
        await session.run({ steps: preparing, before: opening, lease: 'keep' });
        if (!session.context.dryRun)
            await session.readAgain();
    }
    return usable(await session.askSurvey((0,_schema_state__WEBPACK_IMPORTED_MODULE_7__  .oc)(parts, parts.artefact.path(session.changeId))));
}
function migrationSteps(session, survey) {
    const { parts, changeId } = session;
    const settings = session.context.settings.migrations;
    const commands = parts.migrations?.apply(survey, { id: changeId, path: parts.artefact.path(changeId) }) ?? [];
    const applying = commands.map((command, index) => ({
        id: commands.length === 1 ? 'migrate.apply' : `migrate.apply.${String(index + 1)}`,
        title: command.title,
        host: parts.databaseHost,
        does: [command],
        undo: { kind: 'restore-database', text: 'the old release on the new schema where it accepts it, else the backup of this change' },
    }));
    const then = settings?.then;
    const tidying = then === undefined || parts.database === undefined
        ? []
        : [{ id: 'migrate.then', title: `${then} the database`, host: parts.databaseHost, does: [parts.database.maintain(then, settings?.deadlineMs ?? 0)], undo: { kind: 'none', text: 'the content is the same' } }];
    const counting = parts.database?.census().commands ?? [];
    const count = (when) => ({ id: `migrate.count-${when}`, title: `count the rows ${when} the migrations`, host: parts.databaseHost, does: counting, undo: { kind: 'none', text: 'it only reads' } });
    const counted = session.context.settings.backup === undefined || (0,_predecessors__WEBPACK_IMPORTED_MODULE_3__  .sT)(session.change) ? [] : [count('before')];
    return [...(settings?.when === 'maintenance' ? stopWriting(session) : []), ...counted, ...applying, ...tidying, ...(counted.length === 0 ? [] : [count('after')])];
}
function readWindow(parts, results) {
    const [before, after] = [results.get('migrate.count-before'), results.get('migrate.count-after')];
    const census = parts.database?.census();
    if (before === undefined || after === undefined || census === undefined)
        return [];
    try {
        return [{ kind: 'fact', name: 'window', data: { before: (0,_model_manifest__WEBPACK_IMPORTED_MODULE_9__  .t$)(census.read(before)), after: (0,_model_manifest__WEBPACK_IMPORTED_MODULE_9__  .t$)(census.read(after)) } }];
    }
    catch (error) {
        if (error instanceof _model_failure__WEBPACK_IMPORTED_MODULE_1__  .HR)
            return [];
        throw error;
    }
}
function stopWriting(session) {
    const { runtime, hosts } = session.parts;
    if (runtime === undefined)
        return [];
    return hosts.map((host) => ({
        id: hosts.length === 1 ? 'runtime.stop' : `runtime.stop@${host}`,
        title: 'stop the application while the schema changes',
        host,
        does: runtime.stop(),
        undo: { kind: 'start-old', text: 'start the old release again' },
    }));
}
async function verifyMigrated(session, before, window) {
    const { context, parts, reporter } = session;
    const releasePath = parts.migrations?.needsRelease === true ? parts.artefact.path(session.changeId) : undefined;
    const now = usable(await session.askSurvey((0,_schema_state__WEBPACK_IMPORTED_MODULE_7__  .oc)(parts, releasePath)));
    reporter.output('applied', String(now.applied.length - before.applied.length));
    reporter.output('to-revision', now.revision);
    reporter.output('reversible', String((0,_schema_state__WEBPACK_IMPORTED_MODULE_7__  .gw)(before.pending)));
    reporter.fact('migrations', before.pending.map((one) => [one.name, `${one.classes.length === 0 ? 'lossless' : one.classes.join(', ')}; ${(0,_schema_state__WEBPACK_IMPORTED_MODULE_7__  .ue)(one)}`]));
    if (now.pending.length > 0) {
        throw new _model_failure__WEBPACK_IMPORTED_MODULE_1__  .HR({
            kind: 'command',
            code: 'LG-MIGRATION-INCOMPLETE',
            problem: 'the migrations reported success and are not all applied',
            host: parts.databaseHost,
            cause: `still pending: ${now.pending.map((one) => one.name).join(', ')}`,
            next: 'look at the output of the migration tool; the way back starts from what is recorded now',
        });
    }
    const manifest = (0,_predecessors__WEBPACK_IMPORTED_MODULE_3__  .GH)(session.change, session.manifests);
    const verdict = await (0,_gates__WEBPACK_IMPORTED_MODULE_2__  .g0)(session, 'migrated', { release: session.changeId, version: context.run.version, ...(manifest === undefined ? {} : { before: manifest }) });
    if (verdict.leads !== 'open') {
        const held = verdict.leads === 'hold';
        const name = held ? 'held' : 'corrupted';
        await session.run({ steps: [], after: [...window, { kind: 'fact', name, data: { why: 'the gate on the migrated data closed' } }], lease: 'park' });
        return reporter.close(held ? 'held' : 'failed', 'the migrated data does not pass its gate', (0,_gates__WEBPACK_IMPORTED_MODULE_2__  .I9)(verdict, 'the migrated data does not pass its gate', held ? { so: 'nothing is moved: a person decides', next: _gates__WEBPACK_IMPORTED_MODULE_2__  ._r } : { so: 'the way back follows; what it would lose is counted first', next: 'mend the migration, or the check if the data is as it should be, and deploy again' }));
    }
    await session.run({ steps: [], after: [...window, { kind: 'fact', name: 'migrated', data: { revision: now.revision, applied: before.pending.map((one) => one.name) } }], lease: 'park' });
    return reporter.close('passed', `${(0,_model_words__WEBPACK_IMPORTED_MODULE_10__  .U)(before.pending.length, 'migration')} applied; the schema is at ${now.revision}`);
}
function edited(survey, host) {
    return new _model_failure__WEBPACK_IMPORTED_MODULE_1__  .HR({
        kind: 'gate-closed',
        code: 'LG-MIGRATION-EDITED',
        problem: `applied migrations were edited: ${survey.edited.map((one) => one.name).join(', ')}`,
        host,
        cause: survey.edited.map((one) => `${one.name}: recorded ${one.recorded.slice(0, 8)}, now ${one.now.slice(0, 8)}`).join('; '),
        next: 'put the files back as they were and write the change as a new migration',
    });
}
function notConfigured() {
    return new _model_failure__WEBPACK_IMPORTED_MODULE_1__  .HR({
        kind: 'configuration',
        code: 'LG-MIGRATIONS-NOT-CONFIGURED',
        problem: 'the migrate action needs the section "migrations" of the configuration',
        next: 'add it, or leave the migrate action out of the workflow',
    });
}


  }),

  6750:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    D: () => (  linesOf),
    _: () => (  isLineOf)
  });
function whoOf({ actor, ref = '', url }) {
    return { ...(actor === '' ? {} : { actor }), ...(ref === '' ? {} : { ref }), ...(url === '' ? {} : { url }) };
}
function lineOf(note, { at, change, token, action, run }) {
    const base = { v: 1, at, change, token, action };
    switch (note.kind) {
        case 'opened':
            return { ...base, kind: 'opened', owner: run.owner, attempt: run.attempt, version: run.version, commit: run.commit, ...whoOf(run), previous: note.previous };
        case 'fact':
            return { ...base, kind: 'fact', name: note.name, data: note.data };
        case 'closed':
            return { ...base, kind: 'closed', outcome: note.outcome };
    }
}
function linesOf(notes, writer) {
    return {
        journal: notes.flatMap((note) => (note.kind === 'release' ? [] : [lineOf(note, writer)])),
        releases: notes.flatMap((note) => (note.kind === 'release' ? [{ v: 1, at: writer.at, ...note.release, status: note.status }] : [])),
    };
}
function isLineOf(line, note) {
    if (note.kind === 'release')
        return 'status' in line && line.id === note.release.id && line.status === note.status;
    return 'kind' in line && line.kind === note.kind && (line.kind !== 'fact' || note.kind !== 'fact' || line.name === note.name);
}


  }),

  5436:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    e: () => (  run)
  });
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
  var _notifiers_registry_generated__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(461);
  var _parts__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3505);
  var _reporter__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9254);
  var _input__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7487);





const OUTPUTS = { delivered: 'false' };
const EVENTS = ['started', 'waiting', 'succeeded', 'failed', 'rolled-back', 'rollback-failed'];
const VERBS = {
    started: 'is being deployed to',
    waiting: 'waits for approval for',
    succeeded: 'is released on',
    failed: 'was not released on',
    'rolled-back': 'was taken back from',
    'rollback-failed': 'could not be taken back from',
};
const run = async (context) => {
    const reporter = new _reporter__WEBPACK_IMPORTED_MODULE_3__  .a('notify', context, OUTPUTS);
    try {
        const message = await compose(context);
        reporter.release = message.release;
        if (context.dryRun)
            return reporter.close('dry-run', `would say: ${message.headline}`);
        const deliveries = await Promise.all(context.settings.notify.map(async (section) => {
            const notifier = (0,_parts__WEBPACK_IMPORTED_MODULE_2__  .U)('notifier', _notifiers_registry_generated__WEBPACK_IMPORTED_MODULE_1__  .y, section.kind).open(section.settings);
            const delivery = await reporter.timed(`notify ${section.kind}`, undefined, () => notifier.send(message, context.ports));
            return { section, delivery };
        }));
        await context.forge.recordDeployment(message.event === 'succeeded' ? 'success' : message.event === 'started' || message.event === 'waiting' ? 'in_progress' : 'failure', message.headline);
        const missed = deliveries.filter(({ delivery }) => !delivery.delivered);
        for (const { section, delivery } of missed)
            reporter.note(`${section.kind}: not delivered: ${delivery.cause}`);
        reporter.output('delivered', String(missed.length === 0 && deliveries.length > 0));
        const fatal = missed.filter(({ section }) => section.required);
        if (fatal.length > 0)
            throw new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .oo(fatal.map(({ section, delivery }) => undelivered(section.kind, delivery.cause)));
        return reporter.close('passed', deliveries.length === 0 ? 'nobody is configured to be told' : `${String(deliveries.length - missed.length)} of ${String(deliveries.length)} told: ${message.headline}`);
    }
    catch (error) {
        const failure = (0,_model_failure__WEBPACK_IMPORTED_MODULE_0__  .h_)(error);
        return reporter.close('failed', (0,_model_failure__WEBPACK_IMPORTED_MODULE_0__  .gD)(failure), failure);
    }
};
function undelivered(kind, cause) {
    return new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({ kind: 'command', code: 'LG-NOTIFY', problem: `the required notification by ${kind} was not delivered`, cause, next: 'check the address in the variable, or set required: false' });
}
async function compose(context) {
    const { settings, run } = context;
    const event = readEvent(context);
    const previous = (0,_input__WEBPACK_IMPORTED_MODULE_4__  .h)(context, 'previous-commit');
    return {
        event,
        app: settings.app,
        environment: settings.environment,
        version: run.version,
        release: (0,_input__WEBPACK_IMPORTED_MODULE_4__  .h)(context, 'release-id') ?? '',
        headline: `${settings.app} ${run.version} ${VERBS[event]} ${settings.environment}`,
        actor: run.actor,
        durationMs: undefined,
        gates: [],
        commits: previous === undefined ? [] : await context.forge.commitsBetween(previous, run.commit),
        links: [...(run.url === '' ? [] : [{ title: 'workflow run', url: run.url }]), ...(settings.url === '' ? [] : [{ title: settings.environment, url: settings.url }])],
    };
}
function readEvent(context) {
    const asked = (0,_input__WEBPACK_IMPORTED_MODULE_4__  .h)(context, 'event') ?? 'auto';
    const known = EVENTS.find((event) => event === asked);
    if (known !== undefined)
        return known;
    if (asked !== 'auto') {
        throw new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({ kind: 'configuration', code: 'LG-INPUT', problem: `event must be auto or one of ${EVENTS.join(', ')}, got "${asked}"`, next: 'leave it out: auto follows the job' });
    }
    const back = (0,_input__WEBPACK_IMPORTED_MODULE_4__  .h)(context, 'rollback-status');
    if (back === 'rolled-back')
        return 'rolled-back';
    if (back === 'failed' || back === 'partial')
        return 'rollback-failed';
    return (0,_input__WEBPACK_IMPORTED_MODULE_4__  .h)(context, 'job-status') === 'success' ? 'succeeded' : 'failed';
}


  }),

  3505:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    U: () => (  pick),
    t: () => (  openParts)
  });
  var _databases_registry_generated__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(469);
  var _migrations_registry_generated__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2457);
  var _model_failure__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2891);
  var _model_layout__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(4351);
  var _proxies_registry_generated__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7627);
  var _releases_registry_generated__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2220);
  var _runtimes_registry_generated__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6802);
  var _strategies_registry_generated__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8626);








function pick(family, registry, kind) {
    const plugin = registry[kind];
    if (plugin === undefined)
        throw new Error(`no ${family} plugin "${kind}": the configuration should have refused it`);
    return plugin;
}
async function openParts(settings, workspace, secret) {
    const site = {
        app: settings.app,
        environment: settings.environment,
        layout: (0,_model_layout__WEBPACK_IMPORTED_MODULE_7__  .a)(settings.release.path),
        workspace,
        url: settings.url,
    };
    const database = settings.database && pick('database', _databases_registry_generated__WEBPACK_IMPORTED_MODULE_0__  .L, settings.database.kind).open(settings.database.settings, site, secret);
    const migrationSettings = settings.migrations;
    const tool = migrationSettings &&
        (await pick('migration', _migrations_registry_generated__WEBPACK_IMPORTED_MODULE_1__  .w, migrationSettings.kind).open(migrationSettings.settings, site, database, {
            lockTimeoutMs: migrationSettings.lockTimeoutMs,
            deadlineMs: migrationSettings.deadlineMs,
        }));
    const first = settings.hosts[0];
    if (first === undefined) {
        throw new _model_failure__WEBPACK_IMPORTED_MODULE_2__  .HR({ kind: 'configuration', code: 'LG-CONFIG-NO-HOST', problem: `the environment ${settings.environment} has no hosts`, next: 'name at least one host under environments.<name>.hosts' });
    }
    const runtime = settings.runtime && pick('runtime', _runtimes_registry_generated__WEBPACK_IMPORTED_MODULE_5__  .m, settings.runtime.kind).open(settings.runtime.settings, site);
    return {
        site,
        artefact: pick('release', _releases_registry_generated__WEBPACK_IMPORTED_MODULE_4__  .D, settings.release.kind).open(settings.release.settings, site, secret),
        runtime,
        proxy: settings.proxy && pick('proxy', _proxies_registry_generated__WEBPACK_IMPORTED_MODULE_3__  .B, settings.proxy.kind).open(settings.proxy.settings, site, runtime?.instances ?? []),
        strategy: pick('strategy', _strategies_registry_generated__WEBPACK_IMPORTED_MODULE_6__  .W, settings.strategy.kind).open(settings.strategy.settings),
        database,
        migrations: tool,
        hosts: settings.hosts.map((host) => host.alias),
        databaseHost: (settings.hosts.find((host) => host.roles.includes('db')) ?? first).alias,
    };
}


  }),

  3875:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    N: () => (  plugins)
  });
  var _checks_registry_generated__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4552);
  var _databases_registry_generated__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(469);
  var _migrations_registry_generated__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2457);
  var _notifiers_registry_generated__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(461);
  var _proxies_registry_generated__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7627);
  var _releases_registry_generated__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(2220);
  var _runtimes_registry_generated__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(6802);
  var _strategies_registry_generated__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8626);








const plugins = { releases: _releases_registry_generated__WEBPACK_IMPORTED_MODULE_5__  .D, runtimes: _runtimes_registry_generated__WEBPACK_IMPORTED_MODULE_6__  .m, proxies: _proxies_registry_generated__WEBPACK_IMPORTED_MODULE_4__  .B, strategies: _strategies_registry_generated__WEBPACK_IMPORTED_MODULE_7__  .W, databases: _databases_registry_generated__WEBPACK_IMPORTED_MODULE_1__  .L, migrations: _migrations_registry_generated__WEBPACK_IMPORTED_MODULE_2__  .w, checks: _checks_registry_generated__WEBPACK_IMPORTED_MODULE_0__  .A, notifiers: _notifiers_registry_generated__WEBPACK_IMPORTED_MODULE_3__  .y };


  }),

  5165:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    GH: () => (  backupOf),
    O6: () => (  reaches),
    kk: () => (  requirePredecessors),
    sT: () => (  hadNothingToBackUp)
  });
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
  var _scope__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4703);


const RANK = { checksum: 1, readable: 2, restored: 3 };
function reaches(found, asked) {
    return RANK[found] >= RANK[asked];
}
function missing(action, predecessor, problem) {
    return new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({
        kind: 'state',
        code: `LG-PREDECESSOR-${predecessor.toUpperCase()}`,
        problem: `${action} does not go on: ${problem}`,
        cause: 'the record on the host is what counts, whatever the conditions of the workflow say',
        next: `run the ${predecessor} action before ${action} in the same job, and let it pass`,
    });
}
function hadNothingToBackUp(change) {
    const fact = change?.facts.get('backup');
    return typeof fact === 'object' && fact !== null && 'nothing' in fact && fact.nothing === true;
}
function backupOf(change, manifests) {
    const fact = change?.facts.get('backup');
    const id = typeof fact === 'object' && fact !== null && 'id' in fact ? fact.id : undefined;
    return manifests.findLast((manifest) => manifest.id === id);
}
function requirePredecessors(action, settings, scope, record) {
    const failures = [];
    if (settings.gates.preflight.length > 0 && record.change?.facts.has('preflight') !== true) {
        failures.push(missing(action, 'preflight', 'the record on the host has no preflight that said "ready" for this run'));
    }
    const migrating = (record.pending ?? []).length > 0 && (0,_scope__WEBPACK_IMPORTED_MODULE_1__  .uC)(scope);
    if (action === 'migrate' && migrating && settings.backup !== undefined) {
        const backup = backupOf(record.change, record.manifests);
        if (hadNothingToBackUp(record.change)) {
            throwAll(failures);
            return;
        }
        if (backup === undefined)
            failures.push(missing(action, 'backup', 'the record on the host has no backup of this run'));
        else if (!reaches(backup.verified, settings.backup.verify)) {
            failures.push(missing(action, 'backup', `the backup ${backup.id} is verified to "${backup.verified}", the configuration asks for "${settings.backup.verify}"`));
        }
    }
    if (action === 'rolling-deploy' && migrating && settings.migrations?.when !== 'after-switch') {
        failures.push(missing(action, 'migrate', `${String(record.pending?.length ?? 0)} migrations that the release needs are not applied: ${(record.pending ?? []).join(', ')}`));
    }
    throwAll(failures);
}
function throwAll(failures) {
    if (failures.length > 0)
        throw new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .oo(failures);
}


  }),

  9615:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  e: () => (  run)
});

var acknowledge = __webpack_require__(5361);
var failure = __webpack_require__(2891);
var words = __webpack_require__(6768);
var external_node_crypto_ = __webpack_require__(7598);
; 

const NAMES = ['commit', 'configuration', 'pending migrations', 'schema revision', 'current release', 'hosts'];
function plan_digest_short(value) {
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 10);
}
function planDigest(facts) {
    return ['1', facts.commit, facts.configuration, facts.migrations, facts.revision, facts.currentRelease, facts.hosts]
        .map((part, index) => (index === 0 ? part : plan_digest_short(part)))
        .join('-');
}
function explainDifference(approved, now) {
    const was = approved.split('-');
    const is = now.split('-');
    if (was.length !== NAMES.length + 1 || was[0] !== '1')
        return undefined;
    return NAMES.filter((_, index) => was[index + 1] !== is[index + 1]);
}

var configuration = __webpack_require__(8449);
var gates = __webpack_require__(1891);
var reconcile = __webpack_require__(1095);
var input = __webpack_require__(7487);
var run_flow = __webpack_require__(7151);
var actions_scope = __webpack_require__(4703);
var schema_state = __webpack_require__(7244);
var serves_since = __webpack_require__(972);
var plugins = __webpack_require__(2344);
; 


function privilegeChecks({ parts }) {
    const needs = [
        { of: parts.database, hosts: [parts.databaseHost] },
        { of: parts.runtime, hosts: parts.hosts },
    ];
    const byRight = new Map();
    for (const { of, hosts } of needs) {
        for (const privilege of of?.privileges ?? []) {
            const key = JSON.stringify([privilege.as, privilege.words]);
            const found = byRight.get(key) ?? { privilege, hosts: new Set() };
            byRight.set(key, found);
            for (const host of hosts)
                found.hosts.add(host);
        }
    }
    return [...byRight.values()].map(({ privilege, hosts }) => (0,plugins .G)('privilege', privilege, { hosts: [...hosts] }));
}
function roomChecks({ parts, context }, manifests) {
    const { backup } = context.settings;
    const release = { path: parts.site.layout.root, brings: 'release' };
    const backups = backup === undefined ? [] : [backup.to, ...backup.copies.map(({ directory }) => directory)].map((path) => ({ path, brings: 'backup' }));
    const more = { onInconclusive: 'warn' };
    return parts.hosts.map((host) => (0,plugins .G)('room', { places: [release, ...(host === parts.databaseHost ? backups : [])], last: manifests.at(-1) }, { ...more, hosts: [host] }));
}
function targetChecks({ parts, previous }) {
    const ready = previous === undefined ? [] : parts.artefact.ready(previous.id);
    return [(0,plugins .G)('rollback-target', { release: previous, ready }, previous === undefined ? { hosts: parts.hosts.slice(0, 1) } : {})];
}
const SKEW_MS = 60_000;
function clockChecks({ context }) {
    if (context.settings.gates.preflight.some(({ kind }) => kind === 'clock'))
        return [];
    return [{ kind: 'clock', settings: { skew: SKEW_MS }, name: 'the clock of the host', persistence: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 }, onFail: 'hold', onInconclusive: 'warn', roles: [] }];
}
function baselineChecks({ context, previous }) {
    if (previous === undefined)
        return [];
    const later = [...context.settings.gates.released, ...context.settings.gates.watch];
    const byName = new Map();
    for (const check of later) {
        const name = gates .qL[check.kind]?.baseline?.(check.settings);
        if (name !== undefined && !byName.has(name))
            byName.set(name, check);
    }
    return [...byName].map(([name, check]) => ({ ...check, name: baselineName(name), onFail: 'warn', onSlow: 'warn', onInconclusive: 'warn' }));
}
const BASELINE = 'baseline of ';
const baselineName = (name) => `${BASELINE}${name}`;
function baselineOf({ checks }) {
    return Object.fromEntries(checks.flatMap(({ name, result }) => (name.startsWith(BASELINE) && result.status === 'passed' && result.figures !== undefined ? [[name.slice(BASELINE.length), result.figures]] : [])));
}
function automaticChecks(session, validated = []) {
    const { parts } = session;
    const { manifests } = session.turn(parts.databaseHost).snapshot;
    return [
        ...privilegeChecks(session),
        ...roomChecks(session, manifests),
        ...(parts.database === undefined ? [] : [(0,plugins .G)('database', undefined, { hosts: [parts.databaseHost] })]),
        ...targetChecks(session),
        ...clockChecks(session),
        ...validated.flatMap((subject) => (subject.validate === undefined ? [] : [(0,plugins .G)('valid', { kind: subject.kind, validate: subject.validate.bind(subject) })])),
        ...baselineChecks(session),
    ];
}

; 













const OUTPUTS = { ready: 'false', 'pending-migrations': '', risk: '', 'plan-digest': '' };
const RISKS = ['opaque', 'loss', 'break', 'lock'];
const run = (context) => (0,run_flow .c)('preflight', context, OUTPUTS, async (session, parts, reporter) => {
    const scope = (0,actions_scope .Od)(context);
    const surveyable = parts.migrations !== undefined && !parts.migrations.needsRelease && scope !== 'configuration';
    const survey = await session.take(surveyable ? (0,schema_state .oc)(parts, undefined) : undefined);
    await (0,reconcile.settleDeadChange)(session);
    const problems = [];
    if (survey instanceof failure .HR)
        problems.push(survey);
    const known = survey instanceof failure .HR ? undefined : survey;
    problems.push(...migrationProblems(session, known), ...(scope === 'configuration' ? await configurationProblems(session) : []));
    if (scope !== 'configuration')
        describeMigrations(session, known);
    describeWayBack(session);
    problems.push(...approvalProblems(session, parts, known));
    const { previous } = session;
    const verdict = await (0,gates .g0)(session, 'preflight', { ...(0,gates .et)(previous), ...(previous === undefined ? {} : { deployedAt: previous.at }), servesSince: (0,serves_since .x)(session) }, automaticChecks(session));
    describeDatabase(session, verdict);
    if (verdict.leads !== 'open') {
        problems.push(...(0,failure .ZJ)((0,gates .I9)(verdict, 'not ready', { so: 'nothing has been changed', next: 'mend this and run again' })));
    }
    for (const warned of (0,gates .KN)(verdict))
        reporter.note(`${warned.name}: ${warned.result.got}`);
    if (problems.length > 0) {
        await session.run({ steps: [], lease: session.continues ? 'park' : 'free' });
        return reporter.close('failed', `not ready: ${(0,words .U)(problems.length, 'problem')}`, new failure .oo(problems));
    }
    reporter.output('ready', 'true');
    if (context.dryRun)
        return reporter.close('dry-run', 'ready; nothing was written');
    const opening = session.continues ? [] : [session.mint()];
    await session.run({
        steps: [],
        before: opening,
        after: [{ kind: 'fact', name: 'preflight', data: { ready: true, digest: reporter.outputs['plan-digest'] ?? '', pending: known?.pending.map((one) => one.name) ?? [], ...factsOf(verdict) } }],
        lease: 'park',
    });
    const none = context.settings.gates.preflight.length === 0 ? '; none of your own are configured for preflight' : '';
    return reporter.close('passed', `ready: ${(0,words .U)(verdict.checks.filter(({ result }) => result.status === 'passed').length, 'check')} passed${none}`);
});
async function configurationProblems(session) {
    try {
        (0,configuration .DT)(session, await (0,configuration .SU)(session));
        return [];
    }
    catch (error) {
        if (!(error instanceof failure .HR) || error.kind === 'connection' || error.kind === 'bug')
            throw error;
        return (0,failure .ZJ)(error);
    }
}
function describeDatabase(session, verdict) {
    const found = verdict.checks.find(({ kind, result }) => kind === 'database' && result.status === 'passed');
    if (found !== undefined)
        session.reporter.fact('database', [['is', found.result.got]]);
}
function factsOf(verdict) {
    const found = verdict.checks.find(({ kind }) => kind === 'database')?.result;
    return { baseline: baselineOf(verdict), ...(found?.figures?.['bytes'] === undefined ? {} : { database: { is: found.got, bytes: found.figures['bytes'] } }) };
}
function migrationProblems(session, survey) {
    const settings = session.context.settings.migrations;
    if (survey === undefined || settings === undefined)
        return [];
    const edited = survey.edited.map(({ name, recorded, now }) => new failure .HR({
        kind: 'gate-closed',
        code: 'LG-MIGRATION-EDITED',
        problem: `the migration ${name} was edited after it was applied`,
        host: session.parts.databaseHost,
        cause: `recorded with digest ${recorded.slice(0, 8)}, the file now has ${now.slice(0, 8)}`,
        next: 'put the file back as it was and write the change as a new migration',
    }));
    return [...edited, ...(0,acknowledge .d)(survey.pending, settings.acknowledge)];
}
function describeMigrations(session, survey) {
    const { reporter } = session;
    if (survey === undefined) {
        if (session.parts.migrations?.needsRelease === true)
            reporter.note('the pending migrations are known once the release is on the host: its own command lists them');
        return;
    }
    const classes = new Set(survey.pending.flatMap((one) => one.classes));
    reporter.output('pending-migrations', String(survey.pending.length));
    reporter.output('risk', survey.pending.length === 0 ? 'none' : (RISKS.find((risk) => classes.has(risk)) ?? 'lossless'));
    if (survey.pending.length === 0)
        return;
    reporter.fact('pending migrations', survey.pending.map((one) => [one.name, [one.classes.length === 0 ? 'lossless' : one.classes.join(', '), ...one.findings, (0,schema_state .ue)(one)].join('; ')]));
}
function describeWayBack(session) {
    const { previous } = session;
    session.reporter.fact('if a gate closes', [
        previous === undefined ? ['goes back to', 'nothing: this is the first deploy'] : ['goes back to', `${previous.id} (${previous.version}), ${previous.status}`],
    ]);
}
function approvalProblems(session, parts, survey) {
    const { context, reporter } = session;
    const digest = planDigest({
        commit: context.run.commit,
        configuration: (0,actions_scope .Od)(context) === 'configuration' ? `${context.settings.digest} alone` : context.settings.digest,
        migrations: survey?.pending.map((one) => `${one.name}@${one.digest}`) ?? [],
        revision: survey?.revision ?? '',
        currentRelease: session.snapshot.current,
        hosts: parts.hosts,
    });
    reporter.output('plan-digest', digest);
    const approved = (0,input .h)(context, 'plan-digest');
    if (approved === undefined || approved === digest)
        return [];
    const changed = explainDifference(approved, digest);
    if (context.settings.environment !== 'production' && changed !== undefined) {
        reporter.note(`the plan changed since it was made (${changed.join(', ')}); ${context.settings.environment} goes on with the new one`);
        return [];
    }
    return [
        new failure .HR({
            kind: 'gate-closed',
            code: 'LG-PLAN-CHANGED',
            problem: 'what was approved is not what would run now',
            cause: changed === undefined ? 'the approved digest is not one of this version' : `changed since the approval: ${changed.join(', ')}`,
            next: 'plan again and have the new plan approved',
        }),
    ];
}


  }),

  3624:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    v: () => (  prepareRelease)
  });
async function prepareRelease(session) {
    const { parts, change, changeId, context, reporter } = session;
    const { artefact, hosts } = parts;
    const steps = [];
    for (const host of hosts) {
        const id = hosts.length === 1 ? 'release.assemble' : `release.assemble@${host}`;
        if (change?.steps.some((step) => step.id === id && step.phase === 'done') === true)
            continue;
        const previous = session.turn(host).snapshot.current;
        const upload = artefact.upload(changeId, previous === '' ? undefined : previous);
        const brought = await reporter.timed('bring the release', host, () => session.shell(host).upload(upload, { onProgress: (line) => { context.ports.progress(`${host}: ${line}`); } }));
        if (!context.dryRun)
            context.ports.progress(`${host}: ${String(brought.files)} files, ${String(brought.bytes)} bytes by ${brought.by}`);
        steps.push({
            id,
            title: `assemble the release ${changeId}`,
            host,
            does: artefact.assemble(changeId, brought.digest, context.run.version),
            undo: { kind: 'discard-release', text: `remove releases/${changeId}` },
        });
    }
    return steps;
}


  }),

  1095:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
  __webpack_require__.d(__webpack_exports__, {
    goBackFromOpenChange: () => (  goBackFromOpenChange),
    reconcile: () => (  reconcile),
    settleDeadChange: () => (  settleDeadChange)
  });
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
  var _run_flow__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7151);
  var _schema_state__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7244);
  var _way_back__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4179);




async function goBackFromOpenChange(session, lease, more = {}) {
    const { change } = session;
    if (change === undefined)
        return undefined;
    const survey = more.survey ?? (await session.askSurvey((0,_schema_state__WEBPACK_IMPORTED_MODULE_2__  .oc)(session.parts, session.parts.artefact.path(change.id))));
    return (0,_way_back__WEBPACK_IMPORTED_MODULE_3__  .O)(session, { change, from: change.id, survey, approvedLoss: more.approvedLoss ?? 0, level: more.level, lease, byHand: more.byHand ?? false });
}
async function settleDeadChange(session) {
    const dead = session.change;
    if (dead === undefined || session.continues || session.context.dryRun)
        return;
    session.context.ports.progress(`the change ${dead.id} of ${dead.opened.owner} was never finished; going back from it first`);
    const outcome = await goBackFromOpenChange(session, 'keep');
    if (outcome?.failure !== undefined)
        throw outcome.failure;
    session.reporter.note(`the unfinished change ${dead.id} was settled first: ${outcome?.headline ?? ''}`);
    await session.readAgain();
}
async function reconcile(context, jobStatus) {
    return (0,_run_flow__WEBPACK_IMPORTED_MODULE_1__  .c)('lockgate', context, {}, async (session, _parts, reporter) => {
        await session.look(undefined, true);
        const mine = session.snapshot.lease?.owner === context.run.owner;
        if (!mine)
            return reporter.close('nothing-to-do', 'the lease is not ours any more');
        await session.take(undefined, true);
        const { change } = session;
        if (change === undefined) {
            await session.note({ lease: 'free' });
            return reporter.close('passed', 'nothing was left open');
        }
        reporter.release = change.id;
        const against = jobStatus === 'success' ? contradiction(change) : undefined;
        if (jobStatus === 'success' && against === undefined) {
            const [missing] = session.missing.values();
            if (missing !== undefined)
                throw missing;
            const switched = session.snapshot.current === change.id;
            const unproven = switched && context.settings.gates.released.length > 0;
            const outcome = unproven ? 'held' : switched ? 'released' : 'nothing-changed';
            await session.run({ steps: [], after: [{ kind: 'closed', outcome }], lease: 'free' });
            if (unproven)
                return reporter.close('held', `${change.id} serves, and nobody called it healthy`, unconfirmed(change.id));
            return reporter.close('passed', switched ? `${change.id} is released` : 'nothing was switched');
        }
        const outcome = await goBackFromOpenChange(session, 'free');
        if (outcome?.failure !== undefined)
            return reporter.close('failed', outcome.headline, outcome.failure);
        const headline = outcome?.headline ?? '';
        if (against !== undefined)
            return reporter.close('failed', `the job says success, and its record says otherwise; ${headline}`, disguised(against));
        return reporter.close(outcome?.status === 'rolled-back' ? 'passed' : 'nothing-to-do', headline);
    });
}
function contradiction(change) {
    const step = change.steps.find(({ phase }) => phase !== 'done');
    if (step !== undefined)
        return `the step "${step.title}" ${step.phase === 'failed' ? 'failed' : 'never ended'}`;
    const gate = ['unhealthy', 'corrupted'].find((fact) => change.facts.has(fact));
    return gate === undefined ? undefined : 'a gate closed on it';
}
function disguised(why) {
    return new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({
        kind: 'state',
        code: 'LG-JOB-DISGUISED',
        problem: 'the job calls itself successful, and the record on the host says that its deploy was not',
        cause: why,
        next: 'take continue-on-error off the Lockgate steps of the workflow; what could be taken back was taken back',
    });
}
function unconfirmed(release) {
    return new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({
        kind: 'gate-closed',
        code: 'LG-RELEASE-UNCONFIRMED',
        problem: `${release} serves, and no health-check of this job called it healthy`,
        cause: 'the configuration has checks for the moment "released", and nobody asked them',
        next: 'add the health-check action after rolling-deploy; nothing was moved',
    });
}


  }),

  382:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    GV: () => (  runtimeOf),
    Md: () => (  runtimeNotes),
    Xu: () => (  recordedRuntime)
  });
  var _model_journal__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(990);
  var _runtimes_registry_generated__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6802);


const FACT = 'runtime';
function runtimeNotes(session) {
    const { runtime } = session.context.settings;
    return runtime === undefined ? [] : [{ kind: 'fact', name: FACT, data: { kind: runtime.kind, written: runtime.written } }];
}
function recordedRuntime({ snapshot }, release) {
    const fact = (0,_model_journal__WEBPACK_IMPORTED_MODULE_1__  .n)(snapshot.journal).find((change) => change.id === release)?.facts.get(FACT);
    return typeof fact === 'object' && fact !== null && 'kind' in fact && 'written' in fact ? { kind: fact.kind, written: fact.written } : undefined;
}
function runtimeOf(session, release) {
    const { parts } = session;
    const fact = recordedRuntime(session, release);
    if (fact === undefined)
        return parts.runtime;
    const plugin = typeof fact.kind === 'string' ? _runtimes_registry_generated__WEBPACK_IMPORTED_MODULE_0__  .m[fact.kind] : undefined;
    const settings = plugin?.schema.safeParse(fact.written);
    if (plugin === undefined || settings?.success !== true) {
        session.reporter.note(`how ${release} was started is on record in a way that this version cannot read: it is started as the configuration says now`);
        return parts.runtime;
    }
    return plugin.open(settings.data, parts.site);
}


  }),

  3595:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
  __webpack_require__.d(__webpack_exports__, {
    runs: () => (  runs),
    specs: () => (  _specs_generated__WEBPACK_IMPORTED_MODULE_8__.d)
  });
  var _backup_run__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3514);
  var _health_check_run__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2337);
  var _lockgate_run__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1129);
  var _migrate_run__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4824);
  var _notify_run__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5436);
  var _preflight_run__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9615);
  var _rollback_run__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(1881);
  var _rolling_deploy_run__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(5914);
  var _specs_generated__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(8860);









const runs = {
    backup: _backup_run__WEBPACK_IMPORTED_MODULE_0__  .e,
    'health-check': _health_check_run__WEBPACK_IMPORTED_MODULE_1__  .e,
    lockgate: _lockgate_run__WEBPACK_IMPORTED_MODULE_2__  .e,
    migrate: _migrate_run__WEBPACK_IMPORTED_MODULE_3__  .e,
    notify: _notify_run__WEBPACK_IMPORTED_MODULE_4__  .e,
    preflight: _preflight_run__WEBPACK_IMPORTED_MODULE_5__  .e,
    rollback: _rollback_run__WEBPACK_IMPORTED_MODULE_6__  .e,
    'rolling-deploy': _rolling_deploy_run__WEBPACK_IMPORTED_MODULE_7__  .e,
};


  }),

  9254:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    a: () => (  Reporter)
  });
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);

class Reporter {
    action;
    context;
    #startedAt;
    #timeline = [];
    #gates = [];
    #facts = [];
    #notes = [];
    #details = [];
    #outputs;
    #signOff;
    release = '';
    constructor(action, context, outputs) {
        this.action = action;
        this.context = context;
        this.#startedAt = context.ports.now();
        this.#outputs = { ...outputs };
    }
    output(name, value) {
        if (!(name in this.#outputs))
            throw new Error(`${this.action} has no output "${name}"`);
        this.#outputs[name] = value;
    }
    get outputs() {
        return this.#outputs;
    }
    gate(verdict) {
        if (verdict.checks.length > 0)
            this.#gates.push(verdict);
    }
    fact(title, rows) {
        this.#facts.push({ title, rows: rows.map(([name, value]) => [name, value]) });
    }
    signOff(sheet) {
        this.#signOff = sheet;
    }
    note(text) {
        this.#notes.push(text);
    }
    detail(title, text) {
        this.#details.push({ title, text });
    }
    entry(entry) {
        this.#timeline.push(entry);
    }
    async timed(title, host, work, judge) {
        const at = this.context.ports.now();
        const enter = (status) => {
            this.entry({ at: at.toISOString(), title, ...(host === undefined ? {} : { host }), durationMs: this.context.ports.now().getTime() - at.getTime(), status });
        };
        try {
            const result = await work();
            enter(judge?.(result) ?? 'done');
            return result;
        }
        catch (error) {
            enter('failed');
            throw error;
        }
    }
    absorb(report) {
        this.#timeline.push(...report.timeline.map((entry) => ({ ...entry, title: `${report.action}: ${entry.title}` })));
        this.#gates.push(...report.gates);
        this.#facts.push(...report.facts.map(({ title, rows }) => ({ title, rows: rows.map(([name, value]) => [name, value]) })));
        this.#notes.push(...report.notes);
        this.#details.push(...(report.details ?? []));
        this.#signOff = report.signOff ?? this.#signOff;
        if (report.release !== '')
            this.release = report.release;
    }
    close(status, headline, failure) {
        const { settings, run, ports } = this.context;
        const failures = failure === undefined ? [] : (0,_model_failure__WEBPACK_IMPORTED_MODULE_0__  .ZJ)(failure);
        const report = {
            action: this.action,
            status,
            headline,
            app: settings.app,
            environment: settings.environment,
            version: run.version,
            release: this.release,
            startedAt: this.#startedAt.toISOString(),
            durationMs: ports.now().getTime() - this.#startedAt.getTime(),
            timeline: this.#timeline,
            gates: this.#gates,
            facts: this.#facts,
            commands: this.context.dryRun ? this.context.planned() : [],
            failures: failures.map((one) => one.facts),
            notes: this.#notes,
            ...(this.#signOff === undefined ? {} : { signOff: this.#signOff }),
            ...(this.#details.length === 0 ? {} : { details: this.#details }),
        };
        return { outputs: this.#outputs, report, ...(failure === undefined ? {} : { failure }) };
    }
}


  }),

  1033:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  G: () => (  plannedStages),
  O: () => (  rollOut)
});

var failure = __webpack_require__(2891);
var model_rollout = __webpack_require__(9492);
var ask_instances = __webpack_require__(6895);
var drains = __webpack_require__(2528);
var gates = __webpack_require__(1891);
var go_back_on = __webpack_require__(2603);
var guarded = __webpack_require__(83);
; 
async function holdOut(session, parts, release, ill) {
    const { reporter } = session;
    const { steps, out } = session.parts.strategy.hold(parts, ill);
    if (steps.length > 0)
        await session.run({ steps, lease: 'keep' });
    for (const { host, instances = [] } of ill) {
        const without = out.find((one) => one.host === host)?.instances ?? [];
        for (const instance of instances) {
            if (!without.includes(instance)) {
                reporter.note(`${host}/${instance} runs ${release} and gets traffic: no other instance of ${host} could`);
                continue;
            }
            const byHand = parts.proxy === undefined ? '' : `; to let it get traffic as it is, on ${host}: ${parts.proxy.admit(instance)}`;
            reporter.note(`${host}/${instance} runs ${release} and gets no traffic: the other instances serve. The action rollback with "level: R2", or the deploy of a version that mends it, brings it back${byHand}`);
        }
    }
}

var touched = __webpack_require__(7773);
; 









function plannedStages(session, parts, release, previous) {
    return (0,model_rollout .c)(parts.hosts, session.context.settings.strategy.rollout).flatMap((hosts) => session.parts.strategy.forward({ ...parts, hosts }, release, previous));
}
async function rollOut(session, request) {
    const { parts, release, previous, subject } = request;
    const { rollout } = session.context.settings.strategy;
    const batches = (0,model_rollout .c)(parts.hosts, rollout);
    const outcomes = new Map(parts.hosts.map((host) => [host, 'not reached']));
    let failed = 0;
    let { first, before } = request;
    for (const [index, hosts] of batches.entries()) {
        const last = index === batches.length - 1;
        const stages = session.parts.strategy.forward({ ...parts, hosts }, release, previous);
        let ended = await runStages(session, stages, subject, { first, before, after: last ? request.after : [] });
        first = [];
        before = [];
        if (ended === undefined && index === 0 && !last && rollout.bakeMs > 0)
            ended = await (0,guarded .N)(session, () => (0,ask_instances .C)(session, hosts.map((host) => ({ host })), subject, rollout.bakeMs), hosts);
        for (const host of hosts)
            outcomes.set(host, ended?.hosts.includes(host) === true ? 'failed' : 'serves');
        if (ended === undefined)
            continue;
        if (ended.closed?.leads === 'hold' && ended.asked !== undefined)
            await holdOut(session, { ...parts, hosts }, release, ended.asked.filter(({ host }) => ended.hosts.includes(host)));
        failed += ended.hosts.length;
        if (index === 0 || failed > rollout.failures || ended.closed?.leads === 'hold')
            return { outcomes, ...ended };
        if (!(await leaveOut(session, request, hosts, ended, last)))
            return { outcomes, ...ended };
        for (const host of hosts)
            outcomes.set(host, 'went back');
    }
    return { outcomes };
}
async function runStages(session, stages, subject, { first, before, after }) {
    for (const [index, { steps, asks }] of stages.entries()) {
        const head = index === 0;
        const tail = index === stages.length - 1;
        const hosts = [...new Set(steps.map(({ host }) => host))];
        try {
            const ahead = head ? first : [];
            const results = await session.run({
                steps: [...ahead, ...steps],
                before: head ? before : [],
                after: tail ? after : [],
                lease: tail && after.length > 0 ? 'park' : 'keep',
                together: ahead.length === 0 && hosts.length > 1,
            });
            (0,drains .V)(session, steps, results);
        }
        catch (error) {
            if (!(error instanceof failure .HR) || error.kind === 'bug' || error.kind === 'interrupted' || error.kind === 'lease-held')
                throw error;
            const named = (0,failure .ZJ)(error).flatMap(({ facts }) => facts.host ?? []);
            return { hosts: named.length === 0 ? hosts : named, failure: error };
        }
        const closed = asks.length === 0 ? undefined : await (0,guarded .N)(session, () => (0,ask_instances .c)(session, asks, subject), hosts);
        if (closed !== undefined)
            return { ...closed, asked: asks };
    }
    return undefined;
}
async function leaveOut(session, { parts, release, previous, after }, hosts, ended, last) {
    const why = ended.failure?.facts.problem ?? (0,gates .ET)(ended.closed ?? { moment: 'instance', leads: 'open', checks: [] }).map(({ name }) => name).join(', ');
    session.reporter.note(`${ended.hosts.join(', ')} failed within the budget (${why}); ${hosts.join(', ')} ${hosts.length === 1 ? 'goes' : 'go'} back alone`);
    const { ill, failed } = await (0,go_back_on .z)(session, session.parts.strategy.back({ ...parts, hosts }, { from: release, target: previous, whileStopped: [], begun: new Map() }), { release: previous ?? '', version: '' });
    if (ill.length > 0 || failed.size > 0)
        return false;
    await session.run({ steps: [], before: (0,touched .RV)(hosts, previous ?? ''), after: last ? after : [], lease: last ? 'park' : 'keep' });
    return true;
}


  }),

  1881:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    e: () => (  run),
    u: () => (  BY_HAND)
  });
  var _model_journal__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(990);
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
  var _model_release__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(5988);
  var _diagnostics__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4691);
  var _notes__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(6750);
  var _reconcile__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1095);
  var _input__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7487);
  var _run_flow__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7151);
  var _schema_state__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7244);
  var _way_back__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4179);










const BY_HAND = 'by-hand';
const OUTPUTS = { level: '', status: 'failed', loss: '', diagnostics: '' };
const run = (context) => (0,_run_flow__WEBPACK_IMPORTED_MODULE_3__  .c)('rollback', context, OUTPUTS, async (session, parts, reporter) => {
    const surveying = parts.migrations?.needsRelease === false ? (0,_schema_state__WEBPACK_IMPORTED_MODULE_4__  .oc)(parts, undefined) : undefined;
    const [early, survey] = (await session.take(together((0,_diagnostics__WEBPACK_IMPORTED_MODULE_1__  .h4)(parts, parts.databaseHost), surveying), true)) ?? [];
    const approvedLoss = readApproval(context);
    const level = readLevel(context);
    const byHand = (0,_input__WEBPACK_IMPORTED_MODULE_6__  .h)(context, 'to') !== undefined || level !== undefined || (0,_input__WEBPACK_IMPORTED_MODULE_6__  .h)(context, BY_HAND) === 'true';
    if (session.change === undefined && !byHand) {
        await session.run({ steps: [], lease: 'park' });
        reporter.output('status', 'nothing-to-do');
        reporter.output('loss', '0');
        return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', 'no change is open: nothing to take back');
    }
    const failing = session.change?.id ?? session.snapshot.current;
    const diagnostics = await (0,_diagnostics__WEBPACK_IMPORTED_MODULE_1__  .R9)(session, early);
    const outcome = session.change === undefined || (0,_input__WEBPACK_IMPORTED_MODULE_6__  .h)(context, 'to') !== undefined
        ? await goBackByHand(session, approvedLoss, level)
        : await (0,_reconcile__WEBPACK_IMPORTED_MODULE_2__.goBackFromOpenChange)(session, 'park', { approvedLoss, level, byHand, survey });
    if (outcome === undefined)
        throw new Error('the open change vanished');
    reporter.output('level', outcome.level);
    reporter.output('status', outcome.status);
    reporter.output('loss', outcome.loss);
    reporter.output('diagnostics', await (0,_diagnostics__WEBPACK_IMPORTED_MODULE_1__  .Ah)(context, session, failing, diagnostics));
    reporter.release = outcome.target?.id ?? '';
    if (outcome.failure !== undefined)
        return reporter.close(outcome.status === 'failed' || outcome.status === 'partial' ? 'failed' : 'held', outcome.headline, outcome.failure);
    return reporter.close(context.dryRun ? 'dry-run' : outcome.status === 'nothing-to-do' ? 'nothing-to-do' : 'passed', outcome.headline);
});
function together(one, other) {
    const first = one.commands.length;
    return {
        commands: [...one.commands, ...(other?.commands ?? [])],
        read: (results) => [one.read(results.slice(0, first)), other?.read(results.slice(first))],
    };
}
async function goBackByHand(session, approvedLoss, level) {
    const { parts, context } = session;
    if (session.change !== undefined)
        await (0,_reconcile__WEBPACK_IMPORTED_MODULE_2__.goBackFromOpenChange)(session, 'keep', { approvedLoss, byHand: true });
    await session.readAgain();
    const from = session.snapshot.current;
    const to = chooseTarget(session.releases, from, (0,_input__WEBPACK_IMPORTED_MODULE_6__  .h)(context, 'to'), parts.hosts[0] ?? '');
    const opening = session.mint();
    await session.run({ steps: [], before: [opening], lease: 'keep' });
    if (!context.dryRun)
        await session.readAgain();
    const survey = await session.askSurvey((0,_schema_state__WEBPACK_IMPORTED_MODULE_4__  .oc)(parts, parts.artefact.path(from)));
    const change = inheritRecord(session, from, to.id, opening);
    return (0,_way_back__WEBPACK_IMPORTED_MODULE_5__  .O)(session, { change, from, to, survey, approvedLoss, level, lease: 'park', byHand: true });
}
function inheritRecord(session, from, to, opening) {
    const changes = (0,_model_journal__WEBPACK_IMPORTED_MODULE_7__  .n)(session.snapshot.journal);
    const brought = changes.find((change) => change.id === from);
    const { context, changeId } = session;
    const writer = { at: context.ports.now().toISOString(), change: changeId, token: 0, action: session.action, run: context.run };
    const own = session.change ?? brought ?? (0,_model_journal__WEBPACK_IMPORTED_MODULE_7__  .n)((0,_notes__WEBPACK_IMPORTED_MODULE_8__  .D)([opening], writer).journal)[0];
    if (own === undefined)
        throw new Error('the change was not opened');
    const start = changes.findIndex((change) => change.id === to);
    return { ...own, steps: brought?.steps ?? [], facts: (0,_schema_state__WEBPACK_IMPORTED_MODULE_4__  .qt)(start < 0 ? undefined : changes.slice(start + 1)) };
}
function chooseTarget(releases, from, to, host) {
    const target = to === undefined ? (0,_model_release__WEBPACK_IMPORTED_MODULE_9__  .es)(releases, from) : releases.findLast((release) => release.id === to || release.version === to);
    const good = releases.filter((release) => release.status === 'good' && release.id !== from);
    const known = good.length === 0 ? 'none' : good.map((release) => `${release.id} (${release.version})`).join(', ');
    if (target === undefined) {
        throw new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({
            kind: 'state',
            code: to === undefined ? 'LG-NO-TARGET' : 'LG-RELEASE-UNKNOWN',
            problem: to === undefined ? 'there is no good release to go back to' : `the release ${to} never was on this host`,
            host,
            cause: `releases that can be gone back to: ${known}`,
            next: to === undefined ? 'deploy a version that works' : 'name one of them in "to"',
        });
    }
    if (target.id === from || target.status === 'bad' || target.status === 'retired' || target.status === 'pending') {
        throw new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({
            kind: 'state',
            code: 'LG-RELEASE-NOT-A-TARGET',
            problem: `the release ${target.id} is ${target.id === from ? 'the one that serves now' : target.status} and cannot be gone back to`,
            host,
            cause: `releases that can be gone back to: ${known}`,
            next: 'name one of them in "to", or deploy its version again',
        });
    }
    return target;
}
function readApproval(context) {
    const text = (0,_input__WEBPACK_IMPORTED_MODULE_6__  .h)(context, 'approve-loss');
    if (text === undefined)
        return 0;
    const rows = Number(text);
    if (Number.isSafeInteger(rows) && rows >= 0)
        return rows;
    throw new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({ kind: 'configuration', code: 'LG-INPUT', problem: `approve-loss must be a number of rows, got "${text}"`, next: 'write the number that the refused rollback printed' });
}
function readLevel(context) {
    const level = (0,_input__WEBPACK_IMPORTED_MODULE_6__  .h)(context, 'level');
    if (level === undefined || level === 'R0' || level === 'R2' || level === 'R3')
        return level;
    throw new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({ kind: 'configuration', code: 'LG-INPUT', problem: `level must be R0, R2 or R3, got "${level}"`, next: 'leave it empty to let the recorded facts decide' });
}


  }),

  5914:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    e: () => (  run)
  });
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
  var _configuration__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8449);
  var _gates__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1891);
  var _predecessors__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5165);
  var _prepare_release__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(3624);
  var _recorded_runtime__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(382);
  var _reconcile__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1095);
  var _roll_out__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(1033);
  var _run_flow__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(7151);
  var _scope__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(4703);
  var _schema_state__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(7244);











const OUTPUTS = { 'release-id': '', 'previous-release-id': '', status: 'failed' };
const run = (context) => (0,_run_flow__WEBPACK_IMPORTED_MODULE_7__  .c)('rolling-deploy', context, OUTPUTS, async (session, parts, reporter) => {
    const scope = (0,_scope__WEBPACK_IMPORTED_MODULE_8__  .Od)(context);
    const surveyable = parts.migrations !== undefined && !parts.migrations.needsRelease && (0,_scope__WEBPACK_IMPORTED_MODULE_8__  .uC)(scope);
    const survey = await session.take(surveyable ? (0,_schema_state__WEBPACK_IMPORTED_MODULE_9__  .oc)(parts, undefined) : undefined);
    await (0,_reconcile__WEBPACK_IMPORTED_MODULE_5__.settleDeadChange)(session);
    if (survey instanceof _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR)
        throw survey;
    const change = session.continues ? session.change : undefined;
    const plan = scope === 'configuration' ? await (0,_configuration__WEBPACK_IMPORTED_MODULE_1__  .SU)(session) : undefined;
    if (!context.dryRun)
        (0,_predecessors__WEBPACK_IMPORTED_MODULE_3__  .kk)('rolling-deploy', context.settings, scope, {
            change,
            manifests: session.manifests,
            pending: survey?.pending.map((one) => one.name),
        });
    if (plan !== undefined)
        (0,_configuration__WEBPACK_IMPORTED_MODULE_1__  .DT)(session, plan);
    if (plan?.changes.length === 0)
        return leaveAsItIs(session, plan.base);
    const opening = change === undefined ? [session.mint()] : [];
    const previous = change?.opened.previous ?? session.previous?.id;
    reporter.release = session.changeId;
    reporter.output('release-id', session.changeId);
    reporter.output('previous-release-id', previous ?? '');
    if (session.snapshot.current === session.changeId)
        throw alreadyServing(session);
    const release = releaseOf(session, survey?.revision ?? '', plan);
    const assembling = plan === undefined ? await (0,_prepare_release__WEBPACK_IMPORTED_MODULE_10__  .v)(session) : (0,_configuration__WEBPACK_IMPORTED_MODULE_1__  .bn)(session, plan);
    const strategyParts = { hosts: parts.hosts, artefact: parts.artefact, runtime: requireRuntime(parts.runtime), proxy: parts.proxy };
    const before = [...opening, { kind: 'release', release, status: 'pending' }, ...(0,_recorded_runtime__WEBPACK_IMPORTED_MODULE_4__  .Md)(session), ...(0,_configuration__WEBPACK_IMPORTED_MODULE_1__  .h5)(session), ...(plan === undefined ? [] : [{ kind: 'fact', name: 'configuration', data: { base: plan.base.id, changes: plan.changes } }])];
    if (context.dryRun) {
        const steps = [...assembling, ...(0,_roll_out__WEBPACK_IMPORTED_MODULE_6__  .G)(session, strategyParts, session.changeId, previous === '' ? undefined : previous).flatMap((stage) => stage.steps)];
        await session.run({ steps, before, lease: 'park' });
        return reporter.close('dry-run', `${String(steps.length)} steps would be run`);
    }
    const { outcomes, closed, failure } = await (0,_roll_out__WEBPACK_IMPORTED_MODULE_6__  .O)(session, {
        parts: strategyParts,
        release: session.changeId,
        previous: previous === '' ? undefined : previous,
        subject: { release: session.changeId, version: release.version },
        first: assembling,
        before,
        after: [{ kind: 'release', release, status: 'active' }],
    });
    if (parts.hosts.length > 1)
        reporter.fact('hosts', [...outcomes]);
    if (failure !== undefined) {
        await session.note({ lease: 'park' });
        throw failure;
    }
    if (closed !== undefined) {
        const held = closed.leads === 'hold';
        await session.note({ after: [{ kind: 'fact', name: held ? 'held' : 'unhealthy', data: { why: 'the gate on the new instances closed' } }], lease: 'park' });
        reporter.output('status', held ? 'held' : 'unhealthy');
        const headline = 'the new release does not pass its gate';
        return reporter.close(held ? 'held' : 'failed', headline, (0,_gates__WEBPACK_IMPORTED_MODULE_2__  .I9)(closed, headline, (0,_gates__WEBPACK_IMPORTED_MODULE_2__  .PZ)(session, closed.leads, session.changeId)));
    }
    await session.keepRemembered();
    const serving = [...outcomes.values()].filter((outcome) => outcome === 'serves').length;
    reporter.output('status', 'deployed');
    return reporter.close('passed', `${session.changeId} (${release.version}) serves on ${String(serving)} of ${String(parts.hosts.length)} hosts`);
});
function releaseOf(session, schema, plan) {
    const { changeId: id, context: { run } } = session;
    if (plan === undefined)
        return { id, version: run.version, commit: run.commit, artefact: '', schema, schemaFloor: '' };
    const { base: { version, commit, artefact, schema: its, schemaFloor }, origin } = plan;
    return { id, version, commit, artefact, schema: its, schemaFloor, origin };
}
async function leaveAsItIs(session, base) {
    const { reporter, context } = session;
    const opened = session.continues;
    await session.run({ steps: [], after: opened ? [{ kind: 'closed', outcome: 'nothing-changed' }] : [], lease: opened ? 'park' : 'free' });
    reporter.release = base.id;
    reporter.output('previous-release-id', base.id);
    reporter.output('status', 'unchanged');
    return reporter.close(context.dryRun ? 'dry-run' : 'nothing-to-do', `nothing differs from what ${base.id} is told: it serves as it is`);
}
function requireRuntime(runtime) {
    if (runtime !== undefined)
        return runtime;
    throw new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({
        kind: 'configuration',
        code: 'LG-RUNTIME-NOT-CONFIGURED',
        problem: 'the rolling-deploy action needs the section "runtime" of the configuration',
        next: 'say how the application is started and stopped: runtime: { kind: command, start: …, port: … }',
    });
}
function alreadyServing(session) {
    return new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({
        kind: 'state',
        code: 'LG-ALREADY-SWITCHED',
        problem: `the release ${session.changeId} of this run serves already`,
        host: session.parts.hosts[0],
        next: 'run rolling-deploy once per job',
    });
}


  }),

  7151:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    c: () => (  runFlow)
  });
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
  var _parts__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3505);
  var _reporter__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9254);
  var _session__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3660);




async function runFlow(action, context, outputs, body) {
    const reporter = new _reporter__WEBPACK_IMPORTED_MODULE_2__  .a(action, context, outputs);
    try {
        const parts = await (0,_parts__WEBPACK_IMPORTED_MODULE_1__  .t)(context.settings, context.run.workspace, (name) => context.ports.secret(name));
        return await body(new _session__WEBPACK_IMPORTED_MODULE_3__  .N(context, parts, reporter, action), parts, reporter);
    }
    catch (error) {
        const failure = (0,_model_failure__WEBPACK_IMPORTED_MODULE_0__  .h_)(error);
        return reporter.close('failed', (0,_model_failure__WEBPACK_IMPORTED_MODULE_0__  .gD)(failure), failure);
    }
}


  }),

  7244:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    dN: () => (  judgeSchema),
    fS: () => (  probeExistence),
    gw: () => (  isReversible),
    jy: () => (  migratingFact),
    oc: () => (  tolerantSurvey),
    qt: () => (  factsSince),
    ue: () => (  describeDown)
  });
  var _databases_database__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6301);
  var _migrations_acknowledge__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5361);
  var _model_failure__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2891);



function migratingFact(survey, acknowledge) {
    const pending = survey.pending.map(({ name, classes, digest }) => ({ name, classes, digest, acknowledged: acknowledge[(0,_migrations_acknowledge__WEBPACK_IMPORTED_MODULE_0__  .u)({ name, digest })] ?? [] }));
    return { revision: survey.revision, applied: survey.applied, pending };
}
function readMigratingFact(change) {
    const data = change.facts.get('migrating');
    return typeof data === 'object' && data !== null && 'applied' in data ? data : undefined;
}
function tolerantSurvey(parts, releasePath) {
    const probe = parts.migrations?.survey(releasePath);
    if (probe === undefined)
        return undefined;
    return {
        commands: probe.commands,
        read: (results) => {
            try {
                return probe.read(results);
            }
            catch (error) {
                if (error instanceof _model_failure__WEBPACK_IMPORTED_MODULE_1__  .HR)
                    return error;
                throw error;
            }
        },
    };
}
function oldAccepts(migrations) {
    const classes = new Set(migrations.flatMap((migration) => migration.classes));
    if (classes.has('break'))
        return 'no';
    return classes.has('opaque') ? 'unknown' : 'yes';
}
function isReversible(migrations) {
    return migrations.every(({ classes, down }) => !classes.includes('loss') && !classes.includes('opaque') && (!classes.includes('break') || down?.risk === 'lossless'));
}
function describeDown({ down }) {
    if (down === undefined)
        return 'no way down';
    const how = { lossless: 'destroys nothing', loss: 'destroys data', opaque: 'cannot be told' }[down.risk];
    return [`way down ${down.name}: ${how}`, ...down.findings].join('; ');
}
function judgeSchema(change, survey) {
    const before = readMigratingFact(change);
    if (before === undefined)
        return { schema: 'unchanged', oldAcceptsSchema: 'yes', appliedByChange: [] };
    if (survey === undefined || survey instanceof _model_failure__WEBPACK_IMPORTED_MODULE_1__  .HR)
        return { schema: 'unknown', oldAcceptsSchema: 'unknown', appliedByChange: [] };
    const known = new Set(before.applied);
    const appliedByChange = survey.applied.filter((name) => !known.has(name));
    if (appliedByChange.length === 0 && survey.revision === before.revision)
        return { schema: 'unchanged', oldAcceptsSchema: 'yes', appliedByChange };
    const mine = before.pending.filter((migration) => appliedByChange.includes(migration.name));
    return { schema: 'changed', oldAcceptsSchema: mine.length === appliedByChange.length && mine.length > 0 ? oldAccepts(mine) : 'unknown', appliedByChange };
}
function factsSince(changes) {
    if (changes === undefined)
        return new Map([['migrating', { revision: '', applied: [], pending: [] }]]);
    const migrating = changes.flatMap((change) => {
        const fact = readMigratingFact(change);
        return fact === undefined ? [] : [{ change, fact }];
    });
    const first = migrating[0];
    if (first === undefined)
        return new Map();
    const merged = { revision: first.fact.revision, applied: first.fact.applied, pending: migrating.flatMap(({ fact }) => fact.pending) };
    const alone = migrating.length === 1 ? [...first.change.facts].filter(([name]) => name === 'window') : [];
    return new Map([['migrating', merged], ['backup', first.change.facts.get('backup')], ...alone]);
}
function probeExistence(database) {
    const probe = database.inspect();
    return {
        commands: probe.commands,
        read: (results) => {
            try {
                return probe.read(results);
            }
            catch (error) {
                if (!(error instanceof _model_failure__WEBPACK_IMPORTED_MODULE_1__  .HR))
                    throw error;
                return error.code === _databases_database__WEBPACK_IMPORTED_MODULE_2__  .O ? undefined : error;
            }
        },
    };
}


  }),

  972:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    x: () => (  servesSince)
  });
  var _model_journal__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(990);

const MOVED = new Set(['released', 'rolled-back', 'partial']);
function servesSince(session) {
    const closed = (0,_model_journal__WEBPACK_IMPORTED_MODULE_0__  .n)(session.journal).flatMap((change) => (change.closed !== undefined && MOVED.has(change.closed.outcome) ? [change.closed.at] : []));
    const release = session.releases.find(({ id }) => id === session.snapshot.current)?.at;
    return [...closed, ...(release === undefined ? [] : [release])].sort().at(-1);
}


  }),

  3660:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  N: () => (  Session)
});

var failure = __webpack_require__(2891);
var journal = __webpack_require__(990);
var release = __webpack_require__(5988);
var shell_shell = __webpack_require__(356);
var lease = __webpack_require__(7815);
var read_state = __webpack_require__(2482);
var take_lease = __webpack_require__(5473);
; 




async function takeOver(shell, layout, request, probe, { forge, ports }) {
    try {
        return await (0,take_lease ._)(shell, layout, request, probe);
    }
    catch (error) {
        const holder = error instanceof failure .HR && error.kind === 'lease-held' ? await findDeadHolder(shell, layout, forge) : undefined;
        if (holder === undefined)
            throw error;
        ports.progress(`${shell.host}: the run of ${holder.owner} is over; taking its lease over`);
        return (0,take_lease ._)(shell, layout, { ...request, ownerIsGone: holder }, probe);
    }
}
async function findDeadHolder(shell, layout, forge) {
    const { lease } = await (0,shell_shell .k)(shell, (0,read_state .u)(layout));
    if (lease === undefined)
        return undefined;
    return (await forge.isRunOver(lease.owner)) === true ? { owner: lease.owner, token: lease.token } : undefined;
}

; 





class HostTurns {
    context;
    parts;
    action;
    #turns = new Map();
    missing = new Map();
    constructor(context, parts, action) {
        this.context = context;
        this.parts = parts;
        this.action = action;
    }
    of(alias) {
        const turn = this.#turns.get(alias);
        if (turn === undefined)
            throw new Error(`host ${alias} was not opened by this session`);
        return turn;
    }
    get reached() {
        return this.parts.hosts.filter((alias) => this.#turns.has(alias));
    }
    lose(alias, why) {
        this.#turns.delete(alias);
        this.missing.set(alias, why);
    }
    #pass(alias, error, allowed) {
        if (!allowed || !(error instanceof failure .HR) || error.kind !== 'connection' || this.missing.size >= this.parts.hosts.length - 1)
            throw error;
        this.lose(alias, error);
        this.context.ports.progress(`${alias} cannot be reached: going on without it`);
    }
    async look(probe, wayBack = false) {
        const look = async (alias) => {
            const shell = await this.context.connect(alias);
            const state = (0,read_state .u)(this.parts.site.layout);
            const mine = alias === this.parts.databaseHost ? probe : undefined;
            const answer = await (0,shell_shell .k)(shell, {
                commands: [...state.commands, ...(mine?.commands ?? [])],
                read: (results) => ({ snapshot: state.read(results.slice(0, state.commands.length)), extra: () => mine?.read(results.slice(state.commands.length)) }),
            });
            this.#turns.set(alias, { shell, token: 0, snapshot: answer.snapshot });
            return answer.extra();
        };
        const answers = await Promise.all(this.parts.hosts.map((alias) => look(alias).catch((error) => { this.#pass(alias, error, wayBack); return undefined; })));
        return answers.find((answer) => answer !== undefined);
    }
    async take(change, probe, wayBack) {
        const { run, ports } = this.context;
        let answer;
        const hows = new Set();
        this.missing.clear();
        const takeOne = async (alias) => {
            const shell = await this.context.connect(alias);
            this.context.mayHoldLease();
            const request = { owner: run.owner, attempt: run.attempt, change, note: `${this.action}${run.url === '' ? '' : ` of ${run.url}`}`, ttlS: lease .M, wayBack };
            const mine = alias === this.parts.databaseHost ? probe : undefined;
            const taken = await takeOver(shell, this.parts.site.layout, request, mine, this.context);
            hows.add(taken.how);
            if (taken.how === 'taken-over')
                ports.progress(`${alias}: took over the lease of ${taken.from === run.owner ? 'an earlier attempt of this run' : taken.from}`);
            answer ??= taken.answer;
            this.#turns.set(alias, { shell, token: taken.token, snapshot: taken.snapshot });
        };
        for (const alias of this.parts.hosts)
            await takeOne(alias).catch((error) => { this.#pass(alias, error, wayBack); });
        if ([...hows].every((how) => how === 'inherited'))
            this.context.inheritedLease();
        return answer;
    }
    async readAgain() {
        for (const alias of this.reached) {
            const turn = this.of(alias);
            turn.snapshot = await (0,shell_shell .k)(turn.shell, (0,read_state .u)(this.parts.site.layout));
        }
    }
}

var promises_ = __webpack_require__(8500);
var batch = __webpack_require__(8780);
var nonce = __webpack_require__(6605);
var plain = __webpack_require__(2114);
var refusals = __webpack_require__(1140);
var library = __webpack_require__(1480);
var render = __webpack_require__(8515);
; 



function asciiJson(value) {
    return JSON.stringify(value).replaceAll(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
const call = (name, ...words) => [name, ...words.map(render .hD)].join(' ');
function stepFields(task, step) {
    const fields = { change: task.change, token: task.token, action: task.action, step: step.id, title: step.title, undo: step.undo };
    return asciiJson(fields).slice(1, -1);
}
function appends(notes) {
    const write = (file, lines = []) => (lines.length === 0 ? [] : [`${call('lg_task_lines', file, lines.map(asciiJson).join('\n'))} || return`]);
    return [...write('journal', notes?.journal), ...write('releases', notes?.releases)];
}
function renderBody(layout, task, ttlS, nonce) {
    let index = 0;
    const frame = (command) => `if [ "$lg_status" -eq 0 ]; then\n${(0,batch .iR)(command, index++, nonce)}fi`;
    const steps = task.steps.flatMap((step) => [
        `${call('lg_task_step', step.id, step.title.replaceAll('\n', ' '), stepFields(task, step))} || return`,
        'lg_status=0',
        ...(step.does.length === 0 ? [] : ['{', ...step.does.map(frame), '} 9>&-']),
        'lg_task_stepped "$lg_status" || return',
    ]);
    return [
        call('lg_task_begin', layout.state, task.id, String(task.token), String(ttlS), nonce),
        (0,batch .bq)(nonce),
        'lg_task_work() {',
        ':',
        ...appends(task.before),
        ...steps,
        ...appends(task.after),
        '}',
        'lg_task_work',
        call('lg_task_end', task.lease),
    ].join('\n');
}
function renderTask(layout, task, ttlS, nonce) {
    const body = renderBody(layout, task, ttlS, nonce);
    const attach = call('lg_task_attach', layout.state, task.id);
    return [`LG_LIBRARY=${(0,render .hD)((0,library .f)(`${body}\n${attach}`))}`, 'eval "$LG_LIBRARY"', `LG_BODY=${(0,render .hD)(body)}`, attach].join('\n');
}

; 








const ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const SLACK_MS = 60_000;
const RECONNECT_MS = 1_000;
const BROKEN = new Set(['LG-SSH-BROKEN', 'LG-TASK-CUT']);
const FINAL = /^LG-SSH-(HOST-KEY|AUTH|KEY|PASSPHRASE)/;
async function runTask(shell, layout, task, options = {}) {
    if (!ID.test(task.id))
        throw new Error(`"${task.id}" cannot be the id of a task`);
    const work = task.steps.flatMap((step) => step.does).reduce((sum, command) => sum + command.deadlineMs + 10_000, 0);
    const deadlineMs = options.deadlineMs ?? work + SLACK_MS;
    const ttlS = Math.max(lease .M, Math.ceil(work / 1000));
    const text = renderTask(layout, task, ttlS, (0,nonce .A)());
    const over = AbortSignal.timeout(deadlineMs);
    let sent = false;
    for (;;) {
        try {
            const result = await shell.script(text, { deadlineMs: deadlineMs + SLACK_MS, onLine: (line) => { tellProgress(line, options.onProgress); } });
            if (result.timedOut)
                throw stillRunning(shell.host, task);
            const answer = readAnswer(shell.host, task, result);
            if (answer !== undefined)
                return answer;
            throw cut(shell.host, result);
        }
        catch (thrown) {
            if (!(thrown instanceof failure .HR) || thrown.kind !== 'connection' || over.aborted)
                throw thrown;
            sent ||= BROKEN.has(thrown.code);
            if (!sent || FINAL.test(thrown.code))
                throw thrown;
            options.onProgress?.('the connection broke; the script goes on there, connecting again');
            await (0,promises_.setTimeout)(RECONNECT_MS);
        }
    }
}
function tellProgress(line, tell) {
    const match = /^progress (\d+) (.*)$/.exec(line);
    if (match !== null)
        tell?.(`${(0,plain .p)(match[2] ?? '')} (${match[1] ?? ''} s)`);
}
function readAnswer(host, task, { stdout, stderr }) {
    const head = /(?:^|\n)ended ([^\n]*)\nword ([A-Za-z0-9]*)\n((?:step [^\n]*\n)*)output\n/.exec(stdout);
    if (head === null) {
        const refusal = (0,refusals .W$)(stdout);
        if (refusal !== undefined)
            throw (0,refusals .$G)(host, refusal.code, refusal.words);
        return undefined;
    }
    if (!/(?:^|\n)told\n?$/.test(stdout))
        return undefined;
    const [, ended = '', word = '', notes = ''] = head;
    if (ended.startsWith('died taken-over'))
        throw (0,refusals .$G)(host, 'LG-FENCED', ended.slice('died taken-over '.length));
    const unrecorded = /^unrecorded (LG-[A-Z-]+) ?(.*)$/.exec(ended);
    if (unrecorded !== null)
        throw (0,refusals .$G)(host, unrecorded[1] ?? '', unrecorded[2] ?? '');
    const phases = new Map([...notes.matchAll(/^step (\S+) (.*)$/gm)].map((match) => [match[2] ?? '', match[1] ?? '']));
    const commands = task.steps.flatMap((step) => step.does);
    const results = word === '' ? [] : (0,batch .Gc)(word, host, commands, { stdout: stdout.slice(head.index + head[0].length), stderr });
    const died = ended.startsWith('died');
    const steps = task.steps.map((step) => {
        const mine = results.splice(0, step.does.length);
        const phase = phases.get(step.id);
        const status = phase === 'done' ? 'done' : phase === undefined ? 'not-run' : 'failed';
        return { id: step.id, status, results: status === 'not-run' ? [] : mine };
    });
    const failed = steps.find((step) => step.status === 'failed')?.id ?? (died ? (steps.find((step) => step.status === 'not-run') ?? steps.at(-1))?.id ?? task.id : undefined);
    return { steps, failed, ...(died ? { died } : {}) };
}
function cut(host, { exitCode, signal, stderr }) {
    return new failure .HR({
        kind: 'connection',
        code: 'LG-TASK-CUT',
        problem: 'the answer to a script came to an end before it was whole',
        host,
        cause: `${signal ?? `exit code ${String(exitCode)}`}${stderr.trim() === '' ? '' : `: ${(0,plain .p)(stderr.trim()).slice(-500)}`}`,
        next: 'look at the host; the record in .lockgate says what was done, and the next run settles what is unfinished',
    });
}
function stillRunning(host, task) {
    return new failure .HR({
        kind: 'interrupted',
        code: 'LG-TASK-OVERDUE',
        problem: 'a script on the host is still running after all of its deadlines',
        host,
        cause: `task ${task.id}; its output is in .lockgate/tasks/${task.id} on the host`,
        next: 'look on the host what it waits for; the next run ends it and settles what is unfinished',
    });
}

var external_node_util_ = __webpack_require__(7975);
var actions_notes = __webpack_require__(6750);
; 




async function findMissing(shell, layout, { before, after }, notes) {
    const { journal, releases } = await (0,shell_shell .k)(shell, (0,read_state .u)(layout));
    const found = [...journal, ...releases];
    const written = [before, after].flatMap((lines) => [...(lines?.journal ?? []), ...(lines?.releases ?? [])]).filter((line) => found.some((one) => (0,external_node_util_.isDeepStrictEqual)(one, JSON.parse(JSON.stringify(line)))));
    return notes.filter((note) => !written.some((line) => (0,actions_notes ._)(line, note)));
}

; 

function groupByHost(steps) {
    const groups = [];
    for (const step of steps) {
        const last = groups.at(-1);
        if (last?.host === step.host)
            last.steps.push(step);
        else
            groups.push({ host: step.host, steps: [step] });
    }
    return groups;
}
function interrupted(host) {
    return new failure .HR({
        kind: 'interrupted',
        code: 'LG-CANCELLED',
        problem: 'the run was cancelled',
        host,
        cause: 'nothing new was started after the cancellation',
        next: 'the post step of this job, or the next run, brings the system back to one known version',
    });
}
function codeOfStep(id) {
    return `LG-STEP-${id.replace(/@.*$/, '').replace(/[.][0-9]+$/, '').replace(/[^a-z]+/g, '-').toUpperCase()}`;
}
function stepFailure(alias, steps, outcome) {
    const step = steps.find((one) => one.id === outcome.failed);
    const title = step?.title ?? outcome.failed ?? 'a step';
    const failed = outcome.steps.find((one) => one.id === outcome.failed)?.results.find((result) => result.exitCode !== 0);
    const facts = {
        code: codeOfStep(outcome.failed ?? 'unknown'),
        problem: `${title}: failed`,
        next: 'read the lines of the command above; the steps after it were not run',
    };
    if (failed !== undefined)
        return (0,failure ._I)(failed, facts);
    return new failure .HR({ kind: 'command', ...facts, host: alias, cause: 'its script ended without a result: the host was restarted or the process was killed' });
}

; 





class Worker {
    context;
    parts;
    reporter;
    action;
    turns;
    #tasks = 0;
    #changeId = '';
    #written = [];
    constructor(context, parts, reporter, action, turns) {
        this.context = context;
        this.parts = parts;
        this.reporter = reporter;
        this.action = action;
        this.turns = turns;
    }
    async run(work, changeId, written) {
        this.#changeId = changeId;
        this.#written = written;
        const results = new Map();
        const groups = groupByHost(work.steps);
        const alone = this.parts.hosts.length === 1;
        if (alone) {
            const alias = this.parts.hosts[0] ?? '';
            await this.#task(alias, work.steps, work.before, work.after, work.lease, results);
            return results;
        }
        const noted = new Set();
        const notesOnce = (alias) => (noted.has(alias) ? [] : (noted.add(alias), work.before ?? []));
        if ((work.before ?? []).length > 0) {
            for (const alias of this.turns.reached) {
                if (groups[0]?.host !== alias)
                    await this.#task(alias, [], notesOnce(alias), [], 'keep', results);
            }
        }
        try {
            if (work.together === true)
                await this.#sideBySide(work, notesOnce, results);
            else
                for (const group of groups)
                    await this.#task(group.host, group.steps, notesOnce(group.host), [], 'keep', results);
        }
        catch (error) {
            await this.#settleAll([], work.lease, results);
            throw error;
        }
        await this.#settleAll(work.after ?? [], work.lease, results);
        return results;
    }
    async #sideBySide({ steps }, notesOnce, results) {
        const hosts = [...new Set(steps.map(({ host }) => host))];
        const ends = await Promise.allSettled(hosts.map((host) => this.#task(host, steps.filter((step) => step.host === host), notesOnce(host), [], 'keep', results)));
        const failures = ends.flatMap((end) => (end.status === 'rejected' ? [(0,failure .h_)(end.reason)] : []));
        const bug = failures.find(({ kind }) => kind === 'bug');
        if (bug !== undefined)
            throw bug;
        if (failures.length > 0)
            throw new failure .oo(failures);
    }
    async #settleAll(notes, lease, results) {
        if (notes.length === 0 && lease === 'keep')
            return;
        for (const alias of this.turns.reached) {
            try {
                await this.#task(alias, [], notes, [], lease, results);
            }
            catch (error) {
                if (notes.length > 0 || !(error instanceof failure .HR) || error.kind !== 'connection')
                    throw error;
            }
        }
    }
    async #task(alias, steps, before = [], after = [], lease, results, mending = false) {
        const { ports } = this.context;
        if (ports.signal.aborted)
            throw interrupted(alias);
        const { shell, token } = this.turns.of(alias);
        this.#tasks += 1;
        const startedAt = ports.now();
        const writer = { at: startedAt.toISOString(), change: this.#changeId, token, action: this.action, run: this.context.run };
        const task = {
            id: `${this.#changeId === '' ? 'none' : this.#changeId}-${String(token)}-${String(this.#tasks)}`,
            token,
            change: this.#changeId,
            action: this.action,
            before: (0,actions_notes .D)(before, writer),
            steps,
            after: (0,actions_notes .D)(after, writer),
            lease,
        };
        const outcome = await runTask(shell, this.parts.site.layout, task, { onProgress: (line) => { ports.progress(`${alias}: ${line}`); } });
        this.#enter(alias, steps, outcome, startedAt);
        if (alias === this.turns.reached[0])
            this.#written.push(...(task.before?.journal ?? []), ...(outcome.failed === undefined ? (task.after?.journal ?? []) : []));
        for (const step of outcome.steps)
            results.set(step.id, step.results);
        if (outcome.failed === undefined)
            return;
        if (mending || outcome.died !== true || outcome.steps.some((step) => step.status !== 'done'))
            throw stepFailure(alias, steps, outcome);
        await this.#task(alias, [], [], await findMissing(shell, this.parts.site.layout, task, [...before, ...after]), lease, results, true);
    }
    #enter(alias, steps, outcome, startedAt) {
        let at = startedAt.getTime();
        for (const { id, status, results } of outcome.steps) {
            const durationMs = results.reduce((sum, result) => sum + result.durationMs, 0);
            this.reporter.entry({ at: new Date(at).toISOString(), title: steps.find((step) => step.id === id)?.title ?? id, host: alias, durationMs, status });
            at += durationMs;
        }
    }
}

; 






const UNCOMMITTED = 'nocommit';
class Session {
    context;
    parts;
    reporter;
    action;
    #turns;
    #worker;
    #change;
    #changeId = '';
    #remembered = [];
    #written = [];
    constructor(context, parts, reporter, action) {
        this.context = context;
        this.parts = parts;
        this.reporter = reporter;
        this.action = action;
        this.#turns = new HostTurns(context, parts, action);
        this.#worker = new Worker(context, parts, reporter, action, this.#turns);
    }
    get change() {
        return this.#change;
    }
    get changeId() {
        return this.#changeId;
    }
    get hosts() {
        return this.#turns.reached;
    }
    get missing() {
        return this.#turns.missing;
    }
    get snapshot() {
        return this.turn(this.hosts[0] ?? '').snapshot;
    }
    get manifests() {
        return this.hosts.includes(this.parts.databaseHost) ? this.turn(this.parts.databaseHost).snapshot.manifests : [];
    }
    get journal() {
        return [...this.snapshot.journal, ...this.#written];
    }
    remember(name, data) {
        this.#remembered.push({ kind: 'fact', name, data });
    }
    async keepRemembered() {
        if (this.#remembered.length > 0)
            await this.run({ steps: [], lease: 'park' });
    }
    get releases() {
        return (0,release .Gm)(this.snapshot.releases);
    }
    get previous() {
        const serving = this.releases.find((release) => release.id === this.snapshot.current);
        return serving !== undefined && serving.status !== 'bad' && serving.status !== 'pending' ? serving : (0,release .es)(this.releases, this.snapshot.current);
    }
    turn(alias) {
        return this.#turns.of(alias);
    }
    shell(alias) {
        return this.turn(alias).shell;
    }
    async look(probe, wayBack = false) {
        const answer = await this.#turns.look(probe, wayBack);
        this.#readChange();
        return answer;
    }
    async take(probe, wayBack = false) {
        if (this.context.dryRun)
            return this.look(probe, wayBack);
        const answer = await this.#turns.take(this.#changeId, probe, wayBack);
        this.#readChange();
        return answer;
    }
    async askSurvey(probe) {
        return probe === undefined || this.missing.has(this.parts.databaseHost) ? undefined : (0,shell_shell .k)(this.shell(this.parts.databaseHost), probe);
    }
    async readAgain() {
        await this.#turns.readAgain();
        this.#readChange();
    }
    #readChange() {
        this.#written = [];
        const change = (0,journal .z)((0,journal .n)(this.snapshot.journal));
        const steps = change === undefined ? [] : this.hosts.flatMap((alias) => (0,journal .n)(this.turn(alias).snapshot.journal).find(({ id }) => id === change.id)?.steps ?? []);
        this.#change = change === undefined ? undefined : { ...change, steps: [...new Map(steps.map((step) => [step.id, step])).values()] };
        this.#changeId = this.#change?.id ?? '';
    }
    get continues() {
        const opened = this.#change?.opened;
        return opened !== undefined && opened.owner === this.context.run.owner && opened.attempt === this.context.run.attempt;
    }
    mint(mark = this.context.run.commit === '' ? UNCOMMITTED : this.context.run.commit) {
        const taken = new Set([...(0,journal .n)(this.snapshot.journal).map((change) => change.id), ...this.releases.map((release) => release.id)]);
        this.#changeId = (0,release .tl)(this.context.ports.now(), mark, taken);
        this.reporter.release = this.#changeId;
        return { kind: 'opened', previous: this.previous?.id ?? '' };
    }
    async run(asked) {
        if (this.context.dryRun) {
            for (const step of asked.steps)
                await this.shell(step.host).run(step.does);
            return new Map();
        }
        return this.#worker.run({ ...asked, before: this.#recall(asked.before) }, this.#changeId, this.#written);
    }
    async note(work) {
        if (this.context.dryRun)
            return;
        const before = this.#recall(work.before);
        for (;;) {
            try {
                await this.#worker.run({ ...work, before, steps: [] }, this.#changeId, this.#written);
                return;
            }
            catch (error) {
                const host = error instanceof failure .HR && error.kind === 'connection' ? (error.facts.host ?? '') : '';
                if (!(error instanceof failure .HR) || !this.hosts.includes(host) || this.hosts.length === 1)
                    throw error;
                this.lose(host, error);
            }
        }
    }
    lose(alias, why) {
        this.#turns.lose(alias, why);
    }
    #recall(before = []) {
        const facts = this.#remembered.splice(0);
        const opening = before.filter(({ kind }) => kind === 'opened');
        if (this.#change === undefined && opening.length === 0 && this.#written.every(({ kind }) => kind !== 'opened'))
            return before;
        return [...opening, ...facts, ...before.filter(({ kind }) => kind !== 'opened')];
    }
}


  }),

  6874:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    k: () => (  putSignOff)
  });
  var _model_journal__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(990);
  var _model_sign_off__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5536);


async function putSignOff(session, change) {
    const { context, parts, reporter } = session;
    const record = (0,_model_journal__WEBPACK_IMPORTED_MODULE_0__  .n)(session.journal).find(({ id }) => id === change);
    if (record === undefined || context.dryRun)
        return;
    const approvers = (await context.forge.approvers?.()) ?? [];
    reporter.signOff((0,_model_sign_off__WEBPACK_IMPORTED_MODULE_1__  .YR)(record, { app: context.settings.app, environment: context.settings.environment, hosts: parts.hosts, manifests: session.manifests, approvers }));
}


  }),

  7773:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    RV: () => (  backNotes),
    bB: () => (  begunSteps),
    cL: () => (  touchedHosts),
    qq: () => (  hiddenHosts),
    rr: () => (  backHosts)
  });
  var _model_journal__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(990);

const TOUCHES_SERVING = /^(runtime\.|release\.switch|proxy\.(unroute|drain|route))/;
const BACK = 'back@';
function backNotes(hosts, to) {
    return hosts.map((host) => ({ kind: 'fact', name: `${BACK}${host}`, data: { to } }));
}
function backHosts(change) {
    return new Map([...(change?.facts ?? [])].flatMap(([name, data]) => name.startsWith(BACK) ? [[name.slice(BACK.length), typeof data === 'object' && data !== null && 'to' in data ? String(data.to) : '']] : []));
}
function begunSteps(session, change) {
    return new Map(session.hosts.map((host) => {
        const record = (0,_model_journal__WEBPACK_IMPORTED_MODULE_0__  .n)(session.turn(host).snapshot.journal).find(({ id }) => id === change.id);
        return [host, new Set(record?.steps.map(({ id }) => id) ?? [])];
    }));
}
function touchedHosts(session, change) {
    const begun = begunSteps(session, change);
    const back = backHosts(change);
    return session.hosts.filter((host) => !back.has(host) && (session.turn(host).snapshot.current === change.id || [...(begun.get(host) ?? [])].some((id) => TOUCHES_SERVING.test(id))));
}
function hiddenHosts(session, change) {
    const back = backHosts(change);
    const possible = session.releases.some(({ id }) => id === change.id) || (change.facts.has('migrating') && session.context.settings.migrations?.when === 'maintenance');
    return possible ? [...session.missing.keys()].filter((host) => !back.has(host)) : [];
}


  }),

  4179:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  O: () => (  goBack)
});

var release = __webpack_require__(5988);
var sign_off = __webpack_require__(5536);
; 
function decideWayBack(facts) {
    if (facts.schema === 'unknown')
        return { act: 'hold', why: 'it cannot be told whether the migration was committed' };
    if (!facts.corrupted) {
        const schemaIsFine = facts.schema === 'unchanged' || facts.oldAcceptsSchema === 'yes';
        const because = facts.schema === 'unchanged' ? 'the schema is as it was' : 'the old release works with the schema as it is now';
        if (schemaIsFine) {
            return facts.serving === 'untouched'
                ? { act: 'go', level: 'R0', rows: 0, why: `nothing that serves was touched and ${because}` }
                : { act: 'go', level: 'R2', rows: 0, why: because };
        }
        if (facts.downgrade !== 'none') {
            const rows = facts.downgrade === 'lossless' ? 0 : facts.downgradeLoss;
            const why = 'the old release does not work with the new schema, and the downgrade was rehearsed';
            if (rows !== 'unknown' && rows <= facts.lossAllowed)
                return { act: 'go', level: 'R1', rows, why };
            if (facts.backup !== 'verified')
                return { act: 'needs-approval', level: 'R1', rows, why };
        }
    }
    const why = facts.corrupted
        ? 'a check on the data itself failed'
        : facts.oldAcceptsSchema === 'no'
            ? 'the old release does not work with the new schema'
            : 'it is not known whether the old release works with the new schema';
    if (facts.backup !== 'verified') {
        return { act: 'hold', why: `${why}, and there is ${facts.backup === 'none' ? 'no backup' : 'no verified backup'} of this change to restore` };
    }
    if (facts.restoreLoss === 'unknown' || facts.restoreLoss > facts.lossAllowed)
        return { act: 'needs-approval', level: 'R3', rows: facts.restoreLoss, why };
    return { act: 'go', level: 'R3', rows: facts.restoreLoss, why };
}

var carry_out_back = __webpack_require__(451);
var failure = __webpack_require__(2891);
var model_manifest = __webpack_require__(9452);
var shell = __webpack_require__(356);
var predecessors = __webpack_require__(5165);
; 




async function countLoss(session, change) {
    const { database } = session.parts;
    const manifest = (0,predecessors .GH)(change, session.manifests);
    if (database === undefined || manifest === undefined)
        return undefined;
    const window = windowOf(change);
    const loss = database.loss(manifest);
    const census = window === undefined ? undefined : database.census();
    const probe = {
        commands: [...loss.commands, ...(census?.commands ?? [])],
        read: (results) => {
            const counted = loss.read(results.slice(0, loss.commands.length));
            return window === undefined || census === undefined ? counted : (0,model_manifest .B5)(counted, manifest.tables, window, census.read(results.slice(loss.commands.length)));
        },
    };
    try {
        return await (0,shell .k)(session.shell(session.parts.databaseHost), probe);
    }
    catch (error) {
        if (!(error instanceof failure .HR) || error.kind === 'connection')
            throw error;
        session.reporter.note(`the loss of a restore could not be counted: ${error.facts.problem}`);
        return 'unknown';
    }
}
function windowOf(change) {
    const fact = change.facts.get('window');
    return typeof fact === 'object' && fact !== null && 'before' in fact && 'after' in fact ? fact : undefined;
}
function mayNeedRestore(facts, level) {
    return level === 'R3' || facts.corrupted || (facts.schema === 'changed' && facts.oldAcceptsSchema !== 'yes' && facts.downgrade === 'none');
}

var schema_state = __webpack_require__(7244);
var actions_sign_off = __webpack_require__(6874);
var touched = __webpack_require__(7773);
; 

async function holdOn(session, why, request, closes) {
    await session.note({ after: closes ? [{ kind: 'closed', outcome: 'held' }] : [], lease: request.lease });
    return {
        status: 'held',
        level: '',
        loss: '0',
        headline: 'nothing was moved: a person decides',
        target: undefined,
        failure: new failure .HR({
            kind: 'gate-closed',
            code: 'LG-ROLLBACK-HELD',
            problem: 'nothing was moved: a person has to decide',
            cause: why,
            next: 'look at the gate and the diagnostics; then run the rollback action with "level" (R2 switches the release back, R3 restores the backup) or deploy a new version',
        }),
    };
}
async function needApproval(session, decision, request) {
    const rows = String(decision.rows);
    await session.note({ lease: request.lease });
    return {
        status: 'needs-approval',
        level: decision.level,
        loss: rows,
        headline: `the way back (${decision.level}) destroys ${rows} rows and waits for approval`,
        target: undefined,
        failure: new failure .HR({
            kind: 'gate-closed',
            code: 'LG-ROLLBACK-NEEDS-APPROVAL',
            problem: `the way back destroys ${rows} rows, and nobody has approved that`,
            cause: decision.why,
            next: decision.rows === 'unknown'
                ? 'the rows could not be counted: see the note in the summary, mend its cause and run the rollback action again'
                : `run the rollback action with approve-loss: ${rows}, or deploy a version that works with the data as it is`,
        }),
    };
}

; 










function heldBy(change) {
    const fact = change.facts.get('held');
    return typeof fact === 'object' && fact !== null && 'why' in fact ? String(fact.why) : undefined;
}
async function goBack(session, request) {
    const outcome = await goBackUnsigned(session, request);
    await (0,actions_sign_off .k)(session, request.change.id);
    return outcome;
}
async function goBackUnsigned(session, request) {
    const { context, reporter } = session;
    const { change, from } = request;
    const held = heldBy(change);
    if (held !== undefined && !request.byHand) {
        const why = `a gate says hold: ${held}`;
        session.remember(sign_off .Xz, { level: '', why, to: '', rows: '0' });
        return holdOn(session, why, request, true);
    }
    const backup = (0,predecessors .GH)(change, session.manifests);
    const asked = context.settings.backup?.verify ?? 'readable';
    const schema = (0,schema_state .dN)(change, request.survey);
    const target = request.to ?? targetOf(session, change, from);
    const base = {
        serving: request.to !== undefined || (0,touched .cL)(session, change).length > 0 || (0,touched .qq)(session, change).length > 0 || (0,touched .rr)(change).size > 0 ? 'touched' : 'untouched',
        schema: schema.schema,
        oldAcceptsSchema: target === undefined ? 'yes' : schema.oldAcceptsSchema,
        corrupted: change.facts.has('corrupted'),
        downgrade: 'none',
        downgradeLoss: 'unknown',
        backup: backup === undefined ? 'none' : (0,predecessors .O6)(backup.verified, asked) ? 'verified' : 'unverified',
        restoreLoss: 'unknown',
        lossAllowed: Math.max(context.settings.rollback.lossAllowedRows, request.approvedLoss),
    };
    const loss = mayNeedRestore(base, request.level) ? await countLoss(session, change) : undefined;
    const facts = { ...base, restoreLoss: loss === undefined || loss === 'unknown' ? 'unknown' : loss.rows };
    const decision = onEvery(session, insist(decideWayBack(facts), facts, request.level));
    reporter.fact('way back', [
        ['level', decision.act === 'hold' ? 'none' : decision.level],
        ['why', decision.why],
        ['from', from],
        ['to', target?.id ?? 'nothing: this was the first release'],
        ['rows lost', decision.act === 'hold' ? 'none, nothing is moved' : String(decision.rows)],
        ...(loss === undefined || loss === 'unknown' ? [] : [['counted', loss.method]]),
    ]);
    const mark = { level: decision.act === 'go' ? decision.level : '', why: decision.act === 'needs-approval' ? `${decision.level} waits for approval: ${decision.why}` : decision.why, to: target?.id ?? '', rows: decision.act === 'hold' ? '0' : String(decision.rows) };
    session.remember(sign_off .Xz, mark);
    if (decision.act === 'hold')
        return holdOn(session, decision.why, request, false);
    if (decision.act === 'needs-approval')
        return needApproval(session, decision, request);
    context.ports.progress(`rollback: ${decision.level}, ${String(decision.rows)} rows lost: ${decision.why}`);
    return (0,carry_out_back .u)(session, request, decision, target, schema.appliedByChange);
}
function onEvery(session, decision) {
    if (decision.act === 'hold' || decision.level !== 'R3' || session.missing.size === 0)
        return decision;
    return { act: 'hold', why: `the backup has to be restored with every host stopped, and ${[...session.missing.keys()].join(', ')} cannot be reached` };
}
function insist(decision, facts, level) {
    if (level === undefined)
        return decision;
    if (level !== 'R3')
        return { act: 'go', level, rows: 0, why: 'asked for by hand' };
    if (facts.backup === 'none')
        return { act: 'hold', why: 'a restore was asked for, and this change has no backup' };
    if (facts.restoreLoss === 'unknown' || facts.restoreLoss > facts.lossAllowed)
        return { act: 'needs-approval', level, rows: facts.restoreLoss, why: 'asked for by hand' };
    return { act: 'go', level, rows: facts.restoreLoss, why: 'asked for by hand' };
}
function targetOf(session, change, from) {
    const previous = session.releases.find((release) => release.id === change.opened.previous);
    return previous !== undefined && previous.status !== 'bad' && previous.id !== from ? previous : (0,release .es)(session.releases, from);
}


  }),

  7519:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    KN: () => (  percent),
    Ni: () => (  inconclusive),
    Vc: () => (  whyUnanswered),
    YA: () => (  seconds),
    bF: () => (  passed),
    ee: () => (  bytes),
    gz: () => (  failed),
    uH: () => (  clean)
  });
const ANSWER_LIMIT = 400;
const UNSHOWN = /\p{Cc}|\p{Cf}|[\u2028\u2029]|\p{Cs}/gu;
const ESCAPES = /(?!\s)\p{Cc}(?:\[[0-?]*[ -/]*[@-~]|\][^\p{Cc}]*)/gu;
function clean(text, limit = ANSWER_LIMIT) {
    const line = text.slice(0, 8 * limit).replace(ESCAPES, '').replace(/\s+/g, ' ').replace(UNSHOWN, '').trim();
    const shown = Array.from(line);
    return shown.length > limit ? `${shown.slice(0, limit - 1).join('')}…` : line;
}
function answer(status, asked, got, expected, more) {
    const cause = more.cause === undefined ? {} : { cause: clean(more.cause) };
    const next = more.next === undefined ? {} : { next: clean(more.next, 4 * ANSWER_LIMIT) };
    return { status, asked: clean(asked), got: clean(got), expected: clean(expected), ...more, ...cause, ...next };
}
const passed = (asked, got, expected, more = {}) => answer('passed', asked, got, expected, more);
const failed = (asked, got, expected, more = {}) => answer('failed', asked, got, expected, more);
const inconclusive = (asked, got, expected, cause, more = {}) => answer('inconclusive', asked, got, expected, { ...more, cause });
function whyUnanswered(result) {
    if (result === undefined)
        return 'the host gave no answer to this question';
    if (result.exitCode === 0)
        return undefined;
    const said = clean(result.stderr) || clean(result.stdout);
    const how = result.timedOut
        ? `no answer within ${seconds(result.durationMs)}`
        : result.signal !== null
            ? `the command was killed by ${result.signal}`
            : result.exitCode === null
                ? 'the command never reported its end'
                : `exit code ${String(result.exitCode)}`;
    return said === '' ? how : `${how}: ${said}`;
}
function seconds(ms) {
    return ms < 1000 ? `${String(Math.round(ms))} ms` : `${String(Math.round(ms / 100) / 10)} s`;
}
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
function bytes(count) {
    const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, count)) / 3)));
    const amount = count / 1000 ** power;
    return `${power === 0 ? String(Math.round(amount)) : amount.toFixed(1)} ${UNITS[power] ?? ''}`;
}
function percent(share) {
    return `${String(Math.round(share * 1000) / 10)} %`;
}


  }),

  5287:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  b5: () => (  askGate),
  VM: () => (  interrupted),
  Hn: () => (  times)
});

var check = __webpack_require__(2281);
var failure = __webpack_require__(2891);
var answer = __webpack_require__(7519);
; 


function findPlugin(plugins, kind) {
    const plugin = Object.hasOwn(plugins, kind) ? plugins[kind] : undefined;
    if (plugin !== undefined)
        return plugin;
    throw new failure .HR({ kind: 'configuration', code: 'LG-CHECK-UNKNOWN', problem: `there is no check called "${kind}"`, next: `use one of ${Object.keys(plugins).sort().join(', ')}` });
}
function withoutAnswer(question, thrown) {
    if (!(thrown instanceof failure .HR) || thrown.kind === 'bug' || thrown.kind === 'interrupted')
        throw thrown;
    const { problem, cause } = thrown.facts;
    return (0,answer .Ni)(question.description, 'it could not be asked', question.description, cause === undefined ? problem : `${problem}: ${(0,answer .uH)(cause, 250)}`);
}
function prepare(question, ports) {
    const { check, context } = question;
    if (check.asks !== 'host')
        throw new Error('a question to the runner in the batch of a host');
    try {
        return check.probe(context, ports);
    }
    catch (thrown) {
        const result = withoutAnswer(question, thrown);
        return { commands: [], read: () => result };
    }
}
function read(question, probe, results) {
    try {
        return probe.read(results);
    }
    catch (thrown) {
        return withoutAnswer(question, thrown);
    }
}
async function askHost(questions, ports, leftMs) {
    const asked = questions.map((question) => {
        const probe = prepare(question, ports);
        const deadlineMs = Math.max(1, Math.min(question.settings.persistence.timeoutMs, leftMs));
        return { question, probe, commands: probe.commands.map((command) => ({ ...command, deadlineMs })) };
    });
    const commands = asked.flatMap((one) => one.commands);
    let results;
    try {
        const shell = questions[0]?.host.shell;
        results = commands.length === 0 || shell === undefined ? [] : await shell.run(commands, { parallel: true });
    }
    catch (thrown) {
        return asked.map(({ question, probe }) => (probe.commands.length === 0 ? read(question, probe, []) : withoutAnswer(question, thrown)));
    }
    let from = 0;
    return asked.map(({ question, probe, commands: own }) => {
        const mine = results.slice(from, from + own.length);
        from += own.length;
        return read(question, probe, mine);
    });
}
async function askRunner(question, ports, leftMs) {
    const { check, context, settings } = question;
    if (check.asks !== 'runner')
        throw new Error('a question to a host among those to the runner');
    try {
        return await check.ask(context, ports, Math.max(1, Math.min(settings.persistence.timeoutMs, leftMs)));
    }
    catch (thrown) {
        return withoutAnswer(question, thrown);
    }
}
async function askRound(questions, ports, leftMs) {
    const toHosts = questions.filter(({ check }) => check.asks === 'host');
    const aliases = [...new Set(toHosts.map(({ host }) => host.alias))];
    const answers = new Map();
    const take = (asked, results) => {
        asked.forEach((question, index) => {
            const result = results[index];
            if (result !== undefined)
                answers.set(question, result);
        });
    };
    const ends = await Promise.allSettled([
        ...aliases.map(async (alias) => {
            const asked = toHosts.filter(({ host }) => host.alias === alias);
            take(asked, await askHost(asked, ports, leftMs));
        }),
        ...questions
            .filter(({ check }) => check.asks === 'runner')
            .map(async (question) => {
            take([question], [await askRunner(question, ports, leftMs)]);
        }),
    ]);
    for (const end of ends)
        if (end.status === 'rejected')
            throw end.reason;
    return questions.map((question) => answers.get(question) ?? (0,answer .Ni)(question.description, 'no answer', question.description, 'the host gave no answer to this question'));
}

; 

const LOOP = 2;
const LOOK_EVERY_MS = 1000;
class InVain {
    #looked = new Map();
    async why({ host, context }, now) {
        const { runtime, instance } = context;
        const key = `${host.alias} ${instance ?? ''}`;
        const before = this.#looked.get(key);
        if (runtime === undefined || (before !== undefined && now - before.at < LOOK_EVERY_MS))
            return undefined;
        try {
            const probe = runtime.status(instance);
            const { state, detail, restarts = 0, over = false } = probe.read(await host.shell.run(probe.commands));
            const looked = { began: before?.began ?? restarts, at: now };
            this.#looked.set(key, looked);
            if (over && state !== 'running')
                return `asked no longer: ${detail}, and nothing starts it again`;
            if (restarts - looked.began >= LOOP)
                return `asked no longer: ${detail}, ${String(restarts - looked.began)} of them while it was asked`;
        }
        catch (error) {
            if (!(error instanceof failure .HR) || error.kind === 'bug' || error.kind === 'interrupted')
                throw error;
        }
        return undefined;
    }
}

var registry_generated = __webpack_require__(4552);
; 






function questionsOf({ checks, hosts, contextFor, plugins = registry_generated .A }) {
    return checks.flatMap((settings) => {
        const plugin = findPlugin(plugins, settings.kind);
        const check = plugin.create(settings.settings);
        const meant = hosts.filter(({ alias, roles }) => (settings.hosts?.includes(alias) ?? true) && (settings.roles.length === 0 || settings.roles.some((role) => roles.includes(role))));
        const asksApplication = plugin.asksApplication?.(settings.settings) === true;
        const serving = meant.filter(({ alias }) => !asksApplication || contextFor(alias, undefined).elsewhere !== true);
        const nowhere = serving.length === 0 ? { why: 'another release serves on every host that it is meant for', early: false } : undefined;
        const here = nowhere === undefined ? serving : meant.slice(0, 1);
        const fit = settings.roles.length === 0 ? here.filter(({ alias }) => plugin.meantFor?.(settings.settings, contextFor(alias, undefined)) ?? true) : here;
        const asking = fit.length === 0 ? here : fit;
        const asked = check.asks === 'runner' && check.once === true ? asking.slice(0, 1) : asking;
        return asked.map((host) => {
            const context = contextFor(host.alias, host.instance);
            const unasked = context.moment === 'preflight' && context.release === '' && asksApplication ? { why: 'nothing has been released yet', early: true } : nowhere;
            const name = host.instance === undefined ? settings.name : `${settings.name} (instance ${host.instance})`;
            return { settings, name, check, host, context, description: plugin.describe(settings.settings), unasked, asksApplication, aboutHost: !(check.asks === 'runner' && check.once === true) };
        });
    });
}
const WORDS = ['', 'once', 'twice', 'three times', 'four times', 'five times', 'six times', 'seven times', 'eight times', 'nine times', 'ten times'];
const times = (count) => WORDS[count] ?? `${String(count)} times`;
function finish(pending) {
    const { settings: { persistence }, attempts, inARow, result, description } = pending;
    if (result === undefined) {
        return { status: 'inconclusive', asked: description, got: 'it was not asked', expected: description, cause: 'the time of the gate was over before' };
    }
    const asked = attempts > 1 ? `${result.asked} ${times(attempts)} in ${(0,answer .YA)(Math.max(0, pending.ended - pending.began))}` : result.asked;
    if (result.status === 'passed' && inARow < persistence.successes) {
        const got = (0,answer .uH)(`${result.got}, but only ${times(inARow)} in a row`);
        return { ...result, status: 'failed', asked, got, expected: (0,answer .uH)(`${result.expected}, ${times(persistence.successes)} in a row`) };
    }
    return { ...result, asked };
}
function judged(pending) {
    const { settings, name, host, aboutHost, unasked } = pending;
    const onInconclusive = unasked?.early === true ? 'warn' : settings.onInconclusive;
    const result = finish(pending);
    const onFail = result.slow === true ? (settings.onSlow ?? settings.onFail) : settings.onFail;
    return { name, kind: settings.kind, host: aboutHost ? host.alias : undefined, onFail, onInconclusive, result };
}
function interrupted(ports) {
    if (!ports.signal.aborted)
        return;
    throw new failure .HR({
        kind: 'interrupted',
        code: 'LG-INTERRUPTED',
        problem: 'the gate was interrupted before it had its answers',
        cause: 'this run was cancelled',
        next: 'nothing was decided by this gate; the next run, or the post step, brings the hosts to one known version',
    });
}
function record(pending, result, now) {
    const { persistence } = pending.settings;
    pending.attempts += 1;
    pending.result = result;
    pending.ended = now;
    pending.inARow = result.status === 'passed' ? pending.inARow + 1 : 0;
    pending.due = now + persistence.everyMs;
    const over = pending.due - pending.began >= (persistence.deadlineMs ?? Number.POSITIVE_INFINITY);
    pending.settled = over || pending.inARow >= persistence.successes || pending.attempts >= Math.max(persistence.attempts, persistence.successes);
}
async function giveUp(question, inVain, now) {
    const { aboutHost, asksApplication, result } = question;
    if (!aboutHost || !asksApplication || result === undefined || result.status === 'passed')
        return;
    const why = await inVain.why(question, now);
    if (why === undefined)
        return;
    question.result = { ...result, status: 'failed', cause: (0,answer .uH)([...(result.cause === undefined || result.cause === '' ? [] : [result.cause]), why].join('; ')) };
    question.settled = true;
}
const TOGETHER_MS = 50;
const TELL_EVERY_MS = 3000;
async function askGate(request) {
    const { ports, moment } = request;
    const started = ports.now().getTime();
    const pending = questionsOf(request).map((question) => ({ ...question, attempts: 0, inARow: 0, result: undefined, began: started, ended: started, due: started, settled: false }));
    for (const question of pending) {
        if (question.unasked === undefined)
            continue;
        question.result = { status: 'inconclusive', asked: (0,answer .uH)(question.description), got: `it was not asked: ${question.unasked.why}`, expected: (0,answer .uH)(question.description) };
        question.settled = true;
    }
    const inVain = request.untilInVain === true ? new InVain() : undefined;
    const end = started + (request.deadlineMs ?? Number.POSITIVE_INFINITY);
    let told = started;
    for (;;) {
        interrupted(ports);
        const open = pending.filter(({ settled }) => !settled);
        const now = ports.now().getTime();
        if (open.length === 0 || now >= end)
            break;
        const next = Math.min(...open.map(({ due }) => due));
        if (next > now) {
            await sleep(ports, Math.min(next, end) - now);
            continue;
        }
        const due = open.filter((question) => question.due <= now + TOGETHER_MS);
        for (const question of due)
            if (question.attempts === 0)
                question.began = now;
        const answers = await askRound(due, ports, end - now);
        interrupted(ports);
        const answered = ports.now().getTime();
        due.forEach((question, index) => {
            const answer = answers[index];
            if (answer !== undefined)
                record(question, answer, answered);
        });
        const waiting = due.filter(({ settled }) => !settled);
        for (const question of waiting)
            if (inVain !== undefined)
                await giveUp(question, inVain, answered);
        if (waiting.length > 0 && answered - told >= TELL_EVERY_MS) {
            told = answered;
            for (const question of waiting)
                ports.progress(describeProgress(question));
        }
    }
    return (0,check .S)(moment, pending.map(judged));
}
function describeProgress({ settings, name, host, aboutHost, attempts, result }) {
    const { persistence: { attempts: most, successes } } = settings;
    return `${name}${aboutHost ? ` on ${host.alias}` : ''}: attempt ${String(attempts)} of ${String(Math.max(most, successes))}, got ${(0,answer .uH)(result?.got ?? 'nothing', 120)}`;
}
async function sleep(ports, ms) {
    try {
        await ports.sleep(ms);
    }
    catch (thrown) {
        interrupted(ports);
        throw thrown;
    }
}


  }),

  2344:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  Y: () => (  automatic),
  G: () => (  automaticCheck)
});

var schemas = __webpack_require__(225);
var databases_database = __webpack_require__(6301);
var failure = __webpack_require__(2891);
var answer = __webpack_require__(7519);
; 




const database_facts_plugin = {
    kind: 'database',
    schema: schemas .Vxk(),
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
    create: () => ({
        asks: 'host',
        probe: ({ database, release }) => {
            const asked = 'the database for its version and size';
            const expected = 'an answer';
            if (database === undefined)
                return { commands: [], read: () => (0,answer .Ni)(asked, 'it could not be asked', expected, 'no database is configured for this host') };
            const probe = database.inspect();
            return {
                commands: probe.commands,
                read: (results) => {
                    try {
                        const facts = probe.read(results);
                        if (facts.engineVersion === '' || !(facts.bytes >= 0))
                            return (0,answer .Ni)(asked, 'no answer', expected, 'it told nothing of itself');
                        return (0,answer .bF)(asked, `${database.engine} ${(0,answer .uH)(facts.engineVersion, 60)}, ${(0,answer .ee)(facts.bytes)}`, expected, { figures: { bytes: facts.bytes } });
                    }
                    catch (thrown) {
                        if (!(thrown instanceof failure .HR) || thrown.kind === 'bug')
                            throw thrown;
                        const { problem, cause = '', code, next } = thrown.facts;
                        if (code === databases_database .O && release === '')
                            return (0,answer .bF)(asked, 'there is none yet: this is the first deploy', expected);
                        return (0,answer .gz)(asked, `${problem}${cause === '' ? '' : ` (${(0,answer .uH)(cause, 200)})`}`, expected, { next });
                    }
                },
            };
        },
    }),
    describe: () => 'the database answers',
};

var command = __webpack_require__(144);
; 
function joinWrapped(lines) {
    const joined = [];
    for (const line of lines) {
        if (/^ {1,4}\(/.test(line))
            joined.push(line.trim());
        else if (joined.length > 0 && /^\s{5,}\S/.test(line))
            joined.push(`${joined.pop() ?? ''} ${line.trim()}`);
    }
    return joined;
}
const TAG = /^(?:[A-Z_]+|(?:CWD|CHROOT|ROLE|TYPE|TIMEOUT)=\S+):? ?/;
const TAGS = ['NOPASSWD', 'PASSWD', 'SETENV', 'NOSETENV', 'EXEC', 'NOEXEC', 'FOLLOW', 'NOFOLLOW', 'MAIL', 'NOMAIL', 'LOG_INPUT', 'NOLOG_INPUT', 'LOG_OUTPUT', 'NOLOG_OUTPUT', 'INTERCEPT', 'NOINTERCEPT'];
function readRules(lines) {
    const free = lines.some((line) => /(^|[ ,])!authenticate\b/.test(line));
    return joinWrapped(lines).flatMap((line) => {
        const [, who = '', list = ''] = /^\(([^)]*)\) ?(.*)$/.exec(line) ?? [];
        const users = (who.split(':')[0] ?? '').split(',').map((user) => user.trim());
        let password = !free;
        return list.split(/(?<!\\), /).map((item) => {
            let command = item.trim();
            for (let tag = TAG.exec(command); tag !== null; tag = TAG.exec(command)) {
                const word = tag[0].replace(/[: ]+$/, '');
                if (!TAGS.includes(word) && !word.includes('='))
                    break;
                if (word === 'NOPASSWD')
                    password = false;
                if (word === 'PASSWD')
                    password = true;
                command = command.slice(tag[0].length);
            }
            return { users, password, command: command.replace(/^!\s*/, ''), negated: command.startsWith('!') };
        });
    });
}
function expressionOf(pattern) {
    let text = '';
    for (let at = 0; at < pattern.length; at += 1) {
        const char = pattern.charAt(at);
        if (char === '\\') {
            at += 1;
            text += pattern.charAt(at).replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
        }
        else
            text += char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[$()+.[\]^{|}]/g, '\\$&');
    }
    return new RegExp(`^${text}$`, 'us');
}
function matches({ users, command }, user, path, words) {
    if (!users.includes(user) && !users.includes('ALL'))
        return false;
    if (command === 'ALL')
        return true;
    const [, program = '', wanted] = /^(\S+)(?: (.*))?$/s.exec(command) ?? [];
    if (program.endsWith('/') ? !path.startsWith(program) || path.slice(program.length).includes('/') : !expressionOf(program).test(path))
        return false;
    if (wanted === undefined)
        return true;
    return wanted === '""' ? words.length === 0 : expressionOf(wanted).test(words.join(' '));
}
function withoutPassword(lines, user, path, words) {
    const rules = readRules(lines);
    const last = rules.findLast((rule) => matches(rule, user, path, words));
    if (last !== undefined)
        return last.negated ? undefined : !last.password;
    return rules.length > 0 && rules.every(({ password }) => !password) ? true : undefined;
}
const sudoersWord = (word) => word.replace(/[\\,:=*?[\]!"]/g, '\\$&');
function sudoersLine(me, user, path, words) {
    return [`${me} ALL=(${user}) NOPASSWD: ${path}`, ...words.map(sudoersWord)].join(' ');
}

; 




const ANY_WORD = '--lockgate-asks-for-any-word';
function readAnswer(stdout) {
    const lines = stdout.split('\n');
    const after = (word) => lines.flatMap((line) => (line.startsWith(`${word}\t`) ? [line.slice(word.length + 1)] : []));
    const code = after('asked')[0];
    return { me: after('me')[0] ?? '', path: after('path')[0] ?? '', plainly: lines.includes('plainly'), code: code === undefined ? undefined : Number(code), said: after('said').join(' '), rules: after('rule') };
}
function judgeRight({ as, words: [program, ...words], why: use }, asked, result) {
    const expected = `allowed without a password, to ${use}`;
    const why = (0,answer .Vc)(result);
    const { me, path, plainly, code, said, rules } = readAnswer(result?.stdout ?? '');
    if (why !== undefined || me === '')
        return (0,answer .Ni)(asked, 'it could not be asked', expected, why ?? 'the host did not say who it is asked as');
    if (path === '')
        return (0,answer .gz)(asked, `there is no ${(0,answer .uH)(program, 60)} on the host that ${(0,answer .uH)(me, 40)} could run`, expected, { next: `install what brings ${program}, then run again` });
    if (plainly)
        return (0,answer .bF)(asked, `the deploy user is ${as}`, expected);
    if (code === undefined)
        return (0,answer .Ni)(asked, 'it could not be asked', expected, 'sudo did not answer');
    const next = `add this line with visudo, in a file such as /etc/sudoers.d/lockgate: ${sudoersLine(me, as, path, words)}`;
    if (code !== 0)
        return (0,answer .gz)(asked, `not allowed for ${(0,answer .uH)(me, 40)}${said === '' ? '' : ` (${(0,answer .uH)(said, 160)})`}`, expected, { next });
    const free = withoutPassword(rules, as, path, words.length === 0 ? [ANY_WORD] : words);
    if (free === false)
        return (0,answer .gz)(asked, `allowed for ${(0,answer .uH)(me, 40)}, but with a password`, expected, { next });
    if (free === undefined)
        return (0,answer .Ni)(asked, `allowed for ${(0,answer .uH)(me, 40)}`, expected, 'it cannot be told from the list of sudo whether without a password', { next });
    return (0,answer .bF)(asked, `allowed for ${(0,answer .uH)(me, 40)}`, expected);
}
const privilege_plugin = {
    kind: 'privilege',
    schema: schemas .IeY(),
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
    create: (privilege) => ({
        asks: 'host',
        probe: () => {
            const { as, words } = privilege;
            const asked = `sudo -n -u ${as} -l ${words.join(' ')}`;
            return {
                commands: [(0,command .hF)('ask what sudo allows', 'lg_check_privilege', [as, ...words, ...(words.length === 1 ? [ANY_WORD] : [])], { library: true })],
                read: ([result]) => judgeRight(privilege, asked, result),
            };
        },
    }),
    describe: ({ as, words }) => (0,answer .uH)(`run ${words.join(' ')} as ${as}`, 120),
};

; 


const restarts_plugin = {
    kind: 'restarts',
    schema: schemas .Vxk(),
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
    create: () => ({
        asks: 'host',
        probe: ({ runtime, restarts: before }) => {
            const asked = 'how often the application was started anew by itself';
            const expected = before === undefined ? 'a number' : `${String(before)} times, as when the watch began`;
            if (runtime === undefined)
                return { commands: [], read: () => (0,answer .Ni)(asked, 'it could not be asked', expected, 'no `runtime` is configured') };
            const probe = runtime.status();
            return {
                commands: probe.commands,
                read: (results) => {
                    const { state, detail, restarts } = probe.read(results);
                    const got = `${state}${detail === '' ? '' : `: ${detail}`}`;
                    if (restarts === undefined)
                        return (0,answer .Ni)(asked, got, expected, `the runtime ${runtime.kind} does not count that`);
                    const counted = `${got}, ${String(restarts)} times`;
                    return before !== undefined && restarts > before ? (0,answer .gz)(asked, counted, expected, { figures: { restarts } }) : (0,answer .bF)(asked, counted, expected, { figures: { restarts } });
                },
            };
        },
    }),
    describe: () => 'no restart by itself',
};

; 


const rollback_target_plugin = {
    kind: 'rollback-target',
    schema: schemas .IeY(),
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
    create: ({ release, ready }) => ({
        asks: 'host',
        probe: () => {
            const expected = 'a release to go back to, or a first deploy';
            if (release === undefined)
                return { commands: [], read: () => (0,answer .bF)('the release to go back to', 'none yet: this is the first deploy, and what comes of it can only be stopped', expected) };
            const asked = `whether ${release.id} (${release.version}) can be gone back to`;
            return {
                commands: ready,
                read: (results) => {
                    if (results.length < ready.length)
                        return (0,answer .Ni)(asked, 'it could not be asked', expected, 'the host gave no answer to this question');
                    const silent = results.find(({ exitCode }) => exitCode === null);
                    if (silent !== undefined)
                        return (0,answer .Ni)(asked, 'it could not be asked', expected, (0,answer .Vc)(silent) ?? '');
                    const why = results.map((result) => (0,answer .Vc)(result)).find((one) => one !== undefined);
                    return why === undefined ? (0,answer .bF)(asked, `it is there, ${release.status}`, expected) : (0,answer .gz)(asked, why, expected, { next: 'bring its files back, or deploy once more what serves now, so that there is a whole release to go back to' });
                },
            };
        },
    }),
    describe: () => 'a release to go back to',
};

var measure = __webpack_require__(9357);
var checks_mount = __webpack_require__(8504);
; 





const MARGIN = 1.2;
const LEAST_BYTES = 1_000_000;
const LEAST_INODES = 2000;
function backupBytes(last, databaseBytes) {
    if (databaseBytes === undefined)
        return last?.bytes;
    return last === undefined || last.databaseBytes <= 0 ? databaseBytes : (last.bytes / last.databaseBytes) * databaseBytes;
}
function judgeRoom(needs) {
    const devices = [...new Set(needs.map(({ mount }) => mount.device || mount.path))];
    return devices.flatMap((device) => {
        const here = needs.filter(({ mount }) => (mount.device || mount.path) === device);
        const { space, inodes } = here[0]?.mount ?? {};
        const needed = here.reduce((sum, need) => sum + need.bytes, 0) * MARGIN + LEAST_BYTES;
        const what = here.map(({ place, bytes: one }) => `${(0,answer .ee)(one)} for the ${place.brings} in ${(0,answer .uH)(place.path, 60)}`).join(', ');
        return [
            ...(space !== undefined && space.free < needed ? [`${(0,answer .ee)(space.free)} free where ${(0,answer .ee)(needed)} are needed: ${what}, and a margin`] : []),
            ...(inodes !== undefined && inodes.all > 0 && inodes.free < LEAST_INODES ? [`${String(inodes.free)} inodes free where ${String(LEAST_INODES)} are needed, in ${(0,answer .uH)(here[0]?.place.path ?? '', 60)}`] : []),
        ];
    });
}
function readNeeds(settings, results, databaseBytes) {
    const weight = (0,measure .YV)(results[0]?.stdout ?? '', 'weight', 1)?.[0];
    const needs = [];
    for (const [index, place] of settings.places.entries()) {
        const result = results[index + 1];
        const why = (0,answer .Vc)(result);
        const mount = (0,checks_mount .O)(result?.stdout ?? '');
        if (why !== undefined || mount.space === undefined)
            return `${place.path}: ${why ?? 'the file system does not tell'}`;
        const needed = place.brings === 'release' ? (weight ?? 0) * 1024 : (backupBytes(settings.last, databaseBytes) ?? 0);
        needs.push({ place, mount, bytes: needed });
    }
    return needs;
}
function sizeOfDatabase({ database }) {
    const probe = database?.inspect();
    return {
        commands: probe?.commands ?? [],
        read: (results) => {
            try {
                return probe?.read(results).bytes;
            }
            catch {
                return undefined;
            }
        },
    };
}
const room_plugin = {
    kind: 'room',
    schema: schemas .IeY(),
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
    create: (settings) => ({
        asks: 'host',
        probe: (context) => {
            const asked = `the free space at ${settings.places.map(({ path }) => path).join(', ')}`;
            const expected = 'room for what the deploy brings there';
            const size = sizeOfDatabase(context);
            const weigh = (0,command .hF)('weigh the release that serves', 'lg_check_weight', [context.site.layout.current], { library: true });
            const mounts = settings.places.map(({ path }) => (0,command .hF)('measure the free space', 'lg_check_disk', [path], { library: true }));
            return {
                commands: [weigh, ...mounts, ...size.commands],
                read: (results) => {
                    const needs = readNeeds(settings, results, size.read(results.slice(1 + mounts.length)));
                    if (typeof needs === 'string')
                        return (0,answer .Ni)(asked, 'it could not be measured', expected, needs);
                    const problems = judgeRoom(needs);
                    if (problems.length > 0)
                        return (0,answer .gz)(asked, problems.join('; '), expected, { next: 'free space there, or keep fewer releases and backups' });
                    return (0,answer .bF)(asked, needs.map(({ mount, bytes: one }) => `${(0,answer .ee)(mount.space?.free ?? 0)} free for ${(0,answer .ee)(one)}`).join(', '), expected);
                },
            };
        },
    }),
    describe: () => 'room for the release and the backup',
};

; 


const valid_plugin = {
    kind: 'valid',
    schema: schemas .IeY(),
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
    create: (subject) => ({
        asks: 'host',
        probe: () => {
            const probe = subject.validate();
            return {
                commands: probe.commands,
                read: (results) => {
                    const { valid, text } = probe.read(results);
                    const told = (0,answer .uH)(text) || (valid ? 'valid' : 'not valid');
                    return (valid ? answer .bF : answer .gz)(`the configuration of ${subject.kind}`, told, 'one that it takes');
                },
            };
        },
    }),
    describe: ({ kind }) => `the configuration of ${kind} is valid`,
};

; 






const automatic = { database: database_facts_plugin, privilege: privilege_plugin, restarts: restarts_plugin, 'rollback-target': rollback_target_plugin, room: room_plugin, valid: valid_plugin };
function automaticCheck(kind, settings, more = {}) {
    const plugin = automatic[kind];
    const { attempts, everyMs, timeoutMs, successes } = plugin.defaults;
    return {
        kind,
        settings,
        name: plugin.describe(settings),
        persistence: { attempts, everyMs, timeoutMs, successes },
        onFail: more.onFail ?? 'hold',
        onInconclusive: more.onInconclusive ?? 'hold',
        roles: [],
        ...(more.hosts === undefined ? {} : { hosts: more.hosts }),
    };
}


  }),

  9357:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    MT: () => (  amountOf),
    YV: () => (  figuresAfter),
    Zo: () => (  showNumber),
    ai: () => (  number),
    e7: () => (  showSpace),
    xe: () => (  space)
  });
  var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(225);
  var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8532);
  var _model_units__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8766);
  var _answer__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7519);



const isShare = (written) => written.trim().endsWith('%');
const space = zod__WEBPACK_IMPORTED_MODULE_1__  .YjP({ error: (0,_model_units__WEBPACK_IMPORTED_MODULE_0__  .cc)('this is no amount of space', 'write a size such as 2GB or a share such as 20%') }).transform((written, context) => {
    const parsed = (isShare(written) ? _model_units__WEBPACK_IMPORTED_MODULE_0__  .X1 : _model_units__WEBPACK_IMPORTED_MODULE_0__  .Ej).safeParse(written);
    if (parsed.success)
        return isShare(written) ? { share: parsed.data } : { count: parsed.data };
    context.addIssue({ code: 'custom', message: parsed.error.issues[0]?.message ?? '' });
    return zod__WEBPACK_IMPORTED_MODULE_2__  .tm;
});
const number = zod__WEBPACK_IMPORTED_MODULE_1__  .KCZ([zod__WEBPACK_IMPORTED_MODULE_1__  .Whr().min(0).transform((count) => ({ count })), _model_units__WEBPACK_IMPORTED_MODULE_0__  .X1.transform((share) => ({ share }))]);
const showSpace = (amount) => ('share' in amount ? (0,_answer__WEBPACK_IMPORTED_MODULE_3__  .KN)(amount.share) : (0,_answer__WEBPACK_IMPORTED_MODULE_3__  .ee)(amount.count));
const showNumber = (amount) => ('share' in amount ? (0,_answer__WEBPACK_IMPORTED_MODULE_3__  .KN)(amount.share) : String(amount.count));
const amountOf = (amount, all) => ('share' in amount ? amount.share * all : amount.count);
function figuresAfter(stdout, word, many) {
    const line = stdout.split('\n').find((one) => one.startsWith(`${word}\t`));
    const figures = line?.split('\t').slice(1, many + 1) ?? [];
    return figures.length === many && figures.every((figure) => /^[0-9]+(\.[0-9]+)?$/.test(figure)) ? figures.map(Number) : undefined;
}


  }),

  8504:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    O: () => (  readMount)
  });
function readMount(stdout) {
    const lines = stdout.split('\n').map((line) => line.split('\t'));
    const figures = (kind, unit) => {
        const found = lines.find(([name]) => name === kind);
        const [all, free] = [found?.[1], found?.[3]];
        return all !== undefined && free !== undefined && /^[0-9]+$/.test(all) && /^[0-9]+$/.test(free) ? { all: Number(all) * unit, free: Number(free) * unit } : undefined;
    };
    const [blocks, nodes] = [figures('blocks', 1024), figures('inodes', 1)];
    const word = (name) => lines.find(([first]) => first === name)?.[1] ?? '';
    return { path: word('path'), device: word('device'), ...(blocks === undefined ? {} : { space: blocks }), ...(nodes === undefined ? {} : { inodes: nodes }) };
}


  }),

  4552:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  A: () => (  checks)
});

var schemas = __webpack_require__(225);
var command = __webpack_require__(144);
var layout = __webpack_require__(4351);
var units = __webpack_require__(8766);
var checks_answer = __webpack_require__(7519);
var measure = __webpack_require__(9357);
; 






const LEVELS = ['checksum', 'readable', 'restored'];
const schema = schemas .KCZ([
    units .p0,
    schemas .rej({
        'younger-than': units .p0.describe('How old the newest backup may be.'),
        verify: schemas .k5n(LEVELS).optional().describe('How far it must have been proven: checksum, readable or restored. Default: checksum.'),
        files: schemas .YOg(schemas .YjP().min(1)).min(1).optional().describe('Backups that another program makes: files on the host, with wildcards; absolute, or below the release path.'),
        'minimum-size': units .Ej.optional().describe('What such a file must hold at least.'),
    }),
])
    .transform((given) => (typeof given === 'number' ? { 'younger-than': given, verify: undefined, files: undefined, 'minimum-size': undefined } : given))
    .refine(({ files, verify }) => files === undefined || verify === undefined, { path: ['verify'], error: (0,units .cc)('how far files of another program were proven is not on record', 'leave `verify` out, or leave `files` out and ask for backups of Lockgate') })
    .refine(({ files, 'minimum-size': least }) => files !== undefined || least === undefined, { path: ['minimum-size'], error: (0,units .cc)('`minimum-size` stands without `files`', 'add `files`, or leave it out: the section backup has a minimum-size of its own') });
const HOUR_MS = 3_600_000;
function age(ms) {
    if (ms < HOUR_MS)
        return ms < 60_000 ? (0,checks_answer .YA)(Math.max(0, ms)) : `${String(Math.round(ms / 60_000))} min`;
    const [amount, unit] = ms < 48 * HOUR_MS ? [ms / HOUR_MS, 'h'] : [ms / (24 * HOUR_MS), 'd'];
    return `${String(Math.round(amount * 10) / 10)} ${unit}`;
}
function newestOf(backups, level) {
    return backups.filter(({ verified }) => LEVELS.indexOf(verified) >= LEVELS.indexOf(level)).reduce((newest, one) => (newest === undefined || Date.parse(one.at) > Date.parse(newest.at) ? one : newest), undefined);
}
const describeWanted = ({ 'younger-than': limit, verify, files }) => files === undefined ? `a backup younger than ${age(limit)}${verify === undefined ? '' : `, verified to "${verify}"`}` : `a file younger than ${age(limit)}`;
function ofOthers(settings, context, patterns) {
    const asked = `the newest of ${patterns.join(', ')}`;
    const expected = describeWanted(settings);
    return {
        commands: [(0,command .hF)('look for the newest backup', 'lg_check_newest', patterns.map((pattern) => (0,layout .G)(context.site.layout, pattern)), { library: true })],
        read: ([result]) => {
            const stdout = result?.stdout ?? '';
            const why = (0,checks_answer .Vc)(result);
            const now = (0,measure .YV)(stdout, 'now', 1)?.[0];
            const count = (0,measure .YV)(stdout, 'count', 1)?.[0];
            if (why !== undefined || now === undefined || count === undefined)
                return (0,checks_answer .Ni)(asked, 'it could not be looked for', expected, why ?? 'the look did not get to its end');
            const newest = (0,measure .YV)(stdout, 'newest', 2);
            if (count === 0 || newest === undefined)
                return (0,checks_answer .Ni)(asked, 'no file', expected, `nothing matches ${patterns.join(', ')}, or this user may not see it`);
            const [written = 0, held = 0] = newest;
            const name = (0,checks_answer .uH)(/^newest\t[0-9]+\t[0-9]+\t(.*)$/m.exec(stdout)?.[1] ?? '', 120);
            const got = `${name}, ${(0,checks_answer .ee)(held)}, ${age((now - written) * 1000)} old`;
            const least = settings['minimum-size'] ?? 1;
            if (held < least)
                return (0,checks_answer .gz)(asked, got, `${expected} of at least ${(0,checks_answer .ee)(least)}`);
            return (now - written) * 1000 <= settings['younger-than'] ? (0,checks_answer .bF)(asked, got, expected) : (0,checks_answer .gz)(asked, got, expected);
        },
    };
}
function ofOurs(settings, context, nowMs) {
    const asked = 'the newest backup on record';
    const expected = describeWanted(settings);
    const manifest = newestOf(context.backups ?? [], settings.verify ?? 'checksum');
    if (context.backups === undefined)
        return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it could not be asked', expected, 'the record of the backups was not read') };
    if (manifest === undefined)
        return { commands: [], read: () => (0,checks_answer .gz)(asked, context.backups?.length === 0 ? 'there is none' : 'none is verified that far', expected, { next: 'run the action backup' }) };
    const took = nowMs - Date.parse(manifest.at);
    return {
        commands: [(0,command .hF)('look at the backup', 'lg_check_newest', [manifest.file], { library: true })],
        read: ([result]) => {
            const got = `${manifest.id}, ${(0,checks_answer .ee)(manifest.bytes)}, ${manifest.verified}, ${age(took)} old`;
            const why = (0,checks_answer .Vc)(result);
            const count = (0,measure .YV)(result?.stdout ?? '', 'count', 1)?.[0];
            if (why !== undefined || count === undefined)
                return (0,checks_answer .Ni)(asked, got, expected, why ?? 'the look at its file did not get to its end');
            if (count === 0)
                return (0,checks_answer .gz)(asked, `${got}; its file is gone, or this user may not see it`, expected);
            const held = (0,measure .YV)(result?.stdout ?? '', 'newest', 2)?.[1];
            if (held !== manifest.bytes)
                return (0,checks_answer .gz)(asked, `${got}; its file holds ${(0,checks_answer .ee)(held ?? 0)}`, expected);
            return took <= settings['younger-than'] ? (0,checks_answer .bF)(asked, got, expected) : (0,checks_answer .gz)(asked, got, expected);
        },
    };
}
const backup_age_plugin = {
    kind: 'backup-age',
    schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
    create: (settings) => ({
        asks: 'host',
        probe: (context, ports) => (settings.files === undefined ? ofOurs(settings, context, ports.now().getTime()) : ofOthers(settings, context, settings.files)),
    }),
    meantFor: (settings, { backups }) => settings.files !== undefined || backups !== undefined,
    describe: describeWanted,
};

; 




const clock_schema = schemas .rej({ skew: units .p0.prefault('5s').describe('How far the clock of the host may be from that of the runner.') });
function surelyOff(hostMs, sentMs, gotMs) {
    if (hostMs > gotMs)
        return hostMs - gotMs;
    return hostMs + 999 < sentMs ? hostMs + 999 - sentMs : 0;
}
const clock_plugin = {
    kind: 'clock',
    schema: clock_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
    create: ({ skew }) => ({
        asks: 'host',
        probe: (_context, ports) => {
            const asked = 'the clock of the host';
            const expected = `within ${(0,checks_answer .YA)(skew)} of the runner's`;
            const sent = ports.now().getTime();
            return {
                commands: [(0,command .hF)('read the clock', 'date', ['-u', '+%s'])],
                read: ([result]) => {
                    const why = (0,checks_answer .Vc)(result);
                    const told = (result?.stdout ?? '').trim();
                    if (why !== undefined || !/^[0-9]{9,11}$/.test(told))
                        return (0,checks_answer .Ni)(asked, 'it could not be read', expected, why ?? `"${(0,checks_answer .uH)(told, 60)}" is no time`);
                    const off = surelyOff(Number(told) * 1000, sent, ports.now().getTime());
                    const got = off === 0 ? 'in step' : `${(0,checks_answer .YA)(Math.abs(off))} ${off > 0 ? 'ahead' : 'behind'}`;
                    return Math.abs(off) <= skew ? (0,checks_answer .bF)(asked, got, expected) : (0,checks_answer .gz)(asked, got, expected);
                },
            };
        },
    }),
    describe: ({ skew }) => `the clock of the host is within ${(0,checks_answer .YA)(skew)}`,
};

; 



const pattern = schemas .YjP()
    .min(1)
    .superRefine((text, refinement) => {
    try {
        new RegExp(text, 'u');
    }
    catch (thrown) {
        refinement.addIssue({ code: 'custom', message: (0,units .cc)(`"${text.slice(0, 60)}" is not a regular expression: ${thrown instanceof Error ? (0,checks_answer .uH)(thrown.message, 120) : ''}`, 'put a backslash before a character that is meant as it stands') });
    }
});
const scalar = schemas .KCZ([schemas .YjP(), schemas .aig(), schemas .zMY(), schemas .chJ()]);
const rules = schemas .rej({
    equals: schemas .KCZ([scalar, schemas .YOg(scalar)]).optional().describe('Exactly this value.'),
    max: schemas .aig().optional().describe('A number, at most this.'),
    min: schemas .aig().optional().describe('A number, at least this.'),
    matches: pattern.optional().describe('Text that this regular expression matches.'),
    'one-of': schemas .YOg(scalar).min(1).optional().describe('One of these values.'),
});
const expectation = schemas .KCZ([scalar, schemas .YOg(scalar), rules.refine((given) => Object.values(given).some((rule) => rule !== undefined), { error: (0,units .cc)('no rule is given', 'write one of equals, min, max, matches, one-of') })]);
function rulesOf(expected) {
    return expected !== null && typeof expected === 'object' && !Array.isArray(expected) ? expected : { equals: expected };
}
function show(value) {
    if (value === undefined)
        return 'nothing';
    return (0,checks_answer .uH)(typeof value === 'string' ? value : JSON.stringify(value), 120);
}
function showFound(value, expected) {
    return typeof value === 'string' && typeof expected !== 'string' && value === String(expected) ? `"${value}" as text` : show(value);
}
const same = (a, b) => a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
function describeExpectation(expected) {
    const { equals, min, max, matches, 'one-of': oneOf } = rulesOf(expected);
    return [
        ...(equals === undefined ? [] : [show(equals)]),
        ...(min === undefined ? [] : [`at least ${String(min)}`]),
        ...(max === undefined ? [] : [`at most ${String(max)}`]),
        ...(matches === undefined ? [] : [`like /${show(matches)}/`]),
        ...(oneOf === undefined ? [] : [`one of ${oneOf.map(show).join(', ')}`]),
    ].join(' and ');
}
function disappointment(expected, value) {
    const { equals, min, max, matches, 'one-of': oneOf } = rulesOf(expected);
    if (value === undefined)
        return 'nothing';
    const isNumber = typeof value === 'number' && Number.isFinite(value);
    const fine = (equals === undefined || same(equals, value)) &&
        (min === undefined || (isNumber && value >= min)) &&
        (max === undefined || (isNumber && value <= max)) &&
        (matches === undefined || ((typeof value === 'string' || typeof value === 'number') && new RegExp(matches, 'u').test(String(value)))) &&
        (oneOf === undefined || oneOf.some((one) => same(one, value)));
    if (fine)
        return undefined;
    return (min !== undefined || max !== undefined) && !isNumber ? `${show(value)}, which is no number` : showFound(value, equals);
}
function valueAt(json, path) {
    if (json === null || typeof json !== 'object')
        return undefined;
    if (Object.hasOwn(json, path))
        return json[path];
    for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
        const key = path.slice(0, dot);
        if (!Object.hasOwn(json, key))
            continue;
        const found = valueAt(json[key], path.slice(dot + 1));
        if (found !== undefined)
            return found;
    }
    return undefined;
}

; 





const command_schema = schemas .rej({
    on: schemas .k5n(['host', 'runner']).prefault('host').describe('Where it runs.'),
    run: schemas .YjP().min(1).describe('The line, run by `sh`. It must change nothing. LOCKGATE_BASE_URL, LOCKGATE_INSTANCE_URL, LOCKGATE_RELEASE, LOCKGATE_VERSION and LOCKGATE_ENVIRONMENT are set where they are known.'),
    cwd: schemas .YjP().min(1).optional().describe('On a host: the folder to run in, absolute or below the release path. On the runner it is the checkout.'),
    expect: schemas .rej({
        exit: schemas .Whr().min(0).max(255).prefault(0).describe('Its exit code.'),
        stdout: expectation.optional().describe('What it prints, without the line break at the end.'),
    })
        .prefault({})
        .describe('What counts as healthy; default: exit code 0.'),
});
const command_describeWanted = ({ expect: { exit, stdout } }) => `exit code ${String(exit)}${stdout === undefined ? '' : ` and ${describeExpectation(stdout)} on stdout`}`;
function variables(context, instanceUrl) {
    const known = {
        LOCKGATE_ENVIRONMENT: context.site.environment,
        LOCKGATE_BASE_URL: context.site.url,
        LOCKGATE_INSTANCE_URL: instanceUrl ?? '',
        LOCKGATE_RELEASE: context.release,
        LOCKGATE_VERSION: context.version,
    };
    return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== ''));
}
function printed(text, { expect: { stdout } }) {
    const trimmed = text.replace(/\r?\n$/, '');
    const wantsNumber = typeof stdout === 'number' || (stdout !== null && typeof stdout === 'object' && !Array.isArray(stdout) && (stdout.min !== undefined || stdout.max !== undefined || typeof stdout.equals === 'number'));
    return wantsNumber && /^\s*-?[0-9]+([.][0-9]+)?\s*$/.test(trimmed) ? Number(trimmed) : trimmed;
}
function judgeRun(asked, settings, result) {
    const expected = command_describeWanted(settings);
    const { expect } = settings;
    if (result === undefined)
        return (0,checks_answer .Ni)(asked, 'no answer', expected, 'the host gave no answer to this question');
    const said = (0,checks_answer .uH)(result.stderr, 200) || (0,checks_answer .uH)(result.stdout, 200);
    if (result.timedOut)
        return (0,checks_answer .gz)(asked, `no end within ${(0,checks_answer .YA)(result.durationMs)}${said === '' ? '' : `: ${said}`}`, expected);
    if (result.signal !== null)
        return (0,checks_answer .gz)(asked, `killed by ${result.signal}${said === '' ? '' : `: ${said}`}`, expected);
    if (result.exitCode === null)
        return (0,checks_answer .Ni)(asked, 'no answer', expected, 'the command never reported its end');
    if ((result.exitCode === 127 || result.exitCode === 126) && expect.exit !== result.exitCode) {
        return (0,checks_answer .Ni)(asked, `exit code ${String(result.exitCode)}: ${said}`, expected, 'the line could not be run');
    }
    if (result.exitCode !== expect.exit)
        return (0,checks_answer .gz)(asked, `exit code ${String(result.exitCode)}${said === '' ? '' : `: ${said}`}`, expected);
    if (expect.stdout !== undefined) {
        if (result.truncated)
            return (0,checks_answer .Ni)(asked, 'too much output', expected, 'what it printed was cut, so it cannot be compared');
        const instead = disappointment(expect.stdout, printed(result.stdout, settings));
        if (instead !== undefined)
            return (0,checks_answer .gz)(asked, `exit code ${String(result.exitCode)} and ${instead === '' ? 'nothing' : instead} on stdout`, expected);
    }
    return (0,checks_answer .bF)(asked, `exit code ${String(result.exitCode)} in ${(0,checks_answer .YA)(result.durationMs)}`, expected);
}
async function onRunner(settings, context, ports, timeoutMs) {
    const asked = `${settings.run} (on the runner)`;
    const wantsInstance = settings.run.includes('LOCKGATE_INSTANCE_URL');
    if (wantsInstance && (context.port === undefined || ports.tunnel === undefined)) {
        const why = context.port === undefined ? 'the runtime tells no port of an instance' : 'this runner cannot open a local port to the host';
        return (0,checks_answer .Ni)(asked, 'it was not asked', command_describeWanted(settings), why);
    }
    const tunnel = wantsInstance && context.port !== undefined ? await ports.tunnel?.(context.host, context.port) : undefined;
    try {
        const env = variables(context, tunnel === undefined ? undefined : `http://127.0.0.1:${String(tunnel.port)}`);
        return judgeRun(asked, settings, await ports.local(settings.run, { deadlineMs: timeoutMs, env }));
    }
    finally {
        await tunnel?.close();
    }
}
const command_plugin = {
    kind: 'command',
    schema: command_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 300_000, successes: 1 },
    create: (settings) => settings.on === 'runner'
        ? { asks: 'runner', once: !settings.run.includes('LOCKGATE_INSTANCE_URL'), ask: (context, ports, timeoutMs) => onRunner(settings, context, ports, timeoutMs) }
        : {
            asks: 'host',
            probe: (context) => {
                const env = variables(context, context.port === undefined ? undefined : `http://127.0.0.1:${String(context.port)}`);
                const cwd = settings.cwd === undefined ? {} : { cwd: (0,layout .G)(context.site.layout, settings.cwd) };
                const { program, words } = (0,command .Tg)(settings.run);
                return {
                    commands: [(0,command .hF)(`run ${(0,checks_answer .uH)(settings.run, 60)}`, program, words, { env, ...cwd })],
                    read: ([result]) => judgeRun(settings.run, settings, result),
                };
            },
        },
    describe: (settings) => `${(0,checks_answer .uH)(settings.run, 100)} on the ${settings.on}: ${command_describeWanted(settings)}`,
};

var checks_mount = __webpack_require__(8504);
; 







const disk_schema = schemas .rej({
    path: schemas .YjP().min(1).prefault('.').describe('A path on the file system in question; absolute, or below the release path, which is the default.'),
    free: measure .xe.optional().describe('What must be free: 2GB, or 20% of the file system.'),
    inodes: measure .ai.optional().describe('How many inodes must be free: a number, or 10% of all.'),
})
    .refine(({ free, inodes: nodes }) => free !== undefined || nodes !== undefined, { error: (0,units .cc)('neither `free` nor `inodes` is given', 'write what must be free, such as free: 2GB') });
const disk_describeWanted = ({ free, inodes: nodes }) => [...(free === undefined ? [] : [`${(0,measure .e7)(free)} free`]), ...(nodes === undefined ? [] : [`${(0,measure .Zo)(nodes)} inodes free`])].join(' and ');
function judgeMount(asked, settings, result) {
    const expected = disk_describeWanted(settings);
    const why = (0,checks_answer .Vc)(result);
    if (why !== undefined)
        return (0,checks_answer .Ni)(asked, 'it could not be measured', expected, why);
    const mount = (0,checks_mount .O)(result?.stdout ?? '');
    const parts = [
        { what: '', wanted: settings.free, found: mount.space, unit: checks_answer .ee },
        { what: ' inodes', wanted: settings.inodes, found: mount.inodes, unit: String },
    ].filter(({ wanted }) => wanted !== undefined);
    const got = parts.map(({ found, unit, what }) => (found === undefined || found.all === 0 ? `free${what} unknown` : `${unit(found.free)}${what} free (${(0,checks_answer .KN)(found.free / found.all)})`)).join(', ');
    const where = `${got} at ${mount.path}`;
    if (parts.some(({ found, wanted }) => found !== undefined && found.all > 0 && wanted !== undefined && found.free < (0,measure .MT)(wanted, found.all)))
        return (0,checks_answer .gz)(asked, where, expected);
    if (parts.some(({ found }) => found === undefined || found.all === 0))
        return (0,checks_answer .Ni)(asked, where, expected, 'the file system does not tell');
    return (0,checks_answer .bF)(asked, where, expected);
}
const disk_plugin = {
    kind: 'disk',
    schema: disk_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
    create: (settings) => ({
        asks: 'host',
        probe: ({ site }) => {
            const path = settings.path === '.' ? site.layout.root : (0,layout .G)(site.layout, settings.path);
            return {
                commands: [(0,command .hF)('measure the free space', 'lg_check_disk', [path], { library: true })],
                read: ([result]) => judgeMount(`the free space at ${path}`, settings, result),
            };
        },
    }),
    describe: (settings) => `${disk_describeWanted(settings)} at ${settings.path === '.' ? 'the release path' : settings.path}`,
};

; 





const oneLine = schemas .YjP().min(1).regex(/^[^\n\r]*$/, { error: (0,units .cc)('a value is one line', 'write it without line breaks') });
const value = schemas .KCZ([oneLine, schemas .aig().transform(String), schemas .zMY().transform(String)]);
const env_file_rules = schemas .rej({
    'min-length': schemas .Whr().min(1).optional().describe('At least so many characters.'),
    equals: value.optional().describe('Exactly this value; `url` stands for the address of the environment.'),
    'one-of': schemas .YOg(value).min(1).optional().describe('One of these values.'),
    matches: oneLine.optional().describe('An extended regular expression that it must match.'),
})
    .refine((given) => Object.values(given).some((rule) => rule !== undefined), { error: (0,units .cc)('no rule is given', 'write `set`, or one of min-length, equals, one-of, matches') });
const env_file_schema = schemas .rej({
    path: schemas .YjP().min(1).prefault('shared/.env').describe('The env file on the host; absolute, or below the release path.'),
    keys: schemas .g1P(schemas .YjP().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), schemas .KCZ([schemas .euz('set'), env_file_rules]))
        .refine((keys) => Object.keys(keys).length > 0, { error: (0,units .cc)('no key is given', 'write which keys must be there, such as DATABASE_URL: set') })
        .describe('Key → `set`, or rules about its value. The value is judged on the host and never leaves it.'),
});
function words(settings, context) {
    return Object.entries(settings.keys).flatMap(([key, rule]) => {
        if (rule === 'set')
            return [key, 'set', ''];
        const { 'min-length': length, equals, 'one-of': oneOf, matches } = rule;
        return [
            ...(length === undefined ? [] : [key, 'min-length', String(length)]),
            ...(equals === undefined ? [] : [key, 'equals', equals === 'url' ? context.site.url : equals]),
            ...(oneOf === undefined ? [] : [key, 'one-of', oneOf.join('\n')]),
            ...(matches === undefined ? [] : [key, 'matches', matches]),
        ];
    });
}
const BROKEN = { 'min-length': 'is too short', equals: 'is not what it must be', 'one-of': 'is none of the allowed values', matches: 'does not match' };
function describeBroken(key, rule, verdict) {
    if (verdict === 'missing')
        return `${key} is missing`;
    if (verdict === 'empty')
        return `${key} is empty`;
    return `${key} ${BROKEN[rule] ?? 'breaks its rule'}`;
}
function judgeKeys(asked, expected, result) {
    const why = (0,checks_answer .Vc)(result);
    if (why !== undefined)
        return (0,checks_answer .Ni)(asked, 'it could not be read', expected, result?.exitCode === null || result === undefined ? 'the host did not answer' : `exit code ${String(result.exitCode)}`);
    const lines = (result?.stdout ?? '').split('\n').map((line) => line.split('\t'));
    const file = lines.find(([name, , rest]) => name === 'file' && rest === undefined)?.[1];
    if (file === 'missing')
        return (0,checks_answer .gz)(asked, 'there is no such file', expected);
    if (file !== 'read')
        return (0,checks_answer .Ni)(asked, 'it could not be read', expected, 'the user of the connection may not read it');
    const verdicts = lines.flatMap(([key, rule, verdict]) => (key !== undefined && rule !== undefined && verdict !== undefined ? [{ key, rule, verdict }] : []));
    const broken = verdicts.filter(({ verdict }) => ['missing', 'empty', 'broken'].includes(verdict));
    if (broken.length > 0)
        return (0,checks_answer .gz)(asked, [...new Set(broken.map(({ key, rule, verdict }) => describeBroken(key, rule, verdict)))].join(', '), expected);
    const unclear = verdicts.filter(({ verdict }) => verdict !== 'ok');
    if (unclear.length > 0 || verdicts.length === 0)
        return (0,checks_answer .Ni)(asked, 'not every rule could be judged', expected, unclear.map(({ key, rule }) => `${key}: ${rule}`).join(', ') || 'no answer');
    return (0,checks_answer .bF)(asked, `all of ${String(new Set(verdicts.map(({ key }) => key)).size)} keys`, expected);
}
const env_file_plugin = {
    kind: 'env-file',
    schema: env_file_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
    create: (settings) => ({
        asks: 'host',
        probe: (context) => {
            const asked = `the keys of ${settings.path}`;
            const expected = (0,checks_answer .uH)(`${Object.keys(settings.keys).join(', ')} as the rules say`);
            const needsUrl = Object.entries(settings.keys).find(([, rule]) => rule !== 'set' && rule.equals === 'url');
            if (needsUrl !== undefined && context.site.url === '') {
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it was not asked', expected, `${needsUrl[0]} must equal the url of the environment, which has none`) };
            }
            return {
                commands: [(0,command .hF)('judge the env file', 'lg_check_env', [(0,layout .G)(context.site.layout, settings.path), ...words(settings, context)], { library: true })],
                read: ([result]) => judgeKeys(asked, expected, result),
            };
        },
    }),
    describe: (settings) => `${Object.keys(settings.keys).join(', ')} in ${settings.path}`,
};

var model_secret = __webpack_require__(1405);
; 

function fillHeaders(written, ports) {
    const secrets = [];
    const headers = {};
    for (const [name, value] of Object.entries(written)) {
        if (typeof value === 'string') {
            headers[name] = value;
            continue;
        }
        const secret = ports.secret(value.secret);
        if (secret === undefined || secret.reveal() === '')
            return { missing: value.secret };
        secrets.push(secret);
        headers[name] = value.prefix === undefined ? secret : withPrefix(value.prefix, secret);
    }
    return { headers, secrets };
}
function withPrefix(prefix, secret) {
    return new model_secret .z(secret.name, `${prefix}${secret.reveal()}`);
}
function hide(answer, secrets) {
    if (secrets.length === 0)
        return answer;
    const without = (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret.reveal(), String(secret)), text);
    if (answer.kind !== 'answered')
        return { ...answer, cause: without(answer.cause) };
    return { ...answer, body: without(answer.body), headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, without(value)])) };
}

; 
const SERVES = ['released', 'watch', 'follow-up'];
function portOf(settings, context) {
    if (settings.port !== undefined)
        return settings.port;
    if (settings.service === undefined)
        return context.port;
    return context.runtime?.instances.find(({ name }) => name === settings.service)?.port;
}
function targetsOf(settings, context) {
    const { url, from, path = '/' } = settings;
    if (url !== undefined)
        return { targets: [{ name: 'address', shown: url, target: { url } }], why: '' };
    const port = portOf(settings, context);
    const site = context.site.url;
    const instance = port === undefined ? [] : [{ name: 'instance', shown: `${path} on port ${String(port)}`, target: { host: context.host, port, path } }];
    const outside = site === '' ? [] : [{ name: 'public', shown: `${site}${path}`, target: { url: `${site}${path}` } }];
    if (settings.service !== undefined && port === undefined)
        return { targets: [], why: `the runtime has no instance called ${settings.service}` };
    if (from === 'host')
        return { targets: instance, why: 'the runtime tells no port; add `port` to it or to the check' };
    if (from === 'public')
        return { targets: outside, why: 'the environment has no `url`' };
    const both = SERVES.includes(context.moment) ? [...instance, ...outside] : instance.length > 0 ? instance : outside;
    return { targets: both, why: 'there is neither a port of the runtime nor a `url` of the environment' };
}
function targetOf(settings, context) {
    const { targets, why } = targetsOf(settings, context);
    return { target: targets[0], why };
}

; 



async function askMany(asking, context, ports, timeoutMs) {
    const { target, why } = targetOf(asking, context);
    const shown = target?.shown ?? asking.path ?? '/';
    if (target === undefined)
        return { shown, answers: [], why };
    const filled = fillHeaders(asking.headers, ports);
    if ('missing' in filled)
        return { shown, answers: [], why: `the variable ${filled.missing} is not set; hand it over with \`env:\`` };
    const end = ports.now().getTime() + timeoutMs;
    const answers = [];
    while (answers.length < asking.requests) {
        const left = end - ports.now().getTime();
        if (left <= 0)
            return { shown, answers, why: 'the time was over' };
        const answer = hide(await ports.http({ target: target.target, headers: filled.headers, timeoutMs: left }), filled.secrets);
        if (answer.kind === 'unasked')
            return { shown, answers, why: (0,checks_answer .uH)(answer.cause) };
        answers.push(answer);
    }
    return { shown, answers };
}

; 



const statusRange = schemas .YjP().regex(/^[1-5][0-9]{2}-[1-5][0-9]{2}$/, { error: (0,units .cc)('this is no range of status codes', 'write it as 200-299') });
const settings_status = schemas .KCZ([schemas .Whr().min(100).max(599), statusRange]);
const header = schemas .KCZ([
    schemas .YjP(),
    schemas .rej({
        secret: units .Gf.describe('Name of the variable that holds the value.'),
        prefix: schemas .YjP().optional().describe('Text before the value, such as "Bearer ".'),
    }),
]);
const path = schemas .YjP().startsWith('/', { error: (0,units .cc)('a path begins with a slash', 'write it as /health') });
const address = schemas .OZ5({ protocol: /^https?$/ });
const from = schemas .k5n(['host', 'public']);
const port = schemas .Whr().min(1).max(65535);
const statuses = schemas .KCZ([settings_status, schemas .YOg(settings_status).min(1)]);
const json = schemas .g1P(schemas .YjP().min(1), expectation);
const headers = schemas .g1P(schemas .YjP().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/), header);
const settings_schema = schemas .rej({
    path: path.optional().describe('Path to ask for; / by default.'),
    url: address.optional().describe('A whole address instead of a path: asked from the runner.'),
    from: from.optional().describe('host: the port, through the connection; public: the address of the environment. Default: the port where there is one; once released, both.'),
    service: schemas .YjP().min(1).optional().describe('Which service or instance to ask, where the runtime has several.'),
    port: port.optional().describe('The port on the host, where it is not the one of the runtime.'),
    method: schemas .k5n(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']).prefault('GET').describe('Method of the request.'),
    headers: headers.prefault({}).describe('Headers of the request; secret ones by the name of their variable.'),
    body: schemas .YjP().optional().describe('Body of the request.'),
    status: statuses.prefault(200).describe('Status codes that count as healthy: one, a range such as 200-299, or a list.'),
    json: json.prefault({}).describe('Dotted path into the JSON answer → the value it must have, or equals, min, max, matches, one-of.'),
    contains: schemas .YjP().min(1).optional().describe('Text that the answer must contain.'),
    matches: pattern.optional().describe('Regular expression that the answer must match.'),
    'response-headers': schemas .g1P(schemas .YjP().min(1), expectation).prefault({}).describe('Header of the answer → the value it must have.'),
    version: schemas .KCZ([schemas .euz(true), schemas .YjP().min(1)]).optional().describe('Proof that the new release is what serves: the dotted path at which the JSON answer tells its version or release; `true`: at version or release, in a header X-Version or X-Release, or as the whole answer.'),
    under: units .p0.optional().describe('How quickly the answer must come.'),
})
    .refine(({ url, path, from, service, port }) => url === undefined || (path ?? from ?? service ?? port) === undefined, {
    path: ['url'],
    error: (0,units .cc)('`url` stands beside path, from, service or port', 'write the whole address in `url` and leave the others out'),
});

; 


const manyKeys = {
    path: path.optional().describe('Path to ask for; / by default.'),
    url: address.optional().describe('A whole address instead of a path: asked from the runner.'),
    from: from.optional().describe('host: the port, through the connection; public: the address of the environment. Default: the port where there is one.'),
    service: schemas .YjP().min(1).optional().describe('Which service or instance to ask, where the runtime has several.'),
    port: port.optional().describe('The port on the host, where it is not the one of the runtime.'),
    headers: headers.prefault({}).describe('Headers of the request; secret ones by the name of their variable.'),
    requests: schemas .Whr().min(1).max(1000).prefault(20).describe('How often it is asked.'),
};

; 








const errors_schema = schemas .rej({
    under: units .X1.describe('What share of the answers may be errors: those with a status of 500 or above, and those that do not come.'),
    files: schemas .YOg(schemas .YjP().min(1)).min(1).optional().describe('Access logs on the host in the common or combined form, with wildcards; absolute, or below the release path. Without them, requests of its own and those of the watch count.'),
    last: schemas .KCZ([schemas .euz('deploy'), units .p0]).optional().describe('With `files`: how far back to look. Default: since the deploy began.'),
    'at-least': schemas .Whr().min(1).optional().describe('With `files`: fewer requests than these say nothing. Default: 1.'),
    ...manyKeys,
})
    .refine(({ files, last, 'at-least': least }) => files !== undefined || (last ?? least) === undefined, { path: ['last'], error: (0,units .cc)('`last` and `at-least` stand without `files`', 'add files: [/var/log/nginx/access.log], or leave them out') });
const errors_describeWanted = ({ under }) => `fewer than ${(0,checks_answer .KN)(under)} errors`;
function judgeShare(asked, settings, { all, bad }) {
    const share = bad / all;
    const got = `${String(bad)} of ${String(all)} answers are errors (${(0,checks_answer .KN)(share)})`;
    return (bad === 0 || share < settings.under ? checks_answer .bF : checks_answer .gz)(asked, got, errors_describeWanted(settings), { figures: { requests: all, errors: bad } });
}
function readAccess(asked, settings, result) {
    const expected = errors_describeWanted(settings);
    const lines = (result?.stdout ?? '').split('\n');
    const scanned = (0,measure .YV)(result?.stdout ?? '', 'scanned', 1)?.[0];
    const why = (0,checks_answer .Vc)(result);
    if (why !== undefined || scanned === undefined)
        return (0,checks_answer .Ni)(asked, 'the logs could not be read', expected, why ?? 'the look did not get to its end');
    const unreadable = lines.flatMap((line) => /^unreadable\t(.*)$/.exec(line)?.[1] ?? []);
    if (unreadable.length > 0)
        return (0,checks_answer .Ni)(asked, 'not all of it could be read', expected, unreadable.join(', '));
    if (scanned === 0)
        return (0,checks_answer .Ni)(asked, 'no file', expected, `nothing matches ${settings.files?.join(', ') ?? ''}`);
    const found = lines.flatMap((line) => (line.startsWith('requests\t') ? [(0,measure .YV)(line, 'requests', 2) ?? []] : []));
    const [all, bad] = [0, 1].map((column) => found.reduce((sum, figures) => sum + (figures[column] ?? 0), 0));
    if (all === undefined || bad === undefined || all < (settings['at-least'] ?? 1))
        return (0,checks_answer .Ni)(asked, `${String(all ?? 0)} requests`, expected, 'there were too few requests to say anything');
    return judgeShare(asked, settings, { all, bad });
}
function sinceOf(settings, context) {
    if (settings.last !== undefined && settings.last !== 'deploy')
        return `ago:${String(Math.ceil(settings.last / 1000))}`;
    const began = Date.parse(context.deployedAt ?? '');
    return Number.isNaN(began) ? undefined : `at:${String(Math.floor(began / 1000))}`;
}
async function askItself(settings, context, ports, timeoutMs) {
    const { shown, answers, why } = await askMany(settings, context, ports, timeoutMs);
    const earlier = context.answers ?? { all: 0, bad: 0 };
    const asked = `GET ${shown} ${String(settings.requests)} times${earlier.all === 0 ? '' : `, and ${String(earlier.all)} earlier requests of this watch`}`;
    if (answers.length < settings.requests)
        return (0,checks_answer .Ni)(asked, `only ${String(answers.length)} answers`, errors_describeWanted(settings), why ?? '');
    const bad = answers.filter((answer) => answer.kind !== 'answered' || answer.status >= 500).length;
    return judgeShare(asked, settings, { all: answers.length + earlier.all, bad: bad + earlier.bad });
}
const errors_plugin = {
    kind: 'errors',
    schema: errors_schema,
    defaults: { attempts: 1, everyMs: 5000, timeoutMs: 60_000, successes: 1 },
    create: (settings) => {
        const { files } = settings;
        if (files === undefined)
            return { asks: 'runner', once: settings.url !== undefined || settings.from === 'public', ask: (context, ports, timeoutMs) => askItself(settings, context, ports, timeoutMs) };
        const asked = `the requests in ${files.join(', ')}`;
        return {
            asks: 'host',
            probe: (context) => {
                const from = sinceOf(settings, context);
                if (from === undefined)
                    return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it was not asked', errors_describeWanted(settings), 'it is not known when the deploy began') };
                return {
                    commands: [(0,command .hF)('count the errors in access logs', 'lg_check_access', [from, ...files.map((file) => (0,layout .G)(context.site.layout, file))], { library: true })],
                    read: ([result]) => readAccess(asked, settings, result),
                };
            },
        };
    },
    asksApplication: (settings) => settings.url === undefined && (settings.files === undefined || settings.last === undefined || settings.last === 'deploy'),
    describe: errors_describeWanted,
};

; 


const wanted = schemas .euz('no-orphans');
const foreign_keys_schema = schemas .KCZ([wanted, schemas .rej({ state: wanted.prefault('no-orphans').describe('No key points to a row that is not there.') })]).transform(() => ({ state: 'no-orphans' }));
const foreign_keys_plugin = {
    kind: 'foreign-keys',
    schema: foreign_keys_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 300_000, successes: 1 },
    create: () => ({
        asks: 'host',
        probe: ({ database }) => {
            const asked = 'the foreign keys of the database';
            const expected = 'every key points to a row';
            if (database === undefined)
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it could not be asked', expected, 'no database is configured for this host') };
            const [orphans, facts] = [database.orphans(), database.inspect()];
            return {
                commands: [...orphans.commands, ...facts.commands],
                read: (results) => {
                    const found = orphans.read(results.slice(0, orphans.commands.length));
                    const { engineVersion, bytes } = facts.read(results.slice(orphans.commands.length));
                    if (found.length === 0 && (engineVersion === '' || !(bytes > 0)))
                        return (0,checks_answer .Ni)(asked, 'no answer', expected, 'the database told nothing of itself either');
                    return found.length === 0 ? (0,checks_answer .bF)(asked, 'no orphans', expected) : (0,checks_answer .gz)(asked, `orphans: ${found.join(', ')}`, expected);
                },
            };
        },
    }),
    meantFor: (_settings, { database }) => database !== undefined,
    describe: () => 'no foreign key points nowhere',
};

; 


function accepts(wanted, status) {
    return (Array.isArray(wanted) ? wanted : [wanted]).some((one) => {
        if (typeof one === 'number')
            return one === status;
        const [low, high] = one.split('-').map(Number);
        return low !== undefined && high !== undefined && status >= low && status <= high;
    });
}
function judge_answer_describeWanted(settings, serving) {
    const { status, json, contains, matches, version, under } = settings;
    return [
        [status].flat().join(' or '),
        ...Object.entries(json).map(([path, wanted]) => `${path} = ${describeExpectation(wanted)}`),
        ...Object.entries(settings['response-headers']).map(([name, wanted]) => `header ${name} = ${describeExpectation(wanted)}`),
        ...(contains === undefined ? [] : [`containing "${(0,checks_answer .uH)(contains, 60)}"`]),
        ...(matches === undefined ? [] : [`like /${(0,checks_answer .uH)(matches, 60)}/`]),
        ...(version === undefined ? [] : [`release ${serving.release || serving.version || 'unknown'} serving`]),
        ...(under === undefined ? [] : [`within ${(0,checks_answer .YA)(under)}`]),
    ].join(' and ');
}
function isSame(told, { release, version }) {
    if (typeof told !== 'string' && typeof told !== 'number')
        return false;
    const plain = (text) => text.trim().replace(/^v(?=[0-9])/, '');
    return [release, version].some((one) => one !== '' && plain(one) === plain(String(told)));
}
function toldVersion(wanted, answer, json) {
    if (wanted !== true)
        return valueAt(json, wanted);
    const { headers, body } = answer;
    const whole = body.trim();
    return (headers['x-release'] ?? headers['x-version'] ?? valueAt(json, 'release') ?? valueAt(json, 'version') ?? (json === undefined && whole.length > 0 && whole.length <= 100 && !whole.includes('\n') ? whole : undefined));
}
function judgeVersion(wanted, answer, json, serving) {
    if (isSame(toldVersion(wanted, answer, json), serving))
        return [];
    if (wanted === true && [answer.headers['x-version'], valueAt(json, 'version')].some((told) => isSame(told, serving)))
        return [];
    const told = toldVersion(wanted, answer, json);
    if (told === undefined)
        return [`no version is told${wanted === true ? '' : ` at ${wanted}`}`];
    return [`${(0,checks_answer .uH)(typeof told === 'string' ? told : JSON.stringify(told), 100)} serves, not ${serving.release || serving.version}`];
}
function parse(body) {
    try {
        return { json: JSON.parse(body) };
    }
    catch {
        return undefined;
    }
}
function judgeAnswer(settings, answer, serving) {
    const { status, json: wanted, contains, matches, version, under } = settings;
    const { body } = answer;
    const problems = [];
    const location = answer.headers['location'];
    if (!accepts(status, answer.status)) {
        problems.push(answer.status >= 300 && answer.status < 400 && location !== undefined ? `a redirect to ${(0,checks_answer .uH)(location, 120)}, which is not followed` : `status ${String(answer.status)}`);
    }
    const parsed = parse(body);
    const paths = Object.entries(wanted);
    if (paths.length > 0 && parsed === undefined)
        problems.push(body.trim() === '' ? 'an empty body, where JSON was expected' : 'a body that is not JSON');
    else {
        for (const [path, value] of paths) {
            const instead = disappointment(value, valueAt(parsed?.json, path));
            if (instead !== undefined)
                problems.push(`${path} = ${instead}`);
        }
    }
    for (const [name, value] of Object.entries(settings['response-headers'])) {
        const instead = disappointment(typeof value === 'number' || typeof value === 'boolean' ? String(value) : value, answer.headers[name.toLowerCase()]);
        if (instead !== undefined)
            problems.push(`header ${name} = ${instead}`);
    }
    if (contains !== undefined && !body.includes(contains))
        problems.push(body === '' ? 'an empty body' : `no "${(0,checks_answer .uH)(contains, 60)}" in the body`);
    if (matches !== undefined && !new RegExp(matches, 'u').test(body))
        problems.push(body === '' ? 'an empty body' : `a body unlike /${(0,checks_answer .uH)(matches, 60)}/`);
    if (version !== undefined)
        problems.push(...judgeVersion(version, answer, parsed?.json, serving));
    if (under !== undefined && answer.ms > under)
        problems.push(`an answer after ${(0,checks_answer .YA)(answer.ms)}`);
    return problems;
}
function describeAnswer(answer) {
    const body = (0,checks_answer .uH)(answer.body, 160);
    return body === '' ? `${String(answer.status)}, empty body` : `${String(answer.status)}, ${body}`;
}

; 




function judgeOne(settings, answer, context) {
    if (answer.kind === 'unasked')
        return { status: 'inconclusive', got: 'it could not be asked', cause: answer.cause };
    if (answer.kind === 'unreachable')
        return { status: 'failed', got: `no answer: ${(0,checks_answer .uH)(answer.cause, 200)}` };
    const came = describeAnswer(answer);
    if (settings.version !== undefined && context.release === '' && context.version === '') {
        return { status: 'inconclusive', got: came, cause: 'it is not known which release should serve' };
    }
    const problems = judgeAnswer(settings, answer, context);
    const slow = problems.length > 0 && judgeAnswer({ ...settings, under: undefined }, answer, context).length === 0;
    return problems.length === 0
        ? { status: 'passed', got: `${came} in ${(0,checks_answer .YA)(answer.ms)}`, ms: answer.ms }
        : { status: 'failed', got: withReasons(came, problems.filter((problem) => problem !== `status ${String(answer.status)}`)), ms: answer.ms, slow };
}
function withReasons(came, reasons) {
    return reasons.length === 0 ? came : `${reasons.join(', ')} (${came})`;
}
async function askOnce(settings, context, ports, timeoutMs) {
    const { targets, why } = targetsOf(settings, context);
    const asked = `${settings.method} ${targets.length === 0 ? (settings.path ?? '/') : targets.map(({ shown }) => shown).join(' and ')}`;
    const expected = judge_answer_describeWanted(settings, context);
    if (targets.length === 0)
        return (0,checks_answer .Ni)(asked, 'it could not be asked', expected, why);
    const filled = fillHeaders(settings.headers, ports);
    if ('missing' in filled)
        return (0,checks_answer .Ni)(asked, 'it was not asked', expected, `the variable ${filled.missing} is not set; hand it over with \`env:\``);
    const one = async ({ target, name }) => {
        const answer = await ports.http({
            target,
            method: settings.method,
            headers: filled.headers,
            timeoutMs,
            ...(settings.body === undefined ? {} : { body: settings.body }),
        });
        const verdict = judgeOne(settings, hide(answer, filled.secrets), context);
        return { ...verdict, from: name };
    };
    return combine(asked, expected, await Promise.all(targets.map(one)));
}
function tellAll(verdicts) {
    const [first] = verdicts;
    if (first === undefined || verdicts.length === 1)
        return first?.got ?? '';
    if (verdicts.every(({ got }) => got === first.got))
        return `${verdicts.map(({ from }) => from).join(' and ')}: ${first.got}`;
    return verdicts.map(({ from, got }) => `${from}: ${(0,checks_answer .uH)(got, 190)}`).join('; ');
}
function combine(asked, expected, verdicts) {
    const got = tellAll(verdicts);
    const times = verdicts.flatMap(({ ms }) => ms ?? []);
    const more = times.length === 0 ? {} : { latencyMs: Math.max(...times) };
    const bad = verdicts.filter(({ status }) => status === 'failed');
    if (bad.length > 0)
        return (0,checks_answer .gz)(asked, got, expected, { ...more, ...(bad.every(({ slow }) => slow === true) ? { slow: true } : {}) });
    const silent = verdicts.find(({ status }) => status === 'inconclusive');
    if (silent !== undefined)
        return (0,checks_answer .Ni)(asked, got, expected, silent.cause ?? '');
    return (0,checks_answer .bF)(asked, got, expected, more);
}

; 



const http_plugin = {
    kind: 'http',
    schema: settings_schema,
    defaults: { attempts: 5, everyMs: 2000, timeoutMs: 5000, successes: 1 },
    create: (settings) => ({ asks: 'runner', once: settings.url !== undefined || settings.from === 'public', ask: (context, ports, timeoutMs) => askOnce(settings, context, ports, timeoutMs) }),
    asksApplication: (settings) => settings.url === undefined,
    describe: (settings) => `${settings.method} ${settings.url ?? settings.path ?? '/'} answers ${judge_answer_describeWanted(settings, { release: 'this', version: '' })}`,
};

; 




const incident_schema = schemas .rej({
    url: address.describe('A whole address outside: a status page, a calendar of incidents.'),
    json: json.prefault({}).describe('Dotted path into the JSON answer → the value it must have: { incidents: [] }.'),
    headers: headers.prefault({}).describe('Headers of the request; secret ones by the name of their variable.'),
    status: statuses.prefault(200).describe('Status codes that count: one, a range such as 200-299, or a list.'),
});
const asHttp = (settings) => ({ ...settings_schema.parse({ url: settings.url }), ...settings });
const incident_plugin = {
    kind: 'incident',
    schema: incident_schema,
    defaults: { attempts: 3, everyMs: 2000, timeoutMs: 5000, successes: 1, onFail: 'hold' },
    create: (settings) => ({ asks: 'runner', once: true, ask: (context, ports, timeoutMs) => askOnce(asHttp(settings), context, ports, timeoutMs) }),
    describe: (settings) => `${settings.url} answers ${judge_answer_describeWanted(asHttp(settings), { release: '', version: '' })}`,
};

var core = __webpack_require__(8532);
; 





const NOISE_MS = 5;
const RELATIVE = /^baseline\s*\+\s*([0-9]{1,4}(?:\.[0-9]{1,3})?)\s?%$/;
const limit = schemas .YjP({ error: (0,units .cc)('this is no limit of a latency', 'write 300ms, or baseline+20%') }).transform((written, context) => {
    const share = RELATIVE.exec(written.trim())?.[1];
    if (share !== undefined)
        return { above: Number(share) / 100 };
    const parsed = units .p0.safeParse(written);
    if (parsed.success)
        return { ms: parsed.data };
    context.addIssue({ code: 'custom', message: (0,units .cc)(`"${written.slice(0, 60)}" is no limit of a latency`, 'write 300ms, or baseline+20% for a fifth more than before the deploy') });
    return core .tm;
});
const latency_schema = schemas .rej({
    ...manyKeys,
    p50: limit.optional().describe('The longest that half of the answers may take: 100ms, or baseline+20% for a fifth more than preflight measured of the release before; less than 5 ms more is noise.'),
    p95: limit.optional().describe('The same for all but the slowest twentieth of the answers.'),
})
    .refine(({ p50, p95 }) => p50 !== undefined || p95 !== undefined, { error: (0,units .cc)('no limit is given', 'write p95: 300ms, or p95: baseline+20%') });
const NAMES = ['p50', 'p95'];
function quantile(figures, share) {
    return figures.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(figures.length * share) - 1)] ?? Number.NaN;
}
const isRelative = (settings) => NAMES.some((name) => settings[name] !== undefined && 'above' in settings[name]);
const keyOf = ({ url, path = '/', from, service, port, headers }) => ['GET', url ?? path, from, service, port, ...Object.keys(headers).sort()].filter((part) => part !== undefined).join(' ');
const describeLimit = (one) => ('ms' in one ? (0,checks_answer .YA)(one.ms) : `${(0,checks_answer .KN)(one.above)} above the baseline`);
const describeLimits = (settings) => NAMES.flatMap((name) => (settings[name] === undefined ? [] : [`${name} at most ${describeLimit(settings[name])}`])).join(' and ');
function limitsOf(settings, before) {
    return NAMES.flatMap((name) => {
        const one = settings[name];
        if (one === undefined)
            return [];
        const was = before?.[name];
        return [{ name, was, ms: 'ms' in one ? one.ms : was === undefined ? undefined : Math.max(was * (1 + one.above), was + NOISE_MS) }];
    });
}
function judge(settings, { shown, answers, why }, baseline, measuring) {
    const asked = `GET ${shown} ${String(settings.requests)} times`;
    const expected = describeLimits(settings);
    if (answers.length === 0)
        return (0,checks_answer .Ni)(asked, 'it could not be asked', expected, why ?? '');
    const ill = answers.filter((answer) => answer.kind !== 'answered' || answer.status >= 400);
    const [first] = ill;
    if (first !== undefined)
        return (0,checks_answer .gz)(asked, `${String(ill.length)} of ${String(answers.length)} answers are none: ${first.kind === 'answered' ? `status ${String(first.status)}` : first.cause}`, expected);
    if (answers.length < settings.requests && why !== 'the time was over')
        return (0,checks_answer .Ni)(asked, `only ${String(answers.length)} answers`, expected, why ?? '');
    const times = answers.map(({ ms }) => ms);
    const figures = { p50: quantile(times, 0.5), p95: quantile(times, 0.95), requests: times.length };
    const more = { latencyMs: figures.p95, figures };
    if (answers.length < settings.requests)
        return (0,checks_answer .gz)(asked, `only ${String(answers.length)} answers in the time there was, p50 ${(0,checks_answer .YA)(figures.p50)}`, expected, { ...more, slow: true });
    const limits = limitsOf(settings, measuring ? undefined : baseline?.figures[keyOf(settings)]);
    const got = NAMES.map((name) => {
        const was = limits.find((one) => one.name === name)?.was;
        return `${name} ${(0,checks_answer .YA)(figures[name])}${was === undefined ? '' : ` (${(0,checks_answer .YA)(was)} before)`}`;
    }).join(', ');
    if (limits.some(({ name, ms }) => ms !== undefined && figures[name] > ms))
        return (0,checks_answer .gz)(asked, got, expected, { ...more, slow: true });
    if (limits.every(({ ms }) => ms !== undefined) || measuring)
        return (0,checks_answer .bF)(asked, got, expected, more);
    if (baseline?.first === true)
        return (0,checks_answer .bF)(asked, `${got}; there was no release before to compare with`, expected, more);
    return (0,checks_answer .Ni)(asked, got, expected, 'preflight of this run measured nothing to compare with', more);
}
const latency_plugin = {
    kind: 'latency',
    schema: latency_schema,
    defaults: { attempts: 2, everyMs: 5000, timeoutMs: 60_000, successes: 1, onFail: 'hold' },
    create: (settings) => ({
        asks: 'runner',
        once: settings.url !== undefined || settings.from === 'public',
        ask: async (context, ports, timeoutMs) => judge(settings, await askMany(settings, context, ports, timeoutMs), context.baseline, context.moment === 'preflight'),
    }),
    asksApplication: (settings) => settings.url === undefined,
    baseline: (settings) => (isRelative(settings) ? keyOf(settings) : undefined),
    describe: (settings) => `GET ${settings.url ?? settings.path ?? '/'}: ${describeLimits(settings)}`,
};

; 
function readScan(stdout) {
    const lines = stdout.split('\n').map((line) => line.split('\t'));
    const end = lines.find(([kind]) => kind === 'scanned');
    if (end === undefined || !/^[0-9]+$/.test(end[1] ?? ''))
        return undefined;
    return {
        scanned: Number(end[1]),
        unreadable: lines.flatMap(([kind, file = '']) => (kind === 'unreadable' ? [file] : [])),
        hits: lines.flatMap(([kind, dated, file = '', line = '', text = '']) => (kind === 'hit' ? [{ dated: dated === 'dated', where: `${file}:${line}`, text }] : [])),
        more: lines.reduce((sum, [kind, count]) => (kind === 'more' ? sum + Number(count) : sum), 0),
    };
}
function joinScans(scans) {
    return {
        scanned: scans.reduce((sum, { scanned }) => sum + scanned, 0),
        unreadable: scans.flatMap(({ unreadable }) => unreadable),
        hits: scans.flatMap(({ hits }) => hits),
        more: scans.reduce((sum, { more }) => sum + more, 0),
    };
}
const STAMP = /^.{0,60}?([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,][0-9]+)? ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})/;
function stampOf(line) {
    const [, day, time, zone = ''] = STAMP.exec(line) ?? [];
    if (day === undefined || time === undefined)
        return undefined;
    const at = Date.parse(`${day}T${time}${zone === 'UTC' || zone === 'Z' ? 'Z' : zone.replace(/^(...):?(..)$/, '$1:$2')}`);
    return Number.isNaN(at) ? undefined : at;
}
function scanLines(text, whole, sinceMs, find, ignore) {
    const [wanted, left] = [find, ignore].map((list) => list.map((one) => new RegExp(one, 'u')));
    const lines = text.split('\n').filter((line) => line !== '');
    let at;
    let first;
    const hits = [];
    for (const [index, line] of lines.entries()) {
        at = stampOf(line) ?? at;
        first ??= at;
        if (at !== undefined && at < sinceMs)
            continue;
        if (wanted?.some((one) => one.test(line)) !== true || left?.some((one) => one.test(line)) === true)
            continue;
        hits.push({ dated: at !== undefined, where: `line ${String(index + 1)}`, text: line.slice(0, 300) });
    }
    const unreadable = whole || (first !== undefined && first < sinceMs) ? [] : ['what it wrote before the last lines that could be read'];
    return { scanned: lines.length === 0 ? 0 : 1, unreadable, hits: hits.slice(-5), more: Math.max(0, hits.length - 5) };
}

; 



const expression = schemas .YjP().min(1).regex(/^[^\n\r]*$/, { error: (0,units .cc)('an expression is one line', 'write several entries instead') });
const expressions = schemas .YOg(expression).min(1);
const unit = schemas .YjP().regex(/^[A-Za-z0-9][A-Za-z0-9:_.@\\-]*$/, { error: (0,units .cc)('this is not the name of a unit', 'write it as systemd does: nginx, shop@1.service') });
const logs_settings_schema = schemas .rej({
    files: schemas .YOg(schemas .YjP().min(1)).min(1).optional().describe('Log files on the host, with wildcards; absolute, or below the release path. Default: what the runtime writes.'),
    units: schemas .YOg(unit).min(1).optional().describe('Units of systemd whose journal is looked through.'),
    last: schemas .KCZ([schemas .euz('deploy'), units .p0]).prefault('deploy').describe('How far back to look: since the deploy began, or a duration. In preflight and without a deploy never further than to where what serves began to: the end of the last release or way back.'),
    none: expressions.optional().describe('Extended regular expressions that no line may match.'),
    'at-most': schemas .g1P(expression, schemas .Whr().min(0)).optional().describe('Extended regular expression → how many lines may match it.'),
    ignore: expressions.optional().describe('Lines that match one of these are left out.'),
})
    .refine((given) => given.none !== undefined || Object.keys(given['at-most'] ?? {}).length > 0, { error: (0,units .cc)('nothing is looked for', 'write none: [ERROR], or at-most: { WARNING: 10 }') });
function searchesOf({ none, 'at-most': most }) {
    return [...(none === undefined ? [] : [{ expressions: none, most: 0 }]), ...Object.entries(most ?? {}).map(([one, count]) => ({ expressions: [one], most: count }))];
}
const describeSearches = (settings) => searchesOf(settings).map(({ expressions: list, most }) => (most === 0 ? `no line with ${list.join(' or ')}` : `at most ${String(most)} lines with ${list.join(' or ')}`)).join(', ');
const describePeriod = ({ last }) => (last === 'deploy' ? 'since the deploy began' : `of the last ${last >= 3_600_000 ? `${String(last / 3_600_000)} h` : last >= 60_000 ? `${String(last / 60_000)} min` : (0,checks_answer .YA)(last)}`);

; 





function beginning(settings, { deployedAt, servesSince }, nowMs) {
    const asked = settings.last === 'deploy' ? Date.parse(deployedAt ?? '') : nowMs - settings.last;
    if (Number.isNaN(asked))
        return undefined;
    const serving = Date.parse(servesSince ?? '');
    return serving > asked ? { ms: serving, serving: true } : { ms: asked, serving: false };
}
function since(settings, { ms, serving }) {
    return settings.last === 'deploy' || serving ? `at:${String(Math.floor(ms / 1000))}` : `ago:${String(Math.ceil(settings.last / 1000))}`;
}
const LAST_LINES = 400;
function sourcesOf(settings, context) {
    const { runtime } = context;
    if (settings.files !== undefined || settings.units !== undefined) {
        const units = settings.units ?? [];
        return { files: (settings.files ?? []).map((file) => (0,layout .G)(context.site.layout, file)), units, lines: undefined, shown: [...(settings.files ?? []), ...units.map((unit) => `the journal of ${unit}`)].join(', ') };
    }
    const files = runtime?.logFiles ?? [];
    const units = files.length > 0 ? [] : (runtime?.units ?? []);
    const lines = files.length > 0 || units.length > 0 ? undefined : runtime?.logs(LAST_LINES);
    return { files, units, lines, shown: units.length > 0 ? `the journal of ${units.join(', ')}` : 'the log of the runtime' };
}
function logs_show(hits, more) {
    const all = more + hits.length;
    const shown = hits.slice(0, 3).map(({ where, text }) => `${where} ${(0,checks_answer .uH)(text, 100)}`);
    return `${all > shown.length ? `${String(all)} lines, such as ` : ''}${shown.join('; ')}`;
}
function logs_judge(asked, settings, found) {
    const expected = describeSearches(settings);
    const dated = found.map(({ search, scan }) => ({ search, hits: scan.hits.filter((hit) => hit.dated), more: scan.more }));
    const bad = dated.filter(({ search, hits, more }) => hits.length > 0 && hits.length + more > search.most);
    if (bad.length > 0)
        return (0,checks_answer .gz)(asked, bad.map(({ hits, more }) => logs_show(hits, more)).join('; '), expected);
    const [first] = found;
    const unreadable = first?.scan.unreadable ?? [];
    if (unreadable.length > 0)
        return (0,checks_answer .Ni)(asked, 'not all of it could be read', expected, unreadable.join(', '));
    if (first === undefined || first.scan.scanned === 0)
        return (0,checks_answer .Ni)(asked, 'no file', expected, `nothing matches ${(settings.files ?? ['the log of the runtime']).join(', ')}`);
    const undated = found.find(({ search, scan }) => scan.hits.length + scan.more > search.most);
    if (undated !== undefined)
        return (0,checks_answer .Ni)(asked, logs_show(undated.scan.hits, undated.scan.more), expected, 'the lines carry no date, so it cannot be told whether they are new');
    const few = dated.flatMap(({ search, hits, more }) => (hits.length + more === 0 ? [] : [`${String(hits.length + more)} with ${search.expressions.join(' or ')}`]));
    return (0,checks_answer .bF)(asked, `${few.length === 0 ? 'none' : few.join(', ')} in ${String(first.scan.scanned)} ${settings.units === undefined ? 'file' : 'log'}${first.scan.scanned === 1 ? '' : 's'}`, expected);
}
function look(search, settings, from, files, units) {
    const words = [from, search.expressions.join('\n'), (settings.ignore ?? []).join('\n')];
    const commands = [
        ...(files.length === 0 ? [] : [(0,command .hF)('look through the logs', 'lg_check_logs', [...words, ...files], { library: true })]),
        ...(units.length === 0 ? [] : [(0,command .hF)('look through the journal', 'lg_check_journal', [...words, ...units], { library: true })]),
    ];
    const one = (result) => (0,checks_answer .Vc)(result) ?? readScan(result?.stdout ?? '') ?? 'the scan did not get to its end';
    return {
        commands,
        read: (results) => {
            const scans = commands.map((_, index) => one(results[index]));
            const broken = scans.find((scan) => typeof scan === 'string');
            return broken ?? joinScans(scans.filter((scan) => typeof scan !== 'string'));
        },
    };
}
function lookAtLines(asked, settings, lines, sinceMs) {
    const expected = describeSearches(settings);
    return {
        commands: lines.commands,
        read: (results) => {
            const why = results.map((result) => (0,checks_answer .Vc)(result)).find((cause) => cause !== undefined);
            if (why !== undefined)
                return (0,checks_answer .Ni)(asked, 'the logs could not be read', expected, why);
            const text = lines.read(results);
            const whole = results.every(({ truncated }) => !truncated) && text.split('\n').length < LAST_LINES;
            try {
                return logs_judge(asked, settings, searchesOf(settings).map((search) => ({ search, scan: scanLines(text, whole, sinceMs, search.expressions, settings.ignore ?? []) })));
            }
            catch (thrown) {
                if (!(thrown instanceof SyntaxError))
                    throw thrown;
                return (0,checks_answer .Ni)(asked, 'it was not looked through', expected, `an expression cannot be used here: ${thrown.message}`);
            }
        },
    };
}
const logs_plugin = {
    kind: 'logs',
    schema: logs_settings_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
    create: (settings) => ({
        asks: 'host',
        probe: (context, ports) => {
            const expected = describeSearches(settings);
            const { files, units, lines, shown } = sourcesOf(settings, context);
            const begins = beginning(settings, context, ports.now().getTime());
            const asked = `the lines ${begins?.serving === true ? 'since what serves began to' : describePeriod(settings)} of ${shown}`;
            if (begins === undefined)
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it was not asked', expected, 'it is not known when the deploy began') };
            if (lines !== undefined)
                return lookAtLines(asked, settings, lines, begins.ms);
            if (files.length === 0 && units.length === 0)
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it was not asked', expected, 'the runtime keeps no log of its own; add `files` or `units`') };
            const looks = searchesOf(settings).map((search) => ({ search, probe: look(search, settings, since(settings, begins), files, units) }));
            return {
                commands: looks.flatMap(({ probe }) => probe.commands),
                read: (results) => {
                    let at = 0;
                    const found = [];
                    for (const { search, probe } of looks) {
                        const scan = probe.read(results.slice(at, at + probe.commands.length));
                        at += probe.commands.length;
                        if (typeof scan === 'string')
                            return (0,checks_answer .Ni)(asked, 'the logs could not be read', expected, scan);
                        found.push({ search, scan });
                    }
                    return logs_judge(asked, settings, found);
                },
            };
        },
    }),
    asksApplication: (settings) => (settings.files === undefined && settings.units === undefined) || settings.last === 'deploy',
    describe: (settings) => `${describeSearches(settings)} ${describePeriod(settings)}`,
};

; 





const memory_schema = schemas .rej({
    'free-for': schemas .euz('second-instance').optional().describe('second-instance: as much as one instance of the application holds now, and a fifth more.'),
    free: measure .xe.optional().describe('What must be available: 200MB, or 20% of all.'),
})
    .refine((given) => given.free !== undefined || given['free-for'] !== undefined, { error: (0,units .cc)('neither `free` nor `free-for` is given', 'write free: 200MB, or free-for: second-instance') });
const HEADROOM = 1.2;
const memory_describeWanted = (settings) => [...(settings.free === undefined ? [] : [`${(0,measure .e7)(settings.free)} available`]), ...(settings['free-for'] === undefined ? [] : ['room for a second instance'])].join(' and ');
const memory_plugin = {
    kind: 'memory',
    schema: memory_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1, onFail: 'hold' },
    create: (settings) => ({
        asks: 'host',
        probe: ({ runtime }) => {
            const asked = 'the memory of the host';
            const expected = memory_describeWanted(settings);
            const second = settings['free-for'] !== undefined;
            const weighing = second ? runtime?.memory?.() : undefined;
            if (second && weighing === undefined) {
                const why = runtime === undefined ? 'no `runtime` is configured' : `the runtime ${runtime.kind} does not tell what the application holds; write free: <size> instead`;
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it was not asked', expected, why) };
            }
            return {
                commands: [(0,command .hF)('measure the memory', 'lg_check_memory', [], { library: true }), ...(weighing?.commands ?? [])],
                read: (results) => {
                    const why = (0,checks_answer .Vc)(results[0]);
                    const [all = 0, available = 0] = ((0,measure .YV)(results[0]?.stdout ?? '', 'memory', 2) ?? []).map((kilobytes) => kilobytes * 1024);
                    if (why !== undefined || all === 0)
                        return (0,checks_answer .Ni)(asked, 'it could not be measured', expected, why ?? 'the host does not tell');
                    const got = `${(0,checks_answer .ee)(available)} of ${(0,checks_answer .ee)(all)} available`;
                    const figures = { available };
                    if (settings.free !== undefined && available < (0,measure .MT)(settings.free, all))
                        return (0,checks_answer .gz)(asked, got, expected, { figures });
                    if (weighing === undefined)
                        return (0,checks_answer .bF)(asked, got, expected, { figures });
                    const { bytes: held, instances } = weighing.read(results.slice(1));
                    if (instances === 0 || held === 0)
                        return (0,checks_answer .Ni)(asked, got, expected, 'no instance runs whose memory could be measured', { figures });
                    const needed = (held / instances) * HEADROOM;
                    const beside = `${got}, an instance holds ${(0,checks_answer .ee)(held / instances)}`;
                    return available < needed ? (0,checks_answer .gz)(asked, beside, `${expected} (${(0,checks_answer .ee)(needed)})`, { figures }) : (0,checks_answer .bF)(asked, beside, expected, { figures });
                },
            };
        },
    }),
    asksApplication: (settings) => settings['free-for'] !== undefined,
    describe: memory_describeWanted,
};

; 



const processes_schema = schemas .rej({
    none: schemas .YjP().min(1).regex(/^[^\n\r]*$/).describe('An extended regular expression that no command line of a process may match.'),
});
const processes_plugin = {
    kind: 'processes',
    schema: processes_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
    create: ({ none }) => ({
        asks: 'host',
        probe: () => ({
            commands: [(0,command .hF)('look for processes', 'lg_check_processes', [none], { library: true })],
            read: ([result]) => {
                const asked = `processes like ${none}`;
                const expected = 'none';
                const why = (0,checks_answer .Vc)(result);
                if (why !== undefined)
                    return (0,checks_answer .Ni)(asked, 'the processes could not be listed', expected, why);
                const lines = (result?.stdout ?? '').split('\n').filter((line) => line !== '');
                const checked = lines.find((line) => line.startsWith('checked\t'))?.split('\t')[1];
                if (checked === undefined || !(Number(checked) > 0))
                    return (0,checks_answer .Ni)(asked, 'the processes could not be listed', expected, 'the host told of no process at all');
                const found = lines.flatMap((line) => /^([0-9]+)\t(.*)$/.exec(line)?.slice(1) ?? []);
                if (found.length === 0)
                    return (0,checks_answer .bF)(asked, `none of ${checked} processes`, expected);
                const shown = found.flatMap((id, index) => (index % 2 === 0 && index < 6 ? [`process ${id}: ${(0,checks_answer .uH)(found[index + 1] ?? '', 100)}`] : []));
                return (0,checks_answer .gz)(asked, `${shown.join('; ')}${found.length > 6 ? `; and ${String(found.length / 2 - 3)} more` : ''}`, expected);
            },
        }),
    }),
    describe: ({ none }) => `no process like ${none}`,
};

var render = __webpack_require__(8515);
; 




const ref_schema = schemas .rej({
    clean: schemas .euz(true).optional().describe('Nothing in the checkout differs from the commit.'),
    tag: schemas .euz(true).optional().describe('The commit carries the tag that is deployed.'),
    untracked: schemas .YOg(schemas .YjP().min(1)).prefault([]).describe('Files that must not be in the repository, such as .env.'),
})
    .refine(({ clean: tidy, tag, untracked }) => tidy === true || tag === true || untracked.length > 0, { error: (0,units .cc)('nothing is asked of the checkout', 'write clean: true, tag: true or untracked: [.env]') });
const lines = (result) => result.stdout.split('\n').filter((line) => line !== '');
const ref_describeWanted = ({ clean: tidy, tag, untracked }) => [...(tidy === true ? ['a clean checkout'] : []), ...(tag === true ? ['the tag on this commit'] : []), ...(untracked.length > 0 ? [`${untracked.join(', ')} not tracked`] : [])].join(', ');
const ref_plugin = {
    kind: 'ref',
    schema: ref_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
    create: (settings) => ({
        asks: 'runner',
        once: true,
        ask: async ({ site, version }, ports, timeoutMs) => {
            const asked = 'the checkout';
            const expected = ref_describeWanted(settings);
            const git = (words) => ports.local(['git', '-C', site.workspace, ...words].map(render .hD).join(' '), { deadlineMs: timeoutMs });
            const [status, tags, tracked] = await Promise.all([
                settings.clean === true ? git(['status', '--porcelain']) : undefined,
                settings.tag === true ? git(['tag', '--points-at', 'HEAD']) : undefined,
                settings.untracked.length > 0 ? git(['ls-files', '--', ...settings.untracked]) : undefined,
            ]);
            for (const result of [status, tags, tracked]) {
                const why = result === undefined ? undefined : (0,checks_answer .Vc)(result);
                if (why !== undefined)
                    return (0,checks_answer .Ni)(asked, 'git could not be asked', expected, why);
            }
            const [changed, has, kept] = [status, tags, tracked].map((result) => (result === undefined ? [] : lines(result)));
            const problems = [
                ...((changed?.length ?? 0) > 0 ? [`${String(changed?.length)} changed files: ${(0,checks_answer .uH)(changed?.slice(0, 3).join(', ') ?? '', 120)}`] : []),
                ...(tags !== undefined && has?.includes(version) !== true ? [`the commit does not carry the tag ${version}${(has?.length ?? 0) > 0 ? ` but ${(0,checks_answer .uH)(has?.join(', ') ?? '', 100)}` : ''}`] : []),
                ...((kept?.length ?? 0) > 0 ? [`tracked: ${(0,checks_answer .uH)(kept?.join(', ') ?? '', 120)}`] : []),
            ];
            return problems.length === 0 ? (0,checks_answer .bF)(asked, 'as it should be', expected) : (0,checks_answer .gz)(asked, problems.join('; '), expected);
        },
    }),
    describe: ref_describeWanted,
};

var promises_ = __webpack_require__(1455);
var external_node_path_ = __webpack_require__(6760);
; 





const requirements_schema = schemas .rej({
    file: schemas .YjP()
        .min(1)
        .refine((path) => !path.startsWith('/') && !(0,external_node_path_.normalize)(path).startsWith('..'), { error: (0,units .cc)('the file lies outside the checkout', 'write a path below the root of the repository') })
        .prefault('requirements.txt')
        .describe('A requirements file of pip in the checkout.'),
    pinned: schemas .euz(true).prefault(true).describe('Every requirement names one exact version.'),
});
function readRequirements(text) {
    const lines = text
        .replace(/\\\r?\n/g, ' ')
        .split(/\r?\n/)
        .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
        .filter((line) => line !== '');
    const includes = lines.flatMap((line) => /^(?:-r|--requirement)[\s=]+(\S+)/.exec(line)?.[1] ?? []);
    const wanted = lines.filter((line) => !line.startsWith('-') || /^(-e|--editable)\b/.test(line));
    const isPinned = (line) => /^[A-Za-z0-9][A-Za-z0-9._-]*\s*(\[[^\]]*\])?\s*={2,3}\s*[^\s*,;]+\s*(;|--|$)/.test(line) || /^\S+\s*@\s*\S+@[0-9a-f]{40}\b|^\S+\s*@\s*\S+#sha256=[0-9a-f]{64}/.test(line);
    return { pinned: wanted.filter(isPinned).length, loose: wanted.filter((line) => !isPinned(line)), includes };
}
async function readAll(workspace, file, seen = new Set()) {
    seen.add((0,external_node_path_.normalize)(file));
    const own = readRequirements(await (0,promises_.readFile)((0,external_node_path_.join)(workspace, file), 'utf8'));
    const loose = [...own.loose];
    let { pinned } = own;
    for (const include of own.includes) {
        const path = (0,external_node_path_.normalize)((0,external_node_path_.join)((0,external_node_path_.dirname)(file), include));
        if (seen.has(path))
            continue;
        const more = await readAll(workspace, path, seen);
        pinned += more.pinned;
        loose.push(...more.loose);
    }
    return { pinned, loose, includes: [] };
}
const requirements_plugin = {
    kind: 'requirements',
    schema: requirements_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 10_000, successes: 1 },
    create: ({ file }) => ({
        asks: 'runner',
        once: true,
        ask: async ({ site }) => {
            const asked = `the requirements in ${file}`;
            const expected = 'exact versions only';
            try {
                const { pinned, loose } = await readAll(site.workspace, file);
                if (loose.length > 0)
                    return (0,checks_answer .gz)(asked, `not pinned: ${loose.slice(0, 5).map((line) => (0,checks_answer .uH)(line, 60)).join(', ')}${loose.length > 5 ? ` and ${String(loose.length - 5)} more` : ''}`, expected);
                return pinned === 0 ? (0,checks_answer .Ni)(asked, 'none', expected, 'the file names no requirement') : (0,checks_answer .bF)(asked, `${String(pinned)} pinned`, expected);
            }
            catch (thrown) {
                if (thrown !== null && typeof thrown === 'object' && 'code' in thrown)
                    return (0,checks_answer .Ni)(asked, 'it could not be read', expected, `${file}: ${String(thrown.code)}`);
                throw thrown;
            }
        },
    }),
    describe: ({ file }) => `every requirement in ${file} is pinned`,
};

; 





const resources_schema = schemas .rej({
    cpu: units .X1.optional().describe('How busy all processors together may be, watched for a second.'),
    memory: units .X1.optional().describe('How much of the memory may be taken: what the kernel calls available is free.'),
    load: schemas .aig().min(0).optional().describe('The highest load average of the last minute.'),
    connections: measure .ai.optional().describe('How many connections the database may have: a number, or a share of what it takes, such as 80%.'),
})
    .refine((given) => Object.values(given).some((limit) => limit !== undefined), { error: (0,units .cc)('no limit is given', 'write at least one of cpu, memory, load, connections') });
function judgeLoad({ cpu, memory, load }, stdout) {
    const parts = [];
    const figures = {};
    const judge = (what, limit, found, show, detail = '') => {
        if (found !== undefined)
            figures[what] = found;
        if (limit !== undefined)
            parts.push({ what, limit: show(limit), ...(found === undefined ? { why: 'the host does not tell' } : { got: `${show(found)}${detail}`, fine: found <= limit }) });
    };
    const [busy = 0, ticks = 0] = (0,measure .YV)(stdout, 'cpu', 2) ?? [];
    judge('cpu', cpu, ticks > 0 ? busy / ticks : undefined, checks_answer .KN);
    const [all = 0, free = 0] = (0,measure .YV)(stdout, 'memory', 2) ?? [];
    judge('memory', memory, all > 0 ? (all - free) / all : undefined, checks_answer .KN, all > 0 ? ` (${(0,checks_answer .ee)(free * 1024)} available)` : '');
    judge('load', load, (0,measure .YV)(stdout, 'load', 1)?.[0], String);
    return { parts, figures };
}
function judgeConnections(settings, context, probe, results) {
    const limit = settings.connections;
    if (limit === undefined)
        return { parts: [], figures: {} };
    const part = { what: 'connections', limit: (0,measure .Zo)(limit) };
    if (probe === undefined) {
        const why = context.database === undefined ? 'no database is configured for this host' : `a database of the kind ${context.database.engine} does not tell of its connections`;
        return { parts: [{ ...part, why }], figures: {} };
    }
    const { used, max } = probe.read(results);
    return { parts: [{ ...part, got: `${String(used)} of ${String(max)}`, fine: used <= (0,measure .MT)(limit, max) }], figures: { connections: used } };
}
function tell(asked, expected, parts, figures) {
    const got = parts.map((part) => `${part.what} ${part.got ?? 'unknown'}`).join(', ');
    if (parts.some(({ fine }) => fine === false))
        return (0,checks_answer .gz)(asked, got, expected, { figures, slow: true });
    const silent = parts.find((part) => part.got === undefined);
    if (silent !== undefined)
        return (0,checks_answer .Ni)(asked, got, expected, `${silent.what}: ${silent.why ?? ''}`, { figures });
    return (0,checks_answer .bF)(asked, got, expected, { figures });
}
const resources_describeWanted = ({ cpu, memory, load, connections }) => [
    ...(cpu === undefined ? [] : [`cpu at most ${(0,checks_answer .KN)(cpu)}`]),
    ...(memory === undefined ? [] : [`memory at most ${(0,checks_answer .KN)(memory)}`]),
    ...(load === undefined ? [] : [`load at most ${String(load)}`]),
    ...(connections === undefined ? [] : [`connections at most ${(0,measure .Zo)(connections)}`]),
].join(', ');
function probeLoad(settings, context) {
    const ofHost = [settings.cpu, settings.memory, settings.load].some((limit) => limit !== undefined);
    const asked = `the load of the ${ofHost ? 'host' : 'database'}`;
    const expected = resources_describeWanted(settings);
    const load = ofHost ? [(0,command .hF)('measure the load', 'lg_check_resources', ['1'], { library: true })] : [];
    const connections = settings.connections === undefined ? undefined : context.database?.connections?.();
    return {
        commands: [...load, ...(connections?.commands ?? [])],
        read: (results) => {
            const why = ofHost ? (0,checks_answer .Vc)(results[0]) : undefined;
            if (why !== undefined)
                return (0,checks_answer .Ni)(asked, 'it could not be measured', expected, why);
            const host = judgeLoad(settings, ofHost ? (results[0]?.stdout ?? '') : '');
            const database = judgeConnections(settings, context, connections, results.slice(load.length));
            return tell(asked, expected, [...host.parts, ...database.parts], { ...host.figures, ...database.figures });
        },
    };
}
const resources_plugin = {
    kind: 'resources',
    schema: resources_schema,
    defaults: { attempts: 3, everyMs: 5000, timeoutMs: 30_000, successes: 1, onFail: 'hold' },
    create: (settings) => ({ asks: 'host', probe: (context) => probeLoad(settings, context) }),
    describe: resources_describeWanted,
};

; 



const rows_schema = schemas .rej({
    of: schemas .YOg(schemas .YjP().min(1)).min(1).optional().describe('Tables; default: all that the backup counted.'),
    shrink: schemas .KCZ([schemas .Whr().min(0).transform((count) => ({ count })), units .X1.transform((share) => ({ share }))])
        .optional()
        .describe('How many rows a table may lose: a number, or a share such as 5%.'),
    equal: schemas .euz(true).optional().describe('The counts must be the same as in the backup.'),
})
    .refine(({ shrink, equal }) => (shrink === undefined) !== (equal === undefined), { error: (0,units .cc)('one of `shrink` and `equal` is needed', 'write shrink: 0 for "nothing may be lost", or equal: true') });
function compareRows({ of: tables, shrink }, before, now) {
    return (tables ?? Object.keys(before)).flatMap((table) => {
        const is = now[table]?.rows;
        const was = before[table]?.rows ?? 0;
        if (is === undefined)
            return [`${table}: ${String(was)} rows before, now there is no such table`];
        const mayLose = shrink === undefined ? 0 : 'count' in shrink ? shrink.count : Math.floor(was * shrink.share);
        const fine = shrink === undefined ? is === was : is >= was - mayLose;
        return fine ? [] : [`${table}: ${String(was)} rows before, ${String(is)} now`];
    });
}
function rows_describeWanted({ of: tables, shrink }) {
    const which = tables === undefined ? 'every table' : tables.join(', ');
    if (shrink === undefined)
        return `as many rows as in the backup in ${which}`;
    const amount = 'count' in shrink ? String(shrink.count) : `${String(shrink.share * 100)} %`;
    return `at most ${amount} rows fewer than in the backup in ${which}`;
}
const rows_plugin = {
    kind: 'rows',
    schema: rows_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 300_000, successes: 1 },
    create: (settings) => ({
        asks: 'host',
        probe: ({ database, before }) => {
            const asked = `the row counts of ${settings.of?.join(', ') ?? 'all tables'}`;
            const expected = rows_describeWanted(settings);
            const missing = settings.shrink !== undefined ? [] : (settings.of?.filter((table) => before !== undefined && before[table] === undefined) ?? []);
            const why = database === undefined
                ? 'no database is configured for this host'
                : before === undefined
                    ? 'there is no backup of this change to compare with'
                    : missing.length > 0
                        ? `the backup did not count ${missing.join(', ')}`
                        : settings.of === undefined && Object.keys(before).length === 0
                            ? 'the backup counted no table'
                            : undefined;
            if (why !== undefined || database === undefined || before === undefined)
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'there is nothing to compare', expected, why ?? '') };
            const census = database.census();
            return {
                commands: census.commands,
                read: (results) => {
                    const now = census.read(results);
                    const unknown = settings.of?.filter((table) => before[table] === undefined && now[table] === undefined) ?? [];
                    if (unknown.length > 0)
                        return (0,checks_answer .Ni)(asked, 'there is nothing to compare', expected, `there was no table ${unknown.join(', ')}, and there is none now`);
                    const problems = compareRows(settings, before, now);
                    return problems.length === 0 ? (0,checks_answer .bF)(asked, `${String((settings.of ?? Object.keys(before)).length)} tables as they may be`, expected) : (0,checks_answer .gz)(asked, problems.join('; '), expected);
                },
            };
        },
    }),
    meantFor: (_settings, { database }) => database !== undefined,
    describe: rows_describeWanted,
};

; 


const schema_version_name = schemas .YjP().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/);
const version = schemas .KCZ([schemas .Whr(), schemas .YjP().min(1)]);
const schema_version_schema = schemas .rej({
    table: schema_version_name.prefault('schema_version').describe('The table in which the application records its schema versions.'),
    column: schema_version_name.prefault('version').describe('The column that holds them.'),
    equals: schemas .KCZ([version.transform((one) => [one]), schemas .YOg(version).min(1)]).describe('The versions that must be recorded, and no others.'),
});
const order = (values) => values.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
const schema_version_plugin = {
    kind: 'schema-version',
    schema: schema_version_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
    create: (settings) => ({
        asks: 'host',
        probe: ({ database }) => {
            const asked = `the versions in ${settings.table}`;
            const wanted = order(settings.equals.map(String)).join(', ');
            if (database === undefined)
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it could not be asked', wanted, 'no database is configured for this host') };
            const query = database.query(`SELECT ${settings.column} FROM ${settings.table}`, 30_000);
            return {
                commands: query.commands,
                read: (results) => {
                    const found = order(query.read(results).rows.map(([value]) => value ?? 'NULL')).join(', ');
                    return found === wanted ? (0,checks_answer .bF)(asked, found, wanted) : (0,checks_answer .gz)(asked, found === '' ? 'none' : found, wanted);
                },
            };
        },
    }),
    meantFor: (_settings, { database }) => database !== undefined,
    describe: (settings) => `${settings.table} records ${settings.equals.join(', ')}`,
};

; 


const serves_wanted = schemas .euz('release');
const serves_schema = schemas .KCZ([serves_wanted, schemas .rej({ state: serves_wanted.prefault('release').describe('The processes that serve were started from the release in question.') })]).transform(() => ({ state: 'release' }));
const serves_plugin = {
    kind: 'serves',
    schema: serves_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
    needs: ['runtime'],
    create: () => ({
        asks: 'host',
        probe: ({ runtime, release, instance }) => {
            const asked = instance === undefined ? 'what the processes of the application hold' : `what the processes of instance ${instance} hold`;
            const expected = release === '' ? 'a release' : `every process was started from ${release}`;
            if (runtime === undefined)
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it could not be asked', expected, 'no `runtime` is configured') };
            if (release === '')
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'nothing has been released yet', expected, 'there is no release to compare with') };
            const probe = runtime.serves(release, instance);
            return {
                commands: probe.commands,
                read: (results) => {
                    const found = probe.read(results);
                    const tell = (some) => (0,checks_answer .uH)(some.map((one) => `${one.instance}: ${one.found}`).join('; '), 400);
                    const wrong = found.filter(({ serves }) => serves === 'no');
                    if (wrong.length > 0)
                        return (0,checks_answer .gz)(asked, tell(wrong), expected);
                    const hidden = found.filter(({ serves }) => serves === 'unknown');
                    if (hidden.length > 0 || found.length === 0)
                        return (0,checks_answer .Ni)(asked, found.length === 0 ? 'no instance' : tell(hidden), expected, 'the host does not show it');
                    return (0,checks_answer .bF)(asked, tell(found), expected);
                },
            };
        },
    }),
    asksApplication: () => true,
    describe: () => 'the processes that serve were started from the release',
};

; 


const state = schemas .k5n(['active', 'running', 'stopped']);
const service_schema = schemas .KCZ([
    state,
    schemas .rej({
        state: state.prefault('active').describe('active (the same as running), or stopped.'),
        restarts: schemas .Whr().min(0).optional().describe('How often it may have been started anew by itself.'),
    }),
])
    .transform((given) => {
    const { state: wanted, restarts } = typeof given === 'string' ? { state: given, restarts: undefined } : given;
    return { state: wanted === 'stopped' ? 'stopped' : 'running', restarts };
});
const service_describeWanted = ({ state: wanted, restarts }) => `${wanted}${restarts === undefined ? '' : `, started anew at most ${String(restarts)} times`}`;
const service_plugin = {
    kind: 'service',
    schema: service_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
    create: (settings) => ({
        asks: 'host',
        probe: ({ runtime, instance }) => {
            const asked = runtime === undefined ? 'the state of the service' : `the state of the ${runtime.kind} service`;
            const expected = service_describeWanted(settings);
            if (runtime === undefined)
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it could not be asked', expected, 'no `runtime` is configured') };
            const probe = runtime.status(instance);
            return {
                commands: probe.commands,
                read: (results) => {
                    const { state: found, detail, restarts } = probe.read(results);
                    const got = `${found}${detail === '' ? '' : `: ${detail}`}`;
                    const more = restarts === undefined ? {} : { figures: { restarts } };
                    if (found !== settings.state)
                        return (0,checks_answer .gz)(asked, got, expected, more);
                    if (settings.restarts === undefined)
                        return (0,checks_answer .bF)(asked, got, expected, more);
                    if (restarts === undefined)
                        return (0,checks_answer .Ni)(asked, got, expected, `the runtime ${runtime.kind} does not count how often it was started anew`);
                    const counted = `${got}, started anew ${String(restarts)} times`;
                    return restarts <= settings.restarts ? (0,checks_answer .bF)(asked, counted, expected, more) : (0,checks_answer .gz)(asked, counted, expected, more);
                },
            };
        },
    }),
    asksApplication: () => true,
    describe: (settings) => `the service is ${service_describeWanted(settings)}`,
};

; 



const size_schema = schemas .rej({ drift: units .X1.describe('How far the size of the database may be from what it was at the backup, up or down.') });
const size_plugin = {
    kind: 'size',
    schema: size_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 60_000, successes: 1 },
    create: ({ drift }) => ({
        asks: 'host',
        probe: ({ database, beforeBytes }) => {
            const asked = 'the size of the database';
            const expected = `within ${(0,checks_answer .KN)(drift)} of its size at the backup`;
            if (database === undefined)
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it could not be asked', expected, 'no database is configured for this host') };
            if (beforeBytes === undefined || beforeBytes <= 0)
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'there is nothing to compare', expected, 'there is no backup of this change to compare with') };
            const facts = database.inspect();
            return {
                commands: facts.commands,
                read: (results) => {
                    const now = facts.read(results).bytes;
                    const change = now / beforeBytes - 1;
                    const got = `${(0,checks_answer .ee)(now)}, ${(0,checks_answer .ee)(beforeBytes)} before (${change >= 0 ? '+' : ''}${(0,checks_answer .KN)(change)})`;
                    return Math.abs(change) <= drift ? (0,checks_answer .bF)(asked, got, expected) : (0,checks_answer .gz)(asked, got, expected);
                },
            };
        },
    }),
    meantFor: (_settings, { database }) => database !== undefined,
    describe: ({ drift }) => `the size of the database stays within ${(0,checks_answer .KN)(drift)}`,
};

; 



const cell = schemas .KCZ([schemas .YjP(), schemas .aig(), schemas .zMY(), schemas .chJ()]);
const sql_schema = schemas .rej({
    query: schemas .YjP().min(1).describe('A query that only reads.'),
    equals: schemas .KCZ([cell, schemas .YOg(cell)]).optional().describe('The one value it answers with, or the values of its first column in order.'),
    rows: schemas .KCZ([schemas .Whr().min(0).transform((count) => ({ min: count, max: count })), schemas .rej({ min: schemas .Whr().min(0).prefault(0).describe('At least so many.'), max: schemas .Whr().min(0).optional().describe('At most so many.') })])
        .optional()
        .describe('How many rows it answers with.'),
    under: units .p0.optional().describe('How quickly the answer must come, measured on the host.'),
    plan: schemas .euz('index').optional().describe('index: the database must look into an index to answer it.'),
})
    .refine(({ equals, rows, under, plan }) => [equals, rows, under, plan].some((wanted) => wanted !== undefined), { error: (0,units .cc)('nothing is expected of the answer', 'write equals, rows, under or plan') });
function asText(value) {
    if (value === null)
        return [null];
    if (typeof value === 'boolean')
        return value ? ['true', 't', '1'] : ['false', 'f', '0'];
    return [String(value)];
}
function sql_describeWanted({ equals, rows, under, plan }) {
    return [
        ...(equals === undefined ? [] : [JSON.stringify(equals)]),
        ...(rows === undefined ? [] : [`${rows.min === rows.max ? String(rows.min) : rows.max === undefined ? `at least ${String(rows.min)}` : `${String(rows.min)} to ${String(rows.max)}`} rows`]),
        ...(under === undefined ? [] : [`within ${(0,checks_answer .YA)(under)}`]),
        ...(plan === undefined ? [] : ['by an index']),
    ].join(' and ');
}
function judgeRows({ equals, rows: wanted, under }, answer) {
    const problems = [];
    const first = answer.rows.map(([value = null]) => value);
    if (equals !== undefined) {
        const expected = Array.isArray(equals) ? equals : [equals];
        const same = expected.length === first.length && expected.every((value, index) => asText(value).includes(first[index] ?? null));
        if (!same)
            problems.push(first.length === 0 ? 'no rows' : (0,checks_answer .uH)(first.slice(0, 10).map((value) => value ?? 'NULL').join(', '), 200) + (first.length > 10 ? ` and ${String(first.length - 10)} more rows` : ''));
    }
    if (wanted !== undefined && (first.length < wanted.min || (wanted.max !== undefined && first.length > wanted.max)))
        problems.push(`${String(first.length)} rows`);
    if (under !== undefined && answer.ms > under)
        problems.push(`an answer after ${(0,checks_answer .YA)(answer.ms)}`);
    return problems;
}
const QUERY_DEADLINE_MS = 30_000;
const sql_plugin = {
    kind: 'sql',
    schema: sql_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: QUERY_DEADLINE_MS, successes: 1 },
    create: (settings) => ({
        asks: 'host',
        probe: ({ database }) => {
            const asked = (0,checks_answer .uH)(settings.query, 200);
            const expected = sql_describeWanted(settings);
            if (database === undefined)
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it could not be asked', expected, 'no database is configured for this host') };
            const query = database.query(settings.query, QUERY_DEADLINE_MS);
            const plan = settings.plan === undefined ? undefined : database.explain?.(settings.query, QUERY_DEADLINE_MS);
            return {
                commands: [...query.commands, ...(plan?.commands ?? [])],
                read: (results) => {
                    const answer = query.read(results.slice(0, query.commands.length));
                    const late = settings.under !== undefined && answer.ms > settings.under ? [`an answer after ${(0,checks_answer .YA)(answer.ms)}`] : [];
                    const wrong = judgeRows({ ...settings, under: undefined }, answer);
                    const way = plan?.read(results.slice(query.commands.length));
                    const noIndex = way?.usesIndex === false ? [`no index is used: ${(0,checks_answer .uH)(way.text, 200)}`] : [];
                    const problems = [...wrong, ...late, ...noIndex];
                    const more = { latencyMs: answer.ms, ...(problems.length > 0 && wrong.length === 0 ? { slow: true } : {}) };
                    if (problems.length > 0)
                        return (0,checks_answer .gz)(asked, problems.join(', '), expected, more);
                    const got = `${String(answer.rows.length)} rows in ${(0,checks_answer .YA)(answer.ms)}${way === undefined ? '' : `, ${(0,checks_answer .uH)(way.text, 120)}`}`;
                    if (settings.plan !== undefined && way === undefined)
                        return (0,checks_answer .Ni)(asked, got, expected, `a database of the kind ${database.engine} does not tell how it finds its answer; leave \`plan\` out`, more);
                    return (0,checks_answer .bF)(asked, got, expected, more);
                },
            };
        },
    }),
    meantFor: (_settings, { database }) => database !== undefined,
    describe: (settings) => `${(0,checks_answer .uH)(settings.query, 100)} answers ${sql_describeWanted(settings)}`,
};

; 


const names = schemas .YOg(schemas .YjP().min(1)).min(1);
const tables_schema = schemas .KCZ([names, schemas .rej({ names: names.describe('Tables that must be there.') })]).transform((given) => (Array.isArray(given) ? { names: given } : given));
const tables_plugin = {
    kind: 'tables',
    schema: tables_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 300_000, successes: 1 },
    create: (settings) => ({
        asks: 'host',
        probe: ({ database }) => {
            const asked = 'the tables of the database';
            const expected = settings.names.join(', ');
            if (database === undefined)
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it could not be asked', expected, 'no database is configured for this host') };
            const census = database.census();
            return {
                commands: census.commands,
                read: (results) => {
                    const found = census.read(results);
                    const missing = settings.names.filter((name) => !Object.hasOwn(found, name));
                    return missing.length === 0 ? (0,checks_answer .bF)(asked, `all ${String(settings.names.length)}`, expected) : (0,checks_answer .gz)(asked, `missing: ${missing.join(', ')}`, expected);
                },
            };
        },
    }),
    meantFor: (_settings, { database }) => database !== undefined,
    describe: (settings) => `the tables ${settings.names.join(', ')} exist`,
};

; 


const tcp_port = schemas .Whr().min(1).max(65535);
const tcp_schema = schemas .KCZ([tcp_port, schemas .rej({ port: tcp_port.describe('The port, as seen from the host.') })])
    .transform((given) => (typeof given === 'number' ? { port: given } : given));
const tcp_plugin = {
    kind: 'tcp',
    schema: tcp_schema,
    defaults: { attempts: 5, everyMs: 2000, timeoutMs: 5000, successes: 1 },
    create: (settings) => ({
        asks: 'runner',
        ask: async (context, ports, timeoutMs) => {
            const asked = `a connection to port ${String(settings.port)}`;
            const expected = 'it is accepted';
            const answer = await ports.tcp(context.host, settings.port, timeoutMs);
            if (answer.kind === 'unasked')
                return (0,checks_answer .Ni)(asked, 'it could not be asked', expected, answer.cause);
            if (answer.kind === 'unreachable')
                return (0,checks_answer .gz)(asked, `no connection: ${answer.cause}`, expected);
            return (0,checks_answer .bF)(asked, `accepted in ${(0,checks_answer .YA)(answer.ms)}`, expected, { latencyMs: answer.ms });
        },
    }),
    describe: (settings) => `port ${String(settings.port)} accepts connections`,
};

; 



const transactions_schema = schemas .rej({ 'older-than': units .p0.describe('No transaction may have been open for longer; prepared ones count too.') });
const transactions_plugin = {
    kind: 'transactions',
    schema: transactions_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
    needs: ['database'],
    create: ({ 'older-than': olderThan }) => ({
        asks: 'host',
        probe: ({ database }) => {
            const asked = `transactions older than ${(0,checks_answer .YA)(olderThan)}`;
            const expected = 'none';
            if (database === undefined)
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it could not be asked', expected, 'no database is configured for this host') };
            const probe = database.transactions?.(olderThan);
            if (probe === undefined)
                return { commands: [], read: () => (0,checks_answer .Ni)(asked, 'it could not be asked', expected, `a database of the kind ${database.engine} does not tell of its transactions; remove this check`) };
            return {
                commands: probe.commands,
                read: (results) => {
                    const found = probe.read(results);
                    if (found.length === 0)
                        return (0,checks_answer .bF)(asked, 'none', expected);
                    const shown = found.slice(0, 3).map(({ who, ageMs, what }) => `${(0,checks_answer .uH)(who, 60)} for ${(0,checks_answer .YA)(ageMs)}: ${(0,checks_answer .uH)(what, 80)}`);
                    const more = found.length > 3 ? `; and ${String(found.length - 3)} more` : '';
                    return (0,checks_answer .gz)(asked, `${shown.join('; ')}${more}`, expected, { figures: { transactions: found.length }, next: 'let them end, or end them, and run again' });
                },
            };
        },
    }),
    meantFor: (_settings, { database }) => database !== undefined,
    describe: ({ 'older-than': olderThan }) => `no transaction is older than ${(0,checks_answer .YA)(olderThan)}`,
};

var hours_of_day = __webpack_require__(6728);
; 




function isZone(name) {
    try {
        new Intl.DateTimeFormat('en', { timeZone: name });
        return true;
    }
    catch {
        return false;
    }
}
const hours = schemas .YjP()
    .regex(/^[^-]+-[^-]+$/, { error: ({ input }) => (0,units .cc)(`"${String(input).slice(0, 60)}" is no range of hours`, 'write it as 09:00-11:00') })
    .transform((text, context) => {
    const [from, to] = text.split('-').map((part) => units .s7.safeParse(part.trim()));
    if (from?.success === true && to?.success === true && from.data !== to.data)
        return { from: from.data, to: to.data };
    context.addIssue({ code: 'custom', message: (0,units .cc)(`"${text.slice(0, 60)}" is no range of hours`, 'write it as 09:00-11:00; over midnight as 22:00-06:00') });
    return core .tm;
});
const window_schema = schemas .rej({
    zone: schemas .YjP().refine((zone) => isZone(zone), { error: ({ input }) => (0,units .cc)(`"${String(input).slice(0, 60)}" is no time zone`, 'write a name such as Europe/Warsaw or UTC') }).describe('Time zone of the hours, such as Europe/Warsaw.'),
    closed: schemas .YOg(hours).min(1).optional().describe('Hours at which nothing is deployed.'),
    open: schemas .YOg(hours).min(1).optional().describe('Hours at which alone something is deployed.'),
    days: schemas .YOg(schemas .k5n(hours_of_day .q)).min(1).optional().describe('The days on which these hours hold; all by default. Without hours: the days on which something is deployed.'),
})
    .refine(({ closed, open }) => closed === undefined || open === undefined, { path: ['closed'], error: (0,units .cc)('`open` and `closed` are both given', 'write one of the two') })
    .refine(({ closed, open, days }) => (closed ?? open ?? days) !== undefined, { error: (0,units .cc)('neither hours nor days are given', 'write closed: [09:00-11:00], open: […] or days: [mon, tue]') });
const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
function describeWindow({ zone, closed, open, days }) {
    const list = (closed ?? open ?? []).map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(', ');
    const on = days === undefined ? '' : ` on ${days.join(', ')}`;
    if (closed !== undefined)
        return `not ${list}${on} (${zone})`;
    return `${open === undefined ? 'only' : `only ${list}`}${on} (${zone})`;
}
const window_plugin = {
    kind: 'window',
    schema: window_schema,
    defaults: { attempts: 1, everyMs: 2000, timeoutMs: 5000, successes: 1 },
    create: (settings) => ({
        asks: 'runner',
        once: true,
        ask: async (_context, ports) => {
            const { isOpen, showMoment } = await Promise.all( [__webpack_require__.e(714), __webpack_require__.e(607)]).then(__webpack_require__.bind(__webpack_require__, 4245));
            const now = ports.now();
            return (isOpen(settings, now) ? checks_answer .bF : checks_answer .gz)('whether this is a time to deploy', showMoment(now, settings.zone), describeWindow(settings));
        },
    }),
    describe: describeWindow,
};

; 


























const checks = {
    'backup-age': backup_age_plugin,
    clock: clock_plugin,
    command: command_plugin,
    disk: disk_plugin,
    'env-file': env_file_plugin,
    errors: errors_plugin,
    'foreign-keys': foreign_keys_plugin,
    http: http_plugin,
    incident: incident_plugin,
    latency: latency_plugin,
    logs: logs_plugin,
    memory: memory_plugin,
    processes: processes_plugin,
    ref: ref_plugin,
    requirements: requirements_plugin,
    resources: resources_plugin,
    rows: rows_plugin,
    'schema-version': schema_version_plugin,
    serves: serves_plugin,
    service: service_plugin,
    size: size_plugin,
    sql: sql_plugin,
    tables: tables_plugin,
    tcp: tcp_plugin,
    transactions: transactions_plugin,
    window: window_plugin,
};


  }),

  8904:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    z: () => (  watchGate)
  });
  var _answer__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7519);
  var _ask_gate__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5287);


function p95(latencies) {
    const sorted = latencies.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)];
}
const keyOf = ({ kind, name, host }, index) => `${String(index)} ${kind} ${name} ${host ?? ''}`;
function sum(verdict, rounds, elapsedMs, latencies) {
    const checks = verdict.checks.map((check, index) => {
        const ms = p95(latencies.get(keyOf(check, index)) ?? []);
        const asked = check.result.status === 'passed' && rounds > 1 ? `${check.result.asked}, ${(0,_ask_gate__WEBPACK_IMPORTED_MODULE_0__  .Hn)(rounds)} in ${(0,_answer__WEBPACK_IMPORTED_MODULE_1__  .YA)(elapsedMs)}` : check.result.asked;
        return { ...check, result: { ...check.result, asked, ...(ms === undefined ? {} : { latencyMs: ms }) } };
    });
    return { ...verdict, checks };
}
async function watchGate(request) {
    const { ports, forMs, everyMs, moment } = request;
    const started = ports.now().getTime();
    const latencies = new Map();
    let told = started;
    for (let round = 1;; round += 1) {
        const asked = ports.now().getTime();
        const verdict = await (0,_ask_gate__WEBPACK_IMPORTED_MODULE_0__  .b5)(request);
        request.onVerdict?.(verdict);
        verdict.checks.forEach((check, index) => {
            if (check.result.latencyMs !== undefined)
                latencies.set(keyOf(check, index), [...(latencies.get(keyOf(check, index)) ?? []), check.result.latencyMs]);
        });
        const now = ports.now().getTime();
        if (verdict.leads !== 'open' || now - started >= forMs)
            return sum(verdict, round, now - started, latencies);
        if (now - told >= 10_000) {
            told = now;
            ports.progress(`${moment}: healthy for ${(0,_answer__WEBPACK_IMPORTED_MODULE_1__  .YA)(now - started)} of ${(0,_answer__WEBPACK_IMPORTED_MODULE_1__  .YA)(forMs)}`);
        }
        try {
            await ports.sleep(Math.max(0, Math.min(asked + everyMs, started + forMs) - now));
        }
        finally {
            (0,_ask_gate__WEBPACK_IMPORTED_MODULE_0__  .VM)(ports);
        }
    }
}


  }),

  6728:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    q: () => (  DAYS)
  });
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];


  }),

  5681:
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
    const { status, headline, app, environment, version, release, durationMs, gates, facts, commands, notes, timeline } = rest;
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
        gates: gates.map(({ moment, leads, checks }) => ({ moment, leads, checks: checks.map(({ name, host, result: { status: state, asked, got, expected } }) => ({ name, host, status: state, asked, got, expected })) })),
        facts: facts.map(({ title, rows }) => ({ title, rows })),
        timeline,
        commands,
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
    [6, 'held: a person has to decide or approve'],
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
var compose_context = __webpack_require__(7809);
var entry_version = __webpack_require__(8328);
var ssh_connections = __webpack_require__(6428);
var render = __webpack_require__(8515);
; 

class RememberingShell {
    real;
    #answers = new Map();
    constructor(real) {
        this.real = real;
    }
    get host() {
        return this.real.host;
    }
    get usage() {
        return this.real.usage;
    }
    async run(commands, options) {
        if (options?.parallel === true || commands.some(({ mutates }) => mutates))
            return this.real.run(commands, options);
        const keys = commands.map((command) => `${command.title}\0${(0,render .CB)(command)}`);
        const news = commands.filter((_, index) => !this.#answers.has(keys[index] ?? ''));
        const answers = news.length === 0 ? [] : await this.real.run(news, options);
        return commands.map((command, index) => {
            const answer = answers[news.indexOf(command)] ?? this.#answers.get(keys[index] ?? '');
            if (answer === undefined)
                throw new Error(`${command.title}: the shell answered nothing`);
            this.#answers.set(keys[index] ?? '', answer);
            return answer;
        });
    }
    script(text, options) {
        return this.real.script(text, options);
    }
    upload(...request) {
        return this.real.upload(...request);
    }
    forward(port, address) {
        return this.real.forward(port, address);
    }
    close() {
        return this.real.close();
    }
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
function git(folder, ...words) {
    const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
    return new Promise((resolve) => {
        (0,external_node_child_process_.execFile)('git', ['-c', 'core.fsmonitor=false', ...words], { cwd: folder, env, timeout: DEADLINE_MS, maxBuffer: 16 * 1024 * 1024 }, (error, stdout) => {
            resolve(error === null ? stdout : undefined);
        });
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
async function readRepository(folder) {
    const [status, tags] = await Promise.all([git(folder, 'status', '--porcelain=v2', '--branch', '--ignored', '-z', '--', '.'), git(folder, 'tag', '--points-at', 'HEAD', '--sort=-version:refname')]);
    if (status === undefined)
        return NONE;
    const { branch, ...found } = readStatus(status);
    const tag = (tags ?? '').split('\n')[0] ?? '';
    return { ...found, version: [tag, branch, found.commit.slice(0, 10)].find((name) => name !== '') ?? '' };
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
    if (operands.length > 1)
        problems.push(usage(`there is one ${operand?.name ?? 'word'} too many: ${operands.slice(1).join(' ').slice(0, 60)}`, 'leave one of them'));
    if (behind.length > 0 && operand?.behindDashes !== true)
        problems.push(usage('nothing is expected behind --', 'leave it out'));
    if (operand?.required === true && operands.length === 0 && behind.length === 0)
        problems.push(missingOperand(operand));
    if (problems.length > 0)
        throw new model_failure .oo(problems);
    return { options: values, operand: operands[0] ?? '', behind };
}
function strange(word, name, options) {
    const meant = name === undefined ? undefined : (0,nearest .p)(name, Object.keys(options));
    return usage(`"${word.slice(0, 60)}" is no option here`, meant === undefined ? 'see lockgate --help' : `write --${meant}`);
}
function missingOperand({ name, behindDashes }) {
    return behindDashes === true ? usage('there is no command to run', `write it behind two dashes: -- ${name}`) : usage(`the ${name} is missing`, `add ${name}`);
}

var plugins = __webpack_require__(3875);
; 
function environmentNames({ root }) {
    const node = root?.entries.get('environments')?.node;
    return node?.type === 'map' ? [...node.entries.keys()] : [];
}

var load = __webpack_require__(1605);
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
    const read = () => {
        try {
            return (0,checkout .T)(folder(), folder(), path);
        }
        catch (error) {
            throw error instanceof model_failure .HR && error.code === 'LG-CONFIG-FILE' ? noConfiguration(error) : error;
        }
    };
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
            return { ...file, environments: environmentNames((0,parse_yaml .C)(file.text, file.name)) };
        },
        settings: (environment, onSecret = secret) => {
            const { text, name } = read();
            return (0,load .M)({ text, file: name, environment, variables, plugins: plugins .N, onSecret });
        },
    };
}
function noConfiguration({ facts }) {
    return new model_failure .HR({ ...facts, next: 'go to the folder of the repository, name it with --directory, or name the file with --config' });
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
function terminalForge({ machine, mark, owner: self }, isAlive, pid = process.pid) {
    return {
        isRunOver: (owner) => {
            const [, process, of] = owner.startsWith(`${machine}/`) ? (/^(\d+)\.([0-9a-f]+)\.[0-9a-z]+$/.exec(owner.slice(machine.length + 1)) ?? []) : [];
            if (process === undefined || of !== mark || owner === self)
                return Promise.resolve(undefined);
            return Promise.resolve(Number(process) === pid || !isAlive(Number(process)));
        },
        commitsBetween: () => Promise.resolve([]),
        recordDeployment: () => Promise.resolve(),
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
    const { environments } = surroundings.configuration();
    const settings = surroundings.settings(chooseEnvironment(options.get('environment'), environments));
    const workspace = surroundings.folder();
    const repository = await readRepository(workspace);
    const { user, owner, ...machine } = identify(startedAt);
    const forge = terminalForge({ owner, ...machine }, livesHere);
    const make = ({ inputs, dryRun, connections, signal: until, onLease }) => (0,compose_context .i)({
        settings,
        inputs: new Map([...inputs, ['environment', settings.environment]]),
        run: { owner, attempt: 1, url: '', actor: user, commit: repository.commit, version: named ?? repository.version, workspace },
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
        ...(dryRun ? { wrap: (shell) => new RememberingShell(shell) } : {}),
        agentStandsIn: true,
        ...(options.get('to') === undefined ? {} : { temp: (0,external_node_path_.resolve)(options.get('to') ?? '') }),
        mayHoldLease: onLease,
        inheritedLease: () => undefined,
    });
    const connections = new ssh_connections .o({ signal });
    let held = false;
    const onLease = () => {
        held = true;
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
    const survey = await session.askSurvey((0,schema_state .oc)(parts, parts.migrations?.needsRelease === true ? place : undefined));
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
        if (!(await confirm(facts)))
            return reporter.close('nothing-to-do', 'nothing was written: it was not confirmed');
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
        return true;
    const answer = await terminal.confirm(question);
    if (answer !== undefined)
        return answer;
    throw usage('nobody is here to confirm this', 'read what is above, and run this again with --yes');
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
var actions_parts = __webpack_require__(3505);
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
    const state = (0,read_state .u)(parts.site.layout);
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
    const parts = await (0,actions_parts .t)(context.settings, context.run.workspace, (name) => context.ports.secret(name));
    const views = await lookAtHosts(context, parts);
    const now = context.ports.now();
    const seen = views.flatMap(({ snapshot }) => snapshot ?? []);
    const change = openChangeOf(views);
    const [first] = seen;
    const releases = first === undefined ? [] : (0,model_release .Gm)(first.releases);
    const back = first === undefined ? undefined : (0,model_release .es)(releases, first.current);
    const backup = views.find(({ host }) => host === parts.databaseHost)?.snapshot?.manifests.at(-1);
    const apart = new Set(seen.map(({ current }) => current)).size > 1;
    for (const view of views) {
        const { host, failure, snapshot, serving } = view;
        const more = snapshot === undefined ? [['not asked', failure?.facts.problem ?? '']] : [['lease', tellLease(leaseOf(snapshot))]];
        const runtime = tellRuntime(view);
        reporter.fact(host, [['serves', tellServing(view)], ...(serving === undefined ? [] : [['since', tellAgo(serving.at, now)]]), ...(runtime === '' ? [] : [['application', runtime]]), ...more]);
    }
    if (change !== undefined)
        reporter.fact('open change', [['id', change.id], ['by', `${change.opened.owner}, ${tellAgo(change.opened.at, now)}`], ['last step', lastStepOf(change)]]);
    if (first !== undefined)
        reporter.fact('a way back', [['leads to', back === undefined ? 'nothing: there is no other good release' : nameOf(back)], ...(context.settings.backup === undefined ? [] : [['last backup', backup === undefined ? 'none' : `${backup.id}, ${(0,answer .ee)(backup.bytes)}, verified to "${backup.verified}", ${tellAgo(backup.at, now)}`]])]);
    if (apart)
        reporter.note('the hosts do not serve the same release');
    const serving = views.find((view) => view.serving !== undefined)?.serving;
    const data = {
        hosts: views.map(hostData),
        release: serving === undefined ? null : { id: serving.id, version: serving.version, commit: serving.commit, status: serving.status, at: serving.at },
        change: change === undefined ? null : { id: change.id, version: change.opened.version, owner: change.opened.owner, at: change.opened.at, lastStep: lastStepOf(change) },
        wayBack: back === undefined ? null : { id: back.id, version: back.version },
        backup: backup === undefined ? null : backupData(backup),
    };
    return { ...conclude(reporter, views, serving), data };
}
function conclude(reporter, views, serving) {
    const failures = views.flatMap(({ failure }) => failure ?? []);
    const same = views.filter((view) => view.serving?.id === serving?.id).length;
    const headline = serving === undefined ? 'nothing that is on record serves' : `${nameOf(serving)} serves on ${String(same)} of ${String(views.length)} hosts`;
    reporter.release = serving?.id ?? '';
    if (failures.length === 0)
        return reporter.close('passed', headline);
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

var run = __webpack_require__(1129);
; 
const versionOption = {
    version: { description: 'What the release is called. Default: the tag of the commit, else the branch.', value: 'NAME' },
};
const scopeOption = {
    scope: { description: 'What to touch: all, application (nothing that concerns the database) or migrations. Default: all', value: 'SCOPE', choices: ['all', 'application', 'migrations'] },
};
const lossOption = {
    'approve-loss': { description: 'So many rows may be lost by going back. Default: what `rollback.loss-allowed` says.', value: 'ROWS' },
};

; 





const SHOWN = 5;
function some(names) {
    return names.length <= SHOWN ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')} and ${String(names.length - SHOWN)} more`;
}
const deploy_verb = {
    description: 'deploys what is checked out, one gate at a time, and goes back when a gate closes',
    options: {
        ...hostOptions,
        ...versionOption,
        ...scopeOption,
        ...lossOption,
        'plan-digest': { description: 'Digest of an approved plan: what would run now must be the same.', value: 'DIGEST' },
        dirty: { description: 'Deploy the folder as it is, although it is not what is committed.' },
        'dry-run': { description: 'Print the exact commands and write nothing on a host.' },
    },
    example: 'deploy -e production',
    more: [
        ['deploy -e staging --version v1.4.0', 'under a name of your own'],
        ['deploy -e production --scope application', 'without touching the database'],
    ],
    run: async (context, terminal) => {
        const { changed, ignored } = await readRepository(context.run.workspace);
        if (changed.length > 0 && !context.inputs.has('dirty')) {
            throw usage(`the folder is not what is committed: ${some(changed)}`, 'commit it or put it aside (git stash); --dirty deploys the folder as it is');
        }
        if (ignored.length > 0)
            terminal.progress(`note: git ignores ${some(ignored)}; it is brought to the host all the same unless release.exclude names it`);
        terminal.progress(`deploying ${context.run.version === '' ? 'this folder' : context.run.version} to ${context.settings.environment}: ${(0,run .f)(context).map(({ id }) => id).join(', ')}`);
        return (0,run .e)(context);
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
; 


const GRACE_MS = 15_000;
async function streamCommand(shell, command, onLine, signal) {
    const seconds = String(Math.max(1, Math.round(command.deadlineMs / 1000)));
    const call = (0,render .hc)(`lg_batch_within ${seconds}`, command);
    const { exitCode, timedOut, durationMs } = await shell.script(`${(0,library .f)(call)}\n${call} 2>&1`, { deadlineMs: command.deadlineMs + GRACE_MS, onLine, signal });
    const late = timedOut || ([124, 137, 143].includes(exitCode ?? 0) && durationMs >= command.deadlineMs - 100);
    return { command: (0,render .vL)(command), exitCode: late ? null : exitCode, timedOut: late, durationMs };
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
            return (0,model_command .zr)((0,model_command .Ag)([zone, runtime.logs(lines)]), ([offset = '', text = '']) => ({ zone: offset, sections: sectionsOf(text) }));
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
const MOST = 2000;
function readLines(text) {
    const lines = text === undefined ? LINES : Number(text);
    if (Number.isSafeInteger(lines) && lines > 0 && lines <= MOST)
        return lines;
    throw usage(`--lines must be a number from 1 to ${String(MOST)}`, `write --lines ${String(LINES)}`);
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

; 



const OUTPUTS = { ready: 'false', 'pending-migrations': '', risk: '', 'plan-digest': '', 'release-id': '', 'previous-release-id': '' };
async function plan(context) {
    if (!context.dryRun)
        throw new Error('a plan is made in a dry run');
    const reporter = new actions_reporter .a('plan', context, OUTPUTS);
    for (const { id, flow } of (0,run .f)(context)) {
        if (id === 'health-check') {
            nameGates(context, reporter);
            continue;
        }
        context.ports.progress(`— ${id}`);
        const result = await flow(context);
        reporter.absorb(result.report);
        for (const [name, value] of Object.entries(result.outputs))
            if (name in OUTPUTS)
                reporter.output(name, value);
        const { failure } = result;
        if (failure !== undefined)
            return reporter.close('failed', id === 'preflight' ? result.report.headline : `${id}: ${result.report.headline}`, new model_failure .oo((0,model_failure .ZJ)(failure)));
    }
    const { 'pending-migrations': pending = '', risk = '' } = reporter.outputs;
    const migrations = pending === '' ? '' : pending === '0' ? ', no migrations pending' : `, ${pending} migrations pending (${risk})`;
    return reporter.close('dry-run', `ready to deploy ${context.run.version}${migrations}`);
}
function nameGates({ settings }, reporter) {
    const { instance, released, watch } = settings.gates;
    const minutes = settings.watch.forMs === 0 ? [] : watch.map(({ name }) => ['watch', `${name}, for ${String(Math.round(settings.watch.forMs / 1000))} s`]);
    const rows = [...instance.map(({ name }) => ['instance', name]), ...released.map(({ name }) => ['released', name]), ...minutes];
    if (rows.length > 0)
        reporter.fact('would be asked of the new release', rows);
}

; 



const plan_verb = {
    description: 'says what a deploy would do and whether it may begin, and writes nothing',
    options: { ...hostOptions, ...versionOption, ...scopeOption },
    example: 'plan -e production',
    more: [['plan -e production --json', 'with the digest that `deploy --plan-digest` takes']],
    run: (_context, _terminal, call) => plan(call.rehearse()),
};

; 


const releases_verb = {
    description: 'lists the releases that are on record, and which of them can be gone back to',
    options: hostOptions,
    example: 'releases -e production',
    run: (context) => listReleases(context),
};

var gates = __webpack_require__(1891);
var roll_out = __webpack_require__(1033);
var carry_out_back = __webpack_require__(451);
; 








const RESTART = 'restart';
function restart(context) {
    return (0,run_flow .c)('restart', context, {}, async (session, parts, reporter) => {
        await session.take();
        await (0,reconcile.settleDeadChange)(session);
        const release = serving(session);
        const runtime = (0,carry_out_back .O)(parts.runtime, (0,recorded_runtime .GV)(session, release.id));
        if (runtime === undefined) {
            throw new model_failure .HR({ kind: 'configuration', code: 'LG-RUNTIME-NOT-CONFIGURED', problem: 'nothing says how the application is started', next: 'add the section "runtime" to the configuration' });
        }
        const strategyParts = { hosts: parts.hosts, artefact: parts.artefact, runtime, proxy: parts.proxy };
        reporter.release = release.id;
        if (context.dryRun) {
            await session.run({ steps: (0,roll_out .G)(session, strategyParts, release.id, release.id).flatMap(({ steps }) => steps), lease: 'keep' });
            return reporter.close('dry-run', 'nothing was written');
        }
        const opening = session.mint(RESTART);
        reporter.release = release.id;
        const subject = { ...(0,gates .et)(release), runtime };
        const { outcomes, closed, failure } = await (0,roll_out .O)(session, { parts: strategyParts, release: release.id, previous: release.id, subject, first: [], before: [opening, { kind: 'fact', name: RESTART, data: { release: release.id } }], after: [] });
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
function serving(session) {
    const { current } = session.snapshot;
    const found = session.releases.find(({ id }) => id === current);
    if (found !== undefined)
        return found;
    throw new model_failure .HR({
        kind: 'state',
        code: 'LG-RESTART-NOTHING',
        problem: current === '' ? 'nothing was deployed yet: there is nothing to restart' : `${current} serves and is not on record`,
        host: session.parts.hosts[0],
        next: 'deploy first; what somebody deployed by hand is recorded with npx lockgate adopt',
    });
}

; 


const restart_verb = {
    description: 'starts what serves anew, host by host, and asks the gates instance and released',
    options: { ...hostOptions, 'dry-run': { description: 'Print the exact commands and write nothing on a host.' } },
    example: 'restart -e production',
    run: (context) => restart(context),
};

var rollback_run = __webpack_require__(1881);
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
async function askLoss(terminal, rows) {
    const said = await terminal.ask(`this destroys ${rows} rows. Type the number to go on:`);
    if (said === undefined)
        throw usage('nobody is here to approve the loss', `read what is above, and run this again with --yes --approve-loss ${rows}`);
    return said.trim() === rows ? rows : undefined;
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
    if (context.dryRun)
        return preview;
    const { level = '', loss = '', status = '' } = preview.outputs;
    const data = { level, loss, to: preview.report.release };
    if (preview.failure !== undefined && status !== 'needs-approval')
        return { ...preview, data };
    show(terminal, preview);
    let approved = {};
    if (status === 'needs-approval') {
        if (!/^[1-9][0-9]*$/.test(loss) || context.inputs.has('approve-loss') || context.inputs.has('yes'))
            return { ...preview, data };
        const rows = await askLoss(terminal, loss);
        if (rows === undefined)
            return declined(preview, data);
        approved = { 'approve-loss': rows };
    }
    else if (!(await agree(terminal, context.inputs, 'go back?')))
        return declined(preview, data);
    const result = await (0,rollback_run .e)({ ...context, inputs: merged(approved) });
    return { ...result, data: { ...data, level: result.outputs['level'] ?? level, loss: result.outputs['loss'] ?? loss } };
}
function declined({ outputs, report }, data) {
    return { outputs: { ...outputs, status: 'nothing-to-do' }, data, report: { ...report, status: 'nothing-to-do', headline: 'nothing was moved: it was not confirmed', failures: [], commands: [], release: '' } };
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
        ['rollback -e production --yes --approve-loss 12', 'where the way back destroys rows'],
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
        if (!(await confirm(held, risk)))
            return reporter.close('nothing-to-do', 'nothing was written: it was not confirmed');
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






async function read(surroundings, environment) {
    const unset = new Set();
    const settings = surroundings.settings(environment, (name) => {
        if (surroundings.secret(name) === undefined)
            unset.add(name);
    });
    await (0,actions_parts .t)(settings, surroundings.folder(), (name) => surroundings.secret(name));
    return { settings, unset: [...unset] };
}
function describe({ settings }) {
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
    const problems = new Map();
    for (const environment of wanted) {
        try {
            good.push(await read(surroundings, environment));
        }
        catch (error) {
            const failure = (0,model_failure .h_)(error);
            if (failure.kind === 'bug')
                throw failure;
            for (const one of (0,entry_result .sj)(failure))
                problems.set(`${one.facts.problem} ${one.facts.host ?? ''}`, one);
        }
    }
    const now = new Date();
    const data = { file: name, environments: good.map(({ settings, unset }) => ({ name: settings.environment, hosts: settings.hosts.map(({ alias, roles }) => ({ alias, roles })), digest: settings.digest, unset })) };
    if (problems.size > 0) {
        const result = (0,entry_result .Nq)({ action: 'validate', environment: named ?? '', startedAt }, new model_failure .oo([...problems.values()]), now);
        return { ...result, data };
    }
    const unset = [...new Set(good.flatMap((one) => one.unset))];
    const report = {
        action: 'validate',
        status: 'passed',
        headline: `${name} is valid for ${(0,words .U)(good.length, 'environment')}: ${good.map(({ settings }) => settings.environment).join(', ')}`,
        app: good[0]?.settings.app ?? '',
        environment: named ?? '',
        version: '',
        release: '',
        startedAt: startedAt.toISOString(),
        durationMs: now.getTime() - startedAt.getTime(),
        timeline: [],
        gates: [],
        facts: good.map((one) => ({ title: one.settings.environment, rows: describe(one) })),
        commands: [],
        failures: [],
        notes: unset.length === 0 ? [] : [`not set here, and needed where it is used: ${unset.join(', ')}`],
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
    deploy: deploy_verb,
    diagnose: diagnose_verb,
    exec: exec_verb,
    logs: logs_verb,
    plan: plan_verb,
    releases: releases_verb,
    restart: restart_verb,
    rollback: rollback_verb,
    status: status_verb,
    unlock: unlock_verb,
    validate: validate_verb,
};

; 
const CANCELLED = 'nothing is left open where it says so above; else the next deploy, or npx lockgate rollback, brings the system back to one known version';
const IN_A_TERMINAL = {
    'LG-CANCELLED': () => ({ next: CANCELLED }),
    'LG-SECRET-MISSING': ({ problem }) => {
        const name = /variable (\S+) is not set/.exec(problem)?.[1] ?? 'DEPLOY_KEY';
        return { next: `set it: export ${name}="$(cat path/to/it)"; a key may also come from an ssh agent (ssh-add, SSH_AUTH_SOCK)` };
    },
    'LG-ROLLBACK-HELD': () => ({ next: 'look at the gate and at npx lockgate diagnose; then npx lockgate rollback --level R2 (the release before) or --level R3 (the backup as well), or deploy a new version' }),
    'LG-ROLLBACK-NEEDS-APPROVAL': ({ problem }) => {
        const rows = /destroys (\d+) rows/.exec(problem)?.[1];
        return { next: rows === undefined ? 'the rows could not be counted: mend the cause in the note, and run npx lockgate rollback again' : `add --approve-loss ${rows}, or deploy a version that works with the data as it is` };
    },
    'LG-RELEASE-UNKNOWN': () => ({ next: 'name one of them; npx lockgate releases lists them' }),
    'LG-RELEASE-NOT-A-TARGET': () => ({ next: 'name one of them, or deploy its version again; npx lockgate releases lists them' }),
    'LG-LEASE-HELD': () => ({ next: 'wait until that run has ended (npx lockgate status); if it is dead, its lease ends by itself, or at once with npx lockgate unlock' }),
    'LG-RELEASE-UNCONFIRMED': () => ({ next: 'run npx lockgate status, then roll back or deploy again' }),
};
function rephrase(facts) {
    const told = Object.hasOwn(IN_A_TERMINAL, facts.code) ? IN_A_TERMINAL[facts.code]?.(facts) : undefined;
    const next = (told?.next ?? facts.next).replace('run the action rollback with "level: R2" (the old release) or "level: R3" (the backup as well)', 'run npx lockgate rollback --level R2 (the old release) or --level R3 (the backup as well)');
    return { ...facts, ...told, next: next.replace('; the job summary of rollback keeps the logs as they were', '; npx lockgate diagnose keeps what is on record') };
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
    const moved = after.report.facts.length > 0;
    const joined = {
        ...result,
        outputs: cancelled && 'outcome' in result.outputs && moved ? { ...result.outputs, outcome: after.failure === undefined ? 'rolled-back' : 'failed' } : result.outputs,
        report: {
            ...report,
            headline: moved ? `${report.headline}; ${after.report.headline}` : report.headline,
            timeline: [...report.timeline, ...after.report.timeline],
            gates: [...report.gates, ...after.report.gates],
            facts: [...report.facts, ...after.report.facts],
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
    const report = { ...result.report, ...(verbOf(name) === undefined ? {} : { action: name }), failures: result.report.failures.map(rephrase) };
    return { ...result, report };
}
async function perform({ name, words, version, terminal, masks, signal }) {
    const verb = requireVerb(name);
    const { options, operand, behind } = readWords(words, verb.options, verb.operand);
    const surroundings = openSurroundings({ version, options, terminal, masks, signal });
    if ('plain' in verb)
        return verb.plain(surroundings, terminal, { operand, behind });
    const opened = await openContext(surroundings, terminal, verb.version);
    try {
        let result;
        try {
            result = await verb.run(opened.context, terminal, { operand, behind, rehearse: (inputs) => opened.rehearse(inputs) });
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


  }),

  5048:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    $: () => (  canonical),
    G: () => (  digestSettings)
  });
  var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
  var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = __webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
  var _model_secret__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1405);


function canonical(value) {
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        return JSON.stringify(value);
    if (typeof value === 'bigint')
        return `{"bigint":"${String(value)}"}`;
    if (Array.isArray(value))
        return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
    if (value instanceof RegExp)
        return canonical({ pattern: value.source, flags: value.flags });
    if (value instanceof Date)
        return canonical({ date: value.toISOString() });
    if (value instanceof Set)
        return canonical({ set: [...value].map(canonical).sort() });
    if (value instanceof Map)
        return canonical({ map: [...value].map(canonical).sort() });
    if (value instanceof _model_secret__WEBPACK_IMPORTED_MODULE_1__  .z || typeof value === 'function' || typeof value === 'symbol' || typeof value !== 'object') {
        throw new Error(`settings must be plain data, and ${typeof value} is not`);
    }
    const pairs = Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${pairs.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}
function wayTo({ alias, address, roles, port, via, knownHosts }) {
    return { alias, address, roles, port, via, knownHosts };
}
function digestSettings(settings) {
    const { runtime } = settings;
    const covered = { ...settings, ...(runtime === undefined ? {} : { runtime: { kind: runtime.kind, settings: runtime.settings } }), hosts: settings.hosts.map(wayTo), bastions: settings.bastions.map(wayTo) };
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(canonical(covered)).digest('hex');
}


  }),

  1605:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  M: () => (  loadSettings)
});

var schemas = __webpack_require__(225);
var merge = __webpack_require__(8858);
var nearest = __webpack_require__(6572);
var parse_yaml = __webpack_require__(8939);
var units = __webpack_require__(8766);
; 


const ALIAS = /^[a-z0-9][a-z0-9-]*$/;
const common_schemas_text = schemas .YjP().min(1);
const alias = common_schemas_text.max(40).regex(ALIAS, {
    error: ({ input }) => (0,units .cc)(`"${String(input)}" cannot be an alias: it appears in outputs and reports`, 'use small letters, digits and dashes, beginning with a letter or digit: web-1'),
});
const appName = common_schemas_text.max(40).regex(ALIAS, {
    error: ({ input }) => (0,units .cc)(`"${String(input)}" cannot be a name: it becomes part of paths and outputs`, 'use small letters, digits and dashes, beginning with a letter or digit: web-shop'),
});
function explainAddress(input) {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(input))
        return (0,units .cc)('an address has no scheme', 'write the name or number of the host alone, as ssh takes it');
    if (input.includes('@'))
        return (0,units .cc)('the user does not belong to the address', 'write { at: <address>, user: <user> }');
    if (/^(\[.*\]|[^:]+):[0-9]+$/.test(input))
        return (0,units .cc)('the port does not belong to the address', 'write { at: <address>, port: <port> }');
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(input) && !/^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%a-z0-9]+$/.test(input))
        return (0,units .cc)('this is not the name or number of a host', 'write it as ssh takes it, such as web.example.org, 203.0.113.7 or 2001:db8::7');
    return undefined;
}
const address = common_schemas_text.superRefine((input, context) => {
    const message = explainAddress(input);
    if (input !== '' && message !== undefined)
        context.addIssue({ code: 'custom', message });
});
function absolute(example) {
    return common_schemas_text
        .regex(/^\//, { error: ({ input }) => (0,units .cc)(`"${String(input)}" is not an absolute path`, `write it from the root: ${example}`) })
        .regex(/^(?!.*\/\.\.?(\/|$))/, { error: () => (0,units .cc)('a path with . or .. in it says something else than it seems to', `write it out: ${example}`) });
}
const port = schemas .Whr().min(1).max(65_535);
const user = common_schemas_text.regex(/^[A-Za-z_][A-Za-z0-9._-]*[$]?$/, { error: () => (0,units .cc)('this is not the name of a user', 'write it as on the server: letters, digits, dots, dashes') });
const inRepository = common_schemas_text.regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))/, { error: () => (0,units .cc)('this is not a file in the repository', 'write its path from the top of the repository: .github/known_hosts') });
const wordOrList = (word) => schemas .KCZ([word, schemas .YOg(word).min(1)]).transform((value) => (typeof value === 'string' ? [value] : value));
const sshShape = {
    user: user.optional().describe('The user to log in as.'),
    port: port.optional().describe('The port of the SSH server. Default: 22.'),
    key: units .Gf.optional().describe('The NAME of the variable that holds the private key. Without it the SSH agent is asked.'),
    passphrase: units .Gf.optional().describe("The NAME of the variable that holds the key's passphrase."),
    via: alias.optional().describe('The alias of the host to go through.'),
};
const common_schemas_ssh = schemas .rej({ ...sshShape, 'known-hosts': inRepository.optional().describe('A file in the repository with the host keys; the variable LOCKGATE_KNOWN_HOSTS comes before it.') })
    .describe('How to log in to the hosts.');
const host = schemas .KCZ([
    address.describe('The address alone.'),
    schemas .rej({
        at: address.describe('The name or number of the host. It appears in no output.'),
        roles: wordOrList(alias).optional().describe('What the host does, such as web, db. `bastion`: it is only gone through.'),
        ...sshShape,
    }),
]);
const common_schemas_hosts = schemas .g1P(alias, host).describe('The hosts, by alias: an address, or at, roles, user, port, via.');
const common_schemas_app = appName.describe('The name of the application: part of the lease, of paths and of reports.');
const common_schemas_url = common_schemas_text
    .superRefine((input, context) => {
    const parsed = /^https?:\/\//i.test(input) && URL.canParse(input) ? new URL(input) : undefined;
    if (parsed === undefined)
        context.addIssue({ code: 'custom', message: (0,units .cc)('this is not an address that begins with https:// or http://', 'write it in full: https://example.org') });
    else if (parsed.username !== '' || parsed.password !== '')
        context.addIssue({ code: 'custom', message: (0,units .cc)('an address with a password in it would be printed (it is not shown here)', 'write it without, and let the check send a header: { secret: <NAME> }') });
    else if (parsed.search !== '' || parsed.hash !== '')
        context.addIssue({ code: 'custom', message: (0,units .cc)('the base address has a query or a fragment', 'write scheme, host and path alone: paths of checks are put after it') });
})
    .describe('The public address, without a path of a check: https://example.org.');
function explainCopy({ code, input }) {
    if (code === 'invalid_type' && typeof input === 'string')
        return (0,units .cc)('a copy says what kind of place it is', 'write { directory: <folder> }');
    return undefined;
}
const classes = schemas .k5n(['loss', 'lock', 'break', 'opaque']);
const count = schemas .Whr().min(0).max(100_000);
const common_schemas_backup = schemas .rej({
    to: absolute('/var/backups/app').describe('The folder on the host for backups.'),
    verify: schemas .k5n(['checksum', 'readable', 'restored']).default('restored').describe('How far a backup is proven: its digest, that it can be read, or that it was restored into a scratch database and compared.'),
    'minimum-size': units .Ej.prefault('1B').describe('A smaller backup is a failure.'),
    copies: schemas .YOg(schemas .rej({ directory: absolute('/mnt/second/app').describe('A folder on another disk or mount of the host.') }, { error: explainCopy }))
        .default([])
        .describe('Second copies, each verified by its own digest.'),
    keep: schemas .rej({
        last: count.default(0).describe('The newest so many.'),
        daily: count.default(0).describe('The newest of each of so many days.'),
        weekly: count.default(0).describe('The newest of each of so many weeks.'),
        monthly: count.default(0).describe('The newest of each of so many months.'),
        days: count.default(0).describe('All that are younger than so many days.'),
    }, { error: ({ input }) => (typeof input === 'number' ? (0,units .cc)(`${String(input)} does not say what is counted`, `write { last: ${String(input)} } or { days: ${String(input)} }`) : undefined) })
        .prefault({ last: 5 })
        .describe('Which backups stay. The newest one and the newest one that was restored always do.'),
    timeout: units .p0.prefault('1h').describe('The longest that a backup may take.'),
})
    .describe('The backup before anything is changed.');
const common_schemas_rollback = schemas .rej({ 'loss-allowed': units .Ge.prefault('0 rows').describe('How many rows going back may lose without a person: more waits for approval.') })
    .describe('The way back.');
const releaseShape = {
    path: absolute('/srv/app').describe('The folder on the host: releases/<id>, current, shared/ and .lockgate/ are in it.'),
    keep: schemas .Whr().min(1).max(1000).default(5).describe('How many good releases stay on the host.'),
};
const hostCount = schemas .Whr().min(1).max(1000);
const strategyShape = {
    canary: hostCount.optional().describe('How many hosts are changed first, alone.'),
    batch: schemas .KCZ([hostCount, schemas .YjP().regex(/^(100|[1-9][0-9]?)%$/, { error: ({ input }) => (0,units .cc)(`"${String(input)}" is neither a number of hosts nor a share of them`, 'write 2, or 50%') })])
        .optional()
        .describe('How many hosts are changed at the same time after that, as a number or a share of all: 2 or 50%. Default: 1.'),
    bake: units .p0.optional().describe('How long the first hosts are watched by the gate `instance` before the next ones are changed.'),
    failures: schemas .Whr().min(0).max(1000).default(0).describe('How many hosts may fail in the whole run and go back alone, while the others go on. The first ones may not.'),
};
const migrationShape = {
    when: schemas .k5n(['before-switch', 'after-switch', 'maintenance']).default('before-switch').describe('When migrations run: before traffic moves, after it, or with the application stopped.'),
    'lock-timeout': units .p0.prefault('5s').describe('The longest that a statement may wait for a lock.'),
    timeout: units .p0.prefault('30m').describe('The longest that all migrations may take.'),
    acknowledge: schemas .g1P(schemas .YjP().regex(/^.+@[0-9a-f]{8,64}$/, { error: ({ input }) => (0,units .cc)(`"${String(input)}" is not <name>@<digest>`, 'copy the line that preflight prints: "database/search.sql@3f9c2ab1": [lock]') }), schemas .YOg(classes).min(1))
        .default({})
        .describe('Migrations somebody takes responsibility for: "<file>@<digest>": [lock]. Lapses when the file changes.'),
    then: schemas .k5n(['analyze', 'vacuum', 'vacuum-analyze']).optional().describe('What is done to the database afterwards.'),
};
const notifierShape = {
    required: schemas .zMY().default(false).describe('Whether a message that cannot be delivered makes the action fail.'),
};
const onFail = schemas .k5n(['rollback', 'hold', 'warn']);
const checkShape = {
    name: common_schemas_text.max(120).optional().describe('The name in reports. Default: what the check asks.'),
    timeout: units .p0.optional().describe('The longest that one attempt may take.'),
    attempts: schemas .Whr().min(1).max(10_000).optional().describe('How often it is asked before its answer counts.'),
    every: units .p0.optional().describe('The time between two attempts.'),
    successes: schemas .Whr().min(1).max(10_000).optional().describe('How many attempts in a row must pass.'),
    deadline: units .p0.optional().describe('The longest that all attempts together may take.'),
    'on-fail': onFail.optional().describe('Where a failure leads: back (rollback), to a person (hold), or on with a warning (warn). Default: back, where the check does not say otherwise; an answer that is merely slow leads to a person.'),
    'on-inconclusive': onFail.optional().describe('Where it leads that the check could not be asked. Default: hold.'),
    roles: wordOrList(alias).optional().describe('Asked only on hosts with one of these roles.'),
    only: wordOrList(common_schemas_text).optional().describe('Asked only in these environments.'),
};
const watchShape = {
    for: units .p0.prefault('5m').describe('How long the new release is watched before it counts as good.'),
    every: units .p0.prefault('10s').describe('The time between two rounds.'),
};

var check = __webpack_require__(2281);
var tree = __webpack_require__(2408);
; 



const NEEDS = {
    'foreign-keys': ['database'],
    rows: ['database'],
    'schema-version': ['database'],
    size: ['database'],
    'slow-queries': ['database'],
    sql: ['database'],
    tables: ['database'],
    transactions: ['database'],
    http: ['address'],
    latency: ['address'],
};
const MIGRATIONS_NEED = { sql: ['database'] };
const ADVICE = {
    database: 'add database: { kind: … }',
    runtime: 'add runtime: { kind: … }',
};
function namesPort(value) {
    if (typeof value !== 'object' || value === null)
        return false;
    return Object.entries(value).some(([key, inner]) => /^(ports?|blue|green)$/.test(key) || namesPort(inner));
}
function hasUrl(written) {
    return typeof written === 'object' && written !== null && 'url' in written;
}
function crossCheck(inventory, problems) {
    const tell = (at, path, what, next) => problems.add({ code: 'LG-CONFIG-REFERENCE', at: at.at, path, what, next });
    const { written, entry, gates, migrations } = inventory;
    const migrationsEntry = entry('migrations');
    if (migrations !== undefined && migrationsEntry !== undefined) {
        for (const need of migrations.needs)
            if (need !== 'address' && !written.has(need))
                tell(migrationsEntry, ['migrations'], `migrations of the kind "${migrations.kind}" need a ${need}`, ADVICE[need]);
    }
    const backupEntry = entry('backup');
    if (backupEntry !== undefined && !written.has('database'))
        tell(backupEntry, ['backup'], 'there is no database to back up', `${ADVICE.database}, or remove backup`);
    const instance = gates.entries.get('instance');
    if (instance !== undefined && !written.has('runtime'))
        tell(instance, ['gates', 'instance'], 'there is no runtime whose instances could be asked', `${ADVICE.runtime}, or move the checks to released`);
    const backedUp = gates.entries.get('backed-up');
    if (backedUp !== undefined && !written.has('backup'))
        tell(backedUp, ['gates', 'backed-up'], 'there is no backup after which these could be asked', 'add backup: { to: … }, or remove the moment');
    for (const moment of check .G)
        for (const check of gates.checks[moment])
            checkNeeds(check, inventory, tell);
}
function checkNeeds(check, inventory, tell) {
    const { kind, roles } = check.settings;
    for (const need of check.plugin.needs ?? NEEDS[kind] ?? []) {
        if (need === 'address') {
            if (inventory.url !== '' || inventory.written.has('url') || hasUrl(check.written) || namesPort(inventory.runtime))
                continue;
            tell(check.entry, check.path, 'there is neither a public address nor a port of the runtime to ask', 'add url: https://… to the environment, or a port to the runtime');
        }
        else if (!inventory.written.has(need))
            tell(check.entry, check.path, `a check of the kind "${kind}" needs a ${need}`, `${ADVICE[need]}, or remove the check`);
    }
    if (!inventory.hostsRead || inventory.hosts.length === 0)
        return;
    const known = [...new Set(inventory.hosts.flatMap((host) => host.roles))];
    roles.forEach((role, index) => {
        if (known.includes(role))
            return;
        const node = check.roles[index];
        const shown = (0,tree .qm)(node, role);
        tell({ ...check.entry, at: node?.at ?? check.entry.at }, check.path, `no host has the role "${shown}": this check would never be asked`, (0,nearest .Z)(role, known, `give a host the role: { at: …, roles: [${shown}] }`));
    });
}
function migrationNeeds(kind, needs) {
    return needs ?? MIGRATIONS_NEED[kind] ?? [];
}

var digest = __webpack_require__(5048);
var registries = __webpack_require__(9396);
; 


function alternatives(schema) {
    const leaf = schema;
    const def = leaf._zod.def;
    switch (def.type) {
        case 'optional':
        case 'nullable':
        case 'default':
        case 'prefault':
        case 'nonoptional':
        case 'catch':
        case 'readonly':
        case 'success':
        case 'promise':
            return alternatives(def.innerType);
        case 'pipe':
            return def.in._zod.def.type === 'transform' ? alternatives(def.out) : alternatives(def.in);
        case 'union':
            return def.options.flatMap(alternatives);
        case 'intersection':
            return [...alternatives(def.left), ...alternatives(def.right)];
        case 'lazy':
            return alternatives(def.getter());
        default:
            return [leaf];
    }
}
function children(leaf, key) {
    const def = leaf._zod.def;
    switch (def.type) {
        case 'object': {
            const child = def.shape[String(key)] ?? def.catchall;
            return child === undefined ? [] : [child];
        }
        case 'record':
            return [def.valueType];
        case 'array':
            return [def.element];
        case 'tuple': {
            const child = def.items[Number(key)] ?? def.rest;
            return child === null ? [] : [child];
        }
        default:
            return [];
    }
}
function schemasAt(schema, path) {
    return path.reduce((here, key) => here.flatMap(alternatives).flatMap((leaf) => children(leaf, key)), [schema]);
}
function leavesAt(schema, path) {
    return schemasAt(schema, path).flatMap(alternatives);
}
function takesSecret(schema, path) {
    return leavesAt(schema, path).some((leaf) => units .XG.get(leaf) !== undefined);
}
function releasedAt(schema, path) {
    return leavesAt(schema, path).flatMap((leaf) => units .XG.get(leaf)?.released ?? [])[0];
}
function scalarTypes(schema, path) {
    const types = new Set();
    const addValue = (value) => {
        if (typeof value === 'string')
            types.add('text');
        if (typeof value === 'number')
            types.add('number');
        if (typeof value === 'boolean')
            types.add('boolean');
    };
    for (const leaf of leavesAt(schema, path)) {
        const def = leaf._zod.def;
        if (def.type === 'string' || def.type === 'template_literal')
            types.add('text');
        else if (def.type === 'number' || def.type === 'bigint')
            types.add('number');
        else if (def.type === 'boolean')
            types.add('boolean');
        else if (def.type === 'enum')
            Object.values(def.entries).forEach(addValue);
        else if (def.type === 'literal')
            def.values.forEach(addValue);
        else if (def.type === 'any' || def.type === 'unknown' || def.type === 'custom' || def.type === 'transform')
            ['text', 'number', 'boolean'].forEach((type) => types.add(type));
    }
    return types;
}
function choicesAt(schema, path) {
    return leavesAt(schema, path).flatMap((leaf) => {
        const def = leaf._zod.def;
        if (def.type === 'enum')
            return Object.values(def.entries).map(String);
        return def.type === 'literal' ? def.values.map(String) : [];
    });
}
function keysAt(schema, path) {
    const known = new Set();
    let open = false;
    for (const leaf of leavesAt(schema, path)) {
        const def = leaf._zod.def;
        if (def.type === 'object') {
            Object.keys(def.shape).forEach((key) => known.add(key));
            if (def.catchall !== undefined && def.catchall._zod.def.type !== 'never')
                open = true;
        }
        else if (def.type === 'record' || def.type === 'any' || def.type === 'unknown' || def.type === 'custom' || def.type === 'map' || def.type === 'transform')
            open = true;
    }
    return { known: [...known], open };
}
function descriptionAt(schema, path) {
    const describe = (one) => {
        const own = registries .fd.get(one)?.description;
        if (own !== undefined)
            return own;
        const def = one._zod.def;
        return 'innerType' in def ? describe(def.innerType) : def.type === 'pipe' ? describe(def.in) : undefined;
    };
    for (const schemaHere of schemasAt(schema, path)) {
        const found = describe(schemaHere);
        if (found !== undefined)
            return found;
    }
    return '';
}

; 



const ELSEWHERE = 'choose another kind, or a version of Lockgate that has it';
function gluedKey(text) {
    return /^([a-z][a-z-]*):\S/.exec(text)?.[1];
}
function misshapen(code, at, what, next) {
    return { code: `LG-CONFIG-${code}`, at, what, next };
}
function missingSpace(at, key) {
    return misshapen('TYPE', at, 'a space is missing after the colon', `write "${key}: " with a space`);
}
function findKind(item, checks, common) {
    const known = Object.keys(checks).sort();
    if (item.type !== 'map')
        return [explainNoMap(item, known)];
    const kinds = [...item.entries.keys()].filter((key) => Object.hasOwn(checks, key));
    const strangers = [...item.entries].filter(([key]) => !Object.hasOwn(checks, key) && !common.has(key));
    const [kind, second] = kinds;
    if (kind === undefined) {
        const [stranger] = strangers;
        if (stranger === undefined)
            return [misshapen('MISSING-KEY', item.at, 'this check has no kind', `begin it with one of ${known.join(', ')}`)];
        const [name, { at }] = stranger;
        const glued = gluedKey(name);
        return [glued === undefined ? misshapen('UNKNOWN-KIND', at, `this version has no check of the kind "${name}"`, (0,nearest .Z)(name, known, ELSEWHERE)) : missingSpace(at, glued)];
    }
    if (second !== undefined)
        return [misshapen('TYPE', item.entries.get(second)?.at ?? item.at, `two checks in one entry: ${kind} and ${second}`, 'begin a new entry with "- " for each check')];
    if (strangers.length === 0)
        return { kind, item };
    const own = keysAt(checks[kind]?.schema ?? schemas .L5J(), []).known;
    return strangers.map(([key, { at }]) => own.includes(key)
        ? misshapen('TYPE', at, `"${key}" stands beside "${kind}", not inside it`, `indent it by two more spaces, or write - ${kind}: { ${key}: … }`)
        : misshapen('UNKNOWN-KEY', at, `unknown key "${key}"`, (0,nearest .Z)(key, [...own, ...common], 'remove it or correct its name')));
}
function explainNoMap(item, known) {
    const word = item.type === 'scalar' ? String(item.value ?? '') : '';
    const glued = gluedKey(word);
    if (glued !== undefined)
        return missingSpace(item.at, glued);
    const kind = known.includes(word) ? word : ((0,nearest .p)(word, known) ?? 'http');
    return misshapen('TYPE', item.at, 'a check is a kind and its settings', item.type === 'list' ? 'remove one "- "' : `write - ${kind}: and its settings after it`);
}

; 


const UNSAID = '\u0000';
const complaint = (code, what, next) => ({ code: `LG-CONFIG-${code}`, what, next });
function show(node) {
    if (node === undefined)
        return 'nothing';
    if (node.type === 'list')
        return 'a list';
    if (node.type === 'map')
        return 'a map';
    if (node.filled !== undefined)
        return node.filled.raw;
    if (node.value === null)
        return 'nothing';
    const text = typeof node.value === 'string' ? node.value : node.source;
    return `"${text.length > 60 ? `${text.slice(0, 57)}…` : text}"`.replaceAll(/\s+/g, ' ');
}
const NAMES = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    bigint: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    tuple: 'a list',
    object: 'a map',
    record: 'a map',
    null: 'nothing',
};
const YES = { yes: 'true', on: 'true', y: 'true', true: 'true', no: 'false', off: 'false', n: 'false', false: 'false' };
function wantsMap(node) {
    if (node.type === 'list')
        return complaint('TYPE', 'a list stands where a map of keys belongs', 'remove the "- " in front of the keys');
    if (node.type === 'scalar' && node.value === null)
        return complaint('TYPE', 'there is nothing under this key', 'indent what belongs to it by two more spaces, or remove the key');
    const text = node.type === 'scalar' && typeof node.value === 'string' ? node.value : '';
    const glued = /^([a-z][a-z-]*):(?=\S)/.exec(text);
    if (glued !== null)
        return complaint('TYPE', `${show(node)} is one piece of text: a space is missing after the colon`, `write "${glued[1] ?? ''}: " with a space`);
    return complaint('TYPE', `${show(node)} stands where a map of keys belongs`, 'write keys under it, as `key: value`, each indented by two spaces');
}
function wantsList(node) {
    if (node.type === 'map')
        return complaint('TYPE', 'a map stands where a list belongs', 'put "- " in front of each entry');
    const text = node.type === 'scalar' && typeof node.value === 'string' ? node.value : '';
    if (/^-\S/.test(text))
        return complaint('TYPE', 'a list belongs here: a space is missing after the dash', 'write "- " with a space in front of each entry');
    if (node.type === 'scalar' && node.value === null)
        return complaint('TYPE', 'there is nothing after the colon', 'write one entry per line, each after "- ", or remove the key');
    return complaint('TYPE', `${show(node)} stands where a list belongs`, node.type === 'scalar' && node.filled === undefined ? `write [${node.source.trim()}]` : 'write one entry per line, each after "- "');
}
function wantsScalar(node, expected) {
    const takes = NAMES[expected] ?? expected;
    if (node.type !== 'scalar')
        return complaint('TYPE', `${node.type === 'list' ? 'a list' : 'a map'} stands where ${takes} belongs`, `write ${takes}`);
    if (node.filled !== undefined)
        return complaint('TYPE', `${show(node)} was filled in with something that is not ${takes}`, `set the variable to ${takes}`);
    if (node.value === null)
        return complaint('TYPE', 'there is nothing after the colon', `write ${takes}, or remove the key`);
    const text = typeof node.value === 'string' ? node.value.trim() : node.source;
    if (expected === 'string')
        return complaint('TYPE', `${node.source} is read as ${typeof node.value === 'number' ? 'a number' : 'true or false'}, and text belongs here`, `put it in quotes: "${node.source}"`);
    if (expected === 'boolean') {
        const meant = YES[text.toLowerCase()];
        if (meant === undefined)
            return complaint('TYPE', `${show(node)} stands where true or false belongs`, 'write true or false');
        return node.quoted ? complaint('TYPE', `${show(node)} in quotes is text`, `remove the quotes: ${meant}`) : complaint('TYPE', `${show(node)} is text here: only true and false are yes and no`, `write ${meant}`);
    }
    if (text !== '' && Number.isFinite(Number(text))) {
        if (typeof node.value === 'number')
            return complaint('TYPE', `${node.source} is not ${takes}`, `write ${takes}`);
        return complaint('TYPE', `${show(node)} in quotes is text, and ${takes} belongs here`, `remove the quotes: ${text}`);
    }
    return complaint('TYPE', `${show(node)} is not ${takes}`, `write ${takes}`);
}
function explainType(expected, node) {
    if (expected === 'object' || expected === 'record')
        return wantsMap(node);
    if (expected === 'array' || expected === 'tuple' || expected === 'set')
        return wantsList(node);
    return wantsScalar(node, expected);
}
function explainBounds(issue, node) {
    const small = issue.code === 'too_small';
    const limit = String(small ? issue.minimum : issue.maximum);
    const strict = issue.inclusive === false;
    const side = small ? (strict ? 'more than' : 'at least') : strict ? 'less than' : 'at most';
    if (issue.origin === 'string') {
        if (small && limit === '1')
            return complaint('VALUE', 'the text is empty', 'write something, or remove the key');
        return complaint('VALUE', `the text is too ${small ? 'short' : 'long'}`, `write ${side} ${limit} characters`);
    }
    if (issue.origin === 'array' || issue.origin === 'set' || issue.origin === 'object' || issue.origin === 'map' || issue.origin === 'record') {
        if (small && limit === '1')
            return complaint('VALUE', 'there is nothing in it', 'write at least one entry, or remove the key');
        return complaint('VALUE', `too ${small ? 'few' : 'many'} entries`, `write ${side} ${limit}`);
    }
    return complaint('VALUE', `${show(node)} is too ${small ? 'small' : 'large'}`, `write ${side} ${limit}`);
}
function explainChoice(choices, node) {
    const list = choices.length === 1 ? `"${choices[0] ?? ''}"` : choices.join(', ');
    const what = choices.length === 1 ? `${show(node)} is not ${list}` : `${show(node)} is none of ${list}`;
    const text = node?.type === 'scalar' && node.filled === undefined ? String(node.value ?? '') : '';
    const near = (0,nearest .p)(text, choices);
    return complaint('VALUE', what, near === undefined ? (choices.length === 1 ? `write ${list}` : 'write one of them') : `did you mean "${near}"?`);
}
function explainMissing(schema, path) {
    const key = String(path.at(-1) ?? '');
    const choices = choicesAt(schema, path);
    const purpose = descriptionAt(schema, path);
    return complaint('MISSING-KEY', `the key "${key}" is missing`, `add ${key}: ${choices.length > 0 ? choices.join(' | ') : '…'}${purpose === '' ? '' : ` (${purpose.replace(/\.$/, '')})`}`);
}
function explainIssue(issue, node, schema, path) {
    if (node === undefined && issue.code !== 'custom')
        return explainMissing(schema, path);
    switch (issue.code) {
        case 'invalid_type':
            return node === undefined ? explainMissing(schema, path) : explainType(issue.expected, node);
        case 'too_small':
        case 'too_big':
            return explainBounds(issue, node);
        case 'invalid_value':
            return explainChoice(issue.values.map(String), node);
        case 'invalid_format':
            return complaint('VALUE', `${show(node)} does not have the form that is needed here`, descriptionAt(schema, path) || `write ${issue.format === 'regex' ? `something that fits ${issue.pattern ?? 'the pattern'}` : `a valid ${issue.format}`}`);
        case 'not_multiple_of':
            return complaint('VALUE', `${show(node)} is not a multiple of ${String(issue.divisor)}`, `write a multiple of ${String(issue.divisor)}`);
        case 'invalid_union': {
            if (issue.discriminator !== undefined)
                return explainChoice(choicesAt(schema, path), node);
            const takes = [...new Set(leavesAt(schema, path).map((leaf) => NAMES[leaf._zod.def.type] ?? ''))].filter((name) => name !== '');
            const next = descriptionAt(schema, path);
            if (node?.type === 'scalar' && node.value === null)
                return complaint('TYPE', 'there is nothing after the colon', `write ${takes.join(' or ') || 'something'}, or remove the key`);
            return complaint('TYPE', `${show(node)} does not fit here`, next !== '' ? next : takes.length > 0 ? `write ${takes.join(' or ')}` : 'see the documentation of this key');
        }
        case 'invalid_key':
            return complaint('VALUE', `"${String(path.at(-1))}" cannot be a key here`, descriptionAt(schema, path.slice(0, -1)) || 'use another name');
        case 'unrecognized_keys':
            return unknownKey(issue.keys[0] ?? '', []);
        default:
            return complaint('VALUE', `${show(node)} is not valid here`, descriptionAt(schema, path) || 'see the documentation of this key');
    }
}
function unknownKey(key, known) {
    return complaint('UNKNOWN-KEY', `unknown key "${key}"`, (0,nearest .Z)(key, known, 'remove it or correct its name'));
}

var interpolate = __webpack_require__(2757);
; 

const ROOT_KEYS = {
    version: 'The version of this format: 1.',
    app: 'The name of the application.',
    url: 'The public address.',
    ssh: 'How to log in to the hosts.',
    hosts: 'The hosts, by alias.',
    release: 'What is brought to the hosts, and how.',
    runtime: 'What runs the application.',
    proxy: 'What stands before the instances and passes requests to them.',
    strategy: 'How traffic moves from the old release to the new one. Default: recreate.',
    database: 'The database.',
    migrations: 'How the schema of the database changes.',
    backup: 'The backup before anything is changed.',
    gates: 'What is checked, at which moment.',
    rollback: 'The way back.',
    notify: 'Who is told.',
    environments: 'What is different in each environment: merged over the top level; maps merge, lists replace.',
};
const LATER_KEYS = ['maintenance', 'env-file'];
const INSIDE = [
    ['ssh', Object.keys(common_schemas_ssh.shape)],
    ['release', Object.keys(releaseShape)],
    ['strategy', Object.keys(strategyShape)],
    ['migrations', Object.keys(migrationShape)],
    ['backup', Object.keys(common_schemas_backup.shape)],
    ['rollback', Object.keys(common_schemas_rollback.shape)],
    ['gates', ['preflight', 'backed-up', 'migrated', 'instance', 'released', 'watch', 'follow-up']],
];
function sectionOf(key) {
    return INSIDE.find(([, keys]) => keys.includes(key))?.[0];
}
const LATER_INSIDE = {
    backup: ['encrypt', 'paths', 'restore-point'],
    'backup.copies[]': ['s3', 'host'],
    migrations: ['rehearse'],
};
function isLater(path, key) {
    const pattern = path.map((step, index) => (typeof step === 'number' ? '[]' : index === 0 ? step : `.${step}`)).join('');
    return LATER_INSIDE[pattern]?.includes(key) === true;
}

; 

const NUMBER = /^-?[0-9]+([.][0-9]+)?$/;
function retype(node, schema, path) {
    if (node.filled === undefined || node.filled.missing || typeof node.value !== 'string')
        return node;
    const types = scalarTypes(schema, path);
    if (types.has('text'))
        return node;
    if (types.has('number') && NUMBER.test(node.value))
        return { ...node, value: Number(node.value) };
    if (types.has('boolean') && (node.value === 'true' || node.value === 'false'))
        return { ...node, value: node.value === 'true' };
    return node;
}
function retypeAll(node, schema, path = []) {
    if (node.type === 'scalar')
        return retype(node, schema, path);
    if (node.type === 'list')
        return { ...node, items: node.items.map((item, index) => retypeAll(item, schema, [...path, index])) };
    return { ...node, entries: new Map([...node.entries].map(([key, { at, node: value }]) => [key, { at, node: retypeAll(value, schema, [...path, key]) }])) };
}
function hasMissing(node) {
    if (node.type === 'scalar')
        return node.filled?.missing === true;
    return node.type === 'list' ? node.items.some(hasMissing) : [...node.entries.values()].some((entry) => hasMissing(entry.node));
}

; 






const CONTAINERS = new Set(['object', 'record', 'array', 'tuple', 'map', 'set']);
const HIDDEN = '(not shown)';
class Validation {
    schema;
    placed;
    around;
    #filled;
    #later = new Set();
    constructor(schema, placed, around) {
        this.schema = schema;
        this.placed = placed;
        this.around = around;
        const filling = {
            variables: around.variables,
            problems: around.chosen ? around.problems : undefined,
            syntax: around.problems,
            onSecret: around.onSecret,
            isSecret: (path) => takesSecret(schema, path.slice(placed.path.length)),
            ...(around.brings === true && around.chosen ? { releasedAt: (path) => releasedAt(schema, path.slice(placed.path.length)) } : {}),
        };
        this.#filled = retypeAll((0,interpolate .p)(placed.node, placed.path, filling), schema);
    }
    run() {
        const told = this.#tellUnknownKeys(this.#filled, []);
        const result = this.schema.safeParse((0,tree .pj)(this.#filled), { error: () => UNSAID, jitless: true });
        if (!result.success)
            for (const issue of result.error.issues)
                this.#tell(issue, issue.path);
        return result.success && !told && !hasMissing(this.#filled) ? result.data : undefined;
    }
    get filled() {
        return this.#filled;
    }
    #add({ code, what, next }, at, path) {
        const missing = code === 'LG-CONFIG-MISSING-KEY' ? path.slice(0, -1) : path;
        this.around.problems.add({ code, at, path: [...this.placed.path, ...missing], what, next });
    }
    #tellUnknownKeys(node, path) {
        if (node.type === 'scalar')
            return false;
        if (node.type === 'list')
            return node.items.map((item, index) => this.#tellUnknownKeys(item, [...path, index])).includes(true);
        const { known, open } = keysAt(this.schema, path);
        let told = false;
        for (const [key, entry] of node.entries) {
            const isKnown = open || known.includes(key);
            if (!isKnown && (known.length > 0 || this.#takesMap(path))) {
                told = true;
                this.#tellUnknownKey(key, entry.at, path, known);
            }
            else if (this.#tellUnknownKeys(entry.node, [...path, key]))
                told = true;
        }
        return told;
    }
    #takesMap(path) {
        return keysAt(this.schema, path).known.length > 0 || (path.length === 0 && alternatives(this.schema).some((leaf) => leaf._zod.def.type === 'object'));
    }
    #tellUnknownKey(key, at, path, known) {
        if (isLater([...this.placed.path, ...path], key)) {
            this.#later.add(JSON.stringify(path));
            this.#add({ code: 'LG-CONFIG-UNSUPPORTED', what: `"${key}" is not supported here by this version`, next: 'remove it, or use a version of Lockgate that has it' }, at, path);
            return;
        }
        const told = unknownKey(key, [...known, ...(path.length === 0 ? (this.placed.alsoKnown ?? []) : [])]);
        const elsewhere = path.length === 0 ? this.placed.elsewhere?.(key) : undefined;
        this.#add(elsewhere === undefined || told.next.startsWith('did you mean') ? told : { ...told, next: elsewhere }, at, path);
    }
    #visible(path) {
        const node = (0,tree .oB)(this.#filled, path);
        if (node?.type !== 'scalar' || node.filled !== undefined || !takesSecret(this.schema, path) || node.dollars.length > 0)
            return node;
        return { ...node, source: HIDDEN, filled: { raw: HIDDEN, missing: false } };
    }
    #tell(issue, path) {
        const node = this.#visible(path);
        if (node?.type === 'scalar' && node.filled?.missing === true)
            return;
        if (node === undefined && this.#later.has(JSON.stringify(path.slice(0, -1))))
            return;
        if (issue.code === 'unrecognized_keys') {
            const { known } = keysAt(this.schema, path);
            for (const key of issue.keys)
                if (known.includes(key))
                    this.#add({ code: 'LG-CONFIG-UNKNOWN-KEY', what: `the key "${key}" does not go together with the others here`, next: 'remove it, or write the other form of this section' }, this.#placeOf([...path, key], true), path);
            return;
        }
        const said = this.#said(issue.message, node);
        if (said !== undefined) {
            this.#add(said, this.#placeOf(path, issue.code === 'invalid_key'), path);
            return;
        }
        if (issue.code === 'invalid_union' && issue.errors.length > 0) {
            if (node?.type === 'scalar' && node.value !== null) {
                const joined = this.#joinAlternatives(issue.errors, node, path);
                if (joined !== undefined) {
                    this.#add(joined, node.at, path);
                    return;
                }
            }
            const best = this.#bestAlternative(issue.errors);
            if (best !== undefined) {
                for (const inner of best)
                    this.#tell(inner, [...path, ...inner.path]);
                return;
            }
        }
        if (issue.code === 'invalid_key') {
            const why = issue.issues.map((inner) => this.#said(inner.message, undefined)).find((one) => one !== undefined);
            if (why !== undefined) {
                this.#add(why, this.#placeOf(path, true), path);
                return;
            }
        }
        this.#add(explainIssue(issue, node, this.schema, path), this.#placeOf(path, issue.code === 'invalid_key'), path);
    }
    #bestAlternative(errors) {
        const fits = errors.filter((issues) => !issues.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type'));
        return [...fits].sort((a, b) => weigh(a) - weigh(b))[0];
    }
    #joinAlternatives(errors, node, path) {
        const all = errors.flatMap((issues) => {
            const [issue] = issues;
            if (issue === undefined || issue.path.length > 0 || (issue.code === 'invalid_type' && issue.message === UNSAID && CONTAINERS.has(issue.expected)))
                return [];
            if (issue.code === 'invalid_union')
                return this.#joinAlternatives(issue.errors, node, path) ?? [];
            return this.#said(issue.message, node) ?? explainIssue(issue, node, this.schema, path);
        });
        const unitless = all.filter(({ what }) => what.includes('has no unit'));
        const told = unitless.length > 0 ? unitless : all;
        const [first] = told;
        if (first === undefined)
            return undefined;
        const join = (parts, by) => [...new Set(parts)].join(by);
        return { code: first.code, what: join(unitless.length > 1 ? [first.what.replace(/: .* is needed$/, '')] : told.map(({ what }) => what), '; '), next: join(told.map(({ next }) => next), '; or ') };
    }
    #said(message, node) {
        if (message === UNSAID || message === 'Invalid input')
            return undefined;
        const [what = '', ...next] = this.#hideFilled(message, node).split('\n');
        return { code: 'LG-CONFIG-VALUE', what, next: next.join(' ') || 'correct the value' };
    }
    #hideFilled(message, node) {
        if (node?.type !== 'scalar' || node.filled === undefined)
            return message;
        const value = String(node.value);
        const { raw } = node.filled;
        return value === '' ? message : message.replaceAll(value, () => raw).replaceAll(value.slice(0, 60), () => raw);
    }
    #placeOf(path, key) {
        const parent = (0,tree .oB)(this.#filled, path.slice(0, -1));
        const last = path.at(-1);
        const entry = parent?.type === 'map' && last !== undefined ? parent.entries.get(String(last)) : undefined;
        if (entry !== undefined && (key || (entry.node.type === 'scalar' && entry.node.value === null)))
            return entry.at;
        const node = (0,tree .oB)(this.#filled, path);
        if (path.length === 0 && node?.type === 'scalar' && node.value === null)
            return this.placed.keyAt ?? node.at;
        return node?.at ?? this.#holderOf(path);
    }
    #holderOf(path) {
        for (let length = path.length - 1; length > 0; length -= 1) {
            const node = (0,tree .oB)(this.#filled, path.slice(0, length));
            if (node === undefined)
                continue;
            const parent = (0,tree .oB)(this.#filled, path.slice(0, length - 1));
            return (parent?.type === 'map' ? parent.entries.get(String(path[length - 1]))?.at : undefined) ?? node.at;
        }
        return this.placed.keyAt ?? this.#filled.at;
    }
}
function weigh(issues) {
    return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 10 : 1), 0);
}
function validate(schema, placed, around) {
    return new Validation(schema, placed, around).run();
}

; 








const COMMON = schemas .rej(checkShape);
const COMMON_KEYS = new Set(Object.keys(checkShape));
const FALLBACK = { attempts: 1, everyMs: 5000, timeoutMs: 30_000, successes: 1 };
function readChecks(moment, node, keyAt, path, around) {
    const list = schemas .YOg(schemas .L5J(), { error: ({ input }) => complainAboutList(input) });
    if (node.type !== 'list') {
        validate(list, { node, path, keyAt }, around);
        return [];
    }
    return node.items.map((item, index) => readCheck(moment, item, [...path, index], around)).filter((check) => check !== undefined);
}
function complainAboutList(input) {
    if (input === undefined || input === null)
        return undefined;
    return (0,units .cc)('a list of checks belongs here', 'put "- " in front of each check: - http: { path: /health }');
}
function readCheck(moment, item, path, around) {
    const found = findKind(item, around.checks, COMMON_KEYS);
    if (!('kind' in found)) {
        for (const misshapen of found)
            around.problems.add({ ...misshapen, path });
        return undefined;
    }
    const { kind } = found;
    const entry = found.item.entries.get(kind);
    const plugin = around.checks[kind];
    if (entry === undefined || plugin === undefined)
        return undefined;
    const own = keysAt(plugin.schema, []).known;
    const common = joinCommon(found.item, entry, kind, path, own, around);
    if (isForOthers(common, path, around))
        return undefined;
    const shared = validate(COMMON, { node: common, path: [...path, kind], keyAt: entry.at }, around);
    const rest = entry.node.type === 'map' ? (0,tree .FF)(entry.node, new Set([...COMMON_KEYS].filter((key) => !own.includes(key)))) : entry.node;
    const reading = new Validation(plugin.schema, { node: rest, path: [...path, kind], keyAt: entry.at, alsoKnown: [...COMMON_KEYS] }, around);
    const settings = reading.run();
    if (shared === undefined || settings === undefined)
        return undefined;
    const defaults = { ...FALLBACK, ...plugin.defaults };
    const persistence = {
        attempts: shared.attempts ?? Math.max(defaults.attempts, shared.successes ?? 1),
        everyMs: shared.every ?? defaults.everyMs,
        timeoutMs: shared.timeout ?? defaults.timeoutMs,
        successes: shared.successes ?? Math.min(defaults.successes, shared.attempts ?? defaults.successes),
        ...(shared.deadline === undefined ? {} : { deadlineMs: shared.deadline }),
    };
    if (persistence.successes > persistence.attempts) {
        const at = common.entries.get('successes')?.at ?? entry.at;
        around.problems.add({ code: 'LG-CONFIG-VALUE', at, path: [...path, kind], what: `${String(persistence.successes)} passes in a row cannot come from ${String(persistence.attempts)} attempts`, next: 'raise attempts or lower successes' });
    }
    return {
        plugin,
        path: [...path, kind],
        entry,
        roles: (0,tree .S3)(common.entries.get('roles')?.node),
        written: (0,tree .pj)(reading.filled),
        settings: {
            kind,
            settings,
            name: shared.name ?? plugin.describe?.(settings) ?? `${moment} ${kind}`,
            persistence,
            onFail: shared['on-fail'] ?? defaults.onFail ?? 'rollback',
            onInconclusive: shared['on-inconclusive'] ?? 'hold',
            onSlow: shared['on-fail'] ?? 'hold',
            roles: shared.roles ?? [],
        },
    };
}
function joinCommon(item, entry, kind, path, own, around) {
    const beside = (0,tree .j6)(item, COMMON_KEYS);
    const inside = entry.node.type === 'map' ? (0,tree .j6)(entry.node, new Set([...COMMON_KEYS].filter((key) => !own.includes(key)))) : undefined;
    if (inside === undefined)
        return { ...beside, at: entry.node.at };
    for (const [key, twice] of beside.entries) {
        const first = inside.entries.get(key);
        if (first !== undefined)
            around.problems.add({ code: 'LG-CONFIG-DUPLICATE-KEY', at: twice.at, path, what: `"${key}" stands beside "${kind}" and inside it`, next: 'keep one of the two' });
    }
    return { ...inside, entries: new Map([...beside.entries, ...inside.entries]) };
}
function isForOthers(common, path, around) {
    const entry = common.entries.get('only');
    if (entry === undefined)
        return false;
    const names = validate(checkShape.only, { node: entry.node, path: [...path, 'only'], keyAt: entry.at }, around) ?? [];
    const items = (0,tree .S3)(entry.node);
    const unknown = names.filter((name) => !around.environments.includes(name));
    for (const name of unknown) {
        const item = items[names.indexOf(name)];
        around.problems.add({
            code: 'LG-CONFIG-REFERENCE',
            at: item?.at ?? entry.at,
            path: [...path, 'only'],
            what: `there is no environment "${(0,tree .qm)(item, name)}"`,
            next: (0,nearest .Z)(name, around.environments, 'name environments of this file'),
        });
    }
    return names.length > 0 && unknown.length === 0 && !names.includes(around.environment);
}

; 







const LATER = new Set(['follow-up']);
const WATCH = schemas .rej(watchShape);
const NO_WATCH = { forMs: 0, everyMs: 10_000 };
function nothing() {
    return { preflight: [], 'backed-up': [], migrated: [], instance: [], released: [], watch: [], 'follow-up': [] };
}
function readGates(entry, around) {
    const checks = nothing();
    if (entry === undefined)
        return { checks, watch: NO_WATCH, entries: new Map() };
    if (entry.node.type !== 'map') {
        if (entry.node.type === 'list') {
            around.problems.add({ code: 'LG-CONFIG-TYPE', at: entry.node.at, path: ['gates'], what: 'a list stands where moments are named', next: `say when these are asked: gates: { released: [ … ] }; moments: ${check .G.filter((moment) => !LATER.has(moment)).join(', ')}` });
        }
        else
            validate(schemas .g1P(schemas .YjP(), schemas .L5J()), { node: entry.node, path: ['gates'], keyAt: entry.at }, around);
        return { checks, watch: NO_WATCH, entries: new Map() };
    }
    let watch = NO_WATCH;
    for (const [name, gate] of entry.node.entries) {
        const moment = check .G.find((one) => one === name);
        if (moment === undefined) {
            const misplaced = Object.hasOwn(around.checks, name);
            around.problems.add({
                code: 'LG-CONFIG-UNKNOWN-KEY',
                at: gate.at,
                path: ['gates'],
                what: misplaced ? `"${name}" is a check, and a moment belongs here` : `there is no moment "${name}"`,
                next: misplaced ? `put it under a moment: released: [${name}: …]; moments: ${check .G.filter((one) => !LATER.has(one)).join(', ')}` : (0,nearest .Z)(name, check .G, 'correct its name'),
            });
        }
        else if (LATER.has(moment)) {
            around.problems.add({ code: 'LG-CONFIG-UNSUPPORTED', at: gate.at, path: ['gates', moment], what: `checks at the moment "${moment}" are not supported by this version`, next: 'remove them, or use a version of Lockgate that has them' });
        }
        else if (moment === 'watch') {
            ({ watch, checks: checks.watch } = readWatch(gate, around));
        }
        else
            checks[moment] = readChecks(moment, gate.node, gate.at, ['gates', moment], around);
    }
    const watched = entry.node.entries.get('watch')?.node;
    if (watched?.type === 'map' && !watched.entries.has('checks'))
        checks.watch = checks.released;
    return { checks, watch, entries: entry.node.entries };
}
function readWatch(gate, around) {
    const path = ['gates', 'watch'];
    if (gate.node.type === 'list') {
        around.problems.add({ code: 'LG-CONFIG-TYPE', at: gate.node.at, path, what: 'a list stands where for, every and checks belong', next: 'write watch: { for: 5m, every: 10s, checks: [ … ] }' });
        return { watch: NO_WATCH, checks: [] };
    }
    const inner = new Set(['checks']);
    const times = validate(WATCH, { node: gate.node.type === 'map' ? (0,tree .FF)(gate.node, inner) : gate.node, path, keyAt: gate.at, alsoKnown: ['checks'] }, around);
    const listed = gate.node.type === 'map' ? (0,tree .j6)(gate.node, inner).entries.get('checks') : undefined;
    const checks = listed === undefined ? [] : readChecks('watch', listed.node, listed.at, [...path, 'checks'], around);
    return { watch: times === undefined ? NO_WATCH : { forMs: times.for, everyMs: times.every }, checks };
}

var config_hosts = __webpack_require__(6593);
; 



function readHostSection(name, map, entry, ssh, around) {
    const { problems } = around;
    const hosts = entry('hosts');
    const tellNone = (at) => {
        problems.add({ code: 'LG-CONFIG-NO-HOST', at, path: ['environments', name], what: `the environment "${name}" has no hosts`, next: `add hosts: { web: <address> } under environments.${name}` });
    };
    if (hosts === undefined || (hosts.node.type === 'map' && hosts.node.entries.size === 0)) {
        tellNone(hosts?.at ?? map.at);
        return undefined;
    }
    if (hosts.node.type === 'list') {
        problems.add({ code: 'LG-CONFIG-TYPE', at: hosts.node.at, path: ['hosts'], what: 'a list stands where hosts are named', next: 'give each host an alias: hosts: { web-1: <address>, web-2: <address> }' });
        return undefined;
    }
    if (hosts.node.type === 'scalar' && hosts.node.value !== null) {
        problems.add({ code: 'LG-CONFIG-TYPE', at: hosts.node.at, path: ['hosts'], what: 'one address stands where hosts are named', next: 'give the host an alias: hosts: { web: <address> }' });
        return undefined;
    }
    const written = validate(common_schemas_hosts, { node: hosts.node, path: ['hosts'], keyAt: hosts.at }, around);
    const sshEntry = entry('ssh');
    if (written === undefined || (sshEntry !== undefined && ssh === undefined))
        return undefined;
    const read = (0,config_hosts .k)(written, ssh ?? {}, { hosts, ssh: sshEntry }, hosts.at, problems);
    if (read.hosts.length === 0)
        tellNone(hosts.at);
    return read;
}

var rollout = __webpack_require__(9492);
; 





const ANY_MAP = schemas .g1P(schemas .YjP(), schemas .L5J());
function readSection(request, around) {
    const { entry, path, registry } = request;
    if (entry.node.type !== 'map') {
        tellNoMap(request, entry.node, around);
        return undefined;
    }
    const kind = readKind(request, entry.node, around);
    const plugin = kind === undefined ? undefined : registry[kind];
    const shared = new Set(Object.keys(request.common));
    const common = validate(schemas .rej(request.common), { node: (0,tree .j6)(entry.node, shared), path, keyAt: entry.at }, around);
    if (kind === undefined || plugin === undefined)
        return undefined;
    const own = new Set(keysAt(plugin.schema, []).known);
    const rest = (0,tree .FF)(entry.node, new Set([...shared, 'kind'].filter((key) => !own.has(key))));
    const reading = new Validation(plugin.schema, { node: rest, path, keyAt: entry.at, alsoKnown: [...shared], elsewhere: (key) => ofOtherKind(key, kind, registry) }, around);
    const settings = reading.run();
    if (settings === undefined || common === undefined)
        return undefined;
    return { kind, plugin, settings, common, written: (0,tree .pj)(reading.filled) };
}
function ofOtherKind(key, kind, registry) {
    const other = Object.keys(registry).find((name) => name !== kind && keysAt(registry[name]?.schema ?? ANY_MAP, []).known.includes(key));
    return other === undefined ? undefined : `"${key}" is a key of the kind "${other}": remove it, or, where environments differ in kind, write the whole section in each of them`;
}
function tellNoMap(request, node, around) {
    const word = node.type === 'scalar' && typeof node.value === 'string' ? node.value : '';
    if (Object.hasOwn(request.registry, word)) {
        around.problems.add({ code: 'LG-CONFIG-TYPE', at: node.at, path: request.path, what: `"${word}" alone does not say enough`, next: `write { kind: ${word} } and its keys` });
    }
    else
        validate(ANY_MAP, { node, path: request.path, keyAt: request.entry.at }, around);
}
function readKind({ what, entry, path, registry }, map, around) {
    const known = Object.keys(registry);
    const written = map.entries.get('kind');
    if (written === undefined) {
        around.problems.add({ code: 'LG-CONFIG-MISSING-KEY', at: entry.at, path, what: 'the key "kind" is missing', next: `add kind: ${known.join(' | ') || '…'}` });
        return undefined;
    }
    const kind = validate(schemas .YjP().min(1), { node: written.node, path: [...path, 'kind'], keyAt: written.at }, around);
    if (kind === undefined || Object.hasOwn(registry, kind))
        return kind;
    const shown = written.node.type === 'scalar' && written.node.dollars.length > 0 ? written.node.source : kind;
    around.problems.add({
        code: 'LG-CONFIG-UNKNOWN-KIND',
        at: written.node.at,
        path: [...path, 'kind'],
        what: `this version has no ${what} of the kind "${shown}"`,
        next: (0,nearest .Z)(kind, known, 'choose another kind, or a version of Lockgate that has it'),
    });
    return undefined;
}

; 











const DEFAULT_STRATEGY = 'recreate';
function readEnvironment({ name, map, environments, nowhere, start, standIn, plugins, around }) {
    const { problems } = around;
    const entry = (key) => map.entries.get(key);
    tellUnknownKeys(map, problems);
    const read = (key, schema) => {
        const found = entry(key);
        return found === undefined ? undefined : validate(schema, { node: found.node, path: [key], keyAt: found.at }, around);
    };
    const section = (key, what, registry, common) => {
        const found = entry(key);
        return found === undefined ? undefined : readSection({ what, entry: found, path: [key], registry, common }, around);
    };
    const missing = (key, next) => {
        if (entry(key) !== undefined)
            return;
        const [at, path] = nowhere.has(key) ? [start, []] : [map.at, ['environments', name]];
        problems.add({ code: 'LG-CONFIG-MISSING-KEY', at, path, what: `the key "${key}" is missing`, next });
    };
    missing('app', 'add app: <name>, in small letters, digits and dashes');
    missing('release', `add release: { kind: ${Object.keys(plugins.releases).join(' | ')}, path: /srv/<app> }`);
    const usual = defaultStrategy(plugins);
    if (usual === undefined)
        missing('strategy', `add strategy: { kind: ${Object.keys(plugins.strategies).join(' | ')} }`);
    const app = read('app', common_schemas_app);
    const url = (read('url', common_schemas_url) ?? '').replace(/\/+$/, '');
    const ssh = read('ssh', common_schemas_ssh);
    const hosts = standIn && entry('hosts') === undefined ? undefined : readHostSection(name, map, entry, ssh, around);
    const release = section('release', 'release', plugins.releases, releaseShape);
    const runtime = section('runtime', 'runtime', plugins.runtimes, {});
    const proxy = section('proxy', 'proxy', plugins.proxies, {});
    const strategy = entry('strategy') === undefined ? usual : strategySettings(section('strategy', 'strategy', plugins.strategies, strategyShape));
    const database = section('database', 'database', plugins.databases, {});
    const migrations = section('migrations', 'migration tool', plugins.migrations, migrationShape);
    const backup = read('backup', common_schemas_backup);
    const checks = { ...around, checks: plugins.checks, environment: name, environments };
    const gates = readGates(entry('gates'), checks);
    const rollback = entry('rollback') === undefined ? { 'loss-allowed': 0 } : read('rollback', common_schemas_rollback);
    const notify = readNotify(entry('notify'), plugins, around);
    crossCheck({
        written: new Set(map.entries.keys()),
        entry,
        gates,
        hosts: hosts?.hosts ?? [],
        hostsRead: hosts !== undefined,
        url,
        runtime: runtime?.written,
        migrations: migrations && { kind: migrations.kind, needs: migrationNeeds(migrations.kind, migrations.plugin.needs) },
    }, problems);
    if (problems.any || app === undefined || hosts === undefined || release === undefined || strategy === undefined || rollback === undefined)
        return undefined;
    const knownHosts = ssh?.['known-hosts'];
    const settings = {
        app,
        environment: name,
        url,
        hosts: hosts.hosts,
        bastions: hosts.bastions,
        ...(knownHosts === undefined ? {} : { knownHosts }),
        release: { ...pluginOnly(release), path: release.common.path.replace(/(?<=.)\/+$/, ''), keep: release.common.keep },
        ...(runtime === undefined ? {} : { runtime: { ...pluginOnly(runtime), written: runtime.written } }),
        ...(proxy === undefined ? {} : { proxy: pluginOnly(proxy) }),
        strategy,
        ...(database === undefined ? {} : { database: pluginOnly(database) }),
        ...(migrations === undefined ? {} : { migrations: migrationSettings(migrations) }),
        ...(backup === undefined
            ? {}
            : { backup: { to: backup.to.replace(/(?<=.)\/+$/, ''), verify: backup.verify, minimumBytes: backup['minimum-size'], copies: backup.copies, keep: backup.keep, deadlineMs: backup.timeout } }),
        gates: {
            preflight: gates.checks.preflight.map((check) => check.settings),
            'backed-up': gates.checks['backed-up'].map((check) => check.settings),
            migrated: gates.checks.migrated.map((check) => check.settings),
            instance: gates.checks.instance.map((check) => check.settings),
            released: gates.checks.released.map((check) => check.settings),
            watch: gates.checks.watch.map((check) => check.settings),
            'follow-up': gates.checks['follow-up'].map((check) => check.settings),
        },
        watch: gates.watch,
        rollback: { lossAllowedRows: rollback['loss-allowed'] },
        notify,
    };
    return { ...settings, digest: (0,digest .G)(settings) };
}
function migrationSettings(section) {
    const { common } = section;
    return {
        ...pluginOnly(section),
        when: common.when,
        lockTimeoutMs: common['lock-timeout'],
        deadlineMs: common.timeout,
        acknowledge: common.acknowledge,
        ...(common.then === undefined ? {} : { then: common.then }),
    };
}
function pluginOnly(section) {
    return section && { kind: section.kind, settings: section.settings };
}
function defaultStrategy(plugins) {
    const read = plugins.strategies[DEFAULT_STRATEGY]?.schema.safeParse({});
    return read?.success === true ? { kind: DEFAULT_STRATEGY, settings: read.data, rollout: rollout .s } : undefined;
}
function strategySettings(section) {
    if (section === undefined)
        return undefined;
    const { canary, batch, bake, failures } = section.common;
    const share = typeof batch === 'string' ? { percent: Number(batch.slice(0, -1)) } : { hosts: batch ?? 1 };
    return { ...pluginOnly(section), rollout: { canary: canary ?? 0, batch: share, bakeMs: bake ?? 0, failures } };
}
function tellUnknownKeys(map, problems) {
    const known = Object.keys(ROOT_KEYS);
    for (const [key, { at }] of map.entries) {
        if (known.includes(key))
            continue;
        if (LATER_KEYS.includes(key)) {
            problems.add({ code: 'LG-CONFIG-UNSUPPORTED', at, path: [], what: `"${key}" is not supported by this version`, next: 'remove it, or use a version of Lockgate that has it' });
            continue;
        }
        const section = sectionOf(key);
        problems.add({ code: 'LG-CONFIG-UNKNOWN-KEY', at, path: [], what: `unknown key "${key}"`, next: section === undefined ? (0,nearest .Z)(key, known, 'remove it or correct its name') : `"${key}" belongs under ${section}: indent it there` });
    }
}
function readNotify(entry, plugins, around) {
    if (entry === undefined)
        return [];
    if (entry.node.type !== 'list') {
        validate(schemas .YOg(schemas .L5J()), { node: entry.node, path: ['notify'], keyAt: entry.at }, around);
        return [];
    }
    return entry.node.items.flatMap((node, index) => {
        const read = readSection({ what: 'notifier', entry: { at: node.at, node }, path: ['notify', index], registry: plugins.notifiers, common: notifierShape }, around);
        return read === undefined ? [] : [{ ...pluginOnly(read), required: read.common.required }];
    });
}

; 








const FORMAT = 1;
const ABOVE = new Set(['environments', 'version']);
function loadSettings(request) {
    const { file, environment, plugins, variables } = request;
    const { root, problems } = request.parsed ?? (0,parse_yaml .C)(request.text, file);
    if (root === undefined || !checkVersion(root, file, problems)) {
        problems.throwIfAny();
        throw new Error('a file that cannot be read has at least one problem');
    }
    const environments = readEnvironments(root, file, problems);
    checkChosen(environment, environments, root, file, problems);
    const common = (0,tree .FF)(root, ABOVE);
    let settings;
    const shapes = environments.size === 0 ? new Map([[environment, { type: 'map', entries: new Map(), at: root.at }]]) : environments;
    const start = { file, line: 1, column: 1 };
    const nowhere = new Set(Object.keys(ROOT_KEYS).filter((key) => ![common, ...shapes.values()].some((map) => map.entries.has(key))));
    for (const [name, own] of shapes) {
        const chosen = name === environment || environments.size === 0;
        const over = (0,tree .g7)(chosen ? (request.overrides ?? {}) : {}, { file: 'the inputs', line: 0, column: 0 });
        const merged = (0,merge .M)((0,merge .M)(common, own), over.type === 'map' ? over : own);
        const at = root.entries.get('environments')?.node;
        const place = (at?.type === 'map' ? at.entries.get(name)?.at : undefined) ?? start;
        const read = readEnvironment({ name, map: { ...merged, at: place }, environments: [...environments.keys()], nowhere, start, standIn: environments.size === 0, plugins, around: { problems, variables, chosen, ...(chosen && request.onSecret !== undefined ? { onSecret: request.onSecret } : {}), brings: request.brings === true } });
        if (chosen)
            settings = read;
    }
    problems.throwIfAny();
    if (settings === undefined)
        throw new Error('a configuration without problems has settings');
    return settings;
}
function checkVersion(root, file, problems) {
    const entry = root.entries.get('version');
    const tell = (code, at, what, next) => problems.add({ code: `LG-CONFIG-${code}`, at, path: code === 'MISSING-KEY' ? [] : ['version'], what, next });
    if (entry === undefined) {
        tell('MISSING-KEY', { file, line: 1, column: 1 }, 'the key "version" is missing', `add the line version: ${String(FORMAT)} at the top`);
        return true;
    }
    const value = entry.node.type === 'scalar' ? entry.node.value : undefined;
    if (value === FORMAT)
        return true;
    if (typeof value === 'number' && Number.isInteger(value) && value > FORMAT) {
        tell('VERSION', entry.node.at, `this file is written for format ${String(value)}, and this version of Lockgate reads format ${String(FORMAT)}`, `use Lockgate v${String(value)}: the same actions at @v${String(value)}`);
        return false;
    }
    const quoted = value === String(FORMAT);
    tell('TYPE', entry.node.at, 'this is not the version of a format', quoted ? `remove the quotes: version: ${String(FORMAT)}` : `write version: ${String(FORMAT)}`);
    return true;
}
function readEnvironments(root, file, problems) {
    const entry = root.entries.get('environments');
    const found = new Map();
    if (entry === undefined) {
        problems.add({ code: 'LG-CONFIG-MISSING-KEY', at: { file, line: 1, column: 1 }, path: [], what: 'the key "environments" is missing', next: 'add environments: { production: { hosts: { web: <address> } } }' });
        return found;
    }
    if (entry.node.type !== 'map') {
        validate(schemas .g1P(schemas .YjP(), schemas .L5J()), { node: entry.node, path: ['environments'], keyAt: entry.at }, { problems, variables: {}, chosen: false });
        return found;
    }
    for (const [name, { at, node }] of entry.node.entries) {
        const path = ['environments', name];
        if (!/^[a-z0-9][a-z0-9_-]*$/i.test(name)) {
            problems.add({ code: 'LG-CONFIG-VALUE', at, path: ['environments'], what: `"${name}" cannot be the name of an environment`, next: 'use letters, digits, - and _' });
        }
        if (node.type === 'map') {
            const nested = node.entries.get('environments') ?? node.entries.get('version');
            if (nested !== undefined)
                problems.add({ code: 'LG-CONFIG-UNKNOWN-KEY', at: nested.at, path, what: 'environments and version stand at the top of the file alone', next: 'remove it here' });
            found.set(name, (0,tree .FF)(node, ABOVE));
        }
        else if (node.type === 'scalar' && node.value === null)
            found.set(name, { type: 'map', entries: new Map(), at: node.at });
        else
            validate(schemas .g1P(schemas .YjP(), schemas .L5J()), { node, path, keyAt: at }, { problems, variables: {}, chosen: false });
    }
    return found;
}
function checkChosen(environment, environments, root, file, problems) {
    const entry = root.entries.get('environments');
    if (entry === undefined || environments.has(environment))
        return;
    const known = [...environments.keys()];
    const at = entry.at;
    if (environment === '')
        problems.add({ code: 'LG-CONFIG-ENVIRONMENT', at, path: [], what: 'no environment was chosen', next: `set the input environment to ${known.join(' or ')}` });
    else if (known.length === 0)
        problems.add({ code: 'LG-CONFIG-ENVIRONMENT', at, path: [], what: `there is no environment "${environment}": there is none at all in ${file}`, next: `add environments: { ${environment}: { hosts: { web: <address> } } }` });
    else
        problems.add({ code: 'LG-CONFIG-ENVIRONMENT', at, path: [], what: `there is no environment "${environment}"`, next: (0,nearest .Z)(environment, known, 'set the input environment to one that is here') });
}


  }),

  6301:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    O: () => (  DATABASE_ABSENT)
  });
const DATABASE_ABSENT = 'LG-DATABASE-ABSENT';


  }),

  469:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  L: () => (  databases)
});

var command = __webpack_require__(144);
var failure = __webpack_require__(2891);
var sql_postgres = __webpack_require__(7641);
var schemas = __webpack_require__(225);
; 


const manifestSchema = schemas .Ikc({
    v: schemas .euz(1),
    id: schemas .YjP().min(1),
    at: schemas .YjP(),
    engine: schemas .YjP(),
    engineVersion: schemas .YjP(),
    change: schemas .YjP(),
    file: schemas .YjP().min(1),
    bytes: schemas .aig().int().nonnegative(),
    databaseBytes: schemas .aig().int().nonnegative(),
    sha256: schemas .YjP().regex(/^[0-9a-f]{64}$/),
    schema: schemas .YjP(),
    tables: schemas .g1P(schemas .YjP(), schemas .Ikc({ rows: schemas .aig().int().nonnegative(), hash: schemas .YjP().regex(/^[0-9a-f]{64}$/) })),
    verified: schemas .k5n(['checksum', 'readable', 'restored']),
    copies: schemas .YOg(schemas .Ikc({ place: schemas .YjP(), verified: schemas .zMY() })),
    durationMs: schemas .aig(),
    snapshot: schemas .YjP().optional(),
    wal: schemas .YjP().optional(),
});
function readManifestLine(result) {
    const line = result.stdout.trimEnd().split('\n').at(-1) ?? '';
    let parsed;
    try {
        parsed = JSON.parse(line);
    }
    catch {
        parsed = undefined;
    }
    const manifest = manifestSchema.safeParse(parsed);
    if (manifest.success)
        return manifest.data;
    throw new failure .HR({
        kind: 'command',
        code: 'LG-BACKUP-ANSWER',
        problem: result.truncated ? 'the backup succeeded, but its manifest is too long to be read from its output' : 'the backup did not end with its manifest',
        host: result.host,
        command: result.command,
        cause: manifest.error.issues[0]?.message,
        next: 'look at the manifest beside the backup on the host; no backup is counted until it can be read',
    });
}

; 
const NULL = '- null -';
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
function readCsv(text) {
    const rows = [];
    let row = [];
    FIELD.lastIndex = 0;
    while (FIELD.lastIndex < text.length) {
        const match = FIELD.exec(text);
        if (match === null)
            throw new SyntaxError('not comma-separated values');
        const [, quoted, bare, end] = match;
        row.push(quoted === undefined ? (bare === NULL ? null : (bare ?? '')) : quoted.replaceAll('""', '"'));
        if (end === ',')
            continue;
        rows.push(row);
        row = [];
    }
    return rows;
}

var database = __webpack_require__(6301);
; 




const hex = (text) => Buffer.from(text, 'utf8').toString('hex').toUpperCase();
const unhex = (digits) => Buffer.from(digits, 'hex').toString('utf8');
const CODES = {
    44: { code: database .O, problem: 'there is no such database yet', next: 'make it with its owner (CREATE DATABASE … OWNER …), or correct `database.name`' },
    45: { code: 'LG-POSTGRES-MISSING', problem: 'the host lacks the client programs of PostgreSQL', next: 'install psql, pg_dump and pg_restore there, at least as new as the server' },
    46: { code: 'LG-DATABASE-DOWN', problem: 'no PostgreSQL server answers', next: 'start the server, or correct `database.host` and `database.port`' },
    47: { code: 'LG-DATABASE-CONNECTIONS', problem: 'the PostgreSQL server has no connection left', next: 'find who holds them (pg_stat_activity), or raise max_connections' },
    48: { code: 'LG-DATABASE-SUDO', problem: 'sudo does not let the deploy user run the programs of PostgreSQL as `database.as`', next: 'allow psql, pg_dump and pg_restore as that user without a password in sudoers' },
};
function failureOf(result, asked) {
    if ((0,command .gq)(result)) {
        return new failure .HR({ kind: 'command', code: 'LG-DATABASE-ANSWER', problem: `the answer to "${asked}" is too long to be read`, host: result.host, command: result.command, next: 'ask for less' });
    }
    const known = CODES[result.exitCode ?? 0];
    if (known !== undefined)
        return (0,failure ._I)(result, known);
    if (/55P03|lock timeout/i.test(result.stderr)) {
        return (0,failure ._I)(result, { code: 'LG-DATABASE-LOCKED', problem: `somebody holds a lock: ${asked} was not possible`, next: 'find the transaction that is open (pg_stat_activity, pg_locks), or run again when it is done' });
    }
    return (0,failure ._I)(result, { code: 'LG-DATABASE-FAILED', problem: `the database could not be asked: ${asked}`, next: 'see what the server says above; the role may lack a right' });
}
function linesOf(result, asked) {
    if (result === undefined)
        throw new Error('an answer is missing');
    if ((0,command .gq)(result) && !result.truncated)
        return result.stdout.split('\n').filter((line) => line !== '');
    throw failureOf(result, asked);
}
function readCensus(lines) {
    return Object.fromEntries(lines.map((line) => {
        const found = /^([0-9A-F]*)\|.*\|(\d+)\|([0-9a-f]{64})$/.exec(line);
        if (found === null)
            throw new Error(`not a line of a census: ${line}`);
        return [unhex(found[1] ?? ''), { rows: Number(found[2]), hash: found[3] ?? '' }];
    }));
}
function writeCensus(census) {
    return Object.entries(census)
        .map(([name, { rows, hash }]) => `${hex(name)}|${String(rows)}|${hash}\n`)
        .join('');
}
function readApplied(lines) {
    return lines.map((line) => {
        const [name = '', digest = ''] = line.split('|');
        return { name: unhex(name), digest };
    });
}
function readOrphans(lines) {
    return lines.map((line) => {
        const [table = '', columns = '', count = ''] = line.split('|');
        return `${unhex(table)}.${unhex(columns)}: ${count}`;
    });
}
const readInvalid = (lines) => lines.map((line) => line.split('|').map(unhex).join(' on '));
function readTransactions(lines) {
    return lines.map((line) => {
        const [id = '', user = '', state = '', age = '', kind = ''] = line.split('|');
        const prepared = kind === 'prepared';
        return { who: `${unhex(user)}, ${prepared ? unhex(id) : `process ${id}`}`, ageMs: Number(age), what: prepared ? 'prepared for a commit in two phases: only a person ends it' : state };
    });
}
function readTimed(result, sql) {
    const asked = sql.replaceAll(/\s+/g, ' ').slice(0, 80);
    linesOf(result, asked);
    const said = result?.stdout ?? '';
    const timer = /Time: ([0-9.]+) ms[^\n]*\n?$/.exec(said);
    if (timer === null)
        throw new failure .HR({ kind: 'command', code: 'LG-DATABASE-ANSWER', problem: `the answer to "${asked}" is not whole`, host: result?.host, next: 'run again' });
    return { said: said.slice(0, timer.index), ms: Number(timer[1]) };
}
function readQuery(result, sql) {
    const { said, ms } = readTimed(result, sql);
    const [head, ...rows] = readCsv(said);
    return { columns: (head ?? []).map((name) => name ?? ''), rows, ms };
}
function readPlan(result, sql) {
    const { said } = readTimed(result, sql);
    const [top] = JSON.parse(said);
    const steps = [];
    let usesIndex = false;
    const walk = (node) => {
        const name = node['Index Name'];
        if (name !== undefined)
            usesIndex = true;
        steps.push([node['Node Type'] ?? '', name === undefined ? '' : `with ${name}`, node['Relation Name'] === undefined ? '' : `on ${node['Relation Name']}`].filter((word) => word !== '').join(' '));
        node.Plans?.forEach(walk);
    };
    if (top !== undefined)
        walk(top.Plan);
    return { usesIndex, text: steps.join('; ') };
}
const DIFFERENCES = {
    'only-now': (table) => `the table ${table} exists only now: all its rows count as written`,
    'only-then': (table) => `the table ${table} is gone since: all its rows count as deleted`,
    'column-now': (table, column) => `the column ${table}.${column} exists only now: a row where it does not hold its default counts as written`,
    'column-then': (table, column) => `the column ${table}.${column} is gone since and was not compared`,
};
function readLoss(lines, manifest) {
    const tables = {};
    const differences = [];
    for (const line of lines) {
        const [table = '', written = '', ...rest] = line.split('|');
        if (written === '')
            differences.push(DIFFERENCES[rest[0] ?? '']?.(unhex(table), unhex(rest[1] ?? '')) ?? line);
        else
            tables[unhex(table)] = { written: Number(written), deleted: Number(rest[0]) };
    }
    const method = `every row of now compared with every row of the backup ${manifest.id} of ${manifest.at}, restored beside the database, by a digest of its values and within one read transaction`;
    return { tables, rows: Object.values(tables).reduce((sum, { written }) => sum + written, 0), exact: true, method: [method, ...differences].join('; ') };
}

var external_node_crypto_ = __webpack_require__(7598);
; 

const LONGEST = 63;
function nameBeside(database, suffix, room = LONGEST) {
    const whole = `${database}${suffix}`;
    if (Buffer.byteLength(whole) <= room)
        return whole;
    const mark = `~${(0,external_node_crypto_.createHash)('sha256').update(whole).digest('hex').slice(0, 8)}`;
    const end = Buffer.byteLength(suffix) <= 40 ? suffix : '';
    let head = '';
    for (const char of database) {
        if (Buffer.byteLength(head + char + mark + end) > room)
            break;
        head += char;
    }
    return `${head}${mark}${end}`;
}
const connectionValue = (value) => `'${value.replaceAll(/[\\']/g, '\\$&')}'`;

; 


const QUESTIONS = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE']);
function checkQuestion(sql) {
    const { statements, problems } = (0,sql_postgres ._)(sql);
    const one = statements[0];
    const tokens = one?.tokens ?? [];
    let depth = 0;
    const overclosed = tokens.some(({ key }) => {
        depth += key === '(' ? 1 : key === ')' ? -1 : 0;
        return depth < 0;
    });
    const problem = problems[0]?.problem ??
        (one === undefined || statements.length !== 1
            ? 'it is not exactly one statement'
            : !QUESTIONS.has(tokens[0]?.key ?? '')
                ? `it begins with ${tokens[0]?.text ?? 'nothing'}`
                : overclosed
                    ? 'it closes a bracket that it has not opened'
                    : undefined);
    if (problem === undefined && one !== undefined)
        return one.text;
    throw new failure .HR({ kind: 'configuration', code: 'LG-QUERY', problem: `the query cannot be asked: ${problem ?? ''}`, cause: sql.slice(0, 200), next: 'write one SELECT' });
}

; 


const TRANSACTION = {
    BEGIN: 'the files run in a transaction of Lockgate already: leave it out',
    START: 'the files run in a transaction of Lockgate already: leave it out',
    COMMIT: 'it would commit half of the migration: leave it out',
    END: 'it would commit half of the migration: leave it out',
    ROLLBACK: 'it would undo the migration and go on without a transaction: leave it out',
    ABORT: 'it would undo the migration and go on without a transaction: leave it out',
    SAVEPOINT: 'the files run in a transaction of Lockgate already: leave it out',
    RELEASE: 'the files run in a transaction of Lockgate already: leave it out',
};
const ALONE = /^(VACUUM\b|(CREATE|DROP) (DATABASE|TABLESPACE|SUBSCRIPTION)\b|ALTER SYSTEM\b|CREATE (UNIQUE )?INDEX CONCURRENTLY\b|DROP INDEX CONCURRENTLY\b|REINDEX .*\bCONCURRENTLY\b|REINDEX (\( [^)]*\) )?(DATABASE|SYSTEM|SCHEMA)\b|ALTER TABLE .* DETACH PARTITION .* CONCURRENTLY\b)/;
const PSQL_VARIABLE = /^[A-Z][A-Z0-9_]*$/;
const keys = (tokens) => tokens.map((token) => token.key || '?').join(' ');
const runsAlone = ({ tokens }) => ALONE.test(keys(tokens)) || ['CALL', 'DO', 'CLUSTER', 'REINDEX'].includes(tokens[0]?.key ?? '');
function misreadByPsql(tokens) {
    for (const [index, token] of tokens.entries()) {
        const next = tokens[index + 1];
        if (token.text === ':' && token.kind === 'mark' && next !== undefined && next.line === token.line && PSQL_VARIABLE.test(next.text)) {
            return { line: token.line, problem: `psql would write its own variable ${next.text} in the place of ":${next.text}": write a blank after the colon and the word in small letters` };
        }
    }
    return undefined;
}
function refuse({ tokens }, alone) {
    const first = tokens[0];
    if (first === undefined)
        return undefined;
    const said = keys(tokens);
    const reason = TRANSACTION[first.key];
    if (first.kind === 'word' && reason !== undefined)
        return `${first.key}: ${reason}`;
    if (/^PREPARE TRANSACTION\b/.test(said))
        return 'PREPARE TRANSACTION: it would take the migration out of the transaction: leave it out';
    if (/^SET (SESSION |LOCAL )?(TRANSACTION|CHARACTERISTICS)\b/.test(said) || /^SET SESSION CHARACTERISTICS\b/.test(said))
        return 'SET TRANSACTION: the transaction is Lockgate\'s: leave it out';
    if (first.key === 'COPY' && /\bSTDOUT\b/.test(said))
        return 'COPY TO STDOUT speaks to a client, and nobody listens: leave it out';
    if (first.key === 'SET' && tokens.some(({ key }) => key === 'STANDARD_CONFORMING_STRINGS') && /\b(OFF|FALSE|0)\b/i.test(tokens.map(({ text }) => text).join(' ')))
        return 'strings must mean to psql what they mean to the server: leave standard_conforming_strings on';
    if (!alone && ALONE.test(said))
        return `${said.split(' ').slice(0, 3).join(' ')} cannot run in a transaction: put it into a file of its own whose first line is "-- no-transaction"`;
    if (tokens.some((token) => token.text.toLowerCase() === 'lockgate_migrations'))
        return 'the table lockgate_migrations is Lockgate\'s own record: only Lockgate writes it';
    if (alone && ['create', 'drop'].includes(kindOf(tokens)) && indexName(tokens) === undefined)
        return 'the index needs a name of its own, so that half of one can be found: CREATE INDEX CONCURRENTLY name ON …; one index a statement';
    return undefined;
}
function kindOf(tokens) {
    const said = keys(tokens);
    if (/^CREATE (UNIQUE )?INDEX CONCURRENTLY\b/.test(said))
        return 'create';
    return /^DROP INDEX CONCURRENTLY\b/.test(said) ? 'drop' : 'other';
}
const quoteName = ({ kind, text }) => `"${(kind === 'word' ? text.toLowerCase() : text).replaceAll('"', '""')}"`;
function indexName(tokens) {
    let at = tokens.findIndex(({ key }) => key === 'CONCURRENTLY') + 1;
    if (tokens[at]?.key === 'IF')
        at += tokens[at + 1]?.key === 'NOT' ? 3 : 2;
    const name = tokens[at];
    if (name === undefined || !['word', 'name'].includes(name.kind) || name.key === 'ON')
        return undefined;
    if (kindOf(tokens) === 'drop') {
        if (tokens.some(({ key }) => key === ','))
            return undefined;
        const second = tokens[at + 2];
        return tokens[at + 1]?.key === '.' && second !== undefined ? `${quoteName(name)}.${quoteName(second)}` : quoteName(name);
    }
    const on = tokens.findIndex(({ key }, index) => index > at && key === 'ON') + (tokens.some(({ key }) => key === 'ONLY') ? 2 : 1);
    const schema = tokens[on];
    return tokens[on + 1]?.key === '.' && schema !== undefined ? `${quoteName(schema)}.${quoteName(name)}` : quoteName(name);
}
const isWithoutTransaction = ({ text }) => /^--[ \t]*no-transaction[ \t]*\r?(?:\n|$)/.test(text);
const touchesKeys = ({ text }) => /session_replication_role|\bdisable\s+trigger\b/i.test(text);
function refusals(files, alone) {
    return files.flatMap((file) => {
        const { statements, problems } = (0,sql_postgres ._)(file.text);
        const misplaced = isWithoutTransaction(file) === alone ? [] : [{ line: 1, problem: alone ? 'its first line is not "-- no-transaction"' : 'its first line says that it runs without a transaction' }];
        const found = [
            ...misplaced,
            ...problems,
            ...statements.flatMap((statement) => {
                const misread = misreadByPsql(statement.tokens);
                const problem = refuse(statement, alone);
                return [...(misread === undefined ? [] : [misread]), ...(problem === undefined ? [] : [{ line: statement.line, problem }])];
            }),
            ...(file.text.includes('\0') ? [{ line: 1, problem: 'it holds a zero byte' }] : []),
        ];
        return found.map(({ line, problem }) => new failure .HR({ kind: 'configuration', code: 'LG-MIGRATION-REFUSED', problem: `${file.name}, line ${String(line)}: ${problem}`, next: `change ${file.name} and run again; nothing was applied` }));
    });
}

var units = __webpack_require__(8766);
; 


const schema = schemas .rej({
    name: schemas .YjP().min(1).refine((name) => Buffer.byteLength(name) <= 63, { error: (0,units .cc)('PostgreSQL cuts names off after 63 bytes', 'write the name as the server has it') }).describe('The database.').meta({ examples: ['directory'] }),
    as: schemas .YjP()
        .regex(/^[a-z_][a-z0-9_.-]*[$]?$/i)
        .optional()
        .describe('The user of the host to become by sudo for psql, pg_dump and pg_restore, such as `postgres`. Without it they run as the deploy user.')
        .meta({ examples: ['postgres'] }),
    host: schemas .YjP().min(1).optional().describe('Where the server listens: a name, an address, or the folder of its socket. Default: what psql on the host has built in.'),
    port: schemas .Whr().min(1).max(65535).optional().describe('Its port, if it is not 5432.'),
    user: schemas .YjP().min(1).optional().describe('The role of the database to connect as; default: the one with the name of the host\'s user. It must own the database and be allowed to make databases.'),
    password: units .Gf.optional().describe('The NAME of the variable that holds the password of that role.'),
})
    .refine(({ as, password }) => as === undefined || password === undefined, {
    error: (0,units .cc)('`as` and `password` exclude one another: sudo takes the password away from the programs', 'leave out `as` and connect with `host`, `user` and `password`; or let the server trust the user by its name (peer)'),
})
    .describe('A PostgreSQL database (13 or newer) on the host, or reached from it. Needs psql, pg_dump and pg_restore there, at least as new as the server.');

; 









const SCAN_MS = 15 * 60_000;
const LOSS_MS = 60 * 60_000;
const READ_MS = 30_000;
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const STATEMENTS = { analyze: 'ANALYZE', vacuum: 'VACUUM', 'vacuum-analyze': 'VACUUM (ANALYZE)' };
const PROGRAMS = [['psql', 'asking and migrating the database'], ['pg_dump', 'backing it up'], ['pg_restore', 'proving and restoring a backup']];
function checkId(id) {
    if (!ID.test(id))
        throw new failure .HR({ kind: 'configuration', code: 'LG-BACKUP-ID', problem: `"${id}" cannot be part of a file's name`, next: 'use letters, digits, dots, dashes and underscores' });
    return id;
}
const headOf = (text) => text.replaceAll(/\s+/g, ' ').slice(0, 60);
class Postgres {
    settings;
    state;
    password;
    engine = 'postgres';
    dialect = 'postgres';
    privileges;
    constructor(settings, state, password) {
        this.settings = settings;
        this.state = state;
        this.password = password;
        const { as } = settings;
        if (as !== undefined)
            this.privileges = PROGRAMS.map(([program, why]) => ({ as, words: [program], why }));
    }
    inspect() {
        return this.probe(this.asking('inspect the database', 'inspect', []), (lines) => {
            const [engineVersion = '', bytes = ''] = (lines[0] ?? '').split('|');
            return { engineVersion, bytes: Number(bytes) };
        });
    }
    census() {
        return this.probe(this.asking('count and hash every row', 'census_of', [], { deadlineMs: SCAN_MS }), readCensus);
    }
    query(sql, deadlineMs) {
        const stdin = `COPY (${checkQuestion(sql)}\n) TO STDOUT WITH (FORMAT csv, HEADER, FORCE_QUOTE *, NULL '- null -');`;
        return { commands: [this.asking('ask the database', 'query', [], { stdin, deadlineMs })], read: ([result]) => readQuery(result, sql) };
    }
    explain(sql, deadlineMs) {
        const stdin = `EXPLAIN (FORMAT JSON) ${checkQuestion(sql)}\n;`;
        return { commands: [this.asking('ask for the plan of a query', 'query', [], { stdin, deadlineMs })], read: ([result]) => readPlan(result, sql) };
    }
    transactions(olderThanMs) {
        return this.probe(this.asking('look for long transactions', 'transactions', [String(Math.round(olderThanMs))]), readTransactions);
    }
    connections() {
        return this.probe(this.asking('count the connections', 'connections', []), (lines) => {
            const [used = '', max = ''] = (lines[0] ?? '').split('|');
            return { used: Number(used), max: Number(max) };
        });
    }
    invalidIndexes() {
        return this.probe(this.asking('look for invalid indexes', 'invalid', []), readInvalid);
    }
    orphans() {
        return this.probe(this.asking('look for foreign keys that point nowhere', 'orphans', [], { deadlineMs: SCAN_MS }), readOrphans);
    }
    backup(request) {
        const id = checkId(request.id);
        const { at, change, to, copies } = request;
        const head = JSON.stringify({ v: 1, id, at, engine: this.engine, change, schema: request.schema, file: `${to}/${id}` }).slice(0, -2);
        const list = JSON.stringify(copies.map(({ directory }) => ({ place: directory, verified: true })));
        const words = [to, id, head, request.verify, String(request.minimumBytes), request.manifests, list, this.beside('_lockgate_proof'), ...copies.map(({ directory }) => directory)];
        return this.doing('back up the database', 'backup', words, { deadlineMs: request.deadlineMs });
    }
    readBackup(result) {
        if ((0,command .gq)(result))
            return readManifestLine(result);
        const why = failureOf(result, 'back up the database').facts;
        throw new failure .HR({ ...why, code: why.code === 'LG-DATABASE-FAILED' ? 'LG-BACKUP-FAILED' : why.code, problem: `the backup failed; nothing of it was kept${why.code === 'LG-DATABASE-FAILED' ? '' : `: ${why.problem}`}` });
    }
    verify(manifest) {
        return this.probe(this.asking('check the backup', 'verify', [manifest.file, manifest.sha256], { deadlineMs: SCAN_MS }), (lines) => {
            const why = lines.join(' ');
            return why === 'sound' ? { sound: true, why: '' } : { sound: false, why };
        });
    }
    forget(manifest, where) {
        const words = [checkId(manifest.id), manifest.file, where.manifests, ...where.copies.map(({ directory }) => directory)];
        return (0,command .qc)(`remove the backup ${manifest.id}`, 'lg_store_forget', words, { library: true, idempotent: true, deadlineMs: 60_000 });
    }
    maintain(what, deadlineMs) {
        return this.doing(`${what.replace('-', ' and ')} the database`, 'maintain', [STATEMENTS[what]], { deadlineMs });
    }
    applied() {
        return this.probe(this.asking('list the applied migrations', 'applied', []), readApplied);
    }
    applySql(request) {
        const problems = refusals(request.files, request.transaction === 'none');
        if (problems.length > 0)
            throw new failure .oo(problems);
        if (request.transaction === 'none')
            return this.applyStatement(request);
        const files = request.files.flatMap(({ name, digest, text }) => [name, hex(name), digest, String(Buffer.byteLength(text))]);
        const keys = request.files.some(touchesKeys) ? 'yes' : 'no';
        const words = [request.transaction, hex(request.release), String(request.lockTimeoutMs), keys, ...files];
        const title = `apply ${request.files.map(({ name }) => name).join(', ')}`;
        return this.doing(title, 'apply', words, { stdin: request.files.map(({ text }) => text).join(''), deadlineMs: request.deadlineMs });
    }
    recordApplied(files, release) {
        const words = [hex(release), ...files.flatMap(({ name, digest }) => [hex(name), digest])];
        return this.doing(`record as applied: ${files.map(({ name }) => name).join(', ')}`, 'record', words, { deadlineMs: 60_000 });
    }
    restore({ manifest, keepAs, deadlineMs }) {
        const mark = manifest.sha256.slice(0, 12);
        const kept = nameBeside(this.settings.name, `_before_${checkId(keepAs)}`, 60);
        const words = [this.beside(`_restore_${mark}`), this.beside(`_ready_${mark}`), kept, manifest.file, manifest.sha256, String(manifest.databaseBytes), manifest.engineVersion];
        return this.doing(`restore the backup ${manifest.id}`, 'restore', words, { stdin: writeCensus(manifest.tables), deadlineMs });
    }
    loss(manifest) {
        const words = [this.beside('_lockgate_loss'), manifest.file, manifest.sha256, String(manifest.databaseBytes)];
        const title = `count what going back to ${manifest.id} would destroy`;
        return this.probe(this.asking(title, 'loss', words, { stdin: writeCensus(manifest.tables), deadlineMs: LOSS_MS }), (lines) => readLoss(lines, manifest));
    }
    applyStatement({ files, statement = 0, release, lockTimeoutMs, deadlineMs }) {
        const [file, ...others] = files;
        const all = file === undefined ? [] : (0,sql_postgres ._)(file.text).statements;
        const one = all[statement];
        if (file === undefined || others.length > 0 || one === undefined)
            throw new Error('a statement without a transaction is one of exactly one file');
        const what = kindOf(one.tokens);
        const kind = what !== 'other' ? what : runsAlone(one) ? 'bare' : 'plain';
        const number = String(statement + 1);
        const title = `${file.name}, statement ${number} of ${String(all.length)}: ${headOf(one.text)}`;
        const words = [hex(release), String(lockTimeoutMs), kind, indexName(one.tokens) ?? '', hex(file.name), file.digest, number, String(all.length), `${file.name}, statement ${number}`];
        return this.doing(`apply ${title}`, 'statement', words, { stdin: one.text, deadlineMs });
    }
    beside(suffix) {
        return nameBeside(this.settings.name, suffix);
    }
    common(deadlineMs) {
        const { as = '', name, host, port, user } = this.settings;
        const rest = Object.entries({ host, port, user }).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${connectionValue(String(value))}`]));
        return [as, name, rest.join(' '), this.state, String(Math.round(deadlineMs))];
    }
    secret() {
        return this.password === undefined ? {} : { env: { PGPASSWORD: this.password } };
    }
    asking(title, name, words, more = {}) {
        return (0,command .hF)(title, `lg_pg_${name}`, [...this.common(more.deadlineMs ?? READ_MS), ...words], { library: true, ...this.secret(), ...more });
    }
    doing(title, name, words, more) {
        return (0,command .qc)(title, `lg_pg_${name}`, [...this.common(more.deadlineMs), ...words], { library: true, idempotent: true, ...this.secret(), ...more });
    }
    probe(command, read) {
        return { commands: [command], read: ([result]) => read(linesOf(result, command.title)) };
    }
}
const postgres_plugin = {
    kind: 'postgres',
    schema: schema,
    open: (settings, site, secret) => {
        const password = settings.password === undefined ? undefined : secret?.(settings.password);
        if (settings.password !== undefined && password === undefined) {
            throw new failure .HR({ kind: 'configuration', code: 'LG-DATABASE-PASSWORD', problem: `the variable ${settings.password} with the password of the database is not set`, next: `set it in the step: env: { ${settings.password}: … }` });
        }
        return new Postgres(settings, site.layout.state, password);
    },
};

var layout = __webpack_require__(4351);
var model_sql = __webpack_require__(8893);
; 




const answers_hex = (text) => Buffer.from(text, 'utf8').toString('hex').toUpperCase();
const answers_unhex = (digits) => Buffer.from(digits, 'hex').toString('utf8');
function answers_linesOf(result, asked) {
    if (result === undefined)
        throw new Error('an answer is missing');
    if ((0,command .gq)(result) && !result.truncated)
        return result.stdout.split('\n').filter((line) => line !== '');
    throw answers_failureOf(result, asked);
}
function answers_failureOf(result, asked) {
    if ((0,command .gq)(result)) {
        return new failure .HR({ kind: 'command', code: 'LG-DATABASE-ANSWER', problem: `the answer to "${asked}" is too long to be read`, host: result.host, command: result.command, next: 'ask for less' });
    }
    if (result.exitCode === 44)
        return (0,failure ._I)(result, { code: database .O, problem: 'there is no database file yet', next: 'on a first deploy its migrations make it; otherwise correct `database.file`' });
    if (result.exitCode === 45)
        return (0,failure ._I)(result, { code: 'LG-SQLITE-MISSING', problem: 'nothing on the host can read an SQLite file', next: 'install python3 or sqlite3 there' });
    if (/database is locked|database table is locked|database is busy/i.test(result.stderr)) {
        return (0,failure ._I)(result, { code: 'LG-DATABASE-LOCKED', problem: `the database is locked: ${asked} was not possible`, next: 'find the process that holds a transaction open, or run again when it is done' });
    }
    return (0,failure ._I)(result, { code: 'LG-DATABASE-FAILED', problem: `the database could not be asked: ${asked}`, next: 'check the file and the rights of the deploy user on it' });
}
function answers_readCensus(lines) {
    return Object.fromEntries(lines.map((line) => {
        const found = /^([0-9A-F]*)\|.*\|(\d+)\|([0-9a-f]{64})$/.exec(line);
        if (found === null)
            throw new Error(`not a line of a census: ${line}`);
        return [answers_unhex(found[1] ?? ''), { rows: Number(found[2]), hash: found[3] ?? '' }];
    }));
}
function answers_writeCensus(census) {
    return Object.entries(census)
        .map(([name, { rows, hash }]) => `${answers_hex(name)}|${String(rows)}|${hash}\n`)
        .join('');
}
function answers_readApplied(lines) {
    return lines.map((line) => {
        const [name = '', digest = ''] = line.split('|');
        return { name: answers_unhex(name), digest };
    });
}
function answers_readOrphans(lines) {
    return lines.map((line) => {
        const [table = '', columns = '', count = ''] = line.split('|');
        return `${answers_unhex(table)}.${answers_unhex(columns)}: ${count}`;
    });
}
function answers_readQuery(result, sql) {
    const asked = sql.replaceAll(/\s+/g, ' ').slice(0, 80);
    answers_linesOf(result, asked);
    const said = result?.stdout ?? '';
    const timer = /Run Time: real ([0-9.]+)[^\n]*\n?$/.exec(said);
    if (timer === null)
        throw new failure .HR({ kind: 'command', code: 'LG-DATABASE-ANSWER', problem: `the answer to "${asked}" is not whole`, host: result?.host, next: 'run again' });
    const [head, ...rows] = readCsv(said.slice(0, timer.index));
    return { columns: (head ?? []).map((name) => name ?? ''), rows, ms: Number(timer[1]) * 1000 };
}
const answers_DIFFERENCES = {
    'only-now': (table) => `the table ${table} exists only now: all its rows count as written`,
    'only-then': (table) => `the table ${table} is gone since: all its rows count as deleted`,
    'column-now': (table, column) => `the column ${table}.${column} exists only now: a row where it does not hold its default counts as written`,
    'column-then': (table, column) => `the column ${table}.${column} is gone since and was not compared`,
};
function answers_readLoss(lines, manifest) {
    const tables = {};
    const differences = [];
    for (const line of lines) {
        const [table = '', written = '', ...rest] = line.split('|');
        if (written === '')
            differences.push(answers_DIFFERENCES[rest[0] ?? '']?.(answers_unhex(table), answers_unhex(rest[1] ?? '')) ?? line);
        else
            tables[answers_unhex(table)] = { written: Number(written), deleted: Number(rest[0]) };
    }
    const method = `every row of now compared with every row of the backup ${manifest.id} of ${manifest.at}, value by value, within one read transaction`;
    return { tables, rows: Object.values(tables).reduce((sum, { written }) => sum + written, 0), exact: true, method: [method, ...differences].join('; ') };
}
function answers_readPlan(rows) {
    const lines = rows.map((row) => row.at(-1) ?? '');
    return { usesIndex: lines.some((line) => /\bUSING (COVERING )?(INDEX|INTEGER PRIMARY KEY|PRIMARY KEY)\b/.test(line)), text: lines.join('; ') };
}

; 


const PRAGMAS = new Set('analysis_limit application_id case_sensitive_like defer_foreign_keys foreign_key_check foreign_key_list foreign_keys ignore_check_constraints index_info index_list index_xinfo integrity_check legacy_alter_table optimize quick_check recursive_triggers table_info table_list table_xinfo user_version'.split(' '));
const refusals_TRANSACTION = {
    BEGIN: 'the files run in a transaction of Lockgate already: leave it out',
    COMMIT: 'it would commit half of the migration: leave it out',
    END: 'it would commit half of the migration: leave it out',
    ROLLBACK: 'it would undo the migration and go on without a transaction: leave it out',
    SAVEPOINT: 'the files run in a transaction of Lockgate already: leave it out',
    RELEASE: 'the files run in a transaction of Lockgate already: leave it out',
    VACUUM: 'it cannot run in a transaction: leave it to `then: vacuum-analyze`',
    ATTACH: 'a migration must stay within its own database',
    DETACH: 'a migration must stay within its own database',
};
function refusals_refuse({ tokens }) {
    const first = tokens[0];
    if (first === undefined)
        return undefined;
    if (first.key === '.' || first.text.startsWith('.'))
        return `".${tokens[1]?.text ?? first.text.slice(1)}" is a command of the sqlite3 program, not SQL`;
    if (first.text.startsWith('#'))
        return 'a line that starts with # is not SQL';
    if (first.kind !== 'word')
        return undefined;
    const reason = refusals_TRANSACTION[first.key];
    if (reason !== undefined)
        return `${first.key}: ${reason}`;
    if (first.key === 'PRAGMA') {
        const at = tokens[2]?.key === '.' ? 3 : 1;
        const name = tokens[at]?.text.toLowerCase() ?? '';
        return PRAGMAS.has(name) ? undefined : `PRAGMA ${name} cannot be part of a transaction, or changes more than this database's content`;
    }
    if (tokens.some((token) => token.text.toLowerCase() === 'lockgate_migrations'))
        return 'the table lockgate_migrations is Lockgate\'s own record: only Lockgate writes it';
    return undefined;
}
function misread(text) {
    return text.split('\n').flatMap((line, index) => (/^\s*(\/|go)\s*$/i.test(line) ? [{ line: index + 1, problem: `a line with "${line.trim()}" alone ends a statement for the sqlite3 program: join it with its neighbour` }] : []));
}
function refusals_refusals(files) {
    return files.flatMap((file) => {
        const { statements, problems } = (0,model_sql .x)(file.text);
        const found = [
            ...problems,
            ...statements.flatMap((statement) => {
                const problem = refusals_refuse(statement);
                return problem === undefined ? [] : [{ line: statement.line, problem }];
            }),
            ...misread(file.text),
            ...(file.text.includes('\0') ? [{ line: 1, problem: 'it holds a zero byte' }] : []),
        ];
        return found.map(({ line, problem }) => new failure .HR({
            kind: 'configuration',
            code: 'LG-MIGRATION-REFUSED',
            problem: `${file.name}, line ${String(line)}: ${problem}`,
            next: `change ${file.name} and run again; nothing was applied`,
        }));
    });
}
function withoutTransaction({ name }) {
    return new failure .HR({
        kind: 'configuration',
        code: 'LG-MIGRATION-REFUSED',
        problem: `${name}, line 1: every migration of SQLite runs in a transaction, and this file asks for none`,
        next: `remove the line "-- no-transaction" from ${name}; VACUUM is left to \`then: vacuum-analyze\``,
    });
}

; 

const settings_schema = schemas .rej({
    file: schemas .YjP().min(1).describe('The database file: absolute, or below the release path, such as `shared/store.db`. A link is followed.').meta({ examples: ['shared/store.db'] }),
})
    .describe('An SQLite file on the host. Needs python3 (3.7 or newer) or the program sqlite3 there.');

; 








const sqlite_SCAN_MS = 15 * 60_000;
const sqlite_ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
function probe(command, read) {
    return { commands: [command], read: ([result]) => read(answers_linesOf(result, command.title)) };
}
function asking(title, name, words, more = {}) {
    return (0,command .hF)(title, `lg_sqlite_${name}`, words, { library: true, ...more });
}
function doing(title, name, words, more) {
    return (0,command .qc)(title, `lg_sqlite_${name}`, words, { library: true, idempotent: true, ...more });
}
function sqlite_checkId(id) {
    if (!sqlite_ID.test(id))
        throw new failure .HR({ kind: 'configuration', code: 'LG-BACKUP-ID', problem: `"${id}" cannot be part of a file's name`, next: 'use letters, digits, dots, dashes and underscores' });
    return id;
}
function checkQuery(sql) {
    const { statements, problems } = (0,model_sql .x)(sql);
    const first = statements[0]?.tokens[0];
    const problem = problems[0]?.problem ?? (statements.length === 1 && first?.kind === 'word' ? undefined : 'it is not exactly one statement');
    if (problem === undefined)
        return `${sql}\n;\n`;
    throw new failure .HR({ kind: 'configuration', code: 'LG-QUERY', problem: `the query cannot be asked: ${problem}`, cause: sql.slice(0, 200), next: 'write one SELECT' });
}
class Sqlite {
    file;
    engine = 'sqlite';
    dialect = 'sqlite';
    constructor(file) {
        this.file = file;
    }
    inspect() {
        return probe(asking('inspect the database', 'inspect', [this.file]), (lines) => {
            const [engineVersion = '', bytes = ''] = (lines[0] ?? '').split('|');
            return { engineVersion, bytes: Number(bytes) };
        });
    }
    census() {
        return probe(asking('count and hash every row', 'census_of', [this.file], { deadlineMs: sqlite_SCAN_MS }), answers_readCensus);
    }
    query(sql, deadlineMs) {
        const command = asking('ask the database', 'query', [this.file], { stdin: checkQuery(sql), deadlineMs });
        return { commands: [command], read: ([result]) => answers_readQuery(result, sql) };
    }
    backup(request) {
        const id = sqlite_checkId(request.id);
        const { at, change, to, copies } = request;
        const head = JSON.stringify({ v: 1, id, at, engine: this.engine, change, schema: request.schema, file: `${to}/${id}` }).slice(0, -2);
        const list = JSON.stringify(copies.map(({ directory }) => ({ place: directory, verified: true })));
        const words = [this.file, to, id, head, request.verify, String(request.minimumBytes), request.manifests, list, ...copies.map(({ directory }) => directory)];
        return doing('back up the database', 'backup', words, { deadlineMs: request.deadlineMs });
    }
    readBackup(result) {
        if (!(0,command .gq)(result))
            throw (0,failure ._I)(result, { code: 'LG-BACKUP-FAILED', problem: 'the backup failed; nothing of it was kept', next: 'remove the cause and run again' });
        return readManifestLine(result);
    }
    maintain(what, deadlineMs) {
        const script = `${what === 'analyze' ? '' : 'VACUUM;\n'}${what === 'vacuum' ? '' : 'ANALYZE;\n'}`;
        return doing(`${what.replace('-', ' and ')} the database`, 'maintain', [this.file, script], { deadlineMs });
    }
    forget(manifest, where) {
        const words = [sqlite_checkId(manifest.id), manifest.file, where.manifests, ...where.copies.map(({ directory }) => directory)];
        return (0,command .qc)(`remove the backup ${manifest.id}`, 'lg_store_forget', words, { library: true, idempotent: true, deadlineMs: 60_000 });
    }
    verify(manifest) {
        return probe(asking('check the backup', 'verify', [manifest.file, manifest.sha256], { deadlineMs: sqlite_SCAN_MS }), (lines) => {
            const why = lines.join(' ');
            return why === 'sound' ? { sound: true, why: '' } : { sound: false, why };
        });
    }
    applied() {
        return probe(asking('list the applied migrations', 'applied', [this.file]), answers_readApplied);
    }
    applySql(request) {
        const problems = request.transaction === 'none' ? request.files.map(withoutTransaction) : refusals_refusals(request.files);
        if (problems.length > 0)
            throw new failure .oo(problems);
        const files = request.files.flatMap(({ name, digest, text }) => [name, answers_hex(name), digest, String(Buffer.byteLength(text))]);
        const words = [this.file, request.transaction, answers_hex(request.release), String(request.lockTimeoutMs), ...files];
        const title = `apply ${request.files.map(({ name }) => name).join(', ')}`;
        return doing(title, 'apply', words, { stdin: request.files.map(({ text }) => text).join(''), deadlineMs: request.deadlineMs });
    }
    recordApplied(files, release) {
        const words = [this.file, answers_hex(release), ...files.flatMap(({ name, digest }) => [answers_hex(name), digest])];
        return doing(`record as applied: ${files.map(({ name }) => name).join(', ')}`, 'record', words, { deadlineMs: 60_000 });
    }
    restore({ manifest, keepAs, deadlineMs }) {
        const words = [this.file, sqlite_checkId(keepAs), manifest.file, manifest.sha256, String(manifest.databaseBytes), manifest.engineVersion];
        return doing(`restore the backup ${manifest.id}`, 'restore', words, { stdin: answers_writeCensus(manifest.tables), deadlineMs });
    }
    loss(manifest) {
        const words = [this.file, manifest.file, manifest.sha256, String(manifest.databaseBytes)];
        return probe(asking(`count what going back to ${manifest.id} would destroy`, 'loss', words, { deadlineMs: sqlite_SCAN_MS }), (lines) => answers_readLoss(lines, manifest));
    }
    explain(sql, deadlineMs) {
        checkQuery(sql);
        return (0,command .zr)(this.query(`EXPLAIN QUERY PLAN ${sql}`, deadlineMs), ({ rows }) => answers_readPlan(rows));
    }
    orphans() {
        return probe(asking('look for foreign keys that point nowhere', 'orphans', [this.file], { deadlineMs: sqlite_SCAN_MS }), answers_readOrphans);
    }
}
const sqlite_plugin = {
    kind: 'sqlite',
    schema: settings_schema,
    open: (settings, site) => new Sqlite((0,layout .G)(site.layout, settings.file)),
};

; 


const databases = {
    postgres: postgres_plugin,
    sqlite: sqlite_plugin,
};


  }),

  7809:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  i: () => (  composeContext)
});

var external_node_crypto_ = __webpack_require__(7598);
var external_node_os_ = __webpack_require__(8161);
var promises_ = __webpack_require__(8500);
var failure = __webpack_require__(2891);
var secret = __webpack_require__(1405);
var thrown = __webpack_require__(3702);
; 



const BODY_LIMIT = 1024 * 1024;
const UNASKED = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'EMFILE', 'ENETDOWN']);
function classify(error, ms) {
    if (error instanceof failure .HR) {
        return error.code === 'LG-SSH-FORWARD-UNREACHABLE' ? { kind: 'unreachable', cause: error.facts.problem, ms } : { kind: 'unasked', cause: error.facts.problem };
    }
    const inner = typeof error === 'object' && error !== null && 'cause' in error && error.cause !== undefined ? error.cause : error;
    const code = (0,thrown .$)(inner);
    if (UNASKED.has(code))
        return { kind: 'unasked', cause: (0,thrown .b)(inner) };
    if (!/^(E[A-Z]+|UND_ERR|HPE_|ERR_(TLS|SSL|INVALID_URL|STREAM)|CERT_|DEPTH_|UNABLE_|SELF_)/.test(code))
        throw error;
    return { kind: 'unreachable', cause: (0,thrown .b)(inner), ms };
}
function headersOf(request) {
    return Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name, value instanceof secret .z ? value.reveal() : value]));
}
async function readBounded(body) {
    const parts = [];
    let bytes = 0;
    for await (const part of body) {
        parts.push(part);
        bytes += part.length;
        if (bytes >= BODY_LIMIT)
            break;
    }
    return Buffer.concat(parts).subarray(0, BODY_LIMIT).toString('utf8');
}
async function askHttp(request, open, signal) {
    const { target } = request;
    const url = 'url' in target ? new URL(target.url) : new URL(target.path, `http://127.0.0.1:${String(target.port)}`);
    const began = performance.now();
    const elapsed = () => performance.now() - began;
    const late = AbortSignal.timeout(request.timeoutMs);
    let client;
    let duplex;
    try {
        duplex = 'url' in target ? undefined : await within(open(target.host, target.port), AbortSignal.any([late, signal]));
        const stream = duplex;
        const undici = await __webpack_require__.e(  295).then(__webpack_require__.t.bind(__webpack_require__, 4371, 19));
        client = new undici.Client(url.origin, {
            pipelining: 0,
            ...(stream === undefined
                ? {}
                : {
                    connect: (_options, done) => {
                        queueMicrotask(() => { done(null, duplex); });
                    },
                }),
        });
        const { statusCode, headers, body } = await client.request({
            path: `${url.pathname}${url.search}`,
            method: request.method ?? 'GET',
            headers: { 'user-agent': 'lockgate', ...headersOf(request) },
            ...(request.body === undefined ? {} : { body: request.body }),
            signal: AbortSignal.any([late, signal]),
        });
        const text = await readBounded(body);
        const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
        return { kind: 'answered', status: statusCode, headers: flat, body: text, ms: elapsed() };
    }
    catch (error) {
        if (signal.aborted)
            return { kind: 'unasked', cause: 'the run was cancelled' };
        if (late.aborted)
            return { kind: 'unreachable', cause: `no answer within ${String(request.timeoutMs / 1000)} s`, ms: elapsed() };
        return classify(error, elapsed());
    }
    finally {
        void client?.destroy().catch(() => undefined);
    }
}
async function within(work, signal) {
    return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => {
            reject(new Error('out of time'));
            work.then((stream) => stream.destroy(), () => undefined);
        }, { once: true });
        work.then(resolve, reject);
    });
}
async function askTcp(host, port, timeoutMs, open) {
    const began = performance.now();
    const late = AbortSignal.timeout(timeoutMs);
    try {
        const stream = await within(open(host, port), late);
        stream.on('error', () => undefined);
        stream.destroy();
        return { kind: 'answered', status: 0, headers: {}, body: '', ms: performance.now() - began };
    }
    catch (error) {
        if (late.aborted)
            return { kind: 'unreachable', cause: `no answer within ${String(timeoutMs / 1000)} s`, ms: performance.now() - began };
        return classify(error, performance.now() - began);
    }
}

var external_node_fs_promises_ = __webpack_require__(1455);
var external_node_path_ = __webpack_require__(6760);
; 


const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;
async function keepFile(folder, name, text) {
    if (!NAME.test(name))
        throw new Error(`"${name}" cannot be the name of a kept file`);
    const path = (0,external_node_path_.join)(folder, name);
    await (0,external_node_fs_promises_.mkdir)((0,external_node_path_.dirname)(path), { recursive: true, mode: 0o700 });
    await (0,external_node_fs_promises_.writeFile)(path, text, { mode: 0o600 });
    return path;
}

var plain = __webpack_require__(2114);
var external_node_child_process_ = __webpack_require__(1421);
var external_node_string_decoder_ = __webpack_require__(6193);
; 

class BoundedText {
    keepFirst;
    keepLast;
    #head = [];
    #headBytes = 0;
    #tail = [];
    #tailBytes = 0;
    #dropped = false;
    constructor(keepFirst, keepLast) {
        this.keepFirst = keepFirst;
        this.keepLast = keepLast;
    }
    add(chunk) {
        const room = this.keepFirst - this.#headBytes;
        const first = chunk.subarray(0, Math.max(0, room));
        if (first.length > 0) {
            this.#head.push(first);
            this.#headBytes += first.length;
        }
        const rest = chunk.subarray(first.length);
        if (rest.length === 0)
            return;
        this.#tail.push(rest);
        this.#tailBytes += rest.length;
        for (let oldest = this.#tail[0]; oldest !== undefined && this.#tailBytes - oldest.length >= this.keepLast; oldest = this.#tail[0]) {
            this.#tail.shift();
            this.#tailBytes -= oldest.length;
            this.#dropped = true;
        }
    }
    get truncated() {
        return this.#dropped;
    }
    toString() {
        return Buffer.concat([...this.#head, ...this.#tail]).toString('utf8');
    }
}
class LineReader {
    onLine;
    longest;
    #decoder = new external_node_string_decoder_.StringDecoder('utf8');
    #rest = '';
    constructor(onLine, longest = 65_536) {
        this.onLine = onLine;
        this.longest = longest;
    }
    add(chunk) {
        const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
        this.#rest = lines.pop() ?? '';
        for (const line of lines)
            this.onLine(line);
        if (this.#rest.length > this.longest)
            this.end();
    }
    end() {
        const last = this.#rest;
        this.#rest = '';
        if (last !== '')
            this.onLine(last);
    }
}

; 


async function runLine(line, { deadlineMs, env, cwd, signal, withhold = [] }) {
    const began = performance.now();
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !withhold.includes(name)));
    const child = (0,external_node_child_process_.spawn)('sh', ['-c', line], { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const stdout = new BoundedText(32_768, 65_536);
    const stderr = new BoundedText(32_768, 65_536);
    child.stdout.on('data', (chunk) => { stdout.add(chunk); });
    child.stderr.on('data', (chunk) => { stderr.add(chunk); });
    const late = { yes: false };
    const kill = (name) => {
        try {
            if (child.pid !== undefined)
                process.kill(-child.pid, name);
        }
        catch {
        }
    };
    const deadline = setTimeout(() => {
        late.yes = true;
        kill('SIGTERM');
    }, deadlineMs);
    const force = setTimeout(() => { kill('SIGKILL'); }, deadlineMs + 5_000);
    let forceStop;
    const stop = () => {
        kill('SIGTERM');
        forceStop = setTimeout(() => { kill('SIGKILL'); }, 2_000);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
        const { code, by } = await new Promise((resolve, reject) => {
            child.once('error', reject);
            child.once('close', (exit, how) => { resolve({ code: exit, by: how }); });
        });
        return {
            host: 'runner',
            title: line,
            command: line,
            exitCode: late.yes ? null : code,
            signal: late.yes ? null : by,
            stdout: stdout.toString(),
            stderr: stderr.toString(),
            truncated: stdout.truncated || stderr.truncated,
            durationMs: Math.round(performance.now() - began),
            timedOut: late.yes,
        };
    }
    finally {
        clearTimeout(deadline);
        clearTimeout(force);
        clearTimeout(forceStop);
        signal.removeEventListener('abort', stop);
    }
}

var external_node_net_ = __webpack_require__(7030);
; 

async function openTunnel(host, port, open) {
    const sockets = new Set();
    const server = (0,external_node_net_.createServer)((client) => {
        sockets.add(client);
        client.on('error', () => undefined);
        open(host, port).then((stream) => {
            sockets.add(stream);
            stream.on('error', () => client.destroy());
            client.pipe(stream).pipe(client);
        }, () => client.destroy());
    });
    await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
    });
    return {
        port: server.address().port,
        close: async () => {
            for (const socket of sockets)
                socket.destroy();
            await new Promise((resolve) => { server.close(() => { resolve(); }); });
        },
    };
}

; 








function createPorts({ shell, secret, signal, progress, workspace, withhold = [], temp = (0,external_node_os_.tmpdir)(), redact = (text) => text }) {
    const open = (host, port) => shell(host).forward(port);
    return {
        http: (request) => askHttp(request, open, signal),
        tcp: (host, port, timeoutMs) => askTcp(host, port, timeoutMs, open),
        local: (line, options) => runLine(line, { ...options, cwd: workspace, signal, withhold }),
        tunnel: (host, port) => openTunnel(host, port, open),
        now: () => new Date(),
        sleep: async (ms) => {
            await (0,promises_.setTimeout)(ms, undefined, { signal });
        },
        random: (bytes) => (0,external_node_crypto_.randomBytes)(bytes).toString('hex'),
        keepFile: (name, text) => keepFile(temp, name, redact((0,plain .p)(redact(text)))),
        redact: (text) => redact((0,plain .p)(redact(text))),
        secret,
        signal,
        progress,
    };
}

var render = __webpack_require__(8515);
; 

function compileExcludes(patterns) {
    const rules = patterns.map((pattern) => {
        const folderOnly = pattern.endsWith('/');
        const body = pattern.replace(/^\//, '').replace(/\/$/, '');
        if (body === '' || /[[\]\\]/.test(body) || /^[-+] /.test(pattern)) {
            throw new failure .HR({
                kind: 'configuration',
                code: 'LG-UPLOAD-PATTERN',
                problem: `"${pattern}" is no pattern that can be excluded`,
                next: 'use names, paths from the top with a slash before them, * and ?; a slash at the end means folders',
            });
        }
        const start = pattern.startsWith('/') ? '^' : '(?:^|/)';
        return { folderOnly, expression: new RegExp(`${start}${body.split(/(\*\*|\*|\?)/).map(turn).join('')}$`, 's') };
    });
    return (path, isFolder) => rules.some((rule) => (isFolder || !rule.folderOnly) && rule.expression.test(path));
}
const WILD = { '**': '.*', '*': '[^/]*', '?': '[^/]' };
function turn(part) {
    return WILD[part] ?? part.replace(/[.+^${}()|]/g, '\\$&');
}

; 






const CHUNK = 131_072;
async function readTree(from, exclude) {
    const excludes = compileExcludes(exclude);
    const files = [];
    const entries = [];
    const excluded = [];
    let bytes = 0;
    const walk = async (folder) => {
        for (const entry of (await (0,external_node_fs_promises_.readdir)((0,external_node_path_.join)(from, folder), { withFileTypes: true, encoding: 'buffer' })).sort((a, b) => Buffer.compare(a.name, b.name))) {
            const path = folder === '' ? nameOf(entry.name, from) : `${folder}/${nameOf(entry.name, from)}`;
            if (excludes(path, entry.isDirectory())) {
                excluded.push(path);
            }
            else if (entry.isDirectory()) {
                entries.push(path);
                await walk(path);
            }
            else if (entry.isFile()) {
                entries.push(path);
                files.push(path);
                bytes += (await (0,external_node_fs_promises_.lstat)((0,external_node_path_.join)(from, path))).size;
            }
            else if (entry.isSymbolicLink())
                entries.push(path);
            else
                excluded.push(path);
        }
    };
    await walk('').catch((error) => {
        if (error instanceof failure .HR || (0,thrown .$)(error) === '')
            throw error;
        throw new failure .HR({ kind: 'configuration', code: 'LG-UPLOAD-SOURCE', problem: `the folder ${from} cannot be read`, cause: (0,thrown .b)(error), next: 'check that the checkout or build that makes it ran before this step' });
    });
    return { files, entries, excluded, bytes };
}
function nameOf(name, from) {
    const text = name.toString('utf8');
    if (Buffer.from(text).equals(name))
        return text;
    throw new failure .HR({ kind: 'configuration', code: 'LG-UPLOAD-NAME', problem: `a file below ${from} has a name that is not UTF-8`, cause: JSON.stringify(text), next: 'rename it or exclude its folder' });
}
async function digestFile(path, buffer) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    const file = await (0,external_node_fs_promises_.open)(path);
    try {
        for (;;) {
            const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
            if (bytesRead === 0)
                return hash.digest('hex');
            hash.update(buffer.subarray(0, bytesRead));
        }
    }
    finally {
        await file.close();
    }
}
async function digestTree(from, files) {
    const lines = [];
    const rest = files.values();
    const work = async () => {
        const buffer = Buffer.allocUnsafeSlow(CHUNK);
        for (const path of rest) {
            lines.push(`${await digestFile((0,external_node_path_.join)(from, path), buffer)}  ${path.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}\n`);
        }
    };
    await Promise.all([work(), work(), work(), work()]);
    return (0,external_node_crypto_.createHash)('sha256').update(lines.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join('')).digest('hex');
}

; 


class DryShell {
    real;
    record;
    constructor(real, record) {
        this.real = real;
        this.record = record;
    }
    get host() {
        return this.real.host;
    }
    get usage() {
        return this.real.usage;
    }
    async run(commands, options) {
        const reads = commands.filter((command) => !command.mutates);
        const read = reads.length === 0 ? [] : await this.real.run(reads, options);
        const answers = new Map(reads.map((command, index) => [command, read[index]]));
        return commands.map((command) => {
            const answer = answers.get(command);
            if (answer !== undefined)
                return answer;
            const typed = (0,render .vL)(command);
            this.record(`# ${command.title}\n${typed}`);
            return { host: this.host, title: command.title, command: typed, exitCode: 0, signal: null, stdout: '', stderr: '', truncated: false, durationMs: 0, timedOut: false };
        });
    }
    script(_text, _options) {
        return Promise.reject(new Error('a dry run runs no raw script'));
    }
    async upload(upload) {
        const tree = await readTree(upload.from, upload.exclude);
        const without = upload.exclude.map((pattern) => ` --exclude ${(0,render .hD)(pattern)}`).join('');
        this.record(`# bring ${String(tree.files.length)} files, ${String(tree.bytes)} bytes\nrsync --archive --delete${without} ${(0,render .hD)(`${upload.from}/`)} ${(0,render .hD)(`${this.host}:${upload.to}/`)}`);
        return { files: tree.files.length, bytes: tree.bytes, digest: await digestTree(upload.from, tree.files), by: 'rsync' };
    }
    forward(port, address) {
        return this.real.forward(port, address);
    }
    close() {
        return this.real.close();
    }
}

var batch = __webpack_require__(8780);
var shell_nonce = __webpack_require__(6605);
; 



const GRACE_MS = 30_000;
const KILL_MS = 10_000;
const HEARTBEAT_MS = 5_000;
const isUntold = ({ exitCode, signal, timedOut }) => exitCode === null && signal === null && !timedOut;
async function runBatch(script, host, commands, options = {}) {
    if (commands.length === 0)
        return [];
    const deadlines = commands.map((command) => command.deadlineMs + KILL_MS);
    const deadlineMs = GRACE_MS + deadlines.reduce((sum, deadline) => sum + deadline, 0);
    const send = async () => {
        const nonce = (0,shell_nonce .A)();
        const progress = options.onProgress === undefined ? undefined : followProgress(nonce, commands, options.onProgress);
        try {
            const { stdout, stderr, timedOut } = await script((0,batch .Xu)(commands, { nonce, ...options }), { deadlineMs, ...(progress && { onLine: progress.onLine }) });
            return { results: (0,batch .Gc)(nonce, host, commands, { stdout, stderr }), timedOut };
        }
        finally {
            progress?.stop();
        }
    };
    const first = await send();
    const again = !first.timedOut && options.stopOnFailure !== true && commands.every(({ mutates, idempotent }) => !mutates && idempotent) && first.results.some(isUntold);
    return again ? (await send()).results : first.results;
}
function followProgress(nonce, commands, tell) {
    const marker = `${(0,batch .we)(nonce)} `;
    let title = '';
    let began = 0;
    let spoke = performance.now();
    const timer = setInterval(() => {
        const now = performance.now();
        if (title !== '' && now - spoke >= HEARTBEAT_MS)
            tell(`${title}: ${String(Math.round((now - began) / 1000))} s`);
    }, HEARTBEAT_MS);
    timer.unref();
    return {
        stop: () => {
            clearInterval(timer);
        },
        onLine: (line) => {
            if (!line.startsWith(marker)) {
                if (line.trim() === '')
                    return;
                spoke = performance.now();
                tell((0,plain .p)(line));
                return;
            }
            const [what = '', ...rest] = line.slice(marker.length).split(' ');
            if (what === 'begin') {
                title = commands[Number(rest[0])]?.title ?? '';
                began = spoke = performance.now();
            }
            else if (what === 'end')
                title = '';
            else if (what === 'progress') {
                spoke = performance.now();
                tell((0,plain .p)(rest.join(' ')));
            }
        },
    };
}

; 

const KEEP_FIRST = 2_097_152;
const KEEP_LAST = 6_291_456;
function wrapWhole(text) {
    return `lg_whole() {\n${text}\n}\nlg_whole\n`;
}
async function runScript(open, text, options) {
    const began = performance.now();
    const channel = await open('exec sh -s');
    const stdout = new BoundedText(KEEP_FIRST, KEEP_LAST);
    const stderr = new BoundedText(KEEP_FIRST, KEEP_LAST);
    const lines = options.onLine === undefined ? undefined : new LineReader(options.onLine);
    channel.stdout.on('data', (chunk) => {
        stdout.add(chunk);
        lines?.add(chunk);
    });
    channel.stderr.on('data', (chunk) => {
        stderr.add(chunk);
    });
    channel.stdin.on('error', () => undefined);
    channel.stdin.end(wrapWhole(text));
    const stop = () => {
        channel.close();
    };
    options.signal?.addEventListener('abort', stop, { once: true });
    if (options.signal?.aborted === true)
        stop();
    let timer;
    const late = new Promise((resolve) => {
        timer = setTimeout(() => {
            resolve('late');
        }, options.deadlineMs);
    });
    try {
        const end = await Promise.race([channel.ended, late]);
        lines?.end();
        if (end === 'late')
            channel.close();
        return {
            exitCode: end === 'late' ? null : end.exitCode,
            signal: end === 'late' ? null : end.signal,
            stdout: stdout.toString(),
            stderr: stderr.toString(),
            durationMs: Math.round(performance.now() - began),
            timedOut: end === 'late',
        };
    }
    finally {
        clearTimeout(timer);
        options.signal?.removeEventListener('abort', stop);
    }
}

var ssh_connections = __webpack_require__(6428);
; 


class TransferError extends Error {
}
function transferFailure(host, upload, error) {
    if (!(error instanceof TransferError))
        throw error;
    const said = (0,plain .p)(error.message).trim().slice(-2000);
    const about = { kind: 'command', host, command: `upload to ${upload.to}`, cause: said };
    if (/No space left on device|Disk quota exceeded|ENOSPC|Wrote only \d+ of/i.test(said)) {
        return new failure .HR({ ...about, code: 'LG-UPLOAD-DISK-FULL', problem: 'the host has no room for the files', next: `free space or inodes on the disk of ${upload.to} and run again; nothing was switched` });
    }
    if (/Permission denied|Operation not permitted|Read-only file system|EACCES|EROFS/i.test(said)) {
        return new failure .HR({ ...about, code: 'LG-UPLOAD-DENIED', problem: `the user may not write to ${upload.to}`, next: 'give the SSH user the folder (chown, or a writable parent); nothing was switched' });
    }
    return new failure .HR({ ...about, code: 'LG-UPLOAD-FAILED', problem: 'the files did not arrive', next: 'read the cause above and run again; nothing was switched' });
}

; 



const TELL_EVERY_MS = 3_000;
const SILENCE_MS = 300_000;
const MARK = /lockgate-takes-(rsync|tar)\n/;
class Ferry {
    to;
    upload;
    #channel;
    #errors = new BoundedText(8192, 8192);
    #bytes = 0;
    #moved = performance.now();
    #stalled = false;
    #timer;
    constructor(to, upload, total, onProgress) {
        this.to = to;
        this.upload = upload;
        const began = performance.now();
        let told = began;
        this.#timer = setInterval(() => {
            const now = performance.now();
            if (now - this.#moved > SILENCE_MS && this.#channel !== undefined) {
                this.#stalled = true;
                this.#channel.close();
            }
            if (now - told < TELL_EVERY_MS)
                return;
            told = now;
            const rate = this.#bytes / Math.max(1, now - began) / 1000;
            onProgress?.(`upload ${megabytes(this.#bytes)} of at most ${megabytes(total)}, ${rate.toFixed(1)} MB/s`);
        }, 500);
        this.#timer.unref();
    }
    async start(rsync) {
        const to = (0,render .hD)(this.upload.to);
        const byRsync = rsync === undefined ? '' : `if command -v rsync >/dev/null 2>&1; then mkdir -p -- ${to} && echo lockgate-takes-rsync && exec ${['rsync', ...rsync].map(render .hD).join(' ')}; exit; fi; `;
        const byTar = `rm -rf -- ${to} && mkdir -p -- ${to} && echo lockgate-takes-tar && exec tar -x -o -m -p -f - -C ${to}`;
        const channel = await this.to.open(`exec sh -c ${(0,render .hD)(byRsync + byTar)}`);
        this.#channel = channel;
        this.#moved = performance.now();
        channel.stdin.on('error', () => undefined);
        channel.stderr.on('data', (chunk) => {
            this.#errors.add(chunk);
        });
        return new Promise((resolve, reject) => {
            let seen = '';
            const listen = (chunk) => {
                seen += chunk.toString('latin1');
                const found = MARK.exec(seen);
                if (found === null)
                    return;
                channel.stdout.off('data', listen);
                channel.stdout.pause();
                const rest = seen.slice(found.index + found[0].length);
                if (rest !== '')
                    channel.stdout.unshift(Buffer.from(rest, 'latin1'));
                resolve(found[1] === 'rsync' ? 'rsync' : 'tar');
            };
            channel.stdout.on('data', listen);
            channel.ended.then(({ exitCode }) => {
                reject(new TransferError(`${this.said}\nexit code ${String(exitCode)}`));
            }, reject);
        });
    }
    get channel() {
        if (this.#channel === undefined)
            throw new Error('the remote side was not started');
        return this.#channel;
    }
    get said() {
        return this.#stalled ? `nothing moved for ${String(SILENCE_MS / 1000)} s` : this.#errors.toString();
    }
    count(bytes) {
        this.#bytes += bytes;
        this.#moved = performance.now();
    }
    close() {
        clearInterval(this.#timer);
    }
}
function megabytes(bytes) {
    return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

; 



async function sendTar(upload, tree, ferry, started = false) {
    if (!started)
        await ferry.start(undefined);
    const { channel } = ferry;
    channel.stdout.resume();
    const tar = (0,external_node_child_process_.spawn)('tar', ['--create', '--file=-', '--format=gnu', `--directory=${upload.from}`, '--no-recursion', '--null', '--no-unquote', '--verbatim-files-from', '--files-from=-'], {
        env: { PATH: process.env['PATH'], LC_ALL: 'C' },
        stdio: 'pipe',
    });
    const errors = new BoundedText(4096, 4096);
    tar.stderr.on('data', (chunk) => {
        errors.add(chunk);
    });
    tar.stdin.on('error', () => undefined);
    tar.stdin.end(tree.entries.map((path) => `./${path}\0`).join(''));
    tar.stdout.on('data', (chunk) => {
        ferry.count(chunk.length);
    });
    const packed = new Promise((resolve, reject) => {
        tar.once('error', (error) => {
            reject(new TransferError(`tar on the runner: ${error.message}`));
        });
        tar.once('close', resolve);
    });
    tar.stdout.pipe(channel.stdin, { end: false });
    void channel.ended.finally(() => tar.kill()).catch(() => undefined);
    const [local, remote] = await Promise.all([
        packed.then((code) => {
            if (code === 0)
                channel.stdin.end();
            else
                channel.close();
            return code;
        }),
        channel.ended,
    ]);
    if (remote.exitCode !== 0 && ferry.said !== '')
        throw new TransferError(ferry.said);
    if (local !== 0)
        throw new TransferError(`tar on the runner: ${errors.toString()}`);
    if (remote.exitCode !== 0)
        throw new TransferError(`tar on the host ended with exit code ${String(remote.exitCode)}`);
    return 'tar';
}

; 






const HELPER = `process.on('SIGUSR1', () => process.exit(1)); // so rsync ends its children; node would start a debugger
const socket = require('node:net').connect(process.argv[2]);
socket.write(JSON.stringify(process.argv.slice(4)) + '\\n');
process.stdin.pipe(socket);
socket.pipe(process.stdout);
socket.on('error', () => process.exit(1));
socket.on('close', () => process.exit(0));
`;
const LONGEST_FOLDER = 80;
async function hasRsync() {
    const { getExecOutput } = await Promise.resolve( ).then(__webpack_require__.bind(__webpack_require__, 1260));
    try {
        const { exitCode, stdout } = await getExecOutput('rsync', ['--version'], { silent: true, ignoreReturnCode: true });
        return exitCode === 0 && /^rsync\s+version [3-9]/.test(stdout);
    }
    catch {
        return false;
    }
}
function literalPattern(path) {
    return /[*?[]/.test(path) ? `/${path.replace(/[*?[\\]/g, '\\$&')}` : `/${path}`;
}
const quoteForRsync = (word) => `'${word.replaceAll("'", "''")}'`;
async function runLocalRsync(upload, tree, ferry) {
    if (!(await hasRsync()))
        return undefined;
    const { getExecOutput } = await Promise.resolve( ).then(__webpack_require__.bind(__webpack_require__, 1260));
    const folder = await (0,external_node_fs_promises_.mkdtemp)((0,external_node_path_.join)((0,external_node_os_.tmpdir)().length > LONGEST_FOLDER ? '/tmp' : (0,external_node_os_.tmpdir)(), 'lockgate-'));
    try {
        await (0,external_node_fs_promises_.chmod)(folder, 0o700);
        const [socket, helper, excluded] = [(0,external_node_path_.join)(folder, 's'), (0,external_node_path_.join)(folder, 'helper.cjs'), (0,external_node_path_.join)(folder, 'excluded')];
        await (0,external_node_fs_promises_.writeFile)(helper, HELPER, { mode: 0o600 });
        await (0,external_node_fs_promises_.writeFile)(excluded, tree.excluded.map((path) => `${literalPattern(path)}\0`).join(''), { mode: 0o600 });
        const relay = await Relay.listen(socket, ferry);
        const words = ['-rlps', '--checksum', '--delete', '--delete-excluded', '--from0', `--exclude-from=${excluded}`];
        if (upload.linkDest !== undefined)
            words.push(`--link-dest=${upload.linkDest}`);
        words.push(`--rsh=${[process.execPath, helper, socket].map(quoteForRsync).join(' ')}`, '--', `${upload.from}/`, `host:${upload.to}/`);
        const local = getExecOutput('rsync', words, { silent: true, ignoreReturnCode: true, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } });
        const early = local.then(({ stderr }) => {
            throw new TransferError(`rsync on the runner: ${stderr}`);
        });
        const way = await Promise.race([relay.way, early]).finally(async () => {
            relay.hangUpUnlessRsync();
            if (!relay.joined)
                await local;
        });
        if (way === 'tar')
            return await sendTar(upload, tree, ferry, true);
        const { exitCode, stderr } = await local;
        const remote = await ferry.channel.ended;
        if (exitCode !== 0 || remote.exitCode !== 0)
            throw new TransferError(`${ferry.said}${stderr}`.trim() || `rsync ended with exit code ${String(exitCode)}`);
        return 'rsync';
    }
    finally {
        await (0,external_node_fs_promises_.rm)(folder, { recursive: true, force: true });
    }
}
class Relay {
    server;
    way;
    #helper;
    joined = false;
    constructor(server, ferry) {
        this.server = server;
        this.way = new Promise((resolve, reject) => {
            server.once('connection', (helper) => {
                this.#helper = helper;
                server.close();
                helper.on('error', () => undefined);
                readWords(helper)
                    .then((words) => ferry.start(words))
                    .then((way) => {
                    if (way === 'rsync')
                        this.join(helper, ferry);
                    resolve(way);
                }, reject);
            });
        });
        this.way.catch(() => undefined);
    }
    static async listen(path, ferry) {
        const server = (0,external_node_net_.createServer)({ pauseOnConnect: true });
        const relay = new Relay(server, ferry);
        await new Promise((resolve, reject) => {
            server.once('error', reject);
            server.listen(path, resolve);
        });
        return relay;
    }
    hangUpUnlessRsync() {
        this.server.close();
        if (!this.joined)
            this.#helper?.destroy();
    }
    join(helper, ferry) {
        this.joined = true;
        const { channel } = ferry;
        helper.on('data', (chunk) => {
            ferry.count(chunk.length);
        });
        helper.pipe(channel.stdin);
        channel.stdout.pipe(helper);
        helper.on('close', () => {
            channel.stdin.end();
            channel.stdout.resume();
        });
        const leave = () => {
            helper.unpipe(channel.stdin);
            helper.resume();
        };
        channel.ended.then(() => {
            leave();
            helper.end();
        }, () => {
            leave();
            helper.destroy();
        });
    }
}
function readWords(helper) {
    return new Promise((resolve, reject) => {
        let seen = Buffer.alloc(0);
        const listen = (chunk) => {
            seen = Buffer.concat([seen, chunk]);
            const end = seen.indexOf(10);
            if (end === -1)
                return;
            helper.off('data', listen);
            helper.pause();
            if (end + 1 < seen.length)
                helper.unshift(seen.subarray(end + 1));
            const words = JSON.parse(seen.subarray(0, end).toString());
            if (Array.isArray(words) && words[0] === 'rsync')
                resolve(words.slice(1).map(String));
            else
                reject(new Error('rsync asked for something else than rsync'));
        };
        helper.on('data', listen);
        helper.once('close', () => {
            reject(new TransferError('rsync on the runner ended before it began'));
        });
        helper.resume();
    });
}

; 






async function uploadTree(to, upload, options) {
    if (!/^\/[^/]+\/./.test(upload.to) || upload.to.split('/').includes('..'))
        throw new Error(`an upload's target is a folder below another one: ${upload.to}`);
    const tree = await readTree(upload.from, upload.exclude);
    const digest = await digestTree(upload.from, tree.files);
    const ferry = new Ferry(to, upload, tree.bytes, options.onProgress);
    try {
        const by = (await runLocalRsync(upload, tree, ferry)) ?? (await sendTar(upload, tree, ferry));
        return { files: tree.files.length, bytes: tree.bytes, digest, by };
    }
    catch (error) {
        if (error instanceof failure .HR)
            throw error;
        throw transferFailure(to.host, upload, error);
    }
    finally {
        ferry.close();
    }
}

; 





class SshShell {
    connection;
    host;
    #exec = (command) => this.connection.exec(command);
    constructor(connection) {
        this.connection = connection;
        this.host = connection.target.alias;
    }
    get usage() {
        return this.connection.usage;
    }
    async run(commands, options) {
        const attempt = () => runBatch((text, more) => this.script(text, more), this.host, commands, options);
        if (commands.some((command) => command.mutates))
            return attempt();
        return attempt().catch((error) => {
            if (error instanceof failure .HR && error.code === 'LG-SSH-BROKEN')
                return attempt();
            throw error;
        });
    }
    script(text, options) {
        return runScript(this.#exec, text, options);
    }
    upload(upload, options = {}) {
        return uploadTree({ host: this.host, open: this.#exec }, upload, options);
    }
    forward(port, address) {
        return this.connection.forward(port, address);
    }
    close() {
        return this.connection.close();
    }
}
class SshHosts {
    connections;
    constructor(options = {}, connections = new SshConnections(options)) {
        this.connections = connections;
    }
    shell(target) {
        return new SshShell(this.connections.to(target));
    }
    close() {
        return this.connections.close();
    }
}

var result = __webpack_require__(4863);
var entry_targets = __webpack_require__(266);
; 





function composeContext(parts) {
    const { settings, run, dryRun, connections, variables, secret, masks, signal, progress, withhold = [], temp = '', wrap, agentStandsIn = false } = parts;
    const shells = new Map();
    const planned = [];
    let targets;
    const shellOf = (alias) => {
        const known = shells.get(alias);
        if (known !== undefined)
            return known;
        targets ??= (0,entry_targets .h)(settings, { workspace: run.workspace, variables, secret, agentStandsIn });
        const target = targets.get(alias);
        if (target === undefined)
            throw new Error(`no host is called ${alias}: the configuration should have refused it`);
        const wire = new SshShell(connections.to(target));
        const shell = wrap === undefined ? wire : wrap(wire);
        const mine = dryRun ? new DryShell(shell, (script) => planned.push({ host: alias, script })) : shell;
        shells.set(alias, mine);
        return mine;
    };
    const keys = [...settings.hosts, ...settings.bastions].flatMap(({ key, passphrase }) => [key ?? [], passphrase ?? []].flat());
    const ports = createPorts({ shell: shellOf, secret, signal, progress, workspace: run.workspace, withhold: [...withhold, ...keys], ...(temp === '' ? {} : { temp }), redact: (text) => masks.redact(text) });
    let held = false;
    return {
        settings,
        inputs: parts.inputs,
        run,
        dryRun,
        forge: parts.forge,
        ports: { ...ports, sleep: (ms) => ports.sleep(ms).catch((error) => Promise.reject((0,result .DI)(error, signal))) },
        connect: (alias) => (signal.aborted ? Promise.reject((0,result .KW)()) : Promise.resolve().then(() => shellOf(alias))),
        planned: () => planned,
        mayHoldLease: () => {
            if (!held)
                parts.mayHoldLease();
            held = true;
        },
        inheritedLease: parts.inheritedLease,
    };
}


  }),

  8328:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    x: () => (  VERSION)
  });
const VERSION = /^[^\p{Cc}\s~^:?*[\\-][^\p{Cc}\s~^:?*[\\]{0,199}$/u;


  }),

  5728:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);

__webpack_require__.d(__webpack_exports__, {
  openContext: () => (  openContext),
  plugins: () => (  plugins .N),
  publish: () => (  publish)
});

var plugins = __webpack_require__(3875);
var scope = __webpack_require__(4703);
var load = __webpack_require__(1605);
var compose_context = __webpack_require__(7809);
var schemas = __webpack_require__(225);
var report_text = __webpack_require__(5655);
; 


const TIMEOUT_MS = 10_000;
const COMMITS = 100;
const RECENT = 30;
const DESCRIPTION = 140;
const runAnswer = schemas .Ikc({ status: schemas .YjP() });
const compareAnswer = schemas .Ikc({ commits: schemas .YOg(schemas .Ikc({ sha: schemas .YjP(), commit: schemas .Ikc({ message: schemas .YjP() }) })) });
const deploymentsAnswer = schemas .YOg(schemas .Ikc({ id: schemas .aig(), payload: schemas .L5J() }));
const reviewsAnswer = schemas .YOg(schemas .Ikc({ state: schemas .YjP(), user: schemas .Ikc({ login: schemas .YjP() }), environments: schemas .YOg(schemas .Ikc({ name: schemas .YjP() })) }));
const createdAnswer = schemas .Ikc({ id: schemas .aig() });
function readRefusal(error) {
    const status = typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : 0;
    return { status, message: (0,report_text .ml)((0,report_text .Ow)(error instanceof Error ? error.message : String(error)), 200) };
}
function isPassing({ status }) {
    return status === 0 || status >= 500;
}
class GitHubForge {
    options;
    #warned = new Set();
    #octokit;
    #deployment;
    constructor(options) {
        this.options = options;
    }
    async isRunOver(owner) {
        const match = /^([^/]+)\/([^/]+)\/(\d+)\//.exec(owner);
        const [, account, repo, run] = match ?? [];
        if (account === undefined || repo === undefined || run === undefined)
            return undefined;
        const answer = await this.#ask(`whether the run ${run} is over`, 'actions: read', runAnswer, (octokit, request) => octokit.rest.actions.getWorkflowRun({ owner: account, repo, run_id: Number(run), request }));
        return answer === undefined ? undefined : answer.status === 'completed';
    }
    async commitsBetween(from, to) {
        if (from === '' || to === '' || from === to)
            return [];
        const answer = await this.#ask('which commits are new', 'contents: read', compareAnswer, (octokit, request) => octokit.rest.repos.compareCommitsWithBasehead({ ...this.#repo, basehead: `${from}...${to}`, per_page: COMMITS, request }));
        return (answer?.commits ?? [])
            .slice(-COMMITS)
            .reverse()
            .map(({ sha, commit }) => ({ id: sha, subject: (0,report_text .ml)((0,report_text .Ow)(commit.message.split('\n')[0] ?? ''), 200) }));
    }
    async approvers() {
        const [account, repo, run] = this.options.owner.split('/');
        if (this.options.token === '' || account === undefined || repo === undefined || !/^\d+$/.test(run ?? ''))
            return [];
        try {
            const octokit = await this.#connect();
            const { data } = await octokit.rest.actions.getReviewsForRun({ owner: account, repo, run_id: Number(run), request: { signal: AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS) } });
            const read = reviewsAnswer.safeParse(data);
            const approved = (read.data ?? []).filter(({ state, environments }) => state === 'approved' && environments.some(({ name }) => name === this.options.environment));
            return [...new Set(approved.map(({ user }) => (0,report_text .Ow)(user.login)))];
        }
        catch {
            return [];
        }
    }
    async recordDeployment(state, description) {
        if (this.options.dryRun)
            return;
        const id = await this.#deploymentId();
        if (id === undefined)
            return;
        const { environmentUrl, runUrl } = this.options;
        await this.#ask('the deployment record', 'deployments: write', schemas .L5J(), (octokit, request) => octokit.rest.repos.createDeploymentStatus({
            ...this.#repo,
            deployment_id: id,
            state,
            description: (0,report_text .Ow)(description).slice(0, DESCRIPTION),
            log_url: runUrl,
            ...(environmentUrl === '' ? {} : { environment_url: environmentUrl }),
            auto_inactive: true,
            request,
        }));
    }
    async #deploymentId() {
        if (this.#deployment !== undefined)
            return this.#deployment;
        const { commit, environment, owner } = this.options;
        const known = await this.#ask('the deployment records', 'deployments: write', deploymentsAnswer, (octokit, request) => octokit.rest.repos.listDeployments({ ...this.#repo, sha: commit, environment, task: 'deploy', per_page: RECENT, request }));
        if (known === undefined)
            return undefined;
        this.#deployment = known.find(({ payload }) => typeof payload === 'object' && payload !== null && 'lockgate' in payload && payload.lockgate === owner)?.id;
        if (this.#deployment !== undefined)
            return this.#deployment;
        const created = await this.#ask('a new deployment record', 'deployments: write', createdAnswer, (octokit, request) => octokit.rest.repos.createDeployment({
            ...this.#repo,
            ref: commit,
            environment,
            task: 'deploy',
            auto_merge: false,
            required_contexts: [],
            payload: { lockgate: owner },
            description: 'Lockgate',
            request,
        }));
        this.#deployment = created?.id;
        return this.#deployment;
    }
    get #repo() {
        const [owner = '', repo = ''] = this.options.repository.split('/');
        return { owner, repo };
    }
    async #ask(what, permission, schema, request) {
        if (this.options.token === '') {
            this.#giveUp(what, 'there is no token: set the input github-token');
            return undefined;
        }
        let refusal = { status: 0, message: '' };
        for (const last of [false, true]) {
            try {
                const octokit = await this.#connect();
                const { data } = await request(octokit, { signal: AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS) });
                const read = schema.safeParse(data);
                if (read.success)
                    return read.data;
                this.#giveUp(what, 'the answer makes no sense');
                return undefined;
            }
            catch (error) {
                refusal = readRefusal(error);
                if (last || !isPassing(refusal))
                    break;
            }
        }
        const forbidden = refusal.status === 403 || refusal.status === 404;
        const limited = refusal.status === 429 || /rate limit/i.test(refusal.message);
        const reason = limited ? 'the rate limit of the API is reached' : forbidden ? `the token may not: add "${permission}" to the job's permissions` : refusal.message;
        this.#giveUp(what, `${reason}${refusal.status === 0 ? '' : ` (${String(refusal.status)})`}`);
        return undefined;
    }
    #giveUp(what, reason) {
        const message = `GitHub did not tell ${what}: ${reason}`;
        if (!this.#warned.has(message))
            this.options.warn(message);
        this.#warned.add(message);
    }
    #connect() {
        const { token, apiUrl } = this.options;
        this.#octokit ??= Promise.all( [__webpack_require__.e(295), __webpack_require__.e(942), __webpack_require__.e(326)]).then(__webpack_require__.bind(__webpack_require__, 2413)).then(({ getOctokit: open }) => open(token, { baseUrl: apiUrl, log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined } }));
        return this.#octokit;
    }
}

var external_node_path_ = __webpack_require__(6760);
var exec = __webpack_require__(1260);
var version = __webpack_require__(8328);
var failure = __webpack_require__(2891);
; 




const NEEDED = ['GITHUB_REPOSITORY', 'GITHUB_RUN_ID', 'GITHUB_JOB', 'GITHUB_SHA', 'GITHUB_WORKSPACE'];
const OWNER = /^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+\/[0-9]+\/[A-Za-z0-9._@:-]+$/;
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;
const CARRIERS = ['preflight', 'migrate', 'rolling-deploy', 'lockgate'];
function wrong(code, problem, next, cause) {
    return new failure .HR({ kind: 'configuration', code, problem, next, cause });
}
async function resolveCommit(name, workspace, root) {
    const words = ['-c', 'safe.directory=*', 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
    const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', GIT_CEILING_DIRECTORIES: (0,external_node_path_.dirname)(root) };
    try {
        const { exitCode, stdout } = await (0,exec.getExecOutput)('git', words, { cwd: workspace, env, silent: true, ignoreReturnCode: true });
        const commit = stdout.trim();
        return exitCode === 0 && COMMIT.test(commit) ? commit : undefined;
    }
    catch {
        return undefined;
    }
}
async function findCommit(action, version, workspace, root, sha) {
    const head = (await resolveCommit('HEAD', workspace, root)) ?? sha;
    if (version === '' || !CARRIERS.includes(action))
        return head;
    const tagged = await resolveCommit(`refs/tags/${version}`, workspace, root);
    if (tagged === undefined || tagged === head)
        return head;
    throw wrong('LG-VERSION-NOT-CHECKED-OUT', `the version ${version} is not what is checked out`, `check it out before this step: uses: actions/checkout with ref: ${version}`, `the tag is ${tagged.slice(0, 10)}, the checkout is ${head.slice(0, 10)}`);
}
async function identifyRun(action, inputs, workspace, env) {
    const missing = NEEDED.filter((name) => (env[name] ?? '') === '');
    if (missing.length > 0)
        throw wrong('LG-ENVIRONMENT', `not run by GitHub Actions: ${missing.join(', ')} not set`, 'run this as a step of a workflow');
    const of = (name) => env[name] ?? '';
    const owner = `${of('GITHUB_REPOSITORY')}/${of('GITHUB_RUN_ID')}/${of('GITHUB_JOB')}`;
    if (!OWNER.test(owner))
        throw wrong('LG-ENVIRONMENT', 'the names of repository, run and job cannot be put on record', 'use letters, digits and . _ - in them', owner);
    const asked = inputs.get('version') ?? '';
    if (asked !== '' && !version .x.test(asked))
        throw wrong('LG-INPUT-VALUE', 'the input "version" is not the name of a tag or branch', 'write a name as git takes it, such as v1.4.0');
    const attempt = Number.parseInt(of('GITHUB_RUN_ATTEMPT'), 10);
    return {
        owner,
        attempt: Number.isInteger(attempt) && attempt > 0 ? attempt : 1,
        url: `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${of('GITHUB_REPOSITORY')}/actions/runs/${of('GITHUB_RUN_ID')}`,
        actor: env['GITHUB_TRIGGERING_ACTOR'] ?? env['GITHUB_ACTOR'] ?? '',
        ...((env['GITHUB_REF'] ?? '') === '' ? {} : { ref: of('GITHUB_REF') }),
        commit: await findCommit(action, asked, workspace, of('GITHUB_WORKSPACE'), of('GITHUB_SHA')),
        version: asked === '' ? (env['GITHUB_HEAD_REF'] ?? '') || of('GITHUB_REF_NAME') || of('GITHUB_SHA').slice(0, 10) : asked,
        workspace,
    };
}

var lease_state = __webpack_require__(9129);
; 






function openForge(request, settings, run, env) {
    const { inputs, edge } = request;
    const token = edge.secret('INPUT_GITHUB-TOKEN') ?? edge.secret('GITHUB_TOKEN');
    return new GitHubForge({
        token: token?.reveal() ?? '',
        apiUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com',
        repository: env['GITHUB_REPOSITORY'] ?? '',
        owner: run.owner,
        commit: run.commit,
        environment: settings.environment,
        environmentUrl: edge.masks.find(settings.url) === undefined ? settings.url : '',
        runUrl: run.url,
        dryRun: inputs.get('dry-run') === 'true',
        warn: (message) => {
            edge.log.warn(message);
        },
    });
}
async function openContext(request) {
    const { id, inputs, edge, signal, plugins, approach } = request;
    const env = process.env;
    const { workspace, file, parsed, connections } = approach;
    const identifying = identifyRun(id, inputs, workspace, env);
    identifying.catch(() => undefined);
    const settings = (0,load .M)({ text: file.text, parsed, file: file.name, environment: inputs.get('environment') ?? '', variables: env, plugins, onSecret: edge.secret, brings: (0,scope .ZQ)(id, inputs.get('scope')) });
    const run = await identifying;
    return (0,compose_context .i)({
        settings,
        inputs,
        run,
        forge: openForge(request, settings, run, env),
        dryRun: inputs.get('dry-run') === 'true',
        connections,
        variables: env,
        secret: edge.secret,
        masks: edge.masks,
        signal,
        progress: (line) => {
            edge.log.print(line);
        },
        withhold: ['INPUT_GITHUB-TOKEN'],
        temp: env['RUNNER_TEMP'],
        mayHoldLease: lease_state .yf,
        inheritedLease: lease_state .Sw,
    });
}

var entry_result = __webpack_require__(4863);
var console = __webpack_require__(9475);
var findings = __webpack_require__(9334);
; 

const CELL_LIMIT = 1000;
const reference = (char) => `&#${String(char.charCodeAt(0))};`;
function escapeMarkdown(text, limit = CELL_LIMIT) {
    return (0,report_text .ml)((0,report_text .Ow)(text), limit)
        .replace(/[&<>|`*_~[\]\\#!^$:@]/g, reference)
        .replace(/^\d+[.)](?=\s|$)|^[-+=]|www\./gi, (syntax) => `${syntax.slice(0, -1)}${reference(syntax.slice(-1))}`);
}
function strong(text, limit = CELL_LIMIT) {
    const escaped = escapeMarkdown(text, limit);
    return escaped === '' ? '' : `**${escaped}**`;
}
function paragraph(...lines) {
    return { open: [], lines: [lines.join('\n')], close: [''] };
}
function heading(text) {
    return { open: [], lines: [`### ${text}`], close: [''] };
}
function table(head, rows) {
    if (rows.length === 0)
        return { open: [], lines: [], close: [] };
    const line = (cells) => `| ${head.map((_, index) => escapeMarkdown(cells[index] ?? '')).join(' | ')} |`;
    return { open: [line(head), `|${head.map(() => ' --- |').join('')}`], lines: rows.map(line), close: [''] };
}
function list(items) {
    return { open: [], lines: items.map((item) => `- ${escapeMarkdown(item)}`), close: items.length === 0 ? [] : [''] };
}
function codeBlock(text, language = '') {
    const lines = (0,report_text .v3)(text);
    const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = '`'.repeat(longest + 1);
    return { open: [`${fence}${language}`], lines, close: [fence, ''] };
}
function folded(title, text) {
    const { open, lines, close } = codeBlock(text, 'text');
    return { open: [`<details><summary>${escapeMarkdown(title)}</summary>`, '', ...open], lines, close: [...close, '</details>', ''] };
}
const size = (lines) => lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
function assemble(blocks, limit) {
    const page = [];
    let room = limit - 200;
    let missing = 0;
    for (const { open, lines, close } of blocks) {
        const frame = size(open) + size(close);
        if (missing > 0 || (lines.length > 0 && frame + size(lines.slice(0, 1)) > room)) {
            missing += lines.length;
            continue;
        }
        room -= frame;
        const kept = [];
        for (const line of lines) {
            const bytes = size([line]);
            if (bytes > room)
                break;
            room -= bytes;
            kept.push(line);
        }
        missing += lines.length - kept.length;
        page.push(...open, ...kept, ...close);
    }
    if (missing > 0)
        page.push(`**${String(missing)} more lines were left out: GitHub takes no longer summary.** The log of this step has them.`, '');
    return page.join('\n');
}

; 


const moment = (iso) => ((0,report_text .rb)(iso) === '' ? '' : `${iso.slice(0, 10)} ${(0,report_text .rb)(iso)} UTC`);
const RESULT_WORDS = { passed: '✓', failed: '✗ failed', inconclusive: '? could not be told' };
function wayBackOf({ wayBack, previous }) {
    const before = previous === '' ? 'nothing: this was the first release' : previous;
    if (wayBack === undefined)
        return `was not needed; it leads to ${before}`;
    if (wayBack.level === '')
        return `nothing was moved: ${wayBack.why}`;
    return `${wayBack.level} to ${wayBack.to === '' ? before : wayBack.to}: ${wayBack.why}`;
}
function backupRows({ backup }) {
    if (backup === undefined)
        return [['backup', 'none of this change']];
    if (backup === 'nothing')
        return [['backup', 'there was no database yet']];
    const copies = backup.copies.map(({ place, verified }) => `${place} (${verified ? 'digest verified' : 'NOT verified'})`);
    return [
        ['backup', `${backup.id}, ${String(backup.bytes)} bytes, verified: ${backup.verified}`],
        ['backup sha256', backup.sha256],
        ['backup copies', copies.length === 0 ? 'none' : copies.join(', ')],
    ];
}
function gateRows({ moment: asked, ms, checks, omitted }) {
    const rows = checks.map((check) => [asked, check.name, check.host ?? '', check.expected, check.got, check.ms === undefined ? '' : (0,report_text .a3)(check.ms), RESULT_WORDS[check.status] ?? check.status]);
    const rest = omitted === 0 ? [] : [[asked, `${String(omitted)} more`, '', '', '', '', '✓']];
    return [...rows, ...rest, [asked, `all of them`, '', '', '', (0,report_text .a3)(ms), '']];
}
function renderSignOff(sheet) {
    const rows = [
        ['outcome', sheet.outcome],
        ['application', `${sheet.app} on ${sheet.environment}`],
        ['hosts', sheet.hosts.join(', ')],
        ['release', sheet.release],
        ['version', sheet.version],
        ['commit', sheet.commit],
        ['ref', sheet.ref],
        ['repository', sheet.repository],
        ['started by', sheet.actor],
        ['approved by', sheet.approvers.length === 0 ? 'no approval is known' : sheet.approvers.join(', ')],
        ['run', sheet.run],
        ['begun', moment(sheet.openedAt)],
        ['ended', moment(sheet.closedAt)],
        ...backupRows(sheet),
        ['way back', wayBackOf(sheet)],
        ['rows lost', sheet.wayBack === undefined || sheet.wayBack.level === '' ? 'none' : sheet.wayBack.rows],
    ];
    const sql = sheet.migrations.map(({ name, digest, classes, acknowledged }) => [name, digest, classes.length === 0 ? 'lossless' : classes.join(', '), acknowledged.length === 0 ? '' : acknowledged.join(', ')]);
    return [
        heading('Sign-off'),
        table(['', ''], rows.filter(([, value]) => value !== '')),
        table(['SQL', 'sha256', 'class', 'acknowledged'], sql),
        table(['gate', 'check', 'host', 'expected', 'got', 'took', ''], sheet.gates.flatMap(gateRows)),
    ];
}

; 




const DETAIL_LINES = 200;
const DETAIL_WIDTH = 1000;
const SUMMARY_LIMIT = 1_000_000;
const STATUS_WORDS = {
    passed: '✓',
    failed: '✗',
    held: '✗ held:',
    'nothing-to-do': '– nothing to do:',
    'dry-run': '✓ dry run:',
};
const ENTRY_WORDS = { done: '✓', failed: '✗ failed', 'not-run': '– not run', planned: 'planned' };
const LEADS_WORDS = { open: 'open', hold: 'closed: nothing moves, a person decides', rollback: 'closed: leads back' };
function section(title, body) {
    return body.open.length + body.lines.length === 0 ? [] : [heading(escapeMarkdown(title)), body];
}
function renderHead(report) {
    const parts = [
        ['version', report.version],
        ['release', report.release],
        ['took', (0,report_text .a3)(report.durationMs)],
        ['started', (0,report_text .rb)(report.startedAt) === '' ? '' : `${report.startedAt.slice(0, 10)} ${(0,report_text .rb)(report.startedAt)} UTC`],
    ];
    const line = parts.filter(([, value]) => value !== '').map(([name, value]) => `${name} ${strong(value)}`);
    return [
        paragraph(`## ${STATUS_WORDS[report.status]} ${escapeMarkdown(report.action)} · ${escapeMarkdown(report.app)} · ${escapeMarkdown(report.environment)}`),
        paragraph(strong(report.headline, 2000)),
        paragraph(line.join(' · ')),
    ];
}
function renderFinding(finding) {
    const long = (0,report_text .v3)(finding.got).length > 1 || finding.got.length > 300;
    const rows = [
        ['host', finding.host],
        ['asked', finding.asked],
        ['got', long ? '' : finding.got],
        ['expected', finding.expected],
        ['so', finding.so],
        ['next', finding.next],
        ['code', finding.code],
    ];
    return [
        paragraph(strong(`✗ ${finding.problem}`, 2000)),
        table(['', ''], rows.filter(([, value]) => value !== '')),
        ...(long ? [codeBlock(finding.got, 'text')] : []),
    ];
}
function checkWord({ result, onFail, onInconclusive }) {
    if (result.status === 'passed')
        return '✓';
    const leads = result.status === 'failed' ? onFail : onInconclusive;
    return `${leads === 'warn' ? '!' : '✗'} ${result.status}`;
}
function renderGates(gates) {
    return gates.flatMap(({ moment, leads, checks }) => section(`Gate ${moment}: ${LEADS_WORDS[leads]}`, table(['', 'check', 'host', 'asked', 'got', 'expected'], [...checks]
        .sort((a, b) => (a.host ?? '').localeCompare(b.host ?? ''))
        .map((check) => [checkWord(check), check.name, check.host ?? '', check.result.asked, check.result.got, check.result.expected]))));
}
function renderSummary(report, limit = SUMMARY_LIMIT) {
    const found = (0,findings .P)(report);
    const blocks = [
        ...renderHead(report),
        ...(found.length === 0 ? [] : [heading('What is wrong'), ...found.flatMap(renderFinding)]),
        ...section('Warnings', list((0,findings .A)(report).map(({ moment, check }) => `${moment}, ${check.name}: ${check.result.got}; expected ${check.result.expected}`))),
        ...(report.signOff === undefined ? [] : renderSignOff(report.signOff)),
        ...report.facts.flatMap(({ title, rows }) => section(title.slice(0, 1).toUpperCase() + title.slice(1), table(['', ''], rows))),
        ...renderGates(report.gates),
        ...section('Timeline', table(['UTC', 'step', 'host', 'took', ''], report.timeline.map((entry) => [(0,report_text .rb)(entry.at), entry.title, entry.host ?? '', entry.status === 'not-run' || entry.status === 'planned' ? '' : (0,report_text .a3)(entry.durationMs), ENTRY_WORDS[entry.status]]))),
        ...section('Notes', list(report.notes)),
        ...(report.details ?? []).map(({ title, text }) => folded(title, (0,report_text .L1)((0,report_text .v3)(text), DETAIL_LINES).map((line) => (0,report_text .ml)(line, DETAIL_WIDTH)).join('\n'))),
        ...report.commands.flatMap(({ host, script }) => [heading(`What would run on ${escapeMarkdown(host)}`), codeBlock(script, 'sh')]),
    ];
    return assemble(blocks, limit);
}

; 

function setOutputs(spec, outputs, masks, setOutput) {
    const problems = [];
    for (const name of Object.keys(spec.outputs)) {
        const value = outputs[name] ?? '';
        const secret = masks.find(value);
        setOutput(name, secret === undefined ? value : '');
        if (secret !== undefined) {
            problems.push(new failure .HR({
                kind: 'configuration',
                code: 'LG-OUTPUT-SECRET',
                problem: `the output "${name}" contains the secret ${secret}`,
                cause: 'GitHub drops outputs with masked text, and the jobs after this one would get nothing',
                next: `keep what is no secret (hosts, paths, names) in variables, not in secrets, or change ${secret} to something that occurs nowhere else`,
            }));
        }
    }
    const undeclared = Object.keys(outputs).filter((name) => !(name in spec.outputs));
    if (undeclared.length > 0) {
        problems.push(new failure .HR({ kind: 'bug', code: 'LG-BUG', problem: `Lockgate itself failed: ${spec.id} sets outputs that it does not declare: ${undeclared.join(', ')}`, next: 'please report this' }));
    }
    return problems;
}

; 






function placeOf(problem) {
    const [, file, line, column] = /^([^\s:]+\.ya?ml):(\d+):(\d+): /.exec(problem) ?? [];
    return file === undefined ? undefined : { file, line: Number(line), col: Number(column) };
}
function redactReport(report, masks) {
    const redact = (text) => masks.redact((0,report_text .v3)(masks.redact(text)).join('\n'));
    return JSON.parse(JSON.stringify(report), (_, value) => (typeof value === 'string' ? redact(value) : value));
}
function consequence({ cause, expected, so, next }) {
    return [...(expected === undefined || cause === undefined ? [] : [`got ${cause}`, `expected ${expected}`]), ...(so === undefined ? [] : [so]), `next: ${next}`].join('; ');
}
function annotate(log, action, failures, headline) {
    const [only] = failures;
    const place = placeOf(only?.facts.problem ?? '');
    if (failures.length === 1 && only !== undefined && place === undefined) {
        const { problem, host, code } = only.facts;
        return `${action}: ${problem}${host === undefined ? '' : ` (${host})`}; ${consequence(only.facts)} [${code}]`;
    }
    for (const { facts } of failures)
        log.error(`${facts.problem}; ${consequence(facts)}`, `${facts.code}${facts.host === undefined ? '' : ` (${facts.host})`}`, placeOf(facts.problem));
    return `${action}: ${headline}`;
}
async function publish(flowResult, log, masks, spec) {
    const core = await Promise.all( [__webpack_require__.e(295), __webpack_require__.e(942), __webpack_require__.e(851)]).then(__webpack_require__.bind(__webpack_require__, 6058));
    const problems = [];
    if (spec !== undefined) {
        try {
            problems.push(...setOutputs(spec, flowResult.outputs, masks, core.setOutput));
        }
        catch (error) {
            problems.push((0,failure .h_)(error));
        }
    }
    const clean = (result) => ({ ...result, report: redactReport(result.report, masks) });
    const result = clean((0,entry_result .G9)(flowResult, problems));
    try {
        if ((process.env['GITHUB_STEP_SUMMARY'] ?? '') !== '')
            await core.summary.addRaw(renderSummary(result.report), true).write();
    }
    catch (error) {
        log.warn(`the job summary could not be written: ${String(error)}`);
    }
    log.print(...(0,console .q)(result.report));
    if (result.failure !== undefined)
        core.setFailed(log.oneLine(annotate(log, result.report.action, (0,entry_result .sj)(result.failure), result.report.headline)));
}

; 





  }),

  1480:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  f: () => (  libraryFor)
});

; 
const functions = [
    [
        "lg_adopt_tree",
        "lg_adopt_tree() {",
        "  lg_at=$2",
        "  if [ -z \"$lg_at\" ]; then",
        "    if [ -e \"$1/current\" ] || [ -L \"$1/current\" ]; then",
        "      lg_at=$1/current",
        "    else",
        "      for lg_at_one in \"$1\"/* \"$1\"/.[!.]*; do",
        "        case ${lg_at_one##*/} in releases | shared | .lockgate | '*' | '.[!.]*') ;; *) lg_at=$1 ;; esac",
        "      done",
        "    fi",
        "  fi",
        "  [ -z \"$lg_at\" ] || lg_at=$(cd -P \"$lg_at\" 2>/dev/null && pwd) || lg_at=''",
        "}",
    ],
    [
        "lg_adopt_skip",
        "lg_adopt_skip() {",
        "  lg_as_root=$(cd -P \"$1\" 2>/dev/null && pwd) || lg_as_root=$1",
        "  lg_as_tree=$2",
        "  shift 2",
        "  printf './.git\\n'",
        "  case $lg_as_root in",
        "    \"$lg_as_tree\") printf './%s\\n' .lockgate releases shared current .current.lockgate ;;",
        "    \"${lg_as_tree%/}\"/*) printf './%s\\n' \"${lg_as_root#\"${lg_as_tree%/}\"/}\" ;;",
        "  esac",
        "  for lg_as in \"$@\"; do printf './%s\\n' \"${lg_as%/}\"; done",
        "}",
    ],
    [
        "lg_adopt_find",
        "lg_adopt_find() {",
        "  lg_af_skip=$1",
        "  shift",
        "  set -- ')' -prune -o \"$@\"",
        "  while IFS= read -r lg_af; do set -- -o -path \"$lg_af\" \"$@\"; done <<LINES",
        "$lg_af_skip",
        "LINES",
        "  find . '(' -path ./. \"$@\"",
        "}",
    ],
    [
        "lg_adopt_look",
        "lg_adopt_look() (",
        "  root=$1",
        "  lg_adopt_tree \"$1\" \"$2\"",
        "  tree=$lg_at",
        "  shift 2",
        "  printf 'user %s\\n' \"$(id -un)\"",
        "  if [ -L \"$root/current\" ]; then",
        "    printf 'current link %s\\n' \"$(readlink \"$root/current\")\"",
        "  elif [ -e \"$root/current\" ]; then",
        "    printf 'current folder\\n'",
        "  else",
        "    printf 'current absent\\n'",
        "  fi",
        "  printf 'tree %s\\n' \"$tree\"",
        "  [ -n \"$tree\" ] || return 0",
        "  if [ \"$tree\" = \"$(cd -P \"$root\" 2>/dev/null && pwd)\" ]; then printf 'inside yes\\n'; fi",
        "  skip=$(lg_adopt_skip \"$root\" \"$tree\" \"$@\")",
        "  cd \"$tree\" || return",
        "  printf 'files %s\\n' \"$(lg_adopt_find \"$skip\" -type f -print | wc -l | tr -d ' ')\"",
        "  printf 'kilobytes %s\\n' \"$(lg_adopt_find \"$skip\" -type f -exec du -k {} + | awk '{ sum += $1 } END { print sum + 0 }')\"",
        "  near=$root",
        "  while [ ! -d \"$near\" ]; do near=${near%/*}; done",
        "  printf 'free %s\\n' \"$(df -Pk \"${near:-/}\" | awk 'NR == 2 { print $4 }')\"",
        "  if [ -w \"${near:-/}\" ]; then printf 'writable yes\\n'; fi",
        "  lg_adopt_find \"$skip\" -type f -print | while IFS= read -r file; do [ -r \"$file\" ] || printf 'unreadable %s\\n' \"$file\"; done | head -n 5",
        "  for path in \"$@\"; do",
        "    path=${path%/}",
        "    if [ -e \"$root/shared/$path\" ] || [ -L \"$root/shared/$path\" ]; then",
        "      if [ -e \"$tree/$path\" ] && [ \"$(readlink -f \"$root/shared/$path\")\" != \"$(readlink -f \"$tree/$path\")\" ]; then printf 'shared other %s\\n' \"$path\"; else printf 'shared there %s\\n' \"$path\"; fi",
        "    elif [ -e \"$tree/$path\" ]; then",
        "      printf 'shared link %s\\n' \"$path\"",
        "    else",
        "      printf 'shared missing %s\\n' \"$path\"",
        "    fi",
        "  done",
        ")",
    ],
    [
        "lg_adopt_list",
        "lg_adopt_list() {",
        "  lg_adopt_find \"$1\" -type f -exec sha256sum {} + | LC_ALL=C sort",
        "}",
    ],
    [
        "lg_adopt_take",
        "lg_adopt_take() (",
        "  from=$1 to=$2 at=$3 skip=$4 failed=0",
        "  chmod \"$(stat -c %a \"$from\")\" \"$to\" || return",
        "  for each in \"$from\"/* \"$from\"/.[!.]* \"$from\"/..?*; do",
        "    [ -e \"$each\" ] || [ -L \"$each\" ] || continue",
        "    case $skip in",
        "      *\"",
        "$at/${each##*/}",
        "\"*) continue ;;",
        "      *\"",
        "$at/${each##*/}/\"*)",
        "        if [ -d \"$each\" ] && [ ! -L \"$each\" ]; then",
        "          mkdir \"$to/${each##*/}\" && lg_adopt_take \"$each\" \"$to/${each##*/}\" \"$at/${each##*/}\" \"$skip\" || failed=1",
        "          continue",
        "        fi ;;",
        "    esac",
        "    cp -a \"$each\" \"$to/\" || failed=1",
        "  done",
        "  return \"$failed\"",
        ")",
    ],
    [
        "lg_adopt_copy",
        "lg_adopt_copy() (",
        "  root=$1 id=$2 version=$4",
        "  lg_adopt_tree \"$1\" \"$3\"",
        "  tree=$lg_at",
        "  shift 4",
        "  lg_release_marked \"$root\" \"$id\"",
        "  case $lg_rm in complete*)",
        "    if [ -d \"$root/releases/$id\" ]; then",
        "      printf 'digest %s\\n' \"${lg_rm#complete }\"",
        "      return 0",
        "    fi ;;",
        "  esac",
        "  [ -n \"$tree\" ] || {",
        "    echo 'the folder with the code is gone' >&2",
        "    return 1",
        "  }",
        "  part=$root/releases/$id.part",
        "  mkdir -p \"$root/releases\" && rm -rf \"$part\" && mkdir \"$part\" || return",
        "  skip=$(lg_adopt_skip \"$root\" \"$tree\" \"$@\")",
        "  lists=$root/.lockgate/adopt",
        "  said=$(lg_adopt_take \"$tree\" \"$part\" . \"",
        "$skip",
        "\" 2>&1) && whole=yes || whole=no",
        "  (cd \"$tree\" && lg_adopt_list \"$skip\") >\"$lists.tree\" && (cd \"$part\" && lg_adopt_list ./.git) >\"$lists.copy\" || return",
        "  if ! cmp -s \"$lists.tree\" \"$lists.copy\"; then",
        "    echo 'these files are written while the application serves, so that no copy of them can be right:' >&2",
        "    LC_ALL=C sort \"$lists.tree\" \"$lists.copy\" | uniq -u | sed 's/^[^ ]*  //' | sort -u | head -n 10 >&2",
        "    rm -rf \"$part\" \"$lists\".*",
        "    return 1",
        "  fi",
        "  if [ \"$whole\" = no ]; then",
        "    printf '%s could not be copied to its end: %s\\n' \"$tree\" \"$said\" >&2",
        "    rm -rf \"$part\" \"$lists\".*",
        "    return 1",
        "  fi",
        "  digest=$(lg_release_digest \"$part\")",
        "  rm -f \"$lists\".*",
        "  lg_adopt_outside \"$tree\" \"$part\" || return",
        "  rm -rf \"$root/releases/$id\" && mv \"$part\" \"$root/releases/$id\" || return",
        "  for path in \"$@\"; do lg_adopt_share \"$root\" \"$id\" \"$tree\" \"${path%/}\" || return; done",
        "  lg_release_finish \"$root\" \"$id\" \"$digest\" \"$version\" || return",
        "  printf 'digest %s\\n' \"$digest\"",
        ")",
    ],
    [
        "lg_adopt_outside",
        "lg_adopt_outside() {",
        "  find \"$2\" -type l | while IFS= read -r lg_ao; do",
        "    case $(readlink \"$lg_ao\") in /*) continue ;; esac",
        "    lg_ao_to=$(readlink -f \"$1/${lg_ao#\"$2\"/}\") || continue",
        "    case $lg_ao_to in",
        "      '' | \"$1\" | \"${1%/}\"/*) ;;",
        "      *) rm -f \"$lg_ao\" && ln -s \"$lg_ao_to\" \"$lg_ao\" || return ;;",
        "    esac",
        "  done",
        "}",
    ],
    [
        "lg_adopt_share",
        "lg_adopt_share() {",
        "  [ -e \"$3/$4\" ] || return 0",
        "  case $4 in */*) mkdir -p \"$1/shared/${4%/*}\" \"$1/releases/$2/${4%/*}\" ;; *) mkdir -p \"$1/shared\" ;; esac || return",
        "  if [ ! -e \"$1/shared/$4\" ] && [ ! -L \"$1/shared/$4\" ]; then ln -s \"$3/$4\" \"$1/shared/$4\" || return; fi",
        "  if [ \"$(readlink -f \"$1/shared/$4\")\" = \"$(readlink -f \"$3/$4\")\" ]; then",
        "    lg_release_share \"$1\" \"$2\" \"$4\"",
        "  else",
        "    rm -rf \"$1/releases/$2/$4\" && ln -s \"$3/$4\" \"$1/releases/$2/$4\"",
        "  fi",
        "}",
    ],
    [
        "lg_adopt_current",
        "lg_adopt_current() {",
        "  if [ -e \"$1/current\" ] || [ -L \"$1/current\" ]; then return 0; fi",
        "  lg_release_activate \"$1\" \"$2\"",
        "}",
    ],
    [
        "lg_batch_begin",
        "lg_batch_begin() {",
        "  unset CDPATH",
        "  LG_HEAD='dd bs=32768 count=1 iflag=fullblock'",
        "  case $(head --version 2>/dev/null) in",
        "    *GNU*)",
        "      LG_HEAD='head -c 32768'",
        "      if command -v stdbuf >/dev/null; then LG_HEAD=\"stdbuf -o0 $LG_HEAD\"; fi",
        "      ;;",
        "    *uutils*) LG_HEAD='head -c 32768' ;;",
        "  esac",
        "  LG_TIMEOUT=",
        "  case $(timeout --version 2>/dev/null) in *GNU* | *uutils*) LG_TIMEOUT=group ;; esac",
        "}",
    ],
    [
        "lg_batch_clock",
        "lg_batch_clock() {",
        "  if ! read -r lg_now _ 2>/dev/null </proc/uptime; then lg_now=$(date +%s); fi",
        "}",
    ],
    [
        "lg_batch_external",
        "lg_batch_external() {",
        "  if [ \"$LG_TIMEOUT\" = group ]; then",
        "    timeout --kill-after=5 -- \"$@\" 7>&-",
        "    return",
        "  fi",
        "  lg_batch_within \"$@\" 7>&-",
        "}",
    ],
    [
        "lg_batch_within",
        "lg_batch_within() (",
        "  lg_seconds=$1",
        "  shift",
        "  exec 8<&0",
        "  (\"$@\" 8<&-) <&8 &",
        "  lg_child=$!",
        "  exec 8<&-",
        "  (",
        "    exec 3>&- 4>&- 5>&- 6>&- 7>&-",
        "    lg_before=${!-}",
        "    trap '[ \"${!-}\" = \"$lg_before\" ] || { kill -KILL \"$!\"; wait \"$!\"; }; exit 0' TERM",
        "    sleep \"$lg_seconds\" &",
        "    lg_sleep=$!",
        "    wait \"$lg_sleep\" || exit 0",
        "    trap '' TERM",
        "    lg_batch_kill_tree \"$lg_child\"",
        "  ) </dev/null >/dev/null 2>&1 &",
        "  lg_watch=$!",
        "  wait \"$lg_child\"",
        "  lg_code=$?",
        "  if kill -TERM \"$lg_watch\" 2>/dev/null; then",
        "    wait \"$lg_watch\" 2>/dev/null",
        "  fi",
        "  exit \"$lg_code\"",
        ")",
    ],
    [
        "lg_batch_kill_tree",
        "lg_batch_kill_tree() {",
        "  lg_tree=\" $1 \"",
        "  lg_grew=yes",
        "  while [ \"$lg_grew\" = yes ]; do",
        "    lg_grew=no",
        "    for lg_stat in /proc/[0-9]*/stat; do",
        "      read -r lg_line 2>/dev/null <\"$lg_stat\" || continue",
        "      lg_pid=${lg_line%% *}",
        "      lg_line=${lg_line##*) ? }",
        "      case $lg_tree in",
        "        *\" $lg_pid \"*) ;;",
        "        *\" ${lg_line%% *} \"*)",
        "          lg_tree=\"$lg_tree$lg_pid \"",
        "          lg_grew=yes",
        "          ;;",
        "      esac",
        "    done",
        "  done",
        "  kill -TERM $lg_tree 2>/dev/null",
        "  lg_patience=50",
        "  while [ \"$lg_patience\" -gt 0 ]; do",
        "    lg_alive=no",
        "    for lg_pid in $lg_tree; do",
        "      read -r lg_line 2>/dev/null <\"/proc/$lg_pid/stat\" || continue",
        "      case $lg_line in *\") Z \"*) ;; *) lg_alive=yes ;; esac",
        "    done",
        "    [ \"$lg_alive\" = yes ] || return 0",
        "    sleep 0.1",
        "    lg_patience=$((lg_patience - 1))",
        "  done",
        "  kill -KILL $lg_tree 2>/dev/null",
        "}",
    ],
    [
        "lg_batch_bound",
        "lg_batch_bound() {",
        "  if read -r lg_pid _ 2>/dev/null </proc/self/stat; then echo \"$1 $lg_pid\" >&5; fi",
        "  exec 5>&- 8<&0",
        "  lg_before=${!-}",
        "  trap '[ \"${!-}\" = \"$lg_before\" ] || kill -KILL \"$!\"; exit 0' TERM",
        "  $LG_HEAD <&8 2>/dev/null &",
        "  lg_child=$!",
        "  wait \"$lg_child\"",
        "  tail -c 65537 <&8 &",
        "  lg_child=$!",
        "  wait \"$lg_child\"",
        "}",
    ],
    [
        "lg_batch_collect",
        "lg_batch_collect() {",
        "  lg_bounders=",
        "  lg_code=",
        "  while read -r lg_what lg_value; do",
        "    if [ \"$lg_what\" != status ]; then",
        "      lg_bounders=\"$lg_bounders $lg_value\"",
        "      continue",
        "    fi",
        "    lg_code=$lg_value",
        "    (",
        "      lg_before=${!-}",
        "      trap '[ \"${!-}\" = \"$lg_before\" ] || { kill -KILL \"$!\"; wait \"$!\"; }; exit 0' TERM",
        "      sleep 2 &",
        "      lg_sleep=$!",
        "      wait \"$lg_sleep\" || exit 0",
        "      kill -TERM $lg_bounders",
        "    ) </dev/null >/dev/null 2>&1 3>&- 4>&- &",
        "    lg_watch=$!",
        "  done",
        "  if [ -n \"$lg_code\" ]; then",
        "    kill -TERM \"$lg_watch\" 2>/dev/null",
        "    wait \"$lg_watch\" 2>/dev/null",
        "  fi",
        "  echo \"$lg_code\"",
        "}",
    ],
    [
        "lg_batch_frame",
        "lg_batch_frame() {",
        "  lg_batch_clock",
        "  printf '\\n%s begin %s %s\\n' \"$1\" \"$2\" \"$lg_now\"",
        "  printf '\\n%s begin %s\\n' \"$1\" \"$2\" >&2",
        "  { lg_status=$(",
        "    {",
        "      {",
        "        {",
        "          (lg_body) 2>&1 >&6 7>&3 3>&- 4>&- 5>&- 6>&- 9>&-",
        "          echo \"status $?\" >&5",
        "        } | lg_batch_bound err >&4 6>&-",
        "      } 6>&1 | lg_batch_bound out >&3",
        "    } 5>&1 | lg_batch_collect",
        "  ); } 3>&1 4>&2",
        "  lg_batch_clock",
        "  printf '\\n%s end %s %s %s\\n' \"$1\" \"$2\" \"${lg_status:-none}\" \"$lg_now\"",
        "  printf '\\n%s end %s\\n' \"$1\" \"$2\" >&2",
        "  lg_status=${lg_status:-255}",
        "}",
    ],
    [
        "lg_progress",
        "lg_progress() {",
        "  { printf '\\n%s progress %s\\n' \"$LG_WORD\" \"$1\" >&7; } 2>/dev/null || :",
        "}",
    ],
    [
        "lg_batch_folder",
        "lg_batch_folder() {",
        "  for lg_folder in \"${TMPDIR:-}\" /dev/shm /tmp; do",
        "    [ -n \"$lg_folder\" ] || continue",
        "    lg_folder=$(mktemp -d \"$lg_folder/lockgate.XXXXXXXX\" 2>/dev/null) || continue",
        "    if { echo probe >\"$lg_folder/probe\"; } 2>/dev/null; then return; fi",
        "    rm -rf -- \"$lg_folder\"",
        "  done",
        "  lg_folder=",
        "}",
    ],
    [
        "lg_check_resources",
        "lg_check_resources() {",
        "  lg_rs_was=$(lg_check_ticks) || return",
        "  sleep \"$1\"",
        "  lg_rs_is=$(lg_check_ticks) || return",
        "  printf 'cpu\\t%s\\t%s\\n' \"$((${lg_rs_is%% *} - ${lg_rs_was%% *}))\" \"$((${lg_rs_is##* } - ${lg_rs_was##* }))\"",
        "  lg_check_memory",
        "  if read -r lg_rs_load _ </proc/loadavg; then printf 'load\\t%s\\n' \"$lg_rs_load\"; fi",
        "  printf 'cpus\\t%s\\n' \"$(grep -c '^cpu[0-9]' /proc/stat)\"",
        "}",
    ],
    [
        "lg_check_ticks",
        "lg_check_ticks() {",
        "  read -r _ lg_rs_user lg_rs_nice lg_rs_system lg_rs_idle lg_rs_wait lg_rs_irq lg_rs_soft lg_rs_steal _ </proc/stat || return",
        "  lg_rs_busy=$((lg_rs_user + lg_rs_nice + lg_rs_system + lg_rs_irq + lg_rs_soft + ${lg_rs_steal:-0}))",
        "  printf '%s %s\\n' \"$lg_rs_busy\" \"$((lg_rs_busy + lg_rs_idle + lg_rs_wait))\"",
        "}",
    ],
    [
        "lg_check_memory",
        "lg_check_memory() {",
        "  awk '/^MemTotal:/ { all = $2 } /^MemAvailable:/ { free = $2 } END { if (all == \"\" || free == \"\") exit 1; printf \"memory\\t%s\\t%s\\n\", all, free }' /proc/meminfo",
        "}",
    ],
    [
        "lg_check_newest",
        "lg_check_newest() (",
        "  count=0 newest=-1 bytes=0 name=''",
        "  IFS=''",
        "  for pattern in \"$@\"; do",
        "    for file in $pattern; do",
        "      [ -f \"$file\" ] || continue",
        "      count=$((count + 1))",
        "      written=$(stat -L -c %Y -- \"$file\") || continue",
        "      if [ \"$written\" -gt \"$newest\" ]; then newest=$written bytes=$(stat -L -c %s -- \"$file\") name=$file; fi",
        "    done",
        "  done",
        "  printf 'now\\t%s\\n' \"$(date +%s)\"",
        "  if [ \"$newest\" -ge 0 ]; then printf 'newest\\t%s\\t%s\\t%s\\n' \"$newest\" \"$bytes\" \"$name\"; fi",
        "  printf 'count\\t%s\\n' \"$count\"",
        ")",
    ],
    [
        "lg_check_weight",
        "lg_check_weight() {",
        "  [ -e \"$1/.\" ] || {",
        "    printf 'weight\\t0\\n'",
        "    return 0",
        "  }",
        "  lg_weight=$(du -skx -- \"$1/.\" 2>/dev/null | cut -f 1)",
        "  printf 'weight\\t%s\\n' \"${lg_weight:-unknown}\"",
        "}",
    ],
    [
        "lg_check_journal",
        "lg_check_journal() (",
        "  case $1 in ago:*) since=$(($(date +%s) - ${1#ago:})) ;; *) since=${1#at:} ;; esac",
        "  none=$2 ignore=$3",
        "  shift 3",
        "  command -v journalctl >/dev/null || {",
        "    printf 'there is no journalctl on this host\\n' >&2",
        "    return 1",
        "  }",
        "  LC_ALL=C",
        "  export LC_ALL",
        "  count=0",
        "  for unit in \"$@\"; do",
        "    last=$(journalctl --quiet --no-pager --output=short-iso --lines=1 --unit=\"$unit\" 2>/dev/null)",
        "    case $last in",
        "      '' | *'-- No entries --'*)",
        "        printf 'unreadable\\tjournal of %s: it is empty, or this user may not read it (the group systemd-journal may)\\n' \"$unit\"",
        "        continue",
        "        ;;",
        "    esac",
        "    count=$((count + 1))",
        "    found=$({ journalctl --quiet --no-pager --output=short-iso --since=\"@$since\" --unit=\"$unit\" 2>&1 && printf 'lg_end\\n'; } | lg_check_journal_grep \"$none\" \"$ignore\") || printf 'unreadable\\tjournal of %s: the look at it broke off\\n' \"$unit\"",
        "    case $found in",
        "      *lg_end) ;;",
        "      *) printf 'unreadable\\tjournal of %s: the look at it broke off\\n' \"$unit\" ;;",
        "    esac",
        "    printf '%s\\n' \"$found\" | LC_ALL=C LG_UNIT=$unit awk '",
        "      $0 == \"lg_end\" || $0 == \"\" { next }",
        "      { all++; n = split($0, parts, \":\"); text = $0; sub(/^[0-9]+:/, \"\", text); gsub(/\\t/, \" \", text); line[all % 5] = \"hit\\tdated\\tjournal of \" ENVIRON[\"LG_UNIT\"] \"\\t\" parts[1] \"\\t\" substr(text, 1, 300) }",
        "      END { for (i = (all > 5 ? all - 4 : 1); i <= all; i++) print line[i % 5]; if (all > 5) printf \"more\\t%d\\n\", all - 5 }'",
        "  done",
        "  printf 'scanned\\t%s\\n' \"$count\"",
        ")",
    ],
    [
        "lg_check_journal_grep",
        "lg_check_journal_grep() {",
        "  if [ -n \"$2\" ]; then",
        "    grep -anE -e \"$1\" -e '^lg_end$' | { grep -avE -e \"$2\" || :; } | sed 's/^[0-9]*:lg_end$/lg_end/'",
        "  else",
        "    grep -anE -e \"$1\" -e '^lg_end$' | sed 's/^[0-9]*:lg_end$/lg_end/'",
        "  fi",
        "}",
    ],
    [
        "lg_check_access",
        "lg_check_access() (",
        "  case $1 in ago:*) since=$(($(date +%s) - ${1#ago:})) ;; *) since=${1#at:} ;; esac",
        "  shift",
        "  count=0",
        "  IFS=''",
        "  for pattern in \"$@\"; do",
        "    for file in $pattern; do",
        "      [ -f \"$file\" ] || continue",
        "      if [ ! -r \"$file\" ]; then",
        "        printf 'unreadable\\t%s\\n' \"$file\"",
        "        continue",
        "      fi",
        "      count=$((count + 1))",
        "      LC_ALL=C awk -v since=\"$since\" '",
        "        function days(y, m, d) {",
        "          if (m <= 2) { y--; m += 12 }",
        "          return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 719469",
        "        }",
        "        {",
        "          if (!match($0, /\\[[0-9][0-9]\\/[A-Z][a-z][a-z]\\/[0-9][0-9][0-9][0-9]:[0-9][0-9]:[0-9][0-9]:[0-9][0-9] [+-][0-9][0-9][0-9][0-9]\\]/)) next",
        "          t = substr($0, RSTART + 1, RLENGTH - 2)",
        "          rest = substr($0, RSTART + RLENGTH)",
        "          zone = (substr(t, 22, 1) == \"-\" ? -1 : 1) * (substr(t, 23, 2) * 3600 + substr(t, 25, 2) * 60)",
        "          month = (index(\"JanFebMarAprMayJunJulAugSepOctNovDec\", substr(t, 4, 3)) + 2) / 3",
        "          at = days(substr(t, 8, 4) + 0, month, substr(t, 1, 2) + 0) * 86400 + substr(t, 13, 2) * 3600 + substr(t, 16, 2) * 60 + substr(t, 19, 2) - zone",
        "          if (at < since) next",
        "          # The request stands in quotes, and a quote inside it has a backslash before it.",
        "          if (!match(rest, /^ \"([^\"\\\\]|\\\\.)*\" [1-5][0-9][0-9]( |$)/)) next",
        "          all++",
        "          status = substr(rest, 1, RLENGTH); sub(/ $/, \"\", status)",
        "          if (substr(status, length(status) - 2, 1) == \"5\") bad++",
        "        }",
        "        END { printf \"requests\\t%d\\t%d\\n\", all, bad }' \"$file\" || printf 'unreadable\\t%s: the look at it broke off\\n' \"$file\"",
        "    done",
        "  done",
        "  printf 'scanned\\t%s\\n' \"$count\"",
        ")",
    ],
    [
        "lg_check_privilege",
        "lg_check_privilege() (",
        "  LC_ALL=C",
        "  export LC_ALL",
        "  user=$1",
        "  shift",
        "  me=$(id -un)",
        "  printf 'me\\t%s\\n' \"$me\"",
        "  PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin",
        "  case $1 in",
        "    /*) path=$1 ;;",
        "    *) path=$(command -v \"$1\") || path='' ;;",
        "  esac",
        "  if [ -n \"$path\" ] && [ -x \"$path\" ]; then printf 'path\\t%s\\n' \"$path\"; fi",
        "  if [ \"$user\" = \"$me\" ]; then",
        "    printf 'plainly\\n'",
        "    return 0",
        "  fi",
        "  if ! command -v sudo >/dev/null; then",
        "    printf 'asked\\t127\\nsaid\\tthere is no sudo on this host\\n'",
        "    return 0",
        "  fi",
        "  said=$(sudo -n -l -u \"$user\" -- \"$@\" 2>&1 </dev/null) && code=0 || code=$?",
        "  printf 'asked\\t%s\\n' \"$code\"",
        "  printf '%s\\n' \"$said\" | tr '\\t' ' ' | sed -n 's/^/said\t/p' | head -n 5",
        "  if [ \"$code\" -eq 0 ]; then sudo -n -l 2>/dev/null </dev/null | tr '\\t' ' ' | sed 's/^/rule\t/'; fi",
        ")",
    ],
    [
        "lg_check_disk",
        "lg_check_disk() {",
        "  lg_path=$1",
        "  while [ ! -e \"$lg_path\" ]; do",
        "    case $lg_path in */*) lg_path=${lg_path%/*} ;; *) lg_path=. ;; esac",
        "    [ -n \"$lg_path\" ] || lg_path=/",
        "  done",
        "  printf 'path\\t%s\\n' \"$lg_path\"",
        "  printf 'device\\t%s\\n' \"$(stat -L -c %d -- \"$lg_path\" 2>/dev/null)\"",
        "  lg_table=$(LC_ALL=C df -Pk -- \"$lg_path\") || return",
        "  printf '%s\\n' \"$lg_table\" | awk 'NR == 2 { n = NF; printf \"blocks\\t%s\\t%s\\t%s\\n\", $(n - 4), $(n - 3), $(n - 2) }'",
        "  if lg_table=$(LC_ALL=C df -Pi -- \"$lg_path\" 2>/dev/null); then",
        "    printf '%s\\n' \"$lg_table\" | awk 'NR == 2 { n = NF; printf \"inodes\\t%s\\t%s\\t%s\\n\", $(n - 4), $(n - 3), $(n - 2) }'",
        "  fi",
        "}",
    ],
    [
        "lg_check_env",
        "lg_check_env() {",
        "  lg_file=$1",
        "  shift",
        "  if [ ! -f \"$lg_file\" ]; then",
        "    printf 'file\\tmissing\\n'",
        "    return 0",
        "  fi",
        "  if [ ! -r \"$lg_file\" ]; then",
        "    printf 'file\\tunreadable\\n'",
        "    return 0",
        "  fi",
        "  printf 'file\\tread\\n'",
        "  while [ \"$#\" -ge 3 ]; do",
        "    lg_wanted=$1 lg_rule=$2 lg_argument=$3",
        "    shift 3",
        "    lg_found=no lg_is=''",
        "    while IFS= read -r lg_line || [ -n \"$lg_line\" ]; do",
        "      lg_env_split \"$lg_line\" || continue",
        "      if [ \"${lg_key:?}\" = \"$lg_wanted\" ]; then lg_found=yes lg_is=${lg_value-}; fi",
        "    done <\"$lg_file\"",
        "    printf '%s\\t%s\\t%s\\n' \"$lg_wanted\" \"$lg_rule\" \"$(lg_check_env_rule)\"",
        "  done",
        "}",
    ],
    [
        "lg_check_env_rule",
        "lg_check_env_rule() {",
        "  if [ \"$lg_found\" = no ]; then",
        "    printf 'missing'",
        "  elif [ -z \"$lg_is\" ]; then",
        "    printf 'empty'",
        "  else",
        "    case $lg_rule in",
        "      set) printf 'ok' ;;",
        "      min-length) if [ \"${#lg_is}\" -ge \"$lg_argument\" ]; then printf 'ok'; else printf 'broken'; fi ;;",
        "      equals) if [ \"$lg_is\" = \"$lg_argument\" ]; then printf 'ok'; else printf 'broken'; fi ;;",
        "      one-of) if printf '%s\\n' \"$lg_argument\" | lg_check_env_among; then printf 'ok'; else printf 'broken'; fi ;;",
        "      matches)",
        "        printf '%s\\n' \"$lg_is\" | grep -Eq -e \"$lg_argument\" 2>/dev/null && lg_code=0 || lg_code=$?",
        "        case $lg_code in 0) printf 'ok' ;; 1) printf 'broken' ;; *) printf 'unreadable' ;; esac",
        "        ;;",
        "      *) printf 'unreadable' ;;",
        "    esac",
        "  fi",
        "}",
    ],
    [
        "lg_check_env_among",
        "lg_check_env_among() {",
        "  while IFS= read -r lg_choice; do",
        "    if [ \"$lg_choice\" = \"$lg_is\" ]; then return 0; fi",
        "  done",
        "  return 1",
        "}",
    ],
    [
        "lg_check_processes",
        "lg_check_processes() {",
        "  lg_sid=$(lg_check_session $$)",
        "  lg_list=$(lg_check_ps) || return 1",
        "  [ -n \"$lg_list\" ] || return 1",
        "  printf 'checked\\t%s\\n' \"$(printf '%s\\n' \"$lg_list\" | wc -l | tr -d ' ')\"",
        "  lg_lines=$(printf '%s\\n' \"$lg_list\" | awk -v sid=\"$lg_sid\" '$2 != sid { sub(/^ *[0-9]+ +[0-9-]+ /, \"\"); print }' | grep -Ec -e \"$1\") && lg_code=0 || lg_code=$?",
        "  [ \"$lg_code\" -le 1 ] || return 1",
        "  [ \"${lg_lines:-0}\" -gt 0 ] || return 0",
        "  printf '%s\\n' \"$lg_list\" | awk -v sid=\"$lg_sid\" '$2 != sid' | while read -r lg_id _ lg_args; do",
        "    if printf '%s\\n' \"$lg_args\" | grep -Eq -e \"$1\"; then printf '%s\\t%s\\n' \"$lg_id\" \"$lg_args\"; fi",
        "  done | cut -c 1-300 | head -n 20",
        "}",
    ],
    [
        "lg_check_session",
        "lg_check_session() {",
        "  read -r lg_st 2>/dev/null <\"/proc/$1/stat\" || return 0",
        "  lg_st=${lg_st##*) }",
        "  set -- $lg_st",
        "  printf '%s\\n' \"$4\"",
        "}",
    ],
    [
        "lg_check_ps",
        "lg_check_ps() {",
        "  ps -eo pid=,sid=,args= 2>/dev/null && return 0",
        "  for lg_p in /proc/[0-9]*; do",
        "    lg_args=$(tr '\\0\\n' '  ' 2>/dev/null <\"$lg_p/cmdline\") || continue",
        "    [ -n \"$lg_args\" ] || continue",
        "    printf '%s %s %s\\n' \"${lg_p#/proc/}\" \"$(lg_check_session \"${lg_p#/proc/}\")\" \"$lg_args\"",
        "  done",
        "}",
    ],
    [
        "lg_connections",
        "lg_connections() {",
        "  if lg_cn=$(ss -Htn state established \"( sport = :$1 )\" 2>/dev/null); then",
        "    printf '%s' \"$lg_cn\" | grep -c . || :",
        "    return 0",
        "  fi",
        "  [ -r /proc/net/tcp ] || {",
        "    printf 'connections cannot be counted on this host: it has neither ss nor a readable /proc/net/tcp\\n' >&2",
        "    return 1",
        "  }",
        "  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | LC_ALL=C awk -v port=\"$(printf ':%04X' \"$1\")\" '$4 == \"01\" && substr($2, length($2) - 4) == port { n++ } END { print n + 0 }'",
        "}",
    ],
    [
        "lg_drain",
        "lg_drain() (",
        "  left=$((($3 + 99) / 100)) waited=0 quiet=0 said=0",
        "  while :; do",
        "    count=$(lg_connections \"$2\") || return",
        "    if [ \"$count\" -eq 0 ]; then",
        "      quiet=$((quiet + 1))",
        "      [ \"$quiet\" -lt 3 ] || {",
        "        printf 'drained 0 %s\\n' \"$waited\"",
        "        return 0",
        "      }",
        "    else",
        "      quiet=0",
        "      [ \"$waited\" -lt \"$left\" ] || {",
        "        printf 'cut %s %s\\n' \"$count\" \"$waited\"",
        "        return 0",
        "      }",
        "      if [ $((waited - said)) -ge 20 ]; then",
        "        said=$waited",
        "        lg_progress \"$1: $count connections left\"",
        "      fi",
        "    fi",
        "    sleep 0.1",
        "    waited=$((waited + 1))",
        "  done",
        ")",
    ],
    [
        "lg_env_split",
        "lg_env_split() {",
        "  lg_cr=$(printf '\\r')",
        "  lg_rest=${1%\"$lg_cr\"}",
        "  lg_rest=${lg_rest#\"${lg_rest%%[![:space:]]*}\"}",
        "  case $lg_rest in",
        "    '' | '#'*) return 1 ;;",
        "    'export '*) lg_rest=${lg_rest#export } ;;",
        "  esac",
        "  case $lg_rest in *=*) ;; *) return 1 ;; esac",
        "  lg_key=${lg_rest%%=*}",
        "  lg_key=${lg_key#\"${lg_key%%[![:space:]]*}\"}",
        "  lg_key=${lg_key%\"${lg_key##*[![:space:]]}\"}",
        "  case $lg_key in '' | [0-9]* | *[!A-Za-z0-9_]*) return 1 ;; esac",
        "  lg_value=${lg_rest#*=}",
        "  lg_value=${lg_value#\"${lg_value%%[![:space:]]*}\"}",
        "  case $lg_value in",
        "    \\\"*\\\"*)",
        "      lg_value=${lg_value#\\\"}",
        "      lg_value=${lg_value%\\\"*}",
        "      lg_env_unescape",
        "      ;;",
        "    \\'*\\'*)",
        "      lg_value=${lg_value#\\'}",
        "      lg_value=${lg_value%\\'*}",
        "      ;;",
        "    *)",
        "      lg_value=${lg_value%%[[:space:]]#*}",
        "      lg_value=${lg_value%\"${lg_value##*[![:space:]]}\"}",
        "      ;;",
        "  esac",
        "}",
    ],
    [
        "lg_env_unescape",
        "lg_env_unescape() {",
        "  lg_un=''",
        "  while :; do",
        "    case $lg_value in *\\\\*) ;; *) break ;; esac",
        "    lg_un=$lg_un${lg_value%%\\\\*}",
        "    lg_value=${lg_value#*\\\\}",
        "    case $lg_value in",
        "      [\\\\\\\"\\$\\`]*) lg_un=$lg_un${lg_value%\"${lg_value#?}\"} lg_value=${lg_value#?} ;;",
        "      *) lg_un=$lg_un\\\\ ;;",
        "    esac",
        "  done",
        "  lg_value=$lg_un$lg_value",
        "}",
    ],
    [
        "lg_env_export",
        "lg_env_export() {",
        "  while IFS= read -r lg_line || [ -n \"$lg_line\" ]; do",
        "    lg_env_split \"$lg_line\" || continue",
        "    export \"${lg_key:?}=${lg_value-}\"",
        "  done <\"$1\"",
        "}",
    ],
    [
        "lg_clock",
        "lg_clock() {",
        "  date -u +%Y-%m-%dT%H:%M:%SZ",
        "}",
    ],
    [
        "lg_journal_recent",
        "lg_journal_recent() {",
        "  lg_jr=$(grep -n '\"kind\":\"opened\"' \"$1\" | tail -n \"$2\" | head -n 1)",
        "  lg_jr=${lg_jr%%:*}",
        "  tail -n \"+${lg_jr:-1}\" \"$1\"",
        "}",
    ],
    [
        "lg_journal_step",
        "lg_journal_step() {",
        "  lg_state_append \"$1/journal\" \"{\\\"v\\\":1,\\\"at\\\":\\\"$(lg_clock)\\\",\\\"kind\\\":\\\"$2\\\",$3${4:+,\\\"exitCode\\\":$4}}\"",
        "}",
    ],
    [
        "lg_proc_read",
        "lg_proc_read() {",
        "  lg_p=",
        "  [ -r \"/proc/$1/stat\" ] || return 1",
        "  while read -r lg_p_line || [ -n \"$lg_p_line\" ]; do",
        "    lg_p=\"$lg_p $lg_p_line\"",
        "  done 2>/dev/null <\"/proc/$1/stat\"",
        "  [ -n \"$lg_p\" ] || return 1",
        "  lg_p=${lg_p##*) }",
        "  set -- $lg_p",
        "  [ $# -ge 20 ] || return 1",
        "  lg_p_state=$1",
        "  lg_p_sid=$4",
        "  shift 19",
        "  lg_p_start=$1",
        "}",
    ],
    [
        "lg_proc_boot",
        "lg_proc_boot() {",
        "  lg_boot=unknown",
        "  { read -r lg_boot </proc/sys/kernel/random/boot_id; } 2>/dev/null",
        "  :",
        "}",
    ],
    [
        "lg_proc_alive",
        "lg_proc_alive() {",
        "  lg_proc_boot",
        "  [ \"$3\" = \"$lg_boot\" ] && lg_proc_read \"$1\" 2>/dev/null && [ \"$lg_p_start\" = \"$2\" ] && [ \"$lg_p_state\" != Z ]",
        "}",
    ],
    [
        "lg_session_list",
        "lg_session_list() {",
        "  lg_sl=",
        "  lg_proc_boot",
        "  [ \"$3\" = \"$lg_boot\" ] || return 0",
        "  if lg_proc_read \"$1\" 2>/dev/null && [ \"$lg_p_start\" != \"$2\" ]; then return 0; fi",
        "  for lg_sl_dir in /proc/[0-9]*; do",
        "    lg_proc_read \"${lg_sl_dir#/proc/}\" 2>/dev/null || continue",
        "    if [ \"$lg_p_sid\" = \"$1\" ] && [ \"$lg_p_state\" != Z ] && [ \"$lg_p_start\" -ge \"$2\" ] && [ \"${lg_sl_dir#/proc/}\" != \"$$\" ]; then",
        "      lg_sl=\"$lg_sl ${lg_sl_dir#/proc/}\"",
        "    fi",
        "  done",
        "}",
    ],
    [
        "lg_session_kill",
        "lg_session_kill() {",
        "  lg_sk=0",
        "  while :; do",
        "    lg_session_list \"$1\" \"$2\" \"$3\"",
        "    [ -n \"$lg_sl\" ] || return 0",
        "    case $lg_sk in",
        "      0) kill -TERM $lg_sl 2>/dev/null; kill -CONT $lg_sl 2>/dev/null ;;",
        "      [3-9]?) kill -KILL $lg_sl 2>/dev/null ;;",
        "      1??) return 1 ;;",
        "    esac",
        "    lg_sk=$((lg_sk + 1))",
        "    lg_nap",
        "  done",
        "}",
    ],
    [
        "lg_running_read",
        "lg_running_read() {",
        "  lg_r_token='' lg_r_task='' lg_r_pid='' lg_r_start='' lg_r_sid='' lg_r_sid_start='' lg_r_boot='' lg_r_until=''",
        "  [ -s \"$1\" ] || return 1",
        "  { read -r _ lg_r_token lg_r_task lg_r_pid lg_r_start lg_r_sid lg_r_sid_start lg_r_boot lg_r_until <\"$1\"; } 2>/dev/null",
        "  [ -n \"$lg_r_until\" ]",
        "}",
    ],
    [
        "lg_running_alive",
        "lg_running_alive() {",
        "  lg_proc_alive \"$lg_r_pid\" \"$lg_r_start\" \"$lg_r_boot\"",
        "}",
    ],
    [
        "lg_uptime",
        "lg_uptime() {",
        "  lg_up=0",
        "  { read -r lg_up _ </proc/uptime; } 2>/dev/null",
        "  lg_up=${lg_up%%.*}",
        "}",
    ],
    [
        "lg_running_live",
        "lg_running_live() {",
        "  lg_running_read \"$1/running\" && lg_running_alive || return 1",
        "  lg_uptime",
        "  [ \"$lg_up\" -lt \"$lg_r_until\" ]",
        "}",
    ],
    [
        "lg_lease_busy",
        "lg_lease_busy() {",
        "  [ -r \"$1/lock\" ] || return 1",
        "  command -v flock >/dev/null 2>&1 || return 1",
        "  ! (flock -n -s 9) 9<\"$1/lock\" 2>/dev/null",
        "}",
    ],
    [
        "lg_lease_read",
        "lg_lease_read() {",
        "  lg_l_owner='' lg_l_token=0 lg_l_expires=0 lg_l_tail='' lg_l_line=''",
        "  [ -e \"$1/lease\" ] || return 1",
        "  { read -r lg_l_line <\"$1/lease\"; } 2>/dev/null",
        "  case $lg_l_line in",
        "    '{\"v\":1,\"owner\":\"'*) ;;",
        "    '{\"v\":'[0-9]*) lg_refuse LG-STATE-NEWER \"${lg_l_line%%,*}\"; return ;;",
        "    *) lg_refuse LG-STATE-BROKEN \"$1/lease does not hold a lease\"; return ;;",
        "  esac",
        "  lg_l_tail=${lg_l_line#'{\"v\":1,\"owner\":\"'}",
        "  lg_l_owner=${lg_l_tail%%\\\"*}",
        "  lg_l_tail=${lg_l_tail#*\\\"token\\\":}",
        "  lg_l_token=${lg_l_tail%%,*}",
        "  lg_l_tail=${lg_l_tail#*\\\"expires\\\":}",
        "  lg_l_expires=${lg_l_tail%%,*}",
        "  lg_l_tail=${lg_l_tail#*,}",
        "  case $lg_l_token$lg_l_expires in",
        "    *[!0-9]* | '') lg_refuse LG-STATE-BROKEN \"$1/lease does not hold a lease\"; return ;;",
        "  esac",
        "}",
    ],
    [
        "lg_lease_write",
        "lg_lease_write() {",
        "  lg_state_write \"$1/lease\" \"{\\\"v\\\":1,\\\"owner\\\":\\\"$2\\\",\\\"token\\\":$3,\\\"expires\\\":$4,$5\"",
        "}",
    ],
    [
        "lg_lease_judge",
        "lg_lease_judge() {",
        "  lg_lease_read \"$1\"",
        "  case $? in",
        "    0) ;;",
        "    1) lg_how=new; return 0 ;;",
        "    *) return 3 ;;",
        "  esac",
        "  lg_now=$(date +%s)",
        "  if [ -z \"$lg_l_owner\" ]; then lg_how=new",
        "  elif [ \"$lg_l_owner\" = \"$2\" ]; then lg_how=inherited",
        "  elif [ \"$lg_l_owner\" = \"$3\" ] && [ \"$lg_l_token\" = \"$4\" ]; then lg_how=taken-over",
        "  elif [ \"$lg_l_expires\" -le \"$lg_now\" ] && ! lg_running_live \"$1\"; then lg_how=taken-over",
        "  else lg_how=held",
        "  fi",
        "}",
    ],
    [
        "lg_lease_held",
        "lg_lease_held() {",
        "  lg_lh=$((lg_l_expires - lg_now))",
        "  [ \"$lg_lh\" -gt 0 ] || lg_lh=0",
        "  lg_refuse LG-LEASE-HELD \"$lg_lh {\\\"owner\\\":\\\"$lg_l_owner\\\",\\\"token\\\":$lg_l_token,$lg_l_tail\"",
        "}",
    ],
    [
        "lg_running_end",
        "lg_running_end() {",
        "  lg_running_read \"$1/running\" || {",
        "    rm -f \"$1/running\"",
        "    return 0",
        "  }",
        "  lg_session_kill \"$lg_r_sid\" \"$lg_r_sid_start\" \"$lg_r_boot\" || {",
        "    lg_refuse LG-LEASE-BUSY \"a script of the former holder cannot be ended: processes$lg_sl\"",
        "    return",
        "  }",
        "}",
    ],
    [
        "lg_lease_take",
        "lg_lease_take() {",
        "  command -v flock >/dev/null 2>&1 || {",
        "    lg_refuse LG-STATE-NO-FLOCK \"flock is not on the PATH\"",
        "    return",
        "  }",
        "  lg_state_open \"$1\" || return",
        "  if lg_lt=$({ : >>\"$1/lock\"; } 2>&1); then :; else",
        "    lg_state_blame \"$lg_lt\"",
        "    return",
        "  fi",
        "  lg_lease_take_locked \"$@\" 9>>\"$1/lock\"",
        "}",
    ],
    [
        "lg_lease_take_locked",
        "lg_lease_take_locked() {",
        "  lg_lt_n=0",
        "  until flock -n 9; do",
        "    lg_lease_judge \"$1\" \"$2\" \"$6\" \"$7\" || return",
        "    if [ \"$lg_how\" = held ]; then",
        "      lg_lease_held",
        "      return",
        "    fi",
        "    if lg_running_read \"$1/running\" && [ \"$lg_r_token\" = \"$lg_l_token\" ]; then",
        "      lg_running_end \"$1\" 9>&- || return",
        "    fi",
        "    lg_lt_n=$((lg_lt_n + 1))",
        "    [ \"$lg_lt_n\" -lt 150 ] || {",
        "      lg_refuse LG-LEASE-BUSY \"something holds $1/lock and does not let go\"",
        "      return",
        "    }",
        "    lg_nap",
        "  done",
        "  lg_lease_judge \"$1\" \"$2\" \"$6\" \"$7\" || return",
        "  if [ \"$lg_how\" = held ]; then",
        "    lg_lease_held",
        "    return",
        "  fi",
        "  lg_lt_from=$lg_l_owner lg_lt_token=$((lg_l_token + 1))",
        "  if [ \"$lg_how\" = inherited ] && [ \"${lg_l_tail%%,*}\" != \"${4%%,*}\" ]; then lg_how=taken-over; fi",
        "  lg_running_end \"$1\" 9>&- || return",
        "  rm -f \"$1\"/*.tmp \"$1\"/*/*.tmp \"$1\"/tasks/*/*.tmp",
        "  lg_lt=$(lg_state_reserve \"$1\") || [ \"$5\" = 1 ] || {",
        "    printf '%s\\n' \"$lg_lt\"",
        "    return 3",
        "  }",
        "  lg_state_mark \"$1\" || return",
        "  lg_lease_write \"$1\" \"$2\" \"$lg_lt_token\" \"$(($(date +%s) + $3))\" \"$4\" || return",
        "  if [ -n \"$lg_r_task\" ] && [ -d \"$1/tasks/$lg_r_task\" ] && [ ! -e \"$1/tasks/$lg_r_task/exit\" ]; then",
        "    lg_state_write \"$1/tasks/$lg_r_task/exit\" \"died taken-over $lg_lt_token $2\" >/dev/null",
        "  fi",
        "  rm -f \"$1/running\"",
        "  printf 'taken %s %s %s\\n' \"$lg_lt_token\" \"$lg_how\" \"$lg_lt_from\"",
        "}",
    ],
    [
        "lg_lease_renew",
        "lg_lease_renew() {",
        "  [ -e \"$1/lock\" ] || {",
        "    lg_refuse LG-FENCED \"0\"",
        "    return",
        "  }",
        "  lg_lease_renew_locked \"$@\" 9>>\"$1/lock\"",
        "}",
    ],
    [
        "lg_lease_renew_locked",
        "lg_lease_renew_locked() {",
        "  lg_ln=0",
        "  until flock -n 9; do",
        "    if lg_running_read \"$1/running\" && [ \"$lg_r_token\" = \"$2\" ]; then",
        "      echo 'running'",
        "      return 0",
        "    fi",
        "    lg_ln=$((lg_ln + 1))",
        "    [ \"$lg_ln\" -lt 100 ] || {",
        "      lg_refuse LG-LEASE-BUSY \"something holds $1/lock and does not let go\"",
        "      return",
        "    }",
        "    lg_nap",
        "  done",
        "  lg_lease_check \"$1\" \"$2\" || return",
        "  lg_ln=$(($(date +%s) + $3))",
        "  [ \"$lg_ln\" -gt \"$lg_l_expires\" ] || lg_ln=$lg_l_expires",
        "  lg_lease_write \"$1\" \"$lg_l_owner\" \"$lg_l_token\" \"$lg_ln\" \"$lg_l_tail\" && echo 'renewed'",
        "}",
    ],
    [
        "lg_lease_check",
        "lg_lease_check() {",
        "  lg_lease_read \"$1\"",
        "  case $? in",
        "    0 | 1) ;;",
        "    *) return 3 ;;",
        "  esac",
        "  if [ \"$lg_l_token\" != \"$2\" ] || [ -z \"$lg_l_owner\" ]; then",
        "    lg_refuse LG-FENCED \"$lg_l_token $lg_l_owner\"",
        "    return",
        "  fi",
        "}",
    ],
    [
        "lg_lease_settle",
        "lg_lease_settle() {",
        "  case $2 in",
        "    keep) lg_lease_write \"$1\" \"$lg_l_owner\" \"$lg_l_token\" \"$(($(date +%s) + 90))\" \"$lg_l_tail\" ;;",
        "    park) lg_lease_write \"$1\" \"$lg_l_owner\" \"$lg_l_token\" \"$(($(date +%s) + 1800))\" \"$lg_l_tail\" ;;",
        "    *) lg_lease_write \"$1\" '' \"$lg_l_token\" 0 \"$lg_l_tail\" ;;",
        "  esac",
        "}",
    ],
    [
        "lg_check_logs",
        "lg_check_logs() (",
        "  case $1 in ago:*) since=$(($(date +%s) - ${1#ago:})) ;; *) since=${1#at:} ;; esac",
        "  none=$2 ignore=$3",
        "  shift 3",
        "  count=0",
        "  IFS=''",
        "  for pattern in \"$@\"; do",
        "    for file in $pattern; do",
        "      [ -e \"$file\" ] || continue",
        "      [ ! -d \"$file\" ] || continue",
        "      if [ ! -r \"$file\" ]; then",
        "        printf 'unreadable\\t%s\\n' \"$file\"",
        "        continue",
        "      fi",
        "      count=$((count + 1))",
        "      lg_check_log_file \"$file\" \"$since\" \"$none\" \"$ignore\" || printf 'unreadable\\t%s: the look at it broke off\\n' \"$file\"",
        "    done",
        "  done",
        "  printf 'scanned\\t%s\\n' \"$count\"",
        ")",
    ],
    [
        "lg_check_log_file",
        "lg_check_log_file() {",
        "  lg_modified=$(stat -c %Y -- \"$1\" 2>/dev/null) || lg_modified=$2",
        "  [ \"$lg_modified\" -ge \"$2\" ] || return 0",
        "  lg_hits=$(LC_ALL=C grep -anE -e \"$3\" -- \"$1\" | cut -d : -f 1 | tail -n 20000)",
        "  if [ -z \"$lg_hits\" ]; then",
        "    LC_ALL=C grep -aE -q -e \"$3\" </dev/null 2>/dev/null || [ \"$?\" -eq 1 ] || printf 'unreadable\\t%s: the expression is refused by grep\\n' \"$1\"",
        "    return 0",
        "  fi",
        "  lg_left=''",
        "  if [ -n \"$4\" ]; then lg_left=$(LC_ALL=C grep -anE -e \"$4\" -- \"$1\" | cut -d : -f 1); fi",
        "  {",
        "    printf '%s\\n' \"$lg_hits\" | sed 's/^/hit /'",
        "    if [ -n \"$lg_left\" ]; then printf '%s\\n' \"$lg_left\" | sed 's/^/left /'; fi",
        "    printf 'end\\n'",
        "    cat -- \"$1\"",
        "  } | LC_ALL=C LG_FILE=$1 awk -v since=\"$2\" -v offset=\"$(date +%z)\" -v year=\"$(date -u +%Y)\" -v now=\"$(date +%s)\" '",
        "    function days(y, m, d) {",
        "      if (m <= 2) { y--; m += 12 }",
        "      return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 719469",
        "    }",
        "    function zone(z,   sign) {",
        "      if (z == \"\" || z == \"Z\") return 0",
        "      sign = substr(z, 1, 1) == \"-\" ? -1 : 1",
        "      gsub(/[^0-9]/, \"\", z)",
        "      return sign * (substr(z, 1, 2) * 3600 + substr(z, 3, 2) * 60)",
        "    }",
        "    function clock(t) { return substr(t, 1, 2) * 3600 + substr(t, 4, 2) * 60 + substr(t, 7, 2) }",
        "    # Seconds since the epoch that a line begins with, or -1. A time without a zone is the time of the host.",
        "    function stamp(line,   s, z, m, t) {",
        "      s = substr(line, 1, 120)",
        "      if (match(s, /[0-9][0-9][0-9][0-9][-\\/][0-9][0-9][-\\/][0-9][0-9][T ][0-9][0-9]:[0-9][0-9]:[0-9][0-9]/) && RSTART <= 25) {",
        "        t = substr(s, RSTART, 19); s = substr(s, RSTART + 19)",
        "        sub(/^[.,][0-9]+/, \"\", s)",
        "        z = offset",
        "        if (match(s, /^ ?(Z|[+-][0-9][0-9]:?[0-9][0-9])/)) { z = substr(s, RSTART, RLENGTH); sub(/^ /, \"\", z) }",
        "        else if (match(s, /^ UTC/)) z = \"Z\"",
        "        return days(substr(t, 1, 4) + 0, substr(t, 6, 2) + 0, substr(t, 9, 2) + 0) * 86400 + clock(substr(t, 12)) - zone(z)",
        "      }",
        "      if (match(s, /\\[[0-9][0-9]\\/[A-Z][a-z][a-z]\\/[0-9][0-9][0-9][0-9]:[0-9][0-9]:[0-9][0-9]:[0-9][0-9] [+-][0-9][0-9][0-9][0-9]\\]/)) {",
        "        t = substr(s, RSTART + 1, RLENGTH - 2); m = (index(months, substr(t, 4, 3)) + 2) / 3",
        "        return days(substr(t, 8, 4) + 0, m, substr(t, 1, 2) + 0) * 86400 + clock(substr(t, 13)) - zone(substr(t, 22))",
        "      }",
        "      if (match(s, /^[A-Z][a-z][a-z] [ 0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]/)) {",
        "        m = (index(months, substr(s, 1, 3)) + 2) / 3",
        "        t = days(year + 0, m, substr(s, 5, 2) + 0) * 86400 + clock(substr(s, 8)) - zone(offset)",
        "        # Syslog tells no year.",
        "        return t > now + 86400 ? t - 365 * 86400 : t",
        "      }",
        "      return -1",
        "    }",
        "    BEGIN { months = \"JanFebMarAprMayJunJulAugSepOctNovDec\"; at = -1; file = ENVIRON[\"LG_FILE\"] }",
        "    !body && $1 == \"hit\" { hit[$2] = 1; next }",
        "    !body && $1 == \"left\" { delete hit[$2]; next }",
        "    !body { body = NR; next }",
        "    {",
        "      found = stamp($0)",
        "      if (found >= 0) at = found",
        "      n = NR - body",
        "      if (!(n in hit)) next",
        "      # A line without a date is as old as the last line that has one.",
        "      if (at >= 0 && at < since) next",
        "      shown++",
        "      if (shown > 5) next",
        "      text = substr($0, 1, 300); gsub(/\\t/, \" \", text)",
        "      printf \"hit\\t%s\\t%s\\t%d\\t%s\\n\", (at >= 0 ? \"dated\" : \"undated\"), file, n, text",
        "    }",
        "    END { if (shown > 5) printf \"more\\t%d\\n\", shown - 5 }'",
        "}",
    ],
    [
        "lg_nginx_ask",
        "lg_nginx_ask() {",
        "  if command -v curl >/dev/null 2>&1; then",
        "    curl -qsf --noproxy '*' --max-time 2 \"http://127.0.0.1:$1/lockgate\" 2>/dev/null",
        "  elif command -v python3 >/dev/null 2>&1; then",
        "    python3 -c 'import sys, urllib.request as r; sys.stdout.write(r.build_opener(r.ProxyHandler({})).open(\"http://127.0.0.1:%s/lockgate\" % sys.argv[1], timeout=2).read().decode())' \"$1\" 2>/dev/null",
        "  elif command -v bash >/dev/null 2>&1; then",
        "    timeout 2 bash -c 'exec 3<>\"/dev/tcp/127.0.0.1/$1\" && printf \"GET /lockgate HTTP/1.0\\r\\n\\r\\n\" >&3 && cat <&3' ask \"$1\" 2>/dev/null | tail -n 1 | grep .",
        "  elif command -v nc >/dev/null 2>&1; then",
        "    printf 'GET /lockgate HTTP/1.0\\r\\n\\r\\n' | timeout 2 nc 127.0.0.1 \"$1\" 2>/dev/null | tail -n 1 | grep .",
        "  else",
        "    printf 'nginx cannot be asked on this host: it has none of curl, python3, bash and nc\\n' >&2",
        "    return 2",
        "  fi",
        "}",
    ],
    [
        "lg_nginx_routed",
        "lg_nginx_routed() {",
        "  lg_nr=$(lg_nginx_ask \"$2\") || {",
        "    printf 'nothing says so at 127.0.0.1:%s\\n' \"$2\" >&2",
        "    return 1",
        "  }",
        "  case $lg_nr in",
        "    \"$1 set\"*) printf '%s\\n' \"${lg_nr#\"$1 set\"}\" | tr '-' ' ' ;;",
        "    *)",
        "      printf 'nginx works with another file than the one of this configuration: %s\\n' \"$lg_nr\" >&2",
        "      return 1",
        "      ;;",
        "  esac",
        "}",
    ],
    [
        "lg_nginx_workers",
        "lg_nginx_workers() {",
        "  grep -lsa -e '^nginx: worker process' /proc/[0-9]*/cmdline 2>/dev/null | while read -r lg_nw; do",
        "    grep -qsa -e 'is shutting down' \"$lg_nw\" || {",
        "      lg_nw=${lg_nw#/proc/}",
        "      printf '%s ' \"${lg_nw%/cmdline}\"",
        "    }",
        "  done",
        "}",
    ],
    [
        "lg_nginx_taken",
        "lg_nginx_taken() {",
        "  case $(lg_nginx_ask \"$2\") in \"$1 set\"*) ;; *) return 1 ;; esac",
        "  lg_nt_now=\" $(lg_nginx_workers)\"",
        "  for lg_nt in $3; do",
        "    case $lg_nt_now in *\" $lg_nt \"*) return 1 ;; esac",
        "  done",
        "}",
    ],
    [
        "lg_nginx_replaced",
        "lg_nginx_replaced() {",
        "  lg_nx_now=$(lg_nginx_workers)",
        "  for lg_nx in $1; do",
        "    lg_nx_master=$(lg_nginx_parent \"$lg_nx\") || continue",
        "    for lg_nx_new in $lg_nx_now; do",
        "      case \" $1\" in *\" $lg_nx_new \"*) continue ;; esac",
        "      [ \"$(lg_nginx_parent \"$lg_nx_new\")\" != \"$lg_nx_master\" ] || {",
        "        printf '%s ' \"$lg_nx\"",
        "        break",
        "      }",
        "    done",
        "  done",
        "}",
    ],
    [
        "lg_nginx_parent",
        "lg_nginx_parent() {",
        "  read -r lg_np 2>/dev/null <\"/proc/$1/stat\" || return 1",
        "  lg_np=${lg_np##*) }",
        "  lg_np=${lg_np#? }",
        "  printf '%s\\n' \"${lg_np%% *}\"",
        "}",
    ],
    [
        "lg_nginx_write",
        "lg_nginx_write() {",
        "  printf '%s' \"$2\" >\"$1.part\" && lg_state_sync \"$1.part\" && mv -f \"$1.part\" \"$1\"",
        "}",
    ],
    [
        "lg_nginx_told",
        "lg_nginx_told() (",
        "  set -f",
        "  lg_as \"$1\" $2 2>&1",
        ")",
    ],
    [
        "lg_nginx_back",
        "lg_nginx_back() {",
        "  for lg_nb in \"$@\"; do",
        "    if [ -e \"$lg_nb.before\" ]; then mv -f \"$lg_nb.before\" \"$lg_nb\"; else rm -f \"$lg_nb\"; fi",
        "  done",
        "}",
    ],
    [
        "lg_nginx_prepare",
        "lg_nginx_prepare() (",
        "  file=$1 prefix=$2 route=$2.route.conf id=$3 port=$4 all=$5 upstreams=$6 routes=$7 user=$8 test=$9",
        "  shift 9",
        "  reload=$1",
        "  if [ -f \"$file\" ] && [ -f \"$route\" ] && [ \"$(cat \"$file\"; echo .)\" = \"$(printf '%s' \"$upstreams\"; echo .)\" ] && [ \"$(cat \"$route\"; echo .)\" = \"$(printf '%s' \"$routes\"; echo .)\" ]; then",
        "    case $(lg_nginx_ask \"$port\") in \"$id set\"*)",
        "      printf 'nginx works with it already\\n'",
        "      return 0",
        "      ;;",
        "    esac",
        "  fi",
        "  said=$(lg_nginx_told \"$user\" \"$test\") || {",
        "    printf 'the configuration of nginx on this host is not valid as it stands; nothing was changed:\\n%s\\n' \"$said\" >&2",
        "    return 1",
        "  }",
        "  mkdir -p \"${file%/*}\" || return",
        "  rm -f \"$file.before\" \"$route.before\"",
        "  if [ -f \"$file\" ]; then cp -p \"$file\" \"$file.before\" || return; fi",
        "  if [ -f \"$route\" ]; then cp -p \"$route\" \"$route.before\" || return; fi",
        "  if lg_nginx_write \"$file\" \"$upstreams\" && lg_nginx_write \"$route\" \"$routes\"; then :; else",
        "    lg_nginx_back \"$route\" \"$file\"",
        "    return 1",
        "  fi",
        "  said=$(lg_nginx_told \"$user\" \"$test\") || {",
        "    lg_nginx_back \"$route\" \"$file\"",
        "    printf 'nginx does not accept the generated file, and the former one is back:\\n%s\\n' \"$said\" >&2",
        "    return 1",
        "  }",
        "  before=$(lg_nginx_workers)",
        "  said=$(lg_nginx_told \"$user\" \"$reload\") || {",
        "    lg_nginx_back \"$route\" \"$file\"",
        "    printf 'nginx could not be reloaded, and the former file is back:\\n%s\\n' \"$said\" >&2",
        "    return 1",
        "  }",
        "  left=100 silent=10",
        "  while [ \"$left\" -gt 0 ] && [ \"$silent\" -gt 0 ]; do",
        "    if lg_nginx_taken \"$id\" \"$port\" \"$(lg_nginx_replaced \"$before\")\"; then",
        "      rm -f \"$file.before\" \"$route.before\"",
        "      for out in \"$prefix\".out-*; do",
        "        case \" $all \" in *\" ${out##*.out-} \"*) ;; *) rm -f \"$out\" ;; esac",
        "      done",
        "      printf 'nginx works with the new file; workers before: %s\\n' \"${before:-none seen}\"",
        "      return 0",
        "    fi",
        "    if [ \"$(lg_nginx_workers)\" != \"$before\" ] && ! lg_nginx_ask \"$port\" >/dev/null; then silent=$((silent - 1)); fi",
        "    left=$((left - 1))",
        "    sleep 0.1",
        "  done",
        "  if lg_nginx_ask \"$port\" >/dev/null; then",
        "    lg_nginx_back \"$route\" \"$file\"",
        "    printf 'nginx was reloaded and goes on with its former configuration, or a worker of it takes connections still; the former file is back\\n' >&2",
        "  else",
        "    rm -f \"$file.before\" \"$route.before\"",
        "    printf 'nginx does not include %s: nothing answers at 127.0.0.1:%s. It is valid and stays; put these lines into the site, reload nginx and run this again:\\n' \"$file\" \"$port\" >&2",
        "    printf '  http { include %s; }\\n  server { include %s; }\\n  location { proxy_pass http://$%s; }\\n' \"$file\" \"$route\" \"${prefix##*/}\" >&2",
        "  fi",
        "  return 1",
        ")",
    ],
    [
        "lg_nginx_route",
        "lg_nginx_route() (",
        "  prefix=$1 id=$2 port=$3 all=$4 to=$5",
        "  want=\"$id set\" before=''",
        "  for one in $all; do",
        "    case \" $to \" in *\" $one \"*) want=\"$want-$one\" ;; esac",
        "    [ ! -e \"$prefix.out-$one\" ] || before=\"$before $one \"",
        "  done",
        "  for one in $to; do rm -f \"$prefix.out-$one\" || return; done",
        "  for one in $all; do",
        "    case \" $to \" in *\" $one \"*) ;; *) : >\"$prefix.out-$one\" || return ;; esac",
        "  done",
        "  left=20",
        "  while [ \"$left\" -gt 0 ]; do",
        "    said=$(lg_nginx_ask \"$port\") || said=''",
        "    [ \"$said\" != \"$want\" ] || {",
        "      printf 'nginx passes to %s\\n' \"${to:-nobody}\"",
        "      return 0",
        "    }",
        "    left=$((left - 1))",
        "    sleep 0.1",
        "  done",
        "  for one in $all; do",
        "    case $before in *\" $one \"*) : >\"$prefix.out-$one\" ;; *) rm -f \"$prefix.out-$one\" ;; esac",
        "  done",
        "  case $said in",
        "    \"$id set\"*) printf 'nginx does not see the files %s.out-*: its user must be able to enter %s\\n' \"$prefix\" \"${prefix%/*}\" >&2 ;;",
        "    *) printf 'nginx does not say which instances it passes to (127.0.0.1:%s): %s\\n' \"$port\" \"${said:-no answer}\" >&2 ;;",
        "  esac",
        "  return 1",
        ")",
    ],
    [
        "lg_pg_backup",
        "lg_pg_backup() (",
        "  lg_pg_begin \"$1\" \"$2\" \"$3\" \"$4\" \"$5\" backup",
        "  shift 5",
        "  lg_pg_to=$1 lg_pg_id=$2 lg_pg_head=$3 lg_pg_verify=$4 lg_pg_minimum=$5 lg_pg_manifests=$6 lg_pg_copies=$7 lg_pg_fresh=$8",
        "  shift 8",
        "  lg_pg_began=$(lg_store_clock)",
        "  for lg_pg_one in \"$lg_pg_to\" \"$lg_pg_manifests\" \"$@\"; do",
        "    mkdir -p -- \"$lg_pg_one\" || lg_store_fail 1 \"the folder $lg_pg_one could not be made\"",
        "  done",
        "  if command -v zstd >/dev/null; then lg_pg_ext=.dump.zst; else lg_pg_ext=.dump.gz; fi",
        "  lg_pg_file=$lg_pg_to/$lg_pg_id$lg_pg_ext lg_pg_part=$lg_pg_to/$lg_pg_id$lg_pg_ext.part",
        "  lg_pg_folder backup",
        "  trap 'lg_pg_let_go; lg_pg_backup_clean \"$@\"; lg_pg_end' EXIT",
        "  lg_pg_end_sessions",
        "  lg_pg_backup_clean \"$@\"",
        "  lg_pg_drop \"$lg_pg_fresh\" 2>/dev/null",
        "  (: >\"$lg_pg_part\") 2>/dev/null || lg_store_fail 1 \"nothing can be written to $lg_pg_to\"",
        "  lg_pg_hold",
        "  lg_pg_backup_room",
        "  lg_pg_backup_store",
        "  lg_pg_backup_census",
        "  lg_pg_let_go",
        "  lg_pg_backup_prove",
        "  for lg_pg_one; do lg_pg_backup_second \"$lg_pg_one\"; done",
        "  lg_pg_manifest=\"$lg_pg_head$lg_pg_ext\\\",\\\"engineVersion\\\":\\\"$lg_pg_version\\\",\\\"bytes\\\":$lg_pg_bytes,\\\"databaseBytes\\\":$lg_pg_total,\\\"sha256\\\":\\\"$lg_pg_sha\\\",\\\"tables\\\":{$lg_pg_json},\\\"verified\\\":\\\"$lg_pg_verify\\\",\\\"copies\\\":$lg_pg_copies,\\\"durationMs\\\":$(($(lg_store_clock) - lg_pg_began)),\\\"snapshot\\\":\\\"$lg_pg_seen\\\",\\\"wal\\\":\\\"$lg_pg_wal\\\"}\"",
        "  lg_pg_backup_promote \"$@\"",
        "  printf '%s\\n' \"$lg_pg_manifest\"",
        ")",
    ],
    [
        "lg_pg_backup_clean",
        "lg_pg_backup_clean() {",
        "  for lg_pg_one in \"$lg_pg_to\" \"$lg_pg_manifests\" \"$@\"; do",
        "    rm -f -- \"$lg_pg_one/$lg_pg_id.dump.zst.part\" \"$lg_pg_one/$lg_pg_id.dump.gz.part\" \"$lg_pg_one/$lg_pg_id.json.part\"",
        "  done",
        "}",
    ],
    [
        "lg_pg_hold",
        "lg_pg_hold() {",
        "  mkfifo \"$lg_pg_dir/ask\" \"$lg_pg_dir/said\" || lg_store_fail 1 \"no pipe could be made in $lg_pg_dir\"",
        "  lg_pg_sql \"$lg_pg_name\" \"$lg_pg_pins -c search_path=pg_catalog -c idle_in_transaction_session_timeout=0\" <\"$lg_pg_dir/ask\" >\"$lg_pg_dir/said\" 2>\"$lg_pg_dir/holder\" 7>&- 8>&- 9>&- &",
        "  lg_pg_holder=$!",
        "  exec 5>\"$lg_pg_dir/ask\" 6<\"$lg_pg_dir/said\"",
        "  trap : PIPE",
        "  cat >&5 2>/dev/null <<'SQL'",
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;",
        "SELECT pg_export_snapshot() || '|' || pg_current_snapshot() || '|' || CASE WHEN pg_is_in_recovery() THEN '' ELSE pg_current_wal_lsn()::text END",
        "  || '|' || split_part(current_setting('server_version'), ' ', 1) || '|' || pg_database_size(current_database())",
        "  || '|' || coalesce((SELECT sum(pg_table_size(c.oid)) FROM pg_class AS c WHERE relkind IN ('r', 'm') AND relnamespace <> 'pg_catalog'::regnamespace), 0);",
        "SQL",
        "  IFS='|' read -r lg_pg_snapshot lg_pg_seen lg_pg_wal lg_pg_version lg_pg_total lg_pg_heap <&6 && return 0",
        "  wait \"$lg_pg_holder\"",
        "  lg_pg_blame \"$?\" \"$lg_pg_name\" \"$(cat -- \"$lg_pg_dir/holder\")\"",
        "}",
    ],
    [
        "lg_pg_let_go",
        "lg_pg_let_go() {",
        "  [ -n \"${lg_pg_holder-}\" ] || return 0",
        "  exec 5>&- 6<&-",
        "  wait \"$lg_pg_holder\"",
        "  lg_pg_holder=",
        "}",
    ],
    [
        "lg_pg_backup_room",
        "lg_pg_backup_room() {",
        "  lg_pg_need=$((lg_pg_heap + lg_pg_heap / 10 + 1000000))",
        "  lg_pg_last=$(ls -t -- \"$lg_pg_manifests\"/*.json 2>/dev/null | head -n 1)",
        "  if [ -n \"$lg_pg_last\" ]; then",
        "    lg_pg_was=$(sed -n 's/.*\"engine\":\"postgres\".*\"bytes\":\\([0-9]\\{1,15\\}\\),\"databaseBytes\":\\([0-9]\\{4,15\\}\\),.*/\\1 \\2/p' \"$lg_pg_last\")",
        "    [ -z \"$lg_pg_was\" ] || lg_pg_need=$((lg_pg_total * (${lg_pg_was% *} * 1500 / ${lg_pg_was#* } + 1) / 1000 + 1000000))",
        "  fi",
        "  lg_store_room \"$lg_pg_to\" \"$lg_pg_need\" \"a backup of $lg_pg_name\"",
        "  [ \"$lg_pg_verify\" != restored ] || lg_pg_room_for $((lg_pg_total + lg_pg_total / 5)) 'restoring the backup, to prove it'",
        "}",
    ],
    [
        "lg_pg_backup_pipe",
        "lg_pg_backup_pipe() {",
        "  {",
        "    lg_pg_run pg_dump --format=custom --compress=0 \"--snapshot=$lg_pg_snapshot\" \"--lock-wait-timeout=$lg_pg_ms\" --no-password -d \"$lg_pg_conn\" 2>\"$lg_pg_dir/dump\"",
        "    echo \"dumped $?\" >>\"$lg_pg_dir/ends\"",
        "  } | {",
        "    if [ \"$lg_pg_ext\" = .dump.zst ]; then zstd -q -3 -T0 --check -c; else gzip -c; fi",
        "    echo \"packed $?\" >>\"$lg_pg_dir/ends\"",
        "  } | {",
        "    tee -- \"$lg_pg_part\"",
        "    echo \"written $?\" >>\"$lg_pg_dir/ends\"",
        "  } | {",
        "    sha256sum >\"$lg_pg_dir/sum\"",
        "    echo \"hashed $?\" >>\"$lg_pg_dir/ends\"",
        "  }",
        "}",
    ],
    [
        "lg_pg_backup_store",
        "lg_pg_backup_store() {",
        "  lg_pg_target \"$lg_pg_name\" '-c idle_in_transaction_session_timeout=0'",
        "  : >\"$lg_pg_dir/ends\"",
        "  lg_pg_telling 'stored' \"$lg_pg_part\"",
        "  lg_pg_wait /dev/null lg_pg_backup_pipe 5>&- 6<&-",
        "  lg_pg_told",
        "  for lg_pg_one in dumped packed written hashed; do",
        "    case $(cat -- \"$lg_pg_dir/ends\") in *\"$lg_pg_one 0\"*) ;; *) lg_store_fail 1 \"the backup could not be stored in $lg_pg_to: not $lg_pg_one. $(cat -- \"$lg_pg_dir/dump\" 2>/dev/null)\" ;; esac",
        "  done",
        "  lg_store_flush \"$lg_pg_part\" || lg_store_fail 1 \"the disk did not take the backup $lg_pg_part\"",
        "  lg_pg_sha=$(lg_store_digest \"$lg_pg_part\") || exit 1",
        "  [ \"$(cat -- \"$lg_pg_dir/sum\")\" = \"$lg_pg_sha  -\" ] || lg_store_fail 1 \"the backup read back from $lg_pg_to is not what was written\"",
        "  lg_pg_bytes=$(stat -c %s -- \"$lg_pg_part\") || exit 1",
        "  [ \"$lg_pg_bytes\" -ge \"$lg_pg_minimum\" ] || lg_store_fail 1 \"the backup has $lg_pg_bytes bytes, and $lg_pg_minimum are the least that was asked for\"",
        "}",
    ],
    [
        "lg_pg_backup_census",
        "lg_pg_backup_census() {",
        "  lg_progress \"counting and hashing the rows of $lg_pg_name\"",
        "  lg_pg_json='' lg_pg_line=''",
        "  : >\"$lg_pg_dir/census\"",
        "  { lg_pg_census_script; printf '\\\\echo end\\n'; } >&5 2>/dev/null",
        "  while IFS= read -r lg_pg_line <&6 && [ \"$lg_pg_line\" != end ]; do",
        "    printf '%s\\n' \"$lg_pg_line\" >>\"$lg_pg_dir/census\"",
        "    lg_pg_sum=${lg_pg_line##*|} lg_pg_line=${lg_pg_line%|*}",
        "    lg_pg_rows=${lg_pg_line##*|} lg_pg_line=${lg_pg_line%|*}",
        "    case ${#lg_pg_sum}$lg_pg_sum in 64*[!0-9a-f]*) lg_pg_sum= ;; 64*) ;; *) lg_pg_sum= ;; esac",
        "    [ -n \"$lg_pg_sum\" ] || lg_store_fail 1 'the rows could not be hashed'",
        "    lg_pg_json=\"$lg_pg_json${lg_pg_json:+,}${lg_pg_line#*|}:{\\\"rows\\\":$lg_pg_rows,\\\"hash\\\":\\\"$lg_pg_sum\\\"}\"",
        "  done",
        "  [ \"$lg_pg_line\" = end ] || lg_store_fail 1 \"the rows of the dumped snapshot could not be counted: $(cat -- \"$lg_pg_dir/holder\")\"",
        "}",
    ],
    [
        "lg_pg_backup_prove",
        "lg_pg_backup_prove() {",
        "  case $lg_pg_verify in",
        "    readable)",
        "      lg_pg_readable \"$lg_pg_part\" || lg_store_fail 1 'the backup cannot be read'",
        "      ;;",
        "    restored)",
        "      lg_progress \"restoring the backup, to prove it\"",
        "      lg_pg_scratch=$lg_pg_fresh",
        "      lg_pg_create \"$lg_pg_scratch\"",
        "      lg_pg_fill \"$lg_pg_scratch\" \"$lg_pg_part\" || lg_store_fail 1 'the backup cannot be restored'",
        "      lg_pg_found=$(lg_pg_census \"$lg_pg_scratch\") || exit 1",
        "      [ \"$lg_pg_found\" = \"$(cat -- \"$lg_pg_dir/census\")\" ] || lg_store_fail 1 'the restored backup has other rows than what was dumped'",
        "      lg_pg_drop \"$lg_pg_scratch\" || lg_store_fail 1 \"the database $lg_pg_scratch could not be dropped\"",
        "      lg_pg_scratch=",
        "      ;;",
        "  esac",
        "}",
    ],
    [
        "lg_pg_readable",
        "lg_pg_readable() {",
        "  lg_pg_ends=$(",
        "    {",
        "      {",
        "        lg_store_unpack \"$1\"",
        "        echo \"unpacked $?\" >&5",
        "      } | {",
        "        lg_pg_run pg_restore -f /dev/null >&2",
        "        echo \"read $?\" >&5",
        "      }",
        "    } 5>&1",
        "  )",
        "  case $lg_pg_ends in *'unpacked 0'*) ;; *) return 1 ;; esac",
        "  case $lg_pg_ends in *'read 0'*) ;; *) return 1 ;; esac",
        "}",
    ],
    [
        "lg_pg_backup_second",
        "lg_pg_backup_second() {",
        "  lg_store_room \"$1\" $((lg_pg_bytes + 100000)) 'the copy of the backup'",
        "  cp -- \"$lg_pg_part\" \"$1/$lg_pg_id$lg_pg_ext.part\" && lg_store_flush \"$1/$lg_pg_id$lg_pg_ext.part\" || lg_store_fail 1 \"the backup could not be copied to $1\"",
        "  [ \"$(lg_store_digest \"$1/$lg_pg_id$lg_pg_ext.part\")\" = \"$lg_pg_sha\" ] || lg_store_fail 1 \"the copy read back from $1 is not the backup\"",
        "}",
    ],
    [
        "lg_pg_backup_promote",
        "lg_pg_backup_promote() {",
        "  for lg_pg_one in \"$lg_pg_to\" \"$@\" \"$lg_pg_manifests\"; do",
        "    printf '%s\\n' \"$lg_pg_manifest\" >\"$lg_pg_one/$lg_pg_id.json.part\" && lg_store_flush \"$lg_pg_one/$lg_pg_id.json.part\" || lg_store_fail 1 \"the manifest could not be written to $lg_pg_one\"",
        "    [ \"$(cat -- \"$lg_pg_one/$lg_pg_id.json.part\")\" = \"$lg_pg_manifest\" ] || lg_store_fail 1 \"the manifest read back from $lg_pg_one is not what was written\"",
        "  done",
        "  rm -f -- \"$lg_pg_manifests/$lg_pg_id.json\"",
        "  for lg_pg_one in \"$@\" \"$lg_pg_to\"; do",
        "    mv -f -- \"$lg_pg_one/$lg_pg_id$lg_pg_ext.part\" \"$lg_pg_one/$lg_pg_id$lg_pg_ext\" && mv -f -- \"$lg_pg_one/$lg_pg_id.json.part\" \"$lg_pg_one/$lg_pg_id.json\" || exit 1",
        "    lg_store_flush \"$lg_pg_one\"",
        "  done",
        "  if [ -e \"$lg_pg_manifests/$lg_pg_id.json.part\" ]; then mv -f -- \"$lg_pg_manifests/$lg_pg_id.json.part\" \"$lg_pg_manifests/$lg_pg_id.json\" || exit 1; fi",
        "  lg_store_flush \"$lg_pg_manifests\"",
        "}",
    ],
    [
        "lg_pg_verify",
        "lg_pg_verify() (",
        "  lg_pg_file=$6 lg_pg_sha=$7",
        "  lg_pg_begin \"$1\" \"$2\" \"$3\" \"$4\" \"$5\" read",
        "  [ -f \"$lg_pg_file\" ] || lg_pg_unsound 'the file is gone'",
        "  lg_pg_sum=$(lg_store_digest \"$lg_pg_file\" 2>/dev/null) || lg_pg_unsound 'the file cannot be read'",
        "  [ \"$lg_pg_sum\" = \"$lg_pg_sha\" ] || lg_pg_unsound 'its digest is not the one on record'",
        "  lg_pg_readable \"$lg_pg_file\" 2>/dev/null || lg_pg_unsound 'it is no whole archive of pg_dump'",
        "  echo sound",
        ")",
    ],
    [
        "lg_pg_unsound",
        "lg_pg_unsound() {",
        "  printf '%s\\n' \"$1\"",
        "  exit 0",
        "}",
    ],
    [
        "lg_pg_orphans_script",
        "lg_pg_orphans_script() {",
        "  cat <<'SQL'",
        "  SELECT t.shown, k.conname AS key,",
        "    (SELECT string_agg(a.attname, ', ' ORDER BY u.n) FROM unnest(k.conkey) WITH ORDINALITY AS u (num, n) JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.num) AS shown_columns,",
        "    format('SELECT count(*) FROM %s%s AS c WHERE %s AND NOT EXISTS (SELECT FROM %s%s AS p WHERE %s)',",
        "      CASE t.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END, k.conrelid::regclass,",
        "      (SELECT CASE k.confmatchtype WHEN 'f' THEN 'NOT (' ELSE '(' END || string_agg(format(CASE k.confmatchtype WHEN 'f' THEN 'c.%I IS NULL' ELSE 'c.%I IS NOT NULL' END, a.attname), ' AND ') || ')'",
        "        FROM unnest(k.conkey) AS u (num) JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.num),",
        "      CASE p.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END, k.confrelid::regclass,",
        "      (SELECT string_agg(format('p.%I OPERATOR(%I.%s) c.%I', pa.attname, o.oprnamespace::regnamespace::name, o.oprname, ca.attname), ' AND ')",
        "        FROM unnest(k.conkey, k.confkey, k.conpfeqop) AS u (child, parent, op)",
        "        JOIN pg_attribute AS ca ON ca.attrelid = k.conrelid AND ca.attnum = u.child",
        "        JOIN pg_attribute AS pa ON pa.attrelid = k.confrelid AND pa.attnum = u.parent",
        "        JOIN pg_operator AS o ON o.oid = u.op)) AS question",
        "  FROM pg_constraint AS k JOIN pg_class AS p ON p.oid = k.confrelid",
        "  JOIN (SELECT c.oid, c.relkind, CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS shown FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace) AS t ON t.oid = k.conrelid",
        "  WHERE k.contype = 'f' AND k.conparentid = 0",
        "SQL",
        "}",
    ],
    [
        "lg_pg_orphans",
        "lg_pg_orphans() (",
        "  lg_pg_begin \"$@\" read",
        "  {",
        "    printf 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\\n'",
        "    printf \"SELECT format('SELECT %%s || n FROM (%%s) AS q (n) WHERE n > 0', quote_literal(encode(convert_to(shown, 'UTF8'), 'hex') || '|' || encode(convert_to(shown_columns, 'UTF8'), 'hex') || '|'), question) FROM (\\n\"",
        "    lg_pg_orphans_script",
        "    printf ') AS o ORDER BY shown COLLATE \"C\", key COLLATE \"C\" \\\\gexec\\nCOMMIT;\\n'",
        "  } | lg_pg_ask \"$lg_pg_name\" \"$lg_pg_pins -c search_path=pg_catalog\"",
        ")",
    ],
    [
        "lg_pg_transactions",
        "lg_pg_transactions() (",
        "  lg_pg_older=$6",
        "  lg_pg_begin \"$1\" \"$2\" \"$3\" \"$4\" \"$5\" read",
        "  lg_pg_ask \"$lg_pg_name\" '' -v \"older=$lg_pg_older\" <<'SQL'",
        "SELECT id || '|' || encode(convert_to(coalesce(who, ''), 'UTF8'), 'hex') || '|' || coalesce(state, '') || '|' || age || '|' || kind FROM (",
        "  SELECT pid::text AS id, usename AS who, replace(state, '|', ' ') AS state, floor(extract(epoch FROM clock_timestamp() - xact_start) * 1000)::bigint AS age, 'open' AS kind",
        "  FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND xact_start IS NOT NULL",
        "  UNION ALL",
        "  SELECT encode(convert_to(gid, 'UTF8'), 'hex'), owner, 'prepared', floor(extract(epoch FROM clock_timestamp() - prepared) * 1000)::bigint, 'prepared' FROM pg_prepared_xacts WHERE database = current_database()",
        ") AS t WHERE age >= :'older'::bigint ORDER BY age DESC;",
        "SQL",
        ")",
    ],
    [
        "lg_pg_connections",
        "lg_pg_connections() (",
        "  lg_pg_begin \"$@\" read",
        "  lg_pg_ask \"$lg_pg_name\" '' <<'SQL'",
        "SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) || '|' || (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int);",
        "SQL",
        ")",
    ],
    [
        "lg_pg_invalid",
        "lg_pg_invalid() (",
        "  lg_pg_begin \"$@\" read",
        "  lg_pg_ask \"$lg_pg_name\" '-c search_path=pg_catalog' <<'SQL'",
        "SELECT encode(convert_to(i.indexrelid::regclass::text, 'UTF8'), 'hex') || '|' || encode(convert_to(i.indrelid::regclass::text, 'UTF8'), 'hex')",
        "FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid",
        "WHERE NOT i.indisvalid AND c.relkind = 'i' AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index AS p WHERE p.index_relid = i.indexrelid) ORDER BY 1;",
        "SQL",
        ")",
    ],
    [
        "lg_pg_loss",
        "lg_pg_loss() (",
        "  lg_pg_begin \"$1\" \"$2\" \"$3\" \"$4\" \"$5\" read",
        "  lg_pg_fresh=$6 lg_pg_file=$7 lg_pg_sha=$8 lg_pg_bytes=$9",
        "  lg_pg_folder loss",
        "  trap 'lg_pg_let_go; lg_pg_end' EXIT",
        "  cd -- \"$lg_pg_dir\" || exit 1",
        "  grep -v '^6C6F636B676174655F6D6967726174696F6E73|' | sort >census.then",
        "  lg_pg_hold",
        "  lg_pg_held lg_pg_census_script >census || exit",
        "  sed -n 's/^\\([0-9A-F]*\\)|.*|\\([0-9]*\\)|\\([0-9a-f]*\\)$/\\1|\\2|\\3/p' census | grep -v '^6C6F636B676174655F6D6967726174696F6E73|' | sort >census.now",
        "  for lg_pg_one in now \"then\"; do cut -d '|' -f 1 \"census.$lg_pg_one\" | sort >\"tables.$lg_pg_one\"; done",
        "  comm -23 census.now census.then | cut -d '|' -f 1 | sort | comm -12 - tables.then >differ",
        "  : >told",
        "  [ ! -s differ ] || lg_pg_loss_rows",
        "  comm -23 tables.now tables.then | while IFS= read -r lg_pg_h; do",
        "    sed -n \"s/^$lg_pg_h|\\([0-9]*\\)|.*/$lg_pg_h|\\1|0/p\" census.now",
        "    printf '%s||only-now\\n' \"$lg_pg_h\"",
        "  done >>told",
        "  comm -13 tables.now tables.then | while IFS= read -r lg_pg_h; do",
        "    sed -n \"s/^$lg_pg_h|\\([0-9]*\\)|.*/$lg_pg_h|0|\\1/p\" census.then",
        "    printf '%s||only-then\\n' \"$lg_pg_h\"",
        "  done >>told",
        "  lg_pg_let_go",
        "  comm -12 census.now census.then | sed 's/|.*/|0|0/'",
        "  cat told",
        ")",
    ],
    [
        "lg_pg_held",
        "lg_pg_held() {",
        "  { \"$@\"; printf '\\\\echo lockgate-end\\n'; } >&5 2>/dev/null",
        "  sed '/^lockgate-end$/q' <&6 >answer",
        "  [ \"$(tail -n 1 answer)\" = lockgate-end ] || lg_store_fail 1 \"the rows of now could not be read: $(cat holder)\"",
        "  sed '$d' answer",
        "}",
    ],
    [
        "lg_pg_loss_rows",
        "lg_pg_loss_rows() {",
        "  [ -f \"$lg_pg_file\" ] || lg_store_fail 1 \"the backup $lg_pg_file is gone\"",
        "  [ \"$(lg_store_digest \"$lg_pg_file\")\" = \"$lg_pg_sha\" ] || lg_store_fail 1 \"the backup $lg_pg_file is damaged: its digest is not the one on record\"",
        "  lg_pg_room_for $((lg_pg_bytes + lg_pg_bytes / 5)) 'restoring the backup beside the database, to compare rows'",
        "  lg_store_room . $((lg_pg_bytes + 1000000)) 'the digests of the rows to compare'",
        "  lg_progress \"restoring the backup, to compare rows\"",
        "  lg_pg_scratch=$lg_pg_fresh",
        "  lg_pg_create \"$lg_pg_scratch\"",
        "  lg_pg_fill \"$lg_pg_scratch\" \"$lg_pg_file\" || lg_store_fail 1 \"the backup $lg_pg_file cannot be restored\"",
        "  lg_progress \"comparing rows\"",
        "  lg_pg_held lg_pg_columns >columns.now || exit",
        "  lg_pg_columns | lg_pg_ask \"$lg_pg_scratch\" \"$lg_pg_pins -c search_path=pg_catalog\" >columns.then || exit",
        "  lg_pg_held lg_pg_compare now columns.then >all.now || exit",
        "  lg_pg_compare \"then\" columns.now | lg_pg_ask \"$lg_pg_scratch\" \"$lg_pg_pins -c search_path=pg_catalog\" >all.then || exit",
        "  lg_pg_drop \"$lg_pg_scratch\" || lg_store_fail 1 \"the database $lg_pg_scratch could not be dropped\"",
        "  lg_pg_scratch=",
        "  for lg_pg_one in now \"then\"; do",
        "    for lg_pg_what in r k; do",
        "      sed -n \"s/^$lg_pg_what|//p\" \"all.$lg_pg_one\" | sort -T . >\"$lg_pg_what.$lg_pg_one\" || lg_store_fail 1 'the digests of the rows could not be sorted'",
        "    done",
        "    cut -d '|' -f 1,2 \"columns.$lg_pg_one\" | sort >\"names.$lg_pg_one\"",
        "  done",
        "  comm -23 r.now r.then >written && comm -13 r.now r.then >gone && comm -13 k.now k.then >unkeyed || exit 1",
        "  while IFS= read -r lg_pg_h; do",
        "    lg_pg_one=gone",
        "    if grep -q \"^$lg_pg_h|\" k.now || grep -q \"^$lg_pg_h|\" k.then; then lg_pg_one=unkeyed; fi",
        "    printf '%s|%s|%s\\n' \"$lg_pg_h\" \"$(grep -c \"^$lg_pg_h|\" written)\" \"$(grep -c \"^$lg_pg_h|\" \"$lg_pg_one\")\"",
        "  done <differ >told",
        "  { comm -23 names.now names.then | sed 's/^\\(.*\\)|/\\1||column-now|/'; comm -13 names.now names.then | sed 's/^\\(.*\\)|/\\1||column-then|/'; } >>told",
        "}",
    ],
    [
        "lg_pg_columns",
        "lg_pg_columns() {",
        "  printf \"SELECT h || '|' || c || '|' || pk FROM (\\n\"",
        "  lg_pg_columns_of",
        "  printf ') AS k ORDER BY 1;\\n'",
        "}",
    ],
    [
        "lg_pg_columns_of",
        "lg_pg_columns_of() {",
        "  cat <<'SQL'",
        "SELECT t.nspname, t.relname, t.h, a.attname, upper(encode(convert_to(a.attname, 'UTF8'), 'hex')) AS c, a.attgenerated <> '' AS generated, pg_get_expr(d.adbin, d.adrelid) AS fallback,",
        "  coalesce((SELECT u.n FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS u (num, n) WHERE u.num = a.attnum), 0) AS pk",
        "FROM (SELECT s.*, upper(encode(convert_to(shown, 'UTF8'), 'hex')) AS h FROM (",
        "SQL",
        "  lg_pg_tables",
        "  cat <<'SQL'",
        ") AS s) AS t JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped",
        "LEFT JOIN pg_index AS i ON i.indrelid = t.oid AND i.indisprimary",
        "LEFT JOIN pg_attrdef AS d ON d.adrelid = t.oid AND d.adnum = a.attnum",
        "SQL",
        "  printf \"WHERE t.h IN (SELECT regexp_split_to_table('%s', E'\\\\\\\\n'))\\n\" \"$(cat differ)\"",
        "}",
    ],
    [
        "lg_pg_compare",
        "lg_pg_compare() {",
        "  printf \"WITH other AS (SELECT split_part(l, '|', 1) AS t, split_part(l, '|', 2) AS c, split_part(l, '|', 3)::int AS pk FROM regexp_split_to_table('%s', E'\\\\\\\\n') AS l), columns AS (\\n\" \"$(cat \"$2\")\"",
        "  lg_pg_columns_of",
        "  printf \"), tables AS (SELECT '%s' = 'now' AS side, h, nspname, relname,\\n\" \"$1\"",
        "  cat <<'SQL'",
        "    coalesce(string_agg(format('lg.%I::text', attname), ', ' ORDER BY k.c) FILTER (WHERE o.c IS NOT NULL), '') AS common,",
        "    coalesce(string_agg(format('lg.%I::text IS NOT DISTINCT FROM (%s)::text', attname, CASE WHEN fallback IS NULL OR fallback LIKE '%(%' THEN 'NULL' ELSE fallback END), ' AND ') FILTER (WHERE o.c IS NULL AND NOT generated), 'true') AS plain,",
        "    string_agg(format('lg.%I::text', attname), ', ' ORDER BY k.pk) FILTER (WHERE k.pk > 0) AS key,",
        "    string_agg(k.c, ',' ORDER BY k.pk) FILTER (WHERE k.pk > 0) = (SELECT string_agg(x.c, ',' ORDER BY x.pk) FROM other AS x WHERE x.t = h AND x.pk > 0) AS keyed",
        "  FROM columns AS k LEFT JOIN other AS o ON o.t = k.h AND o.c = k.c GROUP BY h, nspname, relname)",
        "SELECT unnest(ARRAY[",
        "  format('COPY (SELECT %L || md5(ROW(%s)::text) || CASE WHEN %s THEN '''' ELSE ''+'' END FROM ONLY %I.%I AS lg) TO STDOUT', 'r|' || h || '|', common, CASE WHEN side THEN plain ELSE 'true' END, nspname, relname),",
        "  CASE WHEN keyed THEN format('COPY (SELECT %L || md5(ROW(%s)::text) FROM ONLY %I.%I AS lg) TO STDOUT', 'k|' || h || '|', key, nspname, relname) END])",
        "FROM tables \\gexec",
        "SQL",
        "}",
    ],
    [
        "lg_pg_table",
        "lg_pg_table() {",
        "  cat <<'SQL'",
        "SELECT pg_catalog.to_regclass('public.lockgate_migrations') IS NULL AS lockgate_new \\gset",
        "CREATE TABLE IF NOT EXISTS public.lockgate_migrations (",
        "  place bigint GENERATED ALWAYS AS IDENTITY, name text PRIMARY KEY, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), release text NOT NULL,",
        "  statements int NOT NULL DEFAULT 0, begun int NOT NULL DEFAULT 0, done int NOT NULL DEFAULT 0);",
        "\\if :lockgate_new",
        "SELECT unnest(ARRAY[format('REVOKE ALL ON %s FROM %s', thing, who), CASE WHEN reads THEN format('GRANT SELECT ON %s TO %s', thing, who) END])",
        "FROM (SELECT c.oid::regclass AS thing, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS who, bool_or(a.privilege_type = 'SELECT') AS reads",
        "  FROM pg_class AS c, aclexplode(c.relacl) AS a",
        "  WHERE c.oid IN ('public.lockgate_migrations'::regclass, pg_get_serial_sequence('public.lockgate_migrations', 'place')::regclass) AND a.grantee <> c.relowner GROUP BY 1, 2) AS granted \\gexec",
        "\\endif",
        "SQL",
        "}",
    ],
    [
        "lg_pg_revisions",
        "lg_pg_revisions() {",
        "  lg_pg_ask \"$lg_pg_name\" '' <<'SQL'",
        "SELECT to_regclass('public.lockgate_migrations') IS NOT NULL AS there \\gset",
        "\\if :there",
        "SELECT upper(encode(convert_to(name, 'UTF8'), 'hex')) || '|' || digest || '|' || statements || '|' || begun || '|' || done FROM public.lockgate_migrations ORDER BY place;",
        "\\endif",
        "SQL",
        "}",
    ],
    [
        "lg_pg_applied",
        "lg_pg_applied() (",
        "  lg_pg_begin \"$@\" read",
        "  lg_pg_was=$(lg_pg_revisions) || {",
        "    lg_pg_code=$?",
        "    [ \"$lg_pg_code\" -eq 44 ] || exit \"$lg_pg_code\"",
        "    exit 0",
        "  }",
        "  printf '%s\\n' \"$lg_pg_was\" | sed -n 's/^\\([0-9A-F]*|[0-9a-f]*\\)|\\([0-9]*\\)|[0-9]*|\\2$/\\1/p'",
        ")",
    ],
    [
        "lg_pg_apply",
        "lg_pg_apply() (",
        "  lg_pg_begin \"$1\" \"$2\" \"$3\" \"$4\" \"$5\" apply",
        "  lg_pg_how=$6 lg_pg_release=$7 lg_pg_lock=$8 lg_pg_keys=$9",
        "  shift 9",
        "  lg_pg_folder apply",
        "  cat >\"$lg_pg_dir/all\" || lg_store_fail 1 'the files could not be written on the host'",
        "  lg_pg_n=0 lg_pg_from=1",
        "  while [ $# -gt 0 ]; do",
        "    lg_pg_n=$((lg_pg_n + 1))",
        "    tail -c \"+$lg_pg_from\" \"$lg_pg_dir/all\" | head -c \"$4\" >\"$lg_pg_dir/$lg_pg_n.sql\"",
        "    lg_pg_from=$((lg_pg_from + $4))",
        "    [ \"$(lg_store_digest \"$lg_pg_dir/$lg_pg_n.sql\")\" = \"$3\" ] || lg_store_fail 1 \"$1 did not arrive on the host as it is in the repository (its digest is not $3); nothing was run\"",
        "    printf '%s\\n' \"$1\" >\"$lg_pg_dir/$lg_pg_n.name\" && printf '%s|%s\\n' \"$2\" \"$3\" >\"$lg_pg_dir/$lg_pg_n.key\" || exit 1",
        "    shift 4",
        "  done",
        "  lg_pg_end_sessions",
        "  lg_pg_was=$(lg_pg_revisions) || exit",
        "  lg_pg_apply_begin",
        "  lg_pg_k=0",
        "  while [ \"$lg_pg_k\" -lt \"$lg_pg_n\" ]; do",
        "    lg_pg_k=$((lg_pg_k + 1))",
        "    lg_pg_apply_take || continue",
        "    [ \"$lg_pg_how\" = all ] || lg_pg_apply_run",
        "  done",
        "  [ \"$lg_pg_names\" = '' ] || lg_pg_apply_run",
        ")",
    ],
    [
        "lg_pg_watch_client",
        "lg_pg_watch_client() {",
        "  printf '%s\\n' \"SELECT pg_catalog.set_config('client_connection_check_interval', '500', false) WHERE pg_catalog.current_setting('server_version_num')::int >= 140000;\"",
        "}",
    ],
    [
        "lg_pg_apply_begin",
        "lg_pg_apply_begin() {",
        "  lg_pg_names=''",
        "  : >\"$lg_pg_dir/map\"",
        "  {",
        "    printf '\\\\o /dev/null\\n'",
        "    lg_pg_watch_client",
        "    printf 'BEGIN;\\nSELECT pg_catalog.pg_current_xact_id() AS lockgate_xact \\\\gset\\n\\\\echo xact :lockgate_xact\\n'",
        "    lg_pg_table",
        "    [ \"$lg_pg_keys\" != yes ] || lg_pg_keys_before",
        "  } >\"$lg_pg_dir/script\" || exit 1",
        "}",
    ],
    [
        "lg_pg_apply_take",
        "lg_pg_apply_take() {",
        "  lg_pg_this=$(cat -- \"$lg_pg_dir/$lg_pg_k.name\") lg_pg_key=$(cat -- \"$lg_pg_dir/$lg_pg_k.key\")",
        "  case \"",
        "$lg_pg_was",
        "\" in",
        "    *\"",
        "$lg_pg_key|0|0|0",
        "\"*)",
        "      printf 'applied before: %s\\n' \"$lg_pg_this\"",
        "      return 1",
        "      ;;",
        "    *\"",
        "$lg_pg_key|\"*) lg_store_fail 1 \"$lg_pg_this was begun statement by statement and must be ended so: give it back its first line; nothing of it was run\" ;;",
        "    *\"",
        "${lg_pg_key%|*}|\"*) lg_store_fail 1 \"$lg_pg_this was applied with another content: an applied file must not be edited; nothing of it was run\" ;;",
        "  esac",
        "  printf '%s %s\\n' \"$(($(wc -l <\"$lg_pg_dir/script\") + 1))\" \"$lg_pg_this\" >>\"$lg_pg_dir/map\"",
        "  {",
        "    cat -- \"$lg_pg_dir/$lg_pg_k.sql\" && printf '\\n;\\n'",
        "    lg_pg_apply_record",
        "  } >>\"$lg_pg_dir/script\" || lg_store_fail 1 'the script could not be written on the host; nothing was run'",
        "  lg_pg_names=\"$lg_pg_names${lg_pg_names:+, }$lg_pg_this\"",
        "}",
    ],
    [
        "lg_pg_apply_record",
        "lg_pg_apply_record() {",
        "  printf '%s\\n' 'RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL;'",
        "  lg_pg_watch_client",
        "  printf \"INSERT INTO public.lockgate_migrations (name, digest, release) VALUES (convert_from(decode('%s', 'hex'), 'UTF8'), '%s', convert_from(decode('%s', 'hex'), 'UTF8'));\\n\" \"${lg_pg_key%|*}\" \"${lg_pg_key#*|}\" \"$lg_pg_release\"",
        "}",
    ],
    [
        "lg_pg_keys_before",
        "lg_pg_keys_before() {",
        "  printf '%s\\n' 'CREATE TEMP TABLE lockgate_before (shown text, key text, n bigint) ON COMMIT DROP;' 'CREATE TEMP TABLE lockgate_after (shown text, key text, n bigint CONSTRAINT \"foreign keys point nowhere; all of it was rolled back\" CHECK (n = 0)) ON COMMIT DROP;'",
        "  printf \"SELECT format('INSERT INTO pg_temp.lockgate_before SELECT %%L, %%L, (%%s)', shown, key, question) FROM (\\n\"",
        "  lg_pg_orphans_script",
        "  printf ') AS o \\\\gexec\\n'",
        "}",
    ],
    [
        "lg_pg_keys_after",
        "lg_pg_keys_after() {",
        "  printf \"SELECT format('INSERT INTO pg_temp.lockgate_after SELECT shown, key, greatest((%%s) - n, 0) FROM pg_temp.lockgate_before WHERE shown = %%L AND key = %%L', question, shown, key) FROM (\\n\"",
        "  lg_pg_orphans_script",
        "  printf ') AS o \\\\gexec\\n'",
        "}",
    ],
    [
        "lg_pg_apply_run",
        "lg_pg_apply_run() {",
        "  lg_pg_nonce=lockgate-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')",
        "  {",
        "    [ \"$lg_pg_keys\" != yes ] || lg_pg_keys_after",
        "    printf 'COMMIT;\\n\\\\echo %s\\n' \"$lg_pg_nonce\"",
        "  } >>\"$lg_pg_dir/script\" || lg_store_fail 1 'the script could not be written on the host; nothing was run'",
        "  lg_pg_options=\"-c client_min_messages=warning -c lock_timeout=$lg_pg_lock -c idle_in_transaction_session_timeout=60000\"",
        "  lg_pg_try=1",
        "  until lg_pg_apply_once; do",
        "    lg_pg_retriable \"$lg_pg_try\" || {",
        "      lg_pg_explain >&2",
        "      lg_store_fail 1 \"not applied, nothing of it was kept: $lg_pg_names\"",
        "    }",
        "    lg_pg_try=$((lg_pg_try + 1))",
        "  done",
        "  printf 'applied: %s\\n' \"$lg_pg_names\"",
        "  lg_pg_apply_begin",
        "}",
    ],
    [
        "lg_pg_apply_once",
        "lg_pg_apply_once() {",
        "  lg_pg_wait \"$lg_pg_dir/script\" lg_pg_sql \"$lg_pg_name\" \"$lg_pg_options\" -v VERBOSITY=verbose >\"$lg_pg_dir/out\" 2>\"$lg_pg_dir/err\"",
        "  lg_pg_code=$?",
        "  ! grep -qxF -e \"$lg_pg_nonce\" \"$lg_pg_dir/out\" || return 0",
        "  lg_pg_xact=$(sed -n 's/^xact \\([0-9]*\\)$/\\1/p' \"$lg_pg_dir/out\" | head -n 1)",
        "  if [ -z \"$lg_pg_xact\" ]; then",
        "    lg_pg_blame \"$lg_pg_code\" \"$lg_pg_name\" \"$(cat -- \"$lg_pg_dir/err\")\"",
        "  fi",
        "  lg_pg_resolve",
        "}",
    ],
    [
        "lg_pg_resolve",
        "lg_pg_resolve() {",
        "  lg_pg_asked=0",
        "  while [ \"$lg_pg_asked\" -lt 30 ]; do",
        "    lg_pg_fate=$( (lg_pg_end_sessions OWN) 2>/dev/null && printf \"SELECT coalesce(pg_xact_status(:'xact'::xid8), 'forgotten');\\n\" | lg_pg_sql \"$lg_pg_name\" '' -v \"xact=$lg_pg_xact\" 2>/dev/null)",
        "    case $lg_pg_fate in",
        "      committed)",
        "        printf 'the end of the transaction was not seen; the server says that it is committed\\n'",
        "        return 0",
        "        ;;",
        "      aborted) return 1 ;;",
        "    esac",
        "    lg_pg_asked=$((lg_pg_asked + 1))",
        "    sleep 1",
        "  done",
        "  lg_store_fail 1 \"it cannot be told whether $lg_pg_names was committed (transaction $lg_pg_xact): the next run finds out\"",
        "}",
    ],
    [
        "lg_pg_retriable",
        "lg_pg_retriable() {",
        "  grep -q 'ERROR:  \\(55P03\\|40P01\\):' \"$lg_pg_dir/err\" && [ \"$1\" -lt 5 ] || return 1",
        "  lg_progress \"somebody holds a lock that $lg_pg_names needs: attempt $(($1 + 1)) of 5 follows\"",
        "  printf 'attempt %s met a lock; nothing of it was kept\\n' \"$1\"",
        "  sleep \"$1\"",
        "}",
    ],
    [
        "lg_pg_explain",
        "lg_pg_explain() {",
        "  sed '/^LOCATION: /d' \"$lg_pg_dir/err\" | while IFS= read -r lg_pg_line; do",
        "    case $lg_pg_line in",
        "      psql:*:[0-9]*:*)",
        "        lg_pg_at=${lg_pg_line#psql:*:} lg_pg_line=${lg_pg_line#psql:*:*:}",
        "        lg_pg_at=${lg_pg_at%%:*} lg_pg_where='the end of the transaction'",
        "        while read -r lg_pg_start lg_pg_this; do",
        "          [ \"$lg_pg_start\" -gt \"$lg_pg_at\" ] || lg_pg_where=\"$lg_pg_this, line $((lg_pg_at - lg_pg_start + 1))\"",
        "        done <\"$lg_pg_dir/map\"",
        "        printf '%s:%s\\n' \"$lg_pg_where\" \"$lg_pg_line\"",
        "        ;;",
        "      *) printf '%s\\n' \"$lg_pg_line\" ;;",
        "    esac",
        "  done",
        "}",
    ],
    [
        "lg_pg_record",
        "lg_pg_record() (",
        "  lg_pg_begin \"$1\" \"$2\" \"$3\" \"$4\" \"$5\" record",
        "  lg_pg_release=$6",
        "  shift 6",
        "  lg_pg_folder record",
        "  {",
        "    printf 'BEGIN;\\n'",
        "    lg_pg_table",
        "    while [ $# -gt 0 ]; do",
        "      printf \"INSERT INTO public.lockgate_migrations (name, digest, release) VALUES (convert_from(decode('%s', 'hex'), 'UTF8'), '%s', convert_from(decode('%s', 'hex'), 'UTF8')) ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, release = excluded.release, statements = 0, begun = 0, done = 0;\\n\" \"$1\" \"$2\" \"$lg_pg_release\"",
        "      shift 2",
        "    done",
        "    printf 'COMMIT;\\n'",
        "  } >\"$lg_pg_dir/script\"",
        "  lg_pg_wait \"$lg_pg_dir/script\" lg_pg_ask \"$lg_pg_name\" '-c client_min_messages=warning -c lock_timeout=10000'",
        ")",
    ],
    [
        "lg_pg_restore",
        "lg_pg_restore() (",
        "  lg_pg_begin \"$1\" \"$2\" \"$3\" \"$4\" \"$5\" restore",
        "  shift 5",
        "  lg_pg_fresh=$1 lg_pg_ready=$2 lg_pg_kept=$3 lg_pg_file=$4 lg_pg_sha=$5 lg_pg_total=$6 lg_pg_version=$7",
        "  lg_pg_expected=$(sort)",
        "  lg_pg_folder restore",
        "  lg_pg_end_sessions",
        "  lg_pg_live=$(lg_pg_there \"$lg_pg_name\") || exit",
        "  if [ \"$(lg_pg_there \"$lg_pg_ready\")\" = 0 ]; then",
        "    if [ \"$lg_pg_live\" = 1 ] && [ \"$(lg_pg_there \"$lg_pg_kept\")\" = 1 ] && lg_pg_as_expected \"$lg_pg_name\" 2>/dev/null; then",
        "      printf 'the database is the restored one already\\n'",
        "      exit 0",
        "    fi",
        "    lg_pg_restore_prepare",
        "  fi",
        "  lg_pg_restore_swap",
        ")",
    ],
    [
        "lg_pg_there",
        "lg_pg_there() {",
        "  printf \"SELECT count(*) FROM pg_database WHERE datname = :'db';\\n\" | lg_pg_ask \"$lg_pg_hall\" '' -v \"db=$1\"",
        "}",
    ],
    [
        "lg_pg_as_expected",
        "lg_pg_as_expected() {",
        "  lg_pg_found=$(lg_pg_census \"$1\") || return 1",
        "  lg_pg_found=$(printf '%s\\n' \"$lg_pg_found\" | sed -n 's/^\\([0-9A-F]*\\)|.*|\\([0-9]*\\)|\\([0-9a-f]*\\)$/\\1|\\2|\\3/p' | sort)",
        "  [ \"$lg_pg_found\" != \"$lg_pg_expected\" ] || return 0",
        "  lg_pg_mine=$(printf \"SELECT current_setting('server_version');\\n\" | lg_pg_ask \"$1\" '') || return 1",
        "  [ \"${lg_pg_mine%%[!0-9]*}\" != \"${lg_pg_version%%[!0-9]*}\" ] || return 1",
        "  [ \"$(printf '%s\\n' \"$lg_pg_found\" | cut -d '|' -f 1,2)\" = \"$(printf '%s\\n' \"$lg_pg_expected\" | cut -d '|' -f 1,2)\" ]",
        "}",
    ],
    [
        "lg_pg_restore_prepare",
        "lg_pg_restore_prepare() {",
        "  [ -f \"$lg_pg_file\" ] || lg_store_fail 1 \"the backup $lg_pg_file is gone\"",
        "  [ \"$(lg_store_digest \"$lg_pg_file\")\" = \"$lg_pg_sha\" ] || lg_store_fail 1 \"the backup $lg_pg_file is damaged: its digest is not the one on record; nothing was replaced\"",
        "  lg_pg_room_for $((lg_pg_total + lg_pg_total / 5)) \"restoring $lg_pg_name beside it\"",
        "  lg_progress \"restoring $(lg_store_mb \"$lg_pg_total\") MB into $lg_pg_fresh\"",
        "  lg_pg_scratch=$lg_pg_fresh",
        "  lg_pg_create \"$lg_pg_fresh\"",
        "  lg_pg_fill \"$lg_pg_fresh\" \"$lg_pg_file\" || lg_store_fail 1 \"the backup $lg_pg_file cannot be restored; nothing was replaced\"",
        "  lg_pg_as_expected \"$lg_pg_fresh\" || lg_store_fail 1 'the restored database has other rows than the manifest; nothing was replaced'",
        "  printf 'ANALYZE;\\n' | lg_pg_ask \"$lg_pg_fresh\" '-c client_min_messages=error'",
        "  [ \"$lg_pg_live\" != 1 ] || lg_pg_replay",
        "  printf 'ALTER DATABASE :\"fresh\" RENAME TO :\"ready\";\\n' | lg_pg_ask \"$lg_pg_hall\" '' -v \"fresh=$lg_pg_fresh\" -v \"ready=$lg_pg_ready\"",
        "  lg_pg_scratch=",
        "}",
    ],
    [
        "lg_pg_replay",
        "lg_pg_replay() {",
        "  lg_pg_ask \"$lg_pg_hall\" '-c client_min_messages=warning' -v \"db=$lg_pg_name\" -v \"new=$lg_pg_fresh\" <<'SQL'",
        "SELECT format('ALTER DATABASE %I CONNECTION LIMIT %s', :'new', datconnlimit) FROM pg_database WHERE datname = :'db' AND datconnlimit >= 0 \\gexec",
        "SELECT format('COMMENT ON DATABASE %I IS %L', :'new', shobj_description(oid, 'pg_database')) FROM pg_database WHERE datname = :'db' AND shobj_description(oid, 'pg_database') IS NOT NULL \\gexec",
        "SELECT unnest(ARRAY[format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'new'), format('REVOKE ALL ON DATABASE %I FROM %I', :'new', pg_get_userbyid(datdba))]) FROM pg_database WHERE datname = :'db' AND datacl IS NOT NULL \\gexec",
        "SELECT format('GRANT %s ON DATABASE %I TO %s%s', a.privilege_type, :'new', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, CASE WHEN a.is_grantable AND a.grantee <> 0 THEN ' WITH GRANT OPTION' ELSE '' END)",
        "FROM pg_database, aclexplode(datacl) AS a WHERE datname = :'db' \\gexec",
        "SELECT format('ALTER %s SET %s TO %s', CASE s.setrole WHEN 0 THEN format('DATABASE %I', :'new') ELSE format('ROLE %I IN DATABASE %I', pg_get_userbyid(s.setrole), :'new') END,",
        "  -- The names of settings of extensions have two parts. Values of some are lists that are stored as they are to be written.",
        "  (SELECT string_agg(quote_ident(part), '.') FROM unnest(string_to_array(split_part(c, '=', 1), '.')) AS part),",
        "  CASE WHEN split_part(c, '=', 1) IN ('local_preload_libraries', 'search_path', 'session_preload_libraries', 'shared_preload_libraries', 'temp_tablespaces', 'unix_socket_directories') AND v <> '' THEN v ELSE quote_literal(v) END)",
        "FROM pg_db_role_setting AS s JOIN pg_database AS d ON d.oid = s.setdatabase, unnest(s.setconfig) AS c, substr(c, strpos(c, '=') + 1) AS v WHERE d.datname = :'db' \\gexec",
        "SQL",
        "}",
    ],
    [
        "lg_pg_restore_swap",
        "lg_pg_restore_swap() {",
        "  lg_pg_n=1 lg_pg_free=$lg_pg_kept",
        "  while [ \"$(lg_pg_there \"$lg_pg_free\")\" = 1 ]; do",
        "    lg_pg_n=$((lg_pg_n + 1))",
        "    lg_pg_free=$lg_pg_kept.$lg_pg_n",
        "  done",
        "  lg_pg_oid=$(printf \"SELECT oid FROM pg_database WHERE datname = :'db';\\n\" | lg_pg_ask \"$lg_pg_hall\" '' -v \"db=$lg_pg_name\") || exit",
        "  lg_pg_try=1",
        "  until lg_pg_swap_once; do",
        "    case $(cat -- \"$lg_pg_dir/err\") in *'ERROR:  55006:'* | *'ERROR:  55P03:'*) ;; *) lg_pg_try=9 ;; esac",
        "    [ \"$lg_pg_try\" -lt 5 ] || lg_store_fail 1 \"the databases could not be swapped; nothing was replaced, and the restored one is $lg_pg_ready: $(cat -- \"$lg_pg_dir/err\")\"",
        "    lg_pg_try=$((lg_pg_try + 1))",
        "    sleep 1",
        "  done",
        "  if [ \"$lg_pg_live\" = 1 ]; then",
        "    printf 'the database is the one of the backup; the one before is kept as %s\\n' \"$lg_pg_free\"",
        "  else",
        "    printf 'the database is the one of the backup; there was none before\\n'",
        "  fi",
        "}",
    ],
    [
        "lg_pg_swap_once",
        "lg_pg_swap_once() {",
        "  {",
        "    lg_pg_watch_client",
        "    printf 'BEGIN;\\n'",
        "    [ \"$lg_pg_live\" != 1 ] || printf 'ALTER DATABASE :\"db\" RENAME TO :\"kept\";\\n'",
        "    printf 'ALTER DATABASE :\"ready\" RENAME TO :\"db\";\\nCOMMIT;\\n'",
        "  } >\"$lg_pg_dir/script\"",
        "  rm -f -- \"$lg_pg_dir/over\"",
        "  (",
        "    trap '' HUP INT TERM",
        "    lg_pg_sql \"$lg_pg_hall\" '-c lock_timeout=30000' -v VERBOSITY=verbose -v \"db=$lg_pg_name\" -v \"kept=$lg_pg_free\" -v \"ready=$lg_pg_ready\" <\"$lg_pg_dir/script\" >\"$lg_pg_dir/swap\" 2>\"$lg_pg_dir/err\"",
        "    echo \"$?\" >\"$lg_pg_dir/over\"",
        "  ) &",
        "  lg_pg_swapper=$!",
        "  while [ ! -e \"$lg_pg_dir/over\" ] && kill -0 \"$lg_pg_swapper\" 2>/dev/null; do",
        "    [ -z \"$lg_pg_oid\" ] || printf \"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datid = :'oid'::oid;\\n\" | lg_pg_sql \"$lg_pg_hall\" '' -v \"oid=$lg_pg_oid\" >/dev/null 2>&1",
        "    sleep 0.05 2>/dev/null || sleep 1",
        "  done",
        "  wait \"$lg_pg_swapper\"",
        "  [ \"$(lg_pg_there \"$lg_pg_ready\")\" = 0 ] && [ \"$(lg_pg_there \"$lg_pg_name\")\" = 1 ]",
        "}",
    ],
    [
        "lg_pg_drop",
        "lg_pg_drop() {",
        "  printf 'DROP DATABASE IF EXISTS :\"db\" WITH (FORCE);\\n' | lg_pg_sql \"$lg_pg_hall\" '-c client_min_messages=warning' -v \"db=$1\"",
        "}",
    ],
    [
        "lg_pg_create",
        "lg_pg_create() {",
        "  { lg_pg_drop \"$1\" && lg_pg_create_like \"$1\"; } 2>\"$lg_pg_dir/create\" && return 0",
        "  lg_store_fail 1 \"the database $1 could not be made: $(cat -- \"$lg_pg_dir/create\")\"",
        "}",
    ],
    [
        "lg_pg_create_like",
        "lg_pg_create_like() {",
        "  lg_pg_sql \"$lg_pg_hall\" '-c client_min_messages=warning' -v \"db=$lg_pg_name\" -v \"new=$1\" <<'SQL'",
        "SELECT 'CREATE DATABASE ' || quote_ident(:'new') || ' TEMPLATE template0' || coalesce((",
        "  SELECT format(' OWNER %I ENCODING %L LC_COLLATE %L LC_CTYPE %L TABLESPACE %I', pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype, (SELECT spcname FROM pg_tablespace WHERE oid = dattablespace))",
        "    || CASE j ->> 'datlocprovider' WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', coalesce(j ->> 'daticulocale', j ->> 'datlocale')) || coalesce(' ICU_RULES ' || quote_literal(j ->> 'daticurules'), '')",
        "      WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', j ->> 'datlocale') ELSE '' END",
        "  FROM pg_database AS d, to_jsonb(d) AS j WHERE datname = :'db'), '') \\gexec",
        "SQL",
        "}",
    ],
    [
        "lg_pg_fill",
        "lg_pg_fill() {",
        "  lg_pg_target \"$1\" '-c synchronous_commit=off -c statement_timeout=0'",
        "  : >\"$lg_pg_dir/ends\"",
        "  lg_pg_wait /dev/null lg_pg_fill_pipe \"$2\"",
        "  case $(cat -- \"$lg_pg_dir/ends\") in *'unpacked 0'*) ;; *) return 1 ;; esac",
        "  case $(cat -- \"$lg_pg_dir/ends\") in *'restored 0'*) ;; *) return 1 ;; esac",
        "}",
    ],
    [
        "lg_pg_fill_pipe",
        "lg_pg_fill_pipe() {",
        "  {",
        "    lg_store_unpack \"$1\"",
        "    echo \"unpacked $?\" >>\"$lg_pg_dir/ends\"",
        "  } | {",
        "    lg_pg_run pg_restore --exit-on-error --no-password -d \"$lg_pg_conn\"",
        "    echo \"restored $?\" >>\"$lg_pg_dir/ends\"",
        "  }",
        "}",
    ],
    [
        "lg_pg_room_for",
        "lg_pg_room_for() {",
        "  lg_pg_data=$(printf \"SELECT setting FROM pg_settings WHERE name = 'data_directory';\\n\" | lg_pg_sql \"$lg_pg_hall\" '' 2>/dev/null)",
        "  [ -n \"$lg_pg_data\" ] && stat -f -- \"$lg_pg_data\" >/dev/null 2>&1 || return 0",
        "  lg_store_room \"$lg_pg_data\" \"$1\" \"$2\"",
        "}",
    ],
    [
        "lg_pg_statement",
        "lg_pg_statement() (",
        "  lg_pg_begin \"$1\" \"$2\" \"$3\" \"$4\" \"$5\" statement",
        "  shift 5",
        "  lg_pg_release=$1 lg_pg_lock=$2 lg_pg_kind=$3 lg_pg_index=$4 lg_pg_hex=$5 lg_pg_sha=$6 lg_pg_k=$7 lg_pg_of=$8 lg_pg_names=$9",
        "  lg_pg_folder statement",
        "  cat >\"$lg_pg_dir/text\" || lg_store_fail 1 'the statement could not be written on the host'",
        "  lg_pg_end_sessions",
        "  lg_pg_was=$(lg_pg_revisions) || exit",
        "  lg_pg_was=$(printf '%s\\n' \"$lg_pg_was\" | grep \"^$lg_pg_hex|\")",
        "  [ -n \"$lg_pg_was\" ] || lg_pg_was=\"$lg_pg_hex|$lg_pg_sha|$lg_pg_of|0|0\"",
        "  lg_pg_done=${lg_pg_was##*|}",
        "  case $lg_pg_was in",
        "    \"$lg_pg_hex|$lg_pg_sha|0|0|0\") lg_pg_done=$lg_pg_of ;;",
        "    \"$lg_pg_hex|$lg_pg_sha|$lg_pg_of|\"*) ;;",
        "    *) lg_store_fail 1 \"$lg_pg_names was applied, at least in part, with another content: an applied file must not be edited; nothing of it was run\" ;;",
        "  esac",
        "  [ \"$lg_pg_k\" -gt \"$lg_pg_done\" ] || {",
        "    printf 'done before: %s\\n' \"$lg_pg_names\"",
        "    exit 0",
        "  }",
        "  [ \"$lg_pg_k\" -eq $((lg_pg_done + 1)) ] || lg_store_fail 1 \"$lg_pg_names cannot run before statement $((lg_pg_done + 1)) of its file is done\"",
        "  lg_pg_statement_cleared \"$lg_pg_was\"",
        "  [ \"$lg_pg_kind\" = plain ] || lg_pg_statement_mark begun",
        "  lg_pg_try=1",
        "  until lg_pg_statement_once; do",
        "    if ! lg_pg_retriable \"$lg_pg_try\"; then",
        "      lg_pg_explain >&2",
        "      lg_pg_statement_cleared ''",
        "      lg_store_fail 1 \"it failed: $lg_pg_names; what came before it in the file is done\"",
        "    fi",
        "    lg_pg_statement_cleared ''",
        "    lg_pg_try=$((lg_pg_try + 1))",
        "  done",
        "  [ \"$lg_pg_kind\" = plain ] || lg_pg_statement_mark \"done\"",
        "  printf 'done: %s\\n' \"$lg_pg_names\"",
        ")",
    ],
    [
        "lg_pg_statement_cleared",
        "lg_pg_statement_cleared() {",
        "  case $lg_pg_kind in create | drop) ;; *) return 0 ;; esac",
        "  lg_pg_has=$(lg_pg_ask \"$lg_pg_name\" '' -v \"index=$lg_pg_index\" <<'SQL'",
        "SELECT coalesce((SELECT CASE WHEN indisvalid THEN 'valid' WHEN EXISTS (SELECT FROM pg_stat_progress_create_index WHERE index_relid = indexrelid) THEN 'building' ELSE 'invalid' END",
        "  FROM pg_index WHERE indexrelid = to_regclass(:'index')), 'none');",
        "SQL",
        "  ) || exit",
        "  lg_pg_tried=${1%|*}",
        "  lg_pg_tried=${lg_pg_tried##*|}",
        "  case $lg_pg_kind-$lg_pg_has in",
        "    create-building) lg_store_fail 1 \"somebody is building the index $lg_pg_index right now\" ;;",
        "    create-invalid)",
        "      printf 'DROP INDEX CONCURRENTLY IF EXISTS %s;\\n' \"$lg_pg_index\" | lg_pg_ask \"$lg_pg_name\" \"-c lock_timeout=$lg_pg_lock\"",
        "      printf 'dropped the invalid index %s that a failed attempt had left\\n' \"$lg_pg_index\"",
        "      ;;",
        "    create-valid | drop-none)",
        "      [ \"$lg_pg_tried\" = \"$lg_pg_k\" ] || return 0",
        "      lg_pg_statement_mark \"done\"",
        "      printf 'done, as found: %s\\n' \"$lg_pg_names\"",
        "      exit 0",
        "      ;;",
        "  esac",
        "}",
    ],
    [
        "lg_pg_statement_row",
        "lg_pg_statement_row() {",
        "  lg_pg_table",
        "  printf \"INSERT INTO public.lockgate_migrations (name, digest, release, statements, %s) VALUES (convert_from(decode('%s', 'hex'), 'UTF8'), '%s', convert_from(decode('%s', 'hex'), 'UTF8'), %s, %s) ON CONFLICT (name) DO UPDATE SET %s = excluded.%s;\\n\" \\",
        "    \"$1\" \"$lg_pg_hex\" \"$lg_pg_sha\" \"$lg_pg_release\" \"$lg_pg_of\" \"$lg_pg_k\" \"$1\" \"$1\"",
        "}",
    ],
    [
        "lg_pg_statement_mark",
        "lg_pg_statement_mark() {",
        "  { printf 'BEGIN;\\n'; lg_pg_statement_row \"$1\"; printf 'COMMIT;\\n'; } | lg_pg_ask \"$lg_pg_name\" '-c client_min_messages=warning -c lock_timeout=10000'",
        "}",
    ],
    [
        "lg_pg_statement_once",
        "lg_pg_statement_once() {",
        "  lg_pg_nonce=lockgate-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')",
        "  {",
        "    printf '\\\\o /dev/null\\n'",
        "    lg_pg_watch_client",
        "    [ \"$lg_pg_kind\" != plain ] || printf 'BEGIN;\\nSELECT pg_catalog.pg_current_xact_id() AS lockgate_xact \\\\gset\\n\\\\echo xact :lockgate_xact\\n'",
        "  } >\"$lg_pg_dir/script\" && printf '%s %s\\n' \"$(($(wc -l <\"$lg_pg_dir/script\") + 1))\" \"$lg_pg_names\" >\"$lg_pg_dir/map\" && {",
        "    cat -- \"$lg_pg_dir/text\"",
        "    printf '\\n;\\n'",
        "    [ \"$lg_pg_kind\" != plain ] || { printf '%s\\n' 'RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL;'; lg_pg_statement_row \"done\"; printf 'COMMIT;\\n'; }",
        "    printf '\\\\echo %s\\n' \"$lg_pg_nonce\"",
        "  } >>\"$lg_pg_dir/script\" || lg_store_fail 1 'the script could not be written on the host; nothing was run'",
        "  lg_pg_options=\"-c client_min_messages=warning -c lock_timeout=$lg_pg_lock\"",
        "  if [ \"$lg_pg_kind\" = plain ]; then",
        "    lg_pg_apply_once",
        "    return",
        "  fi",
        "  lg_pg_wait \"$lg_pg_dir/script\" lg_pg_sql \"$lg_pg_name\" \"$lg_pg_options\" -v VERBOSITY=verbose >\"$lg_pg_dir/out\" 2>\"$lg_pg_dir/err\"",
        "  grep -qxF -e \"$lg_pg_nonce\" \"$lg_pg_dir/out\" || { (lg_pg_end_sessions OWN) 2>/dev/null; return 1; }",
        "}",
    ],
    [
        "lg_pg_begin",
        "lg_pg_begin() {",
        "  lg_pg_as=$1 lg_pg_name=$2 lg_pg_rest=$3 lg_pg_state=$4 lg_pg_ms=$5 lg_pg_app=\"lockgate:$6:$$\"",
        "  LC_ALL=C",
        "  export LC_ALL",
        "  unset PGDATABASE PGHOST PGHOSTADDR PGPORT PGUSER PGOPTIONS PGSERVICE PGSERVICEFILE PGAPPNAME PGCLIENTENCODING PGDATESTYLE PGTZ PGTARGETSESSIONATTRS",
        "  umask 077",
        "  for lg_pg_one in psql pg_dump pg_restore; do",
        "    command -v \"$lg_pg_one\" >/dev/null || lg_store_fail 45 \"this host has no $lg_pg_one: install the client programs of PostgreSQL\"",
        "  done",
        "  lg_pg_hall=postgres",
        "  [ \"$lg_pg_name\" != postgres ] || lg_pg_hall=template1",
        "  lg_pg_pins='-c client_min_messages=warning -c datestyle=ISO,MDY -c timezone=UTC -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex -c lc_monetary=C -c row_security=off'",
        "}",
    ],
    [
        "lg_pg_target",
        "lg_pg_target() {",
        "  lg_pg_conn=\"dbname='$(printf '%s' \"$1\" | sed \"s/[\\\\\\\\']/\\\\\\\\&/g\")' $lg_pg_rest application_name='$lg_pg_app' connect_timeout=10 options='$2'\"",
        "}",
        "",
        "# lg_pg_run PROGRAM WORD...: as the user who may, who may not be able to enter the folder that we are in.",
    ],
    [
        "lg_pg_run",
        "lg_pg_run() (",
        "  cd / && lg_as \"$lg_pg_as\" \"$@\"",
        ")",
        "",
        "# lg_pg_sql DATABASE OPTIONS [WORD...]: runs what stands on stdin up to its first error; rows as values between bars.",
    ],
    [
        "lg_pg_sql",
        "lg_pg_sql() {",
        "  lg_pg_target \"$1\" \"-c statement_timeout=$lg_pg_ms $2\"",
        "  lg_pg_conn=\"$lg_pg_conn client_encoding=UTF8\"",
        "  shift 2",
        "  lg_pg_run psql -X -w -q -A -t -v ON_ERROR_STOP=1 -d \"$lg_pg_conn\" \"$@\" -f -",
        "}",
        "",
        "# lg_pg_ask DATABASE OPTIONS [WORD...]: the same; where it fails, exits with the code that says why.",
    ],
    [
        "lg_pg_ask",
        "lg_pg_ask() {",
        "  { lg_pg_said=$(lg_pg_sql \"$@\" 2>&1 >&6); } 6>&1",
        "  lg_pg_code=$?",
        "  [ \"$lg_pg_code\" -ne 0 ] || return 0",
        "  lg_pg_blame \"$lg_pg_code\" \"$1\" \"$lg_pg_said\"",
        "}",
        "",
        "# lg_pg_blame CODE DATABASE WORDS",
    ],
    [
        "lg_pg_blame",
        "lg_pg_blame() {",
        "  case $3 in",
        "    *'sudo: '*'password is required'* | *'is not allowed to '* | *'is not in the sudoers'* | *'sudo: unknown user'* | *'sudo: not found'*) lg_store_fail 48 \"$3\" ;;",
        "    *'too many clients already'* | *'remaining connection slots'* | *'too many connections for'*) lg_store_fail 47 \"$3\" ;;",
        "  esac",
        "  # Told in the server's language: what is not there is asked, not read.",
        "  if [ \"$1\" -eq 2 ] && lg_pg_has=$(lg_pg_exists \"$2\" 2>/dev/null) && [ \"$lg_pg_has\" = 0 ]; then lg_store_fail 44 \"there is no database $2 on this server\"; fi",
        "  case $3 in",
        "    *'Connection refused'* | *'No such file or directory'* | *'is starting up'* | *'is shutting down'* | *'in recovery mode'* | *'could not translate host name'* | *'timeout expired'* | *'No route to host'*) lg_store_fail 46 \"$3\" ;;",
        "  esac",
        "  lg_store_fail 1 \"$3\"",
        "}",
        "",
        "# lg_pg_exists DATABASE: 1 or 0.",
    ],
    [
        "lg_pg_exists",
        "lg_pg_exists() {",
        "  printf \"SELECT count(*) FROM pg_database WHERE datname = :'db';\\n\" | lg_pg_sql \"$lg_pg_hall\" '' -v \"db=$1\"",
        "}",
        "",
        "# Ends every session of an earlier run of ours that changes something, and waits until it is gone: a client that was killed",
        "# leaves its server process at work. OWN as first word: the sessions of this very run instead.",
    ],
    [
        "lg_pg_end_sessions",
        "lg_pg_end_sessions() {",
        "  lg_pg_ask \"$lg_pg_hall\" '' -v \"db=$lg_pg_name\" -v \"own=$lg_pg_app\" -v \"which=${1:-others}\" <<'SQL'",
        "\\o /dev/null",
        "SELECT set_config('lockgate.db', :'db', false), set_config('lockgate.own', :'own', false), set_config('lockgate.which', :'which', false);",
        "DO $$",
        "DECLARE n int;",
        "BEGIN",
        "  FOR i IN 1..100 LOOP",
        "    PERFORM pg_stat_clear_snapshot();",
        "    SELECT count(pg_terminate_backend(pid)) INTO n FROM pg_stat_activity",
        "      WHERE datname = current_setting('lockgate.db') AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
        "        AND CASE current_setting('lockgate.which') WHEN 'OWN' THEN application_name = current_setting('lockgate.own')",
        "          ELSE application_name LIKE 'lockgate:%' AND application_name NOT LIKE 'lockgate:read:%' AND application_name <> current_setting('lockgate.own') END;",
        "    EXIT WHEN n = 0;",
        "    IF i = 100 THEN RAISE 'a session of an earlier run does not end'; END IF;",
        "    PERFORM pg_sleep(0.1);",
        "  END LOOP;",
        "END $$;",
        "SQL",
        "}",
        "",
        "# lg_pg_folder PURPOSE: a folder for this run's files, into lg_pg_dir; with it go its sessions when it ends early.",
    ],
    [
        "lg_pg_folder",
        "lg_pg_folder() {",
        "  mkdir -p -- \"$lg_pg_state\" || lg_store_fail 1 \"the folder $lg_pg_state could not be made\"",
        "  for lg_pg_one in \"$lg_pg_state/postgres-$1\".*; do",
        "    [ ! -d \"$lg_pg_one\" ] || rm -rf -- \"$lg_pg_one\"",
        "  done",
        "  lg_pg_dir=$(mktemp -d \"$lg_pg_state/postgres-$1.XXXXXX\") || lg_store_fail 1 \"no folder could be made in $lg_pg_state\"",
        "  lg_pg_cut='' lg_pg_teller='' lg_pg_scratch=''",
        "  trap 'lg_pg_end' EXIT",
        "  trap 'lg_pg_cut=yes; exit 143' HUP INT TERM",
        "}",
    ],
    [
        "lg_pg_end",
        "lg_pg_end() {",
        "  lg_pg_told",
        "  [ -z \"$lg_pg_cut\" ] || lg_pg_end_sessions OWN 2>/dev/null",
        "  [ -z \"$lg_pg_scratch\" ] || lg_pg_drop \"$lg_pg_scratch\" 2>/dev/null",
        "  rm -rf -- \"$lg_pg_dir\"",
        "}",
        "",
        "# lg_pg_wait FILE FUNCTION WORD...: with FILE as its input, so that a signal to us is not put off until it ends.",
    ],
    [
        "lg_pg_wait",
        "lg_pg_wait() {",
        "  lg_pg_input=$1",
        "  shift",
        "  \"$@\" <\"$lg_pg_input\" &",
        "  wait \"$!\"",
        "}",
        "",
        "# lg_pg_telling WORDS FILE: says every few seconds how far a file has grown, and how fast, until lg_pg_told.",
    ],
    [
        "lg_pg_telling",
        "lg_pg_telling() {",
        "  (",
        "    lg_pg_had=0",
        "    while sleep 3 >/dev/null 2>&1 5>&- 6>&- 7>&- && kill -0 $$ 2>/dev/null; do",
        "      lg_pg_has=$(stat -c %s -- \"$2\" 2>/dev/null) || continue",
        "      lg_progress \"$1 $(lg_store_mb \"$lg_pg_has\") MB, $(lg_store_mb $(((lg_pg_has - lg_pg_had) / 3))) MB/s\"",
        "      lg_pg_had=$lg_pg_has",
        "    done",
        "  ) </dev/null >/dev/null 2>&1 5>&- 6>&- &",
        "  lg_pg_teller=$!",
        "}",
    ],
    [
        "lg_pg_told",
        "lg_pg_told() {",
        "  [ -n \"$lg_pg_teller\" ] || return 0",
        "  kill -KILL \"$lg_pg_teller\"",
        "  wait \"$lg_pg_teller\"",
        "  lg_pg_teller=",
        "} 2>/dev/null",
        "",
        "# Which tables count: ours to dump, with rows of their own. What an extension brings comes back with the extension.",
    ],
    [
        "lg_pg_tables",
        "lg_pg_tables() {",
        "  cat <<'SQL'",
        "  SELECT c.oid, n.nspname, c.relname,",
        "    CASE WHEN n.nspname = 'public' THEN '' ELSE CASE WHEN n.nspname LIKE '%.%' THEN '\"' || replace(n.nspname, '\"', '\"\"') || '\"' ELSE n.nspname END || '.' END",
        "    || CASE WHEN c.relname LIKE '%.%' THEN '\"' || replace(c.relname, '\"', '\"\"') || '\"' ELSE c.relname END AS shown",
        "  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace",
        "  WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'",
        "    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')",
        "SQL",
        "}",
        "",
        "# Generates and runs, per table, the statement that counts and hashes its rows, whatever order they lie in: two sums of 64-bit",
        "# hashes of each row as text.",
    ],
    [
        "lg_pg_census_script",
        "lg_pg_census_script() {",
        "  printf 'SELECT format(%s, quote_literal(%s), nspname, relname) FROM (\\n' \\",
        "    \"'SELECT %s || count(*) || ''|'' || encode(sha256(convert_to(count(*) || '':'' || coalesce(sum(hashtextextended(r, 0)), 0) || '':'' || coalesce(sum(hashtextextended(r, 20261121)), 0), ''UTF8'')), ''hex'') FROM (SELECT (lg.*)::text COLLATE \\\"C\\\" AS r FROM ONLY %I.%I AS lg OFFSET 0) AS s'\" \\",
        "    \"upper(encode(convert_to(shown, 'UTF8'), 'hex')) || '|' || to_json(shown)::text || '|'\"",
        "  lg_pg_tables",
        "  printf ') AS t ORDER BY shown COLLATE \"C\" \\\\gexec\\n'",
        "}",
        "",
        "# lg_pg_census DATABASE: one line a table, from one snapshot: \"HEX OF NAME|NAME IN JSON|ROWS|SHA256\".",
    ],
    [
        "lg_pg_census",
        "lg_pg_census() {",
        "  { printf 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\\n'; lg_pg_census_script; printf 'COMMIT;\\n'; } | lg_pg_ask \"$1\" \"$lg_pg_pins -c search_path=pg_catalog\"",
        "}",
    ],
    [
        "lg_pg_census_of",
        "lg_pg_census_of() (",
        "  lg_pg_begin \"$@\" read",
        "  lg_pg_census \"$lg_pg_name\"",
        ")",
        "",
        "# lg_pg_inspect …: \"VERSION|BYTES\".",
    ],
    [
        "lg_pg_inspect",
        "lg_pg_inspect() (",
        "  lg_pg_begin \"$@\" read",
        "  lg_pg_ask \"$lg_pg_name\" '' <<'SQL'",
        "SELECT split_part(current_setting('server_version'), ' ', 1) || '|' || pg_database_size(current_database());",
        "SQL",
        ")",
        "",
        "# lg_pg_query …: what one statement on stdin gives, and the time it took as the last line. The statement is prepared on the",
        "# runner: COPY of a query, or EXPLAIN.",
    ],
    [
        "lg_pg_query",
        "lg_pg_query() (",
        "  lg_pg_begin \"$@\" read",
        "  { printf 'BEGIN TRANSACTION READ ONLY;\\n\\\\timing on\\n'; cat; printf '\\n\\\\timing off\\nCOMMIT;\\n'; } | lg_pg_ask \"$lg_pg_name\" '-c default_transaction_read_only=on -c client_min_messages=warning'",
        ")",
        "",
        "# lg_pg_maintain … STATEMENT",
    ],
    [
        "lg_pg_maintain",
        "lg_pg_maintain() (",
        "  lg_pg_todo=$6",
        "  lg_pg_begin \"$1\" \"$2\" \"$3\" \"$4\" \"$5\" maintain",
        "  lg_pg_folder maintain",
        "  lg_pg_end_sessions",
        "  printf '%s;\\n' \"$lg_pg_todo\" >\"$lg_pg_dir/script\"",
        "  lg_pg_wait \"$lg_pg_dir/script\" lg_pg_ask \"$lg_pg_name\" '-c client_min_messages=warning'",
        ")",
    ],
    [
        "lg_as",
        "lg_as() {",
        "  lg_as_user=$1",
        "  shift",
        "  if [ -z \"$lg_as_user\" ] || [ \"$(id -un)\" = \"$lg_as_user\" ]; then",
        "    \"$@\"",
        "  else",
        "    sudo -n -u \"$lg_as_user\" -- \"$@\"",
        "  fi",
        "}",
    ],
    [
        "lg_release_noted",
        "lg_release_noted() {",
        "  sed -n \"1d;s/^$3 //p\" \"$1/.lockgate/complete/$2\" 2>/dev/null || :",
        "}",
    ],
    [
        "lg_release_note",
        "lg_release_note() {",
        "  lg_release_marked \"$1\" \"$2\"",
        "  lg_rx=$(sed \"1d;/^$3 /d\" \"$1/.lockgate/complete/$2\" 2>/dev/null)",
        "  lg_release_mark \"$1\" \"$2\" \"$lg_rm${lg_rx:+",
        "$lg_rx}",
        "$3 $4\"",
        "}",
    ],
    [
        "lg_release_environment_at",
        "lg_release_environment_at() {",
        "  lg_re=$(lg_release_noted \"$1\" \"$2\" environment)",
        "  lg_re=${lg_re#* }",
        "}",
    ],
    [
        "lg_release_environment",
        "lg_release_environment() {",
        "  lg_release_marked \"$1\" \"$2\"",
        "  if [ -z \"$lg_rm\" ] || [ ! -d \"$1/releases/$2\" ]; then",
        "    echo \"$1/releases/$2 is not there: run this again\" >&2",
        "    return 1",
        "  fi",
        "  lg_release_parents \"$1/releases/$2\" \"$3\" || return",
        "  lg_rw=${lg_rs_at:?}.lockgate",
        "  rm -rf \"$lg_rw\" && (umask 077 && cat >\"$lg_rw\") && chmod 600 \"$lg_rw\" || return",
        "  lg_rw_digest=$(sha256sum <\"$lg_rw\" | cut -c 1-64)",
        "  case $lg_rm in complete*)",
        "    rm -f \"$lg_rw\"",
        "    [ \"$(lg_release_noted \"$1\" \"$2\" environment)\" = \"$lg_rw_digest $3\" ] && return 0",
        "    echo \"$2 is complete, and what its application is told is something else: deploy a new one\" >&2",
        "    return 1 ;;",
        "  esac",
        "  if [ -L \"$lg_rs_at\" ] || [ -d \"$lg_rs_at\" ]; then rm -rf \"$lg_rs_at\" || return; fi",
        "  lg_state_sync \"$lg_rw\" && mv -f \"$lg_rw\" \"$lg_rs_at\" && lg_release_note \"$1\" \"$2\" environment \"$lg_rw_digest $3\"",
        "}",
    ],
    [
        "lg_release_differs",
        "lg_release_differs() {",
        "  lg_release_environment_at \"$1\" \"$2\"",
        "  if [ -n \"$lg_re\" ] && [ \"$lg_re\" != \"$3\" ]; then printf 'moved\\t%s\\n' \"$lg_re\"; fi",
        "  lg_rd_file=$1/releases/$2/$lg_re",
        "  if [ -z \"$lg_re\" ] || [ ! -f \"$lg_rd_file\" ]; then lg_rd_file=/dev/null; fi",
        "  [ -r \"$lg_rd_file\" ] || {",
        "    printf '%s cannot be read\\n' \"$lg_rd_file\" >&2",
        "    return 1",
        "  }",
        "  lg_rd_found=$(LC_ALL=C awk '",
        "    /^#/ || !/=/ { next }",
        "    { at = index($0, \"=\"); name = substr($0, 1, at - 1); value = substr($0, at) }",
        "    name == \"LOCKGATE_RELEASE\" { next }",
        "    FILENAME == \"-\" { now[name] = value; next }",
        "    { was[name] = value }",
        "    END {",
        "      for (name in now) if (!(name in was)) print \"added\\t\" name; else if (was[name] != now[name]) print \"changed\\t\" name",
        "      for (name in was) if (!(name in now)) print \"removed\\t\" name",
        "    }' \"$lg_rd_file\" -) || {",
        "    echo 'what the application is told cannot be compared: awk failed' >&2",
        "    return 1",
        "  }",
        "  [ -z \"$lg_rd_found\" ] || printf '%s\\n' \"$lg_rd_found\" | LC_ALL=C sort",
        "}",
    ],
    [
        "lg_release_derive",
        "lg_release_derive() {",
        "  lg_release_marked \"$1\" \"$2\"",
        "  case $lg_rm in placed* | complete*) [ -d \"$1/releases/$2\" ] && return 0 ;; esac",
        "  lg_release_ready \"$1\" \"$3\" || return",
        "  lg_rv=${lg_rm#* }",
        "  lg_rv_part=$1/releases/$2.part",
        "  rm -rf \"$lg_rv_part\" && cp -a \"$1/releases/$3\" \"$lg_rv_part\" || return",
        "  lg_release_environment_at \"$1\" \"$3\"",
        "  if [ -n \"$lg_re\" ]; then rm -f \"$lg_rv_part/$lg_re\" || return; fi",
        "  lg_rv_root=$(cd -P \"$1\" && pwd) || return",
        "  lg_release_rename \"$lg_rv_part\" \"$1/releases\" \"$3\" \"$2\" || return",
        "  if [ \"$lg_rv_root\" != \"$1\" ]; then lg_release_rename \"$lg_rv_part\" \"$lg_rv_root/releases\" \"$3\" \"$2\" || return; fi",
        "  rm -rf \"$1/releases/$2\" && mv \"$lg_rv_part\" \"$1/releases/$2\" && lg_release_mark \"$1\" \"$2\" \"placed $lg_rv",
        "origin $4\"",
        "}",
    ],
    [
        "lg_release_rename",
        "lg_release_rename() {",
        "  lg_rn_from=$(printf '%s\\n' \"$2/$3\" | sed 's/[].[*^$\\\\|]/\\\\&/g')",
        "  lg_rn_to=$(printf '%s\\n' \"$2/$4\" | sed 's/[&\\\\|]/\\\\&/g')",
        "  find \"$1\" -type f -exec grep -lF -e \"$2/$3\" {} + 2>/dev/null | while IFS= read -r lg_rn_file; do",
        "    LC_ALL=C tr -d '\\000' <\"$lg_rn_file\" | cmp -s - \"$lg_rn_file\" || continue",
        "    LC_ALL=C sed \"s|$lg_rn_from\\\\([^A-Za-z0-9.-]\\\\)|$lg_rn_to\\\\1|g;s|$lg_rn_from\\$|$lg_rn_to|\" \"$lg_rn_file\" >\"$lg_rn_file.lockgate\" &&",
        "      cat \"$lg_rn_file.lockgate\" >\"$lg_rn_file\" && rm -f \"$lg_rn_file.lockgate\" || return",
        "  done || return",
        "  find \"$1\" -type l | while IFS= read -r lg_rn_file; do",
        "    lg_rn_was=$(readlink \"$lg_rn_file\")",
        "    case $lg_rn_was/ in \"$2/$3/\"*) rm -f \"$lg_rn_file\" && ln -s \"$2/$4${lg_rn_was#\"$2/$3\"}\" \"$lg_rn_file\" || return ;; esac",
        "  done",
        "}",
    ],
    [
        "lg_release_digest",
        "lg_release_digest() (",
        "  cd \"$1\" || exit",
        "  lg_rd_cr=$(printf '\\r')",
        "  find . -type f -exec sha256sum {} + | sed -e 's|^\\([^ ]*\\)  \\./|\\1  |' -e '/^\\\\/{s/^\\\\//;s/\\\\\\\\/\\\\/g;}' -e \"s/$lg_rd_cr/\\\\\\\\r/g\" | LC_ALL=C sort | sha256sum | cut -c 1-64",
        ")",
    ],
    [
        "lg_release_named",
        "lg_release_named() {",
        "  lg_rn=$(readlink \"$1/current\" 2>/dev/null) || lg_rn=''",
        "  lg_rn=${lg_rn%/}",
        "  lg_rn=${lg_rn##*/}",
        "}",
    ],
    [
        "lg_release_current",
        "lg_release_current() {",
        "  lg_release_named \"$1\"",
        "  printf '%s\\n' \"$lg_rn\"",
        "}",
    ],
    [
        "lg_release_mark",
        "lg_release_mark() {",
        "  (umask 077 && mkdir -p \"$1/.lockgate/complete\") && printf '%s\\n' \"$3\" >\"$1/.lockgate/complete/$2.tmp\" &&",
        "    lg_state_sync \"$1/.lockgate/complete/$2.tmp\" && mv -f \"$1/.lockgate/complete/$2.tmp\" \"$1/.lockgate/complete/$2\" &&",
        "    lg_state_sync \"$1/.lockgate/complete\"",
        "}",
    ],
    [
        "lg_release_marked",
        "lg_release_marked() {",
        "  lg_rm=''",
        "  { read -r lg_rm <\"$1/.lockgate/complete/$2\"; } 2>/dev/null",
        "  :",
        "}",
    ],
    [
        "lg_release_place",
        "lg_release_place() {",
        "  lg_rp=$1/releases/$2",
        "  lg_release_named \"$1\"",
        "  lg_release_marked \"$1\" \"$2\"",
        "  if [ ! -d \"$lg_rp.part\" ]; then",
        "    case $lg_rm in",
        "      \"placed $3\" | \"complete $3\") [ -d \"$lg_rp\" ] && return 0 ;;",
        "    esac",
        "    echo \"nothing was uploaded to $lg_rp.part: run the upload again\" >&2",
        "    return 1",
        "  fi",
        "  lg_rp_found=$(lg_release_digest \"$lg_rp.part\")",
        "  if [ \"$lg_rp_found\" != \"$3\" ]; then",
        "    echo \"the files on the host are not what was sent: their digest is $lg_rp_found, expected was $3; run this again\" >&2",
        "    return 1",
        "  fi",
        "  if [ -d \"$lg_rp\" ] && { [ \"$lg_rm\" = \"complete $3\" ] || [ \"$lg_rn\" = \"$2\" ]; }; then",
        "    [ \"$lg_rm\" = \"complete $3\" ] || {",
        "      echo \"$lg_rp serves and holds something else: a release is never changed, so deploy a new one\" >&2",
        "      return 1",
        "    }",
        "    rm -rf \"$lg_rp.part\"",
        "    return 0",
        "  fi",
        "  if [ \"$4\" = 1 ] && [ -n \"$(find \"$lg_rp.part\" -type f -links +1 | head -n 1)\" ]; then",
        "    rm -rf \"$lg_rp.own.part\" && cp -a \"$lg_rp.part\" \"$lg_rp.own.part\" && rm -rf \"$lg_rp.part\" && mv \"$lg_rp.own.part\" \"$lg_rp.part\" || return",
        "  fi",
        "  rm -rf \"$lg_rp\" && mv \"$lg_rp.part\" \"$lg_rp\" && lg_release_mark \"$1\" \"$2\" \"placed $3\"",
        "}",
    ],
    [
        "lg_release_parents",
        "lg_release_parents() {",
        "  lg_rs_up=../../",
        "  lg_rs_at=$1",
        "  lg_rs_rest=$2",
        "  while :; do",
        "    case $lg_rs_rest in */*) ;; *) break ;; esac",
        "    lg_rs_at=$lg_rs_at/${lg_rs_rest%%/*}",
        "    lg_rs_rest=${lg_rs_rest#*/}",
        "    lg_rs_up=../$lg_rs_up",
        "    if [ -L \"$lg_rs_at\" ]; then",
        "      echo \"$lg_rs_at is a link: nothing is written through it\" >&2",
        "      return 1",
        "    fi",
        "    [ -d \"$lg_rs_at\" ] || mkdir \"$lg_rs_at\" || return",
        "  done",
        "  lg_rs_at=$lg_rs_at/$lg_rs_rest",
        "}",
    ],
    [
        "lg_release_share",
        "lg_release_share() {",
        "  lg_rs=${3%/}",
        "  if [ ! -e \"$1/shared/$lg_rs\" ]; then",
        "    case $3 in",
        "      */) lg_rs_kind='' ;;",
        "      *) lg_rs_kind=${lg_rs##*/} ;;",
        "    esac",
        "    case $lg_rs_kind in *.*)",
        "      echo \"$1/shared/$lg_rs is missing: put the file there on the host and run this again (a folder is written with a slash at the end)\" >&2",
        "      return 1 ;;",
        "    esac",
        "    mkdir -p \"$1/shared/$lg_rs\" || return",
        "  fi",
        "  lg_release_parents \"$1/releases/$2\" \"$lg_rs\" || return",
        "  [ \"$(readlink \"$lg_rs_at\" 2>/dev/null)\" = \"${lg_rs_up}shared/$lg_rs\" ] && return 0",
        "  rm -rf \"$lg_rs_at\" && ln -s \"${lg_rs_up}shared/$lg_rs\" \"$lg_rs_at\"",
        "}",
    ],
    [
        "lg_release_finish",
        "lg_release_finish() {",
        "  [ -d \"$1/releases/$2\" ] || {",
        "    echo \"$1/releases/$2 is not there\" >&2",
        "    return 1",
        "  }",
        "  printf '%s\\n' \"$4\" >\"$1/releases/$2/.lockgate-version.tmp\" && mv -f \"$1/releases/$2/.lockgate-version.tmp\" \"$1/releases/$2/.lockgate-version\" || return",
        "  lg_release_marked \"$1\" \"$2\"",
        "  lg_rf=${3:-${lg_rm#* }}",
        "  lg_rf_kept=$(sed 1d \"$1/.lockgate/complete/$2\" 2>/dev/null)",
        "  lg_release_mark \"$1\" \"$2\" \"complete $lg_rf${lg_rf_kept:+",
        "$lg_rf_kept}\"",
        "}",
    ],
    [
        "lg_release_ready",
        "lg_release_ready() {",
        "  lg_release_marked \"$1\" \"$2\"",
        "  case $lg_rm in complete*) ;; *)",
        "    echo \"the release $2 was never assembled to its end on this host, or it was removed: choose another one or deploy it again\" >&2",
        "    return 1 ;;",
        "  esac",
        "  [ -d \"$1/releases/$2\" ] || {",
        "    echo \"$1/releases/$2 is gone: choose another release or deploy it again\" >&2",
        "    return 1",
        "  }",
        "}",
    ],
    [
        "lg_release_activate",
        "lg_release_activate() {",
        "  lg_release_ready \"$1\" \"$2\" || return",
        "  if [ -e \"$1/current\" ] && [ ! -L \"$1/current\" ]; then",
        "    echo \"$1/current is no link: move it away on the host first\" >&2",
        "    return 1",
        "  fi",
        "  [ \"$(readlink \"$1/current\" 2>/dev/null)\" = \"releases/$2\" ] && return 0",
        "  rm -f \"$1/.current.lockgate\" && ln -s \"releases/$2\" \"$1/.current.lockgate\" || return",
        "  mv -fT \"$1/.current.lockgate\" \"$1/current\" 2>/dev/null ||",
        "    python3 -c 'import os,sys; os.rename(sys.argv[1], sys.argv[2])' \"$1/.current.lockgate\" \"$1/current\" || {",
        "    rm -f \"$1/.current.lockgate\"",
        "    echo \"the link could not be renamed: mv without -T, and no python3\" >&2",
        "    return 1",
        "  }",
        "  lg_state_sync \"$1\"",
        "  [ \"$(readlink \"$1/current\")\" = \"releases/$2\" ] || {",
        "    echo \"$1/current does not name the release after the switch\" >&2",
        "    return 1",
        "  }",
        "}",
    ],
    [
        "lg_release_deactivate",
        "lg_release_deactivate() {",
        "  if [ -e \"$1/current\" ] && [ ! -L \"$1/current\" ]; then",
        "    echo \"$1/current is no link: move it away on the host first\" >&2",
        "    return 1",
        "  fi",
        "  rm -f \"$1/current\" && lg_state_sync \"$1\"",
        "}",
    ],
    [
        "lg_release_discard",
        "lg_release_discard() {",
        "  lg_release_named \"$1\"",
        "  if [ \"$lg_rn\" = \"$2\" ]; then",
        "    echo \"$2 serves: it is not removed\" >&2",
        "    return 1",
        "  fi",
        "  rm -f \"$1/.lockgate/complete/$2\" && rm -rf \"$1/releases/$2\" \"$1/releases/$2.part\" \"$1/releases/$2.own.part\"",
        "}",
    ],
    [
        "lg_release_retain",
        "lg_release_retain() {",
        "  lg_rr_root=$1",
        "  shift",
        "  lg_release_named \"$lg_rr_root\"",
        "  lg_rr_keep=\" $* $lg_rn \"",
        "  for lg_rr in $lg_rr_keep; do",
        "    lg_rr_keep=\"$lg_rr_keep$(lg_release_noted \"$lg_rr_root\" \"$lg_rr\" origin) \"",
        "  done",
        "  for lg_rr in \"$lg_rr_root\"/releases/*; do",
        "    if [ ! -d \"$lg_rr\" ] || [ -L \"$lg_rr\" ]; then continue; fi",
        "    lg_rr=${lg_rr##*/}",
        "    case $lg_rr_keep in *\" ${lg_rr%%.part} \"* | *\" ${lg_rr%%.own.part} \"*) continue ;; esac",
        "    case $lg_rr in",
        "      *.part) [ -n \"$(find \"$lg_rr_root/releases/$lg_rr\" -prune -mmin +60)\" ] || continue ;;",
        "      [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]-*) ;;",
        "      *) [ -e \"$lg_rr_root/.lockgate/complete/$lg_rr\" ] || continue ;;",
        "    esac",
        "    rm -f \"$lg_rr_root/.lockgate/complete/$lg_rr\" && rm -rf \"${lg_rr_root:?}/releases/$lg_rr\" || return",
        "    printf 'removed %s\\n' \"$lg_rr\"",
        "  done",
        "}",
    ],
    [
        "lg_runtime_parent",
        "lg_runtime_parent() {",
        "  read -r lg_st 2>/dev/null <\"/proc/$1/stat\" || return 1",
        "  lg_st=${lg_st##*) }",
        "  set -- $lg_st",
        "  lg_parent=$2 lg_tty=$5",
        "}",
    ],
    [
        "lg_runtime_works_in",
        "lg_runtime_works_in() {",
        "  lg_cwd=$(readlink \"/proc/$1/cwd\" 2>/dev/null) || return 1",
        "  case $lg_cwd in \"$2\" | \"${2%/}\"/*) ;; *) return 1 ;; esac",
        "}",
    ],
    [
        "lg_runtime_sockets",
        "lg_runtime_sockets() {",
        "  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | LC_ALL=C awk -v port=\"$(printf ':%04X' \"$1\")\" '$4 == \"0A\" && substr($2, length($2) - 4) == port { print $10, $8 }'",
        "}",
    ],
    [
        "lg_runtime_holders",
        "lg_runtime_holders() {",
        "  if [ \"$1\" = 0 ]; then",
        "    lg_rh_mine=$(lg_runtime_stat \"$$\")",
        "    for lg_rh in /proc/[0-9]*; do",
        "      [ -O \"$lg_rh\" ] && lg_now=$(lg_runtime_stat \"${lg_rh#/proc/}\") && [ \"${lg_now#* }\" != \"${lg_rh_mine#* }\" ] && lg_runtime_works_in \"${lg_rh#/proc/}\" \"$2\" && lg_runtime_parent \"${lg_rh#/proc/}\" && [ \"$lg_tty\" = 0 ] && printf '%s\\n' \"${lg_rh#/proc/}\"",
        "    done",
        "    return 0",
        "  fi",
        "  lg_rh_any=$(lg_runtime_sockets \"$1\" | sed 's/ .*//; s/.*/socket:\\\\[&\\\\]$/')",
        "  [ -n \"$lg_rh_any\" ] || return 0",
        "  for lg_rh in /proc/[0-9]*; do",
        "    if ls -l \"$lg_rh/fd\" 2>/dev/null | grep -q -e \"$lg_rh_any\"; then printf '%s\\n' \"${lg_rh#/proc/}\"; fi",
        "  done",
        "}",
    ],
    [
        "lg_runtime_unit",
        "lg_runtime_unit() {",
        "  lg_ru=$(sed -n 's|^.*/\\([^/]*\\.service\\)$|\\1|p' \"/proc/$1/cgroup\" 2>/dev/null | head -n 1)",
        "  [ -z \"$lg_ru\" ] || [ \"$lg_ru\" = \"$(sed -n 's|^.*/\\([^/]*\\.service\\)$|\\1|p' /proc/self/cgroup | head -n 1)\" ] || printf '%s\\n' \"$lg_ru\"",
        "}",
    ],
    [
        "lg_runtime_find",
        "lg_runtime_find() {",
        "  lg_found=''",
        "  if lg_runtime_alive \"$1/.lockgate/run/$2\"; then",
        "    lg_found=$lg_pid",
        "    return 0",
        "  fi",
        "  lg_rf_all=$(lg_runtime_holders \"$4\" \"$3\")",
        "  if [ -z \"$lg_rf_all\" ]; then",
        "    if [ \"$4\" = 0 ] || [ -z \"$(lg_runtime_sockets \"$4\")\" ]; then return 0; fi",
        "    printf 'port %s is held by a process of another user (id %s), which %s could not stop: let that user be the one who deploys, or let what starts it (a unit, a supervisor) be the runtime\\n' \"$4\" \"$(lg_runtime_sockets \"$4\" | sed -n '1s/.* //p')\" \"$(id -un)\" >&2",
        "    return 1",
        "  fi",
        "  lg_rf_first=''",
        "  for lg_rf in $lg_rf_all; do",
        "    lg_runtime_parent \"$lg_rf\" || continue",
        "    case \"",
        "$lg_rf_all",
        "\" in *\"",
        "$lg_parent",
        "\"*) ;; *) lg_rf_first=\"$lg_rf_first $lg_rf\" ;; esac",
        "  done",
        "  case ${lg_rf_first# } in",
        "    '') return 0 ;;",
        "    *' '*)",
        "      printf 'which process is the application cannot be told: %s\\n' \"${lg_rf_first# }\" >&2",
        "      return 1 ;;",
        "  esac",
        "  lg_found=${lg_rf_first# }",
        "  while lg_runtime_parent \"$lg_found\" && lg_rf=$lg_parent && [ \"$lg_rf\" -gt 1 ] && lg_runtime_parent \"$lg_rf\" && [ \"$lg_tty\" = 0 ] && lg_runtime_works_in \"$lg_rf\" \"$3\"; do",
        "    lg_found=$lg_rf",
        "  done",
        "  lg_rf=$(lg_runtime_unit \"$lg_found\")",
        "  [ -z \"$lg_rf\" ] || {",
        "    printf 'process %s is part of the unit %s, which would start it again: let the unit be the runtime\\n' \"$lg_found\" \"$lg_rf\" >&2",
        "    return 1",
        "  }",
        "}",
    ],
    [
        "lg_runtime_found",
        "lg_runtime_found() {",
        "  lg_runtime_find \"$@\" || return",
        "  [ -n \"$lg_found\" ] || return 0",
        "  printf 'process %s\\t%s\\t%s\\n' \"$lg_found\" \"$(readlink \"/proc/$lg_found/cwd\" 2>/dev/null)\" \"$(tr '\\0' ' ' 2>/dev/null <\"/proc/$lg_found/cmdline\" | tr -s '[:cntrl:]' ' ' | cut -c 1-200)\"",
        "}",
    ],
    [
        "lg_runtime_take_over",
        "lg_runtime_take_over() {",
        "  lg_runtime_find \"$1\" \"$2\" \"$3\" \"$4\" || return",
        "  if [ -z \"$lg_found\" ]; then",
        "    printf 'nothing of it runs\\n'",
        "    return 0",
        "  fi",
        "  lg_record=$1/.lockgate/run/$2",
        "  if ! lg_runtime_alive \"$lg_record\"; then",
        "    lg_now=$(lg_runtime_stat \"$lg_found\") || return",
        "    (umask 077 && mkdir -p \"$1/.lockgate/run\") &&",
        "      printf '%s %s %s %s %s %s\\n' \"$lg_found\" \"${lg_now%% *}\" \"$(lg_runtime_boot)\" \"$5\" \"${lg_now##* }\" \"$3\" >\"$lg_record.part\" && mv -f \"$lg_record.part\" \"$lg_record\" || return",
        "  fi",
        "  printf 'process %s is looked after from here on\\n' \"$lg_found\"",
        "}",
    ],
    [
        "lg_runtime_descendants",
        "lg_runtime_descendants() {",
        "  cat /proc/[0-9]*/stat 2>/dev/null | LC_ALL=C awk -v top=\"$1\" '",
        "    { id = $1; sub(/^.*\\) /, \"\"); if ($1 == \"Z\" || $1 == \"X\") next; parent[id] = $2; start[id] = $20 }",
        "    END {",
        "      if (top in start) found[top] = 1",
        "      do { grew = 0; for (id in parent) if (!(id in found) && (parent[id] in found)) { found[id] = 1; grew = 1 } } while (grew)",
        "      for (id in found) print id \":\" start[id]",
        "    }'",
        "}",
    ],
    [
        "lg_runtime_stat",
        "lg_runtime_stat() {",
        "  read -r lg_st 2>/dev/null <\"/proc/$1/stat\" || return 1",
        "  lg_st=${lg_st##*) }",
        "  set -- $lg_st",
        "  [ \"$#\" -ge 20 ] || return 1",
        "  case $1 in Z | X) return 1 ;; esac",
        "  printf '%s %s\\n' \"${20}\" \"$4\"",
        "}",
    ],
    [
        "lg_runtime_boot",
        "lg_runtime_boot() {",
        "  if ! cat /proc/sys/kernel/random/boot_id 2>/dev/null; then printf 'unknown\\n'; fi",
        "}",
    ],
    [
        "lg_runtime_record",
        "lg_runtime_record() {",
        "  lg_pid=0 lg_started='' lg_boot='' lg_release='' lg_sid='' lg_tree=''",
        "  [ -f \"$1\" ] || return 1",
        "  read -r lg_pid lg_started lg_boot lg_release lg_sid lg_tree <\"$1\" || :",
        "  case $lg_pid in '' | *[!0-9]*) lg_pid=0 ;; esac",
        "  [ \"$lg_boot\" = \"$(lg_runtime_boot)\" ] || lg_pid=0",
        "}",
    ],
    [
        "lg_runtime_alive",
        "lg_runtime_alive() {",
        "  lg_runtime_record \"$1\" && [ \"$lg_pid\" -gt 1 ] && lg_now=$(lg_runtime_stat \"$lg_pid\") && [ \"${lg_now%% *}\" = \"$lg_started\" ]",
        "}",
    ],
    [
        "lg_runtime_members",
        "lg_runtime_members() {",
        "  lg_runtime_record \"$1\" || :",
        "  lg_led=gone",
        "  if [ \"$lg_pid\" -gt 1 ] && lg_now=$(lg_runtime_stat \"$lg_pid\"); then",
        "    if [ \"${lg_now%% *}\" = \"$lg_started\" ]; then lg_led=yes; else lg_led=stranger; fi",
        "  fi",
        "  if [ -n \"$lg_sid\" ]; then",
        "    if [ \"$lg_led\" = yes ]; then lg_runtime_descendants \"$lg_pid\"; elif [ \"$lg_pid\" -gt 1 ]; then lg_runtime_left \"$lg_sid\" \"$lg_tree\"; fi",
        "  elif [ \"$lg_pid\" -gt 1 ] && [ \"$lg_led\" != stranger ]; then",
        "    cat /proc/[0-9]*/stat 2>/dev/null | LC_ALL=C awk -v sid=\"$lg_pid\" '",
        "      { id = $1; sub(/^.*\\) /, \"\"); if ($1 != \"Z\" && $1 != \"X\" && $4 == sid) print id \":\" $20 }' | while read -r lg_p; do",
        "      if [ \"$lg_led\" = yes ]; then",
        "        printf '%s\\n' \"$lg_p\"",
        "      else",
        "        case $(readlink \"/proc/${lg_p%%:*}/cwd\" 2>/dev/null) in \"$2\"/*) printf '%s\\n' \"$lg_p\" ;; esac",
        "      fi",
        "    done",
        "  fi",
        "  lg_runtime_marked \"$1\"",
        "}",
    ],
    [
        "lg_runtime_left",
        "lg_runtime_left() {",
        "  cat /proc/[0-9]*/stat 2>/dev/null | LC_ALL=C awk -v sid=\"$1\" '",
        "    { id = $1; sub(/^.*\\) /, \"\"); if ($1 != \"Z\" && $1 != \"X\" && $4 == sid && id != sid) print id \":\" $20 }' | while read -r lg_p; do",
        "    if lg_runtime_works_in \"${lg_p%%:*}\" \"$2\"; then printf '%s\\n' \"$lg_p\"; fi",
        "  done",
        "}",
    ],
    [
        "lg_runtime_marked",
        "lg_runtime_marked() {",
        "  for lg_p in $(lg_runtime_grep_environ \"LOCKGATE_RUNTIME=$1;\"); do",
        "    if lg_now=$(lg_runtime_stat \"$lg_p\"); then printf '%s:%s\\n' \"$lg_p\" \"${lg_now%% *}\"; fi",
        "  done",
        "}",
    ],
    [
        "lg_runtime_grep_environ",
        "lg_runtime_grep_environ() {",
        "  if printf 'a\\0b\\0' | grep -qzxF -e b 2>/dev/null; then",
        "    { grep -lszxF -e \"$1\" /proc/[0-9]*/environ 2>/dev/null || :; } | sed 's|^/proc/||; s|/environ$||'",
        "  else",
        "    for lg_e in /proc/[0-9]*/environ; do",
        "      if cat \"$lg_e\" 2>/dev/null | tr '\\0' '\\n' | grep -qxF -e \"$1\" 2>/dev/null; then",
        "        lg_e=${lg_e#/proc/}",
        "        printf '%s\\n' \"${lg_e%/environ}\"",
        "      fi",
        "    done",
        "  fi",
        "}",
    ],
    [
        "lg_runtime_signal",
        "lg_runtime_signal() {",
        "  lg_signal=$1",
        "  shift",
        "  for lg_m in \"$@\"; do",
        "    if lg_now=$(lg_runtime_stat \"${lg_m%%:*}\") && [ \"${lg_now%% *}\" = \"${lg_m#*:}\" ]; then",
        "      kill \"-$lg_signal\" \"${lg_m%%:*}\" 2>/dev/null || :",
        "    fi",
        "  done",
        "}",
    ],
    [
        "lg_runtime_end",
        "lg_runtime_end() {",
        "  lg_record=$1 lg_home=$2 lg_left=$3 lg_told=' '",
        "  while :; do",
        "    lg_all=$(lg_runtime_members \"$lg_record\" \"$lg_home\")",
        "    [ -n \"$lg_all\" ] || return 0",
        "    for lg_each in $lg_all; do",
        "      case $lg_told in",
        "        *\" $lg_each \"*) ;;",
        "        *)",
        "          lg_runtime_signal TERM \"$lg_each\"",
        "          lg_runtime_signal CONT \"$lg_each\"",
        "          lg_told=\"$lg_told$lg_each \"",
        "          ;;",
        "      esac",
        "    done",
        "    [ \"$lg_left\" -gt 0 ] || break",
        "    sleep 0.1",
        "    lg_left=$((lg_left - 1))",
        "  done",
        "  lg_left=50",
        "  while [ \"$lg_left\" -gt 0 ]; do",
        "    lg_all=$(lg_runtime_members \"$lg_record\" \"$lg_home\")",
        "    [ -n \"$lg_all\" ] || {",
        "      printf 'it did not end when asked and was killed\\n'",
        "      return 0",
        "    }",
        "    lg_runtime_signal KILL $lg_all",
        "    sleep 0.1",
        "    lg_left=$((lg_left - 1))",
        "  done",
        "  printf 'still there after SIGKILL: %s\\n' \"$(printf '%s' \"$lg_all\" | tr '\\n' ' ')\" >&2",
        "  return 1",
        "}",
    ],
    [
        "lg_runtime_load_env",
        "lg_runtime_load_env() {",
        "  [ -r \"$1\" ] || {",
        "    printf 'the env file %s cannot be read\\n' \"$1\" >&2",
        "    return 1",
        "  }",
        "  lg_env_export \"$1\"",
        "}",
    ],
    [
        "lg_runtime_load_release",
        "lg_runtime_load_release() {",
        "  lg_release_named \"$1\"",
        "  lg_release_environment_at \"$1\" \"${lg_rn?}\"",
        "  [ -n \"$lg_re\" ] || return 0",
        "  [ -r \"$1/releases/$lg_rn/$lg_re\" ] || {",
        "    printf 'what the application of %s is told cannot be read: %s\\n' \"$lg_rn\" \"$1/releases/$lg_rn/$lg_re\" >&2",
        "    return 1",
        "  }",
        "  lg_env_export \"$1/releases/$lg_rn/$lg_re\"",
        "}",
    ],
    [
        "lg_runtime_launcher",
        "lg_runtime_launcher() {",
        "  cat <<'LAUNCHER'",
        "lg_record=$1 lg_root=$2 lg_log=$3 lg_mask=$4 lg_line=$5",
        "exec </dev/null >>\"$lg_log\" 2>&1",
        "read -r lg_stat <\"/proc/$$/stat\"",
        "lg_stat=${lg_stat##*) }",
        "lg_boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null) || lg_boot=unknown",
        "cd -P \"$lg_root/current\" || exit 126",
        "LOCKGATE_RELEASE=$(basename \"$(pwd -P)\")",
        "LOCKGATE_VERSION=$LOCKGATE_RELEASE",
        "if [ -r .lockgate-version ]; then IFS= read -r LOCKGATE_VERSION <.lockgate-version || :; fi",
        "export LOCKGATE_RELEASE LOCKGATE_VERSION",
        "lg_many=no",
        "if (eval 'exec 99>/dev/null' && [ -e \"/proc/self/fd/99\" ]) 2>/dev/null; then lg_many=yes; fi",
        "for lg_fd in \"/proc/$$/fd/\"*; do",
        "  lg_fd=${lg_fd##*/}",
        "  case $lg_fd in",
        "    0 | 1 | 2 | '*') ;;",
        "    ?) eval \"exec $lg_fd>&-\" ;;",
        "    *) if [ \"$lg_many\" = yes ]; then eval \"exec $lg_fd>&-\"; fi ;;",
        "  esac",
        "done",
        "lg_started=$(printf '%s\\n' \"$lg_stat\" | cut -d ' ' -f 20)",
        "printf '%s lockgate: starting %s\\n' \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\" \"$LOCKGATE_RELEASE\"",
        "printf '%s %s %s %s\\n' \"$$\" \"$lg_started\" \"$lg_boot\" \"$LOCKGATE_RELEASE\" >\"$lg_record.part\" && mv -f \"$lg_record.part\" \"$lg_record\" || exit 126",
        "umask \"$lg_mask\"",
        "unset SSH_CLIENT SSH_CONNECTION SSH_TTY SSH_AUTH_SOCK SSH_ORIGINAL_COMMAND",
        "exec sh -c \"$lg_line\"",
        "LAUNCHER",
        "}",
    ],
    [
        "lg_runtime_start",
        "lg_runtime_start() (",
        "  set +m",
        "  root=$1 record=$1/.lockgate/run/$2 log=$3 settle=$4 envfile=$5 line=$6",
        "  mask=$(umask)",
        "  (umask 077 && mkdir -p \"$root/.lockgate/run\" \"$root/.lockgate/log\") || return 1",
        "  mkdir -p \"$(dirname \"$log\")\" || return 1",
        "  if lg_runtime_alive \"$record\"; then",
        "    printf 'it runs already: process %s of %s\\n' \"$lg_pid\" \"$lg_release\"",
        "    return 0",
        "  fi",
        "  [ -d \"$root/current/.\" ] || {",
        "    printf '%s/current names no release\\n' \"$root\" >&2",
        "    return 1",
        "  }",
        "  lg_runtime_end \"$record\" \"$root\" 20 >/dev/null || return 1",
        "  rm -f \"$record\"",
        "  case $log in",
        "    \"$root\"/.lockgate/log/*)",
        "      if [ -f \"$log\" ] && [ \"$(wc -c <\"$log\")\" -gt 20000000 ]; then mv -f \"$log\" \"$log.1\"; fi",
        "      ;;",
        "  esac",
        "  touch \"$log\" || return 1",
        "  before=$(wc -c <\"$log\")",
        "  if [ -n \"$envfile\" ]; then lg_runtime_load_env \"$envfile\" || return 1; fi",
        "  interpreter=$(lg_runtime_interpreter)",
        "  (lg_runtime_load_release \"$root\") || return 1",
        "  (",
        "    set -- \"$root\" \"$record\" \"$log\" \"$mask\" \"$line\" \"$interpreter\"",
        "    lg_runtime_load_release \"$1\" || exit",
        "    if env --default-signal=TERM true 2>/dev/null; then",
        "      LOCKGATE_RUNTIME=\"$2;\" exec env --default-signal setsid \"$6\" -c \"$(lg_runtime_launcher)\" lockgate \"$2\" \"$1\" \"$3\" \"$4\" \"$5\"",
        "    else",
        "      LOCKGATE_RUNTIME=\"$2;\" exec setsid \"$6\" -c \"$(lg_runtime_launcher)\" lockgate \"$2\" \"$1\" \"$3\" \"$4\" \"$5\"",
        "    fi",
        "  ) &",
        "  child=$!",
        "  ticks=$(((settle + 99) / 100))",
        "  while [ \"$ticks\" -gt 0 ] && lg_runtime_stat \"$child\" >/dev/null; do",
        "    sleep 0.1",
        "    ticks=$((ticks - 1))",
        "  done",
        "  waits=100",
        "  while [ ! -f \"$record\" ] && lg_runtime_stat \"$child\" >/dev/null && [ \"$waits\" -gt 0 ]; do",
        "    sleep 0.1",
        "    waits=$((waits - 1))",
        "  done",
        "  if lg_runtime_stat \"$child\" >/dev/null; then",
        "    lg_runtime_record \"$record\" || :",
        "    printf 'process %s runs %s\\n' \"$lg_pid\" \"$lg_release\"",
        "    return 0",
        "  fi",
        "  wait \"$child\" && code=0 || code=$?",
        "  lg_runtime_end \"$record\" \"$root\" 20 >/dev/null || :",
        "  printf 'it ended with exit code %s within %s ms of its start; its last lines:\\n' \"$code\" \"$settle\" >&2",
        "  tail -c \"+$((before + 1))\" \"$log\" | tail -n 20 >&2",
        "  return 1",
        ")",
    ],
    [
        "lg_runtime_interpreter",
        "lg_runtime_interpreter() {",
        "  lg_high=no",
        "  for lg_fd in /proc/self/fd/*; do",
        "    case ${lg_fd##*/} in ??*) lg_high=yes ;; esac",
        "  done",
        "  if [ \"$lg_high\" = yes ] && command -v bash >/dev/null 2>&1; then printf 'bash\\n'; else printf 'sh\\n'; fi",
        "}",
    ],
    [
        "lg_runtime_stop",
        "lg_runtime_stop() (",
        "  root=$1 record=$1/.lockgate/run/$2 wait=$3 line=$4",
        "  if [ -z \"$(lg_runtime_members \"$record\" \"$root\")\" ]; then",
        "    rm -f \"$record\"",
        "    printf 'it does not run\\n'",
        "    return 0",
        "  fi",
        "  if [ -n \"$line\" ]; then",
        "    (cd -P \"$root/current\" 2>/dev/null || cd \"$root\" || exit 1",
        "      exec timeout -k 1 \"$(((wait + 999) / 1000))\" sh -c \"$line\" </dev/null 9>&-) || printf 'the stop line ended with exit code %s\\n' \"$?\"",
        "  fi",
        "  lg_runtime_end \"$record\" \"$root\" \"$(((wait + 99) / 100))\" || return 1",
        "  rm -f \"$record\"",
        "  printf 'stopped\\n'",
        ")",
    ],
    [
        "lg_runtime_status",
        "lg_runtime_status() (",
        "  record=$1/.lockgate/run/$2",
        "  if lg_runtime_alive \"$record\"; then",
        "    printf 'running\\tprocess %s of %s\\n' \"$lg_pid\" \"$lg_release\"",
        "  elif [ ! -f \"$record\" ]; then",
        "    left=$(lg_runtime_marked \"$record\" | tr '\\n' ' ')",
        "    if [ -n \"$left\" ]; then printf 'failed\\tno record of a start, but processes are left: %s\\n' \"$left\"; else printf 'stopped\\tit was not started, or was stopped\\n'; fi",
        "  else",
        "    lg_runtime_record \"$record\" || :",
        "    if [ \"$lg_pid\" = 0 ]; then",
        "      printf 'failed\\tits process is gone: the host was started anew since\\n'",
        "    else",
        "      printf 'failed\\tprocess %s of %s ended by itself\\n' \"$lg_pid\" \"$lg_release\"",
        "    fi",
        "  fi",
        ")",
    ],
    [
        "lg_runtime_memory",
        "lg_runtime_memory() {",
        "  lg_count=0 lg_held=0",
        "  for lg_each in $(lg_runtime_members \"$1/.lockgate/run/$2\" \"$1\" | sort -u); do",
        "    lg_each=/proc/${lg_each%%:*}",
        "    lg_kb=$(awk '/^Pss:/ { sum += $2 } END { print sum + 0 }' \"$lg_each/smaps_rollup\" 2>/dev/null) || lg_kb=0",
        "    [ \"${lg_kb:-0}\" -gt 0 ] || lg_kb=$(awk '/^VmRSS:/ { print $2 }' \"$lg_each/status\" 2>/dev/null) || lg_kb=0",
        "    lg_count=$((lg_count + 1)) lg_held=$((lg_held + ${lg_kb:-0}))",
        "  done",
        "  printf 'memory\\t%s\\t%s\\n' \"$lg_count\" \"$lg_held\"",
        "}",
    ],
    [
        "lg_runtime_serves",
        "lg_runtime_serves() (",
        "  record=$1/.lockgate/run/$2",
        "  if ! lg_runtime_alive \"$record\"; then",
        "    printf 'no\\tnothing runs\\n'",
        "  elif [ \"$lg_release\" = \"$3\" ]; then",
        "    printf 'yes\\tprocess %s was started from %s\\n' \"$lg_pid\" \"$lg_release\"",
        "  else",
        "    printf 'no\\tprocess %s was started from %s\\n' \"$lg_pid\" \"$lg_release\"",
        "  fi",
        ")",
    ],
    [
        "lg_runtime_logs",
        "lg_runtime_logs() {",
        "  if [ -f \"$1\" ]; then tail -n \"$2\" \"$1\"; fi",
        "}",
    ],
    [
        "lg_runtime_line",
        "lg_runtime_line() (",
        "  root=$1 log=$2 envfile=$3 line=$4",
        "  (umask 077 && mkdir -p \"$root/.lockgate/log\") || return 1",
        "  mkdir -p \"$(dirname \"$log\")\" && touch \"$log\" || return 1",
        "  before=$(wc -c <\"$log\")",
        "  if [ -n \"$envfile\" ]; then lg_runtime_load_env \"$envfile\" || return 1; fi",
        "  cd -P \"$root/current\" 2>/dev/null || cd \"$root\" || return 1",
        "  LOCKGATE_RELEASE=$(basename \"$(pwd -P)\")",
        "  LOCKGATE_VERSION=$LOCKGATE_RELEASE",
        "  if [ -r .lockgate-version ]; then IFS= read -r LOCKGATE_VERSION <.lockgate-version || :; fi",
        "  export LOCKGATE_RELEASE LOCKGATE_VERSION",
        "  (",
        "    set -- \"$root\" \"$line\"",
        "    lg_runtime_load_release \"$1\" || exit",
        "    exec sh -c \"$2\"",
        "  ) </dev/null >>\"$log\" 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- && code=0 || code=$?",
        "  if [ \"$code\" -ne 0 ]; then tail -c \"+$((before + 1))\" \"$log\" | tail -n 20 >&2; fi",
        "  return \"$code\"",
        ")",
    ],
    [
        "lg_runtime_status_line",
        "lg_runtime_status_line() (",
        "  line=$3",
        "  if [ -n \"$2\" ]; then lg_runtime_load_env \"$2\" || return 1; fi",
        "  cd -P \"$1/current\" 2>/dev/null || cd \"$1\" || return 1",
        "  said=$(set -- \"$1\" \"$line\" && lg_runtime_load_release \"$1\" && exec sh -c \"$2\" </dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-) && code=0 || code=$?",
        "  said=$(printf '%s' \"$said\" | tr -s '[:cntrl:]' ' ' | cut -c 1-300)",
        "  case $code in",
        "    0) printf 'running\\t%s\\n' \"$said\" ;;",
        "    1 | 2) printf 'failed\\t%s\\n' \"$said\" ;;",
        "    126 | 127)",
        "      printf 'the status line cannot be run: %s\\n' \"$said\" >&2",
        "      return 1",
        "      ;;",
        "    *) printf 'stopped\\t%s\\n' \"$said\" ;;",
        "  esac",
        ")",
    ],
    [
        "lg_runtime_runs_line",
        "lg_runtime_runs_line() {",
        "  case $(lg_runtime_status_line \"$@\" 2>/dev/null) in running*) ;; *) return 1 ;; esac",
        "}",
    ],
    [
        "lg_runtime_start_line",
        "lg_runtime_start_line() {",
        "  if lg_runtime_runs_line \"$1\" \"$4\" \"$6\"; then",
        "    printf 'it runs already\\n'",
        "    return 0",
        "  fi",
        "  lg_runtime_line \"$1\" \"$2\" \"$4\" \"$5\" || return",
        "  sleep \"$(($3 / 1000)).$(printf '%03d' \"$(($3 % 1000))\")\"",
        "  lg_runtime_runs_line \"$1\" \"$4\" \"$6\" || {",
        "    printf 'it was started, and %s ms later its status line says that it does not run; its last lines:\\n' \"$3\" >&2",
        "    tail -n 20 \"$2\" >&2",
        "    return 1",
        "  }",
        "}",
    ],
    [
        "lg_runtime_stop_line",
        "lg_runtime_stop_line() {",
        "  if ! lg_runtime_runs_line \"$1\" \"$4\" \"$6\"; then",
        "    printf 'it does not run\\n'",
        "    return 0",
        "  fi",
        "  lg_runtime_line \"$1\" \"$2\" \"$4\" \"$5\" || return",
        "  lg_waits=$(($3 / 100))",
        "  while lg_runtime_runs_line \"$1\" \"$4\" \"$6\"; do",
        "    [ \"$lg_waits\" -gt 0 ] || {",
        "      printf 'it was asked to stop, and %s ms later its status line still says that it runs\\n' \"$3\" >&2",
        "      return 1",
        "    }",
        "    sleep 0.1",
        "    lg_waits=$((lg_waits - 1))",
        "  done",
        "}",
    ],
    [
        "lg_sqlite_backup",
        "lg_sqlite_backup() (",
        "  umask 077",
        "  lg_sqlite_need \"$1\"",
        "  lg_sqlite_engine",
        "  lg_sq_dir=$2 lg_sq_id=$3 lg_sq_head=$4 lg_sq_verify=$5 lg_sq_minimum=$6 lg_sq_manifests=$7 lg_sq_copies=$8",
        "  shift 8",
        "  lg_sq_began=$(lg_store_clock)",
        "  for lg_sq_one in \"$lg_sq_dir\" \"$lg_sq_manifests\" \"$@\"; do",
        "    mkdir -p -- \"$lg_sq_one\" || lg_store_fail 1 \"the folder $lg_sq_one could not be made\"",
        "  done",
        "  cd -- \"$lg_sq_dir\" || exit 1",
        "  if command -v zstd >/dev/null; then lg_sq_ext=.db.zst; else lg_sq_ext=.db.gz; fi",
        "  lg_sq_name=$lg_sq_id$lg_sq_ext lg_sq_copied=$lg_sq_id.db.part lg_sq_scratch=$lg_sq_id.restored.part",
        "  lg_sq_teller=",
        "  trap 'lg_sqlite_backup_clean \"$@\"' EXIT",
        "  trap 'exit 143' HUP INT TERM",
        "  lg_sqlite_backup_clean \"$@\"",
        "  lg_store_sweep \"$lg_sq_id\" \"$lg_sq_manifests\" \"$lg_sq_dir\" \"$@\"",
        "  (: >\"$lg_sq_copied\") || lg_store_fail 1 \"nothing can be written to $lg_sq_dir\"",
        "  lg_sq_total=$(lg_sqlite_inspect \"$lg_db\") || exit 1",
        "  lg_sq_version=${lg_sq_total%|*} lg_sq_total=${lg_sq_total#*|}",
        "  lg_store_room \"$lg_sq_dir\" $((lg_sq_total * 2 + 1000000)) \"a backup of $lg_db\"",
        "  lg_sqlite_backup_copy",
        "  lg_sqlite_backup_store",
        "  lg_sqlite_backup_prove",
        "  for lg_sq_one; do lg_sqlite_backup_second \"$lg_sq_one\"; done",
        "  lg_sq_manifest=\"$lg_sq_head$lg_sq_ext\\\",\\\"engineVersion\\\":\\\"$lg_sq_version\\\",\\\"bytes\\\":$lg_sq_bytes,\\\"databaseBytes\\\":$lg_sq_total,\\\"sha256\\\":\\\"$lg_sq_sha\\\",\\\"tables\\\":{$lg_sq_tables},\\\"verified\\\":\\\"$lg_sq_verify\\\",\\\"copies\\\":$lg_sq_copies,\\\"durationMs\\\":$(($(lg_store_clock) - lg_sq_began))}\"",
        "  lg_sqlite_backup_promote \"$@\"",
        "  printf '%s\\n' \"$lg_sq_manifest\"",
        ")",
    ],
    [
        "lg_sqlite_backup_clean",
        "lg_sqlite_backup_clean() {",
        "  lg_sqlite_backup_told",
        "  rm -f -- \"$lg_sq_copied\" \"$lg_sq_copied-journal\" \"$lg_sq_scratch\" \"$lg_sq_id.db.zst.part\" \"$lg_sq_id.db.gz.part\" \"$lg_sq_id.json.part\" \"$lg_sq_manifests/$lg_sq_id.json.part\"",
        "  for lg_sq_one; do",
        "    rm -f -- \"$lg_sq_one/$lg_sq_id.db.zst.part\" \"$lg_sq_one/$lg_sq_id.db.gz.part\" \"$lg_sq_one/$lg_sq_id.json.part\"",
        "  done",
        "}",
    ],
    [
        "lg_sqlite_backup_telling",
        "lg_sqlite_backup_telling() {",
        "  if [ \"$lg_sq_total\" -lt 64000000 ]; then",
        "    shift 2",
        "    \"$@\"",
        "    return",
        "  fi",
        "  lg_sqlite_tell \"$1\" \"$2\" \"$lg_sq_total\" </dev/null >/dev/null 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &",
        "  lg_sq_teller=$!",
        "  shift 2",
        "  \"$@\"",
        "  lg_sq_code=$?",
        "  lg_sqlite_backup_told",
        "  return \"$lg_sq_code\"",
        "}",
    ],
    [
        "lg_sqlite_backup_told",
        "lg_sqlite_backup_told() {",
        "  [ -n \"$lg_sq_teller\" ] || return 0",
        "  kill -KILL \"$lg_sq_teller\"",
        "  wait \"$lg_sq_teller\"",
        "  lg_sq_teller=",
        "} 2>/dev/null",
    ],
    [
        "lg_sqlite_backup_pages",
        "lg_sqlite_backup_pages() {",
        "  printf '.timeout 30000\\nBEGIN;\\n.once /dev/null\\nSELECT count(*) FROM sqlite_master;\\n.backup %s\\nCOMMIT;\\n' \"$lg_sq_copied\" | lg_sqlite_run read \"$lg_db\"",
        "}",
    ],
    [
        "lg_sqlite_backup_copy",
        "lg_sqlite_backup_copy() {",
        "  lg_sqlite_backup_telling backup \"$lg_sq_copied\" lg_sqlite_backup_pages || lg_store_fail 1 \"the pages of $lg_db could not be copied\"",
        "  lg_sqlite_sound still \"$PWD/$lg_sq_copied\" || lg_store_fail 1 \"$lg_db is damaged: its copy does not pass integrity_check\"",
        "  lg_sq_total=$(stat -c %s -- \"$lg_sq_copied\") || exit 1",
        "  lg_sq_census=$(SQLITE_TMPDIR=$PWD && export SQLITE_TMPDIR && lg_sqlite_census still \"$PWD/$lg_sq_copied\") || lg_store_fail 1 'the rows of the copy could not be counted'",
        "  lg_sq_orphans=$(lg_sqlite_orphans_still \"$lg_sq_copied\")",
        "  lg_sq_plain=$(lg_store_digest \"$lg_sq_copied\") || exit 1",
        "  lg_sq_tables=",
        "  while IFS= read -r lg_sq_line; do",
        "    [ -n \"$lg_sq_line\" ] || continue",
        "    lg_sq_sum=${lg_sq_line##*|} lg_sq_line=${lg_sq_line%|*}",
        "    lg_sq_rows=${lg_sq_line##*|} lg_sq_line=${lg_sq_line%|*}",
        "    lg_sq_tables=\"$lg_sq_tables${lg_sq_tables:+,}${lg_sq_line#*|}:{\\\"rows\\\":$lg_sq_rows,\\\"hash\\\":\\\"$lg_sq_sum\\\"}\"",
        "  done <<LG_CENSUS",
        "$lg_sq_census",
        "LG_CENSUS",
        "}",
    ],
    [
        "lg_sqlite_orphans_still",
        "lg_sqlite_orphans_still() {",
        "  printf 'SELECT count(*) FROM pragma_foreign_key_check;\\n' | lg_sqlite_run still \"$PWD/$1\" 2>&1",
        "}",
    ],
    [
        "lg_sqlite_backup_pack",
        "lg_sqlite_backup_pack() {",
        "  if [ \"$lg_sq_ext\" = .db.zst ]; then zstd -q -3 -T0 --check -c -- \"$lg_sq_copied\"; else gzip -c -- \"$lg_sq_copied\"; fi",
        "}",
    ],
    [
        "lg_sqlite_backup_pipe",
        "lg_sqlite_backup_pipe() {",
        "  lg_sq_ends=$(",
        "    {",
        "      {",
        "        lg_sqlite_backup_pack",
        "        echo \"packed $?\" >&3",
        "      } | {",
        "        tee -- \"$lg_sq_name.part\"",
        "        echo \"written $?\" >&3",
        "      } | {",
        "        sha256sum",
        "        echo \"hashed $?\" >&3",
        "      }",
        "    } 3>&1",
        "  )",
        "}",
    ],
    [
        "lg_sqlite_backup_store",
        "lg_sqlite_backup_store() {",
        "  lg_sqlite_backup_telling 'stored' \"$lg_sq_name.part\" lg_sqlite_backup_pipe",
        "  for lg_sq_one in packed written hashed; do",
        "    case $lg_sq_ends in *\"$lg_sq_one 0\"*) ;; *) lg_store_fail 1 \"the backup could not be stored in $lg_sq_dir: not $lg_sq_one\" ;; esac",
        "  done",
        "  lg_store_flush \"$lg_sq_name.part\" || lg_store_fail 1 \"the disk did not take the backup $lg_sq_dir/$lg_sq_name.part\"",
        "  lg_sq_sha=$(lg_store_digest \"$lg_sq_name.part\") || exit 1",
        "  case $lg_sq_ends in *\"$lg_sq_sha  -\"*) ;; *) lg_store_fail 1 \"the backup read back from $lg_sq_dir is not what was written\" ;; esac",
        "  lg_sq_bytes=$(stat -c %s -- \"$lg_sq_name.part\") || exit 1",
        "  [ \"$lg_sq_bytes\" -ge \"$lg_sq_minimum\" ] || lg_store_fail 1 \"the backup has $lg_sq_bytes bytes, and $lg_sq_minimum are the least that was asked for\"",
        "}",
    ],
    [
        "lg_sqlite_backup_unpacked",
        "lg_sqlite_backup_unpacked() {",
        "  if [ \"$lg_sq_ext\" = .db.zst ]; then zstd -q -d -c -- \"$lg_sq_name.part\"; else gzip -d -c <\"$lg_sq_name.part\"; fi",
        "}",
    ],
    [
        "lg_sqlite_backup_prove",
        "lg_sqlite_backup_prove() {",
        "  [ \"$lg_sq_verify\" != checksum ] || return 0",
        "  if [ \"$lg_sq_verify\" = readable ]; then",
        "    lg_sq_sum=$(lg_sqlite_backup_unpacked | sha256sum)",
        "    [ \"${lg_sq_sum%% *}\" = \"$lg_sq_plain\" ] || lg_store_fail 1 'the backup cannot be unpacked to what was copied'",
        "    return 0",
        "  fi",
        "  rm -f -- \"$lg_sq_copied\"",
        "  lg_sqlite_backup_unpacked >\"$lg_sq_scratch\" || lg_store_fail 1 'the backup cannot be unpacked'",
        "  [ \"$(lg_store_digest \"$lg_sq_scratch\")\" = \"$lg_sq_plain\" ] || lg_store_fail 1 'the backup unpacks to something else than what was copied'",
        "  lg_sqlite_sound still \"$PWD/$lg_sq_scratch\" || lg_store_fail 1 'the restored backup does not pass integrity_check'",
        "  [ \"$(SQLITE_TMPDIR=$PWD && export SQLITE_TMPDIR && lg_sqlite_census still \"$PWD/$lg_sq_scratch\")\" = \"$lg_sq_census\" ] || lg_store_fail 1 'the restored backup has other rows than what was copied'",
        "  [ \"$(lg_sqlite_orphans_still \"$lg_sq_scratch\")\" = \"$lg_sq_orphans\" ] || lg_store_fail 1 'the restored backup has other foreign keys than what was copied'",
        "}",
    ],
    [
        "lg_sqlite_backup_second",
        "lg_sqlite_backup_second() {",
        "  lg_store_room \"$1\" $((lg_sq_bytes + 100000)) 'the copy of the backup'",
        "  cp -- \"$lg_sq_name.part\" \"$1/$lg_sq_name.part\" && lg_store_flush \"$1/$lg_sq_name.part\" || lg_store_fail 1 \"the backup could not be copied to $1\"",
        "  [ \"$(lg_store_digest \"$1/$lg_sq_name.part\")\" = \"$lg_sq_sha\" ] || lg_store_fail 1 \"the copy read back from $1 is not the backup\"",
        "}",
    ],
    [
        "lg_sqlite_backup_promote",
        "lg_sqlite_backup_promote() {",
        "  for lg_sq_one in \"$PWD\" \"$@\" \"$lg_sq_manifests\"; do",
        "    printf '%s\\n' \"$lg_sq_manifest\" >\"$lg_sq_one/$lg_sq_id.json.part\" && lg_store_flush \"$lg_sq_one/$lg_sq_id.json.part\" || lg_store_fail 1 \"the manifest could not be written to $lg_sq_one\"",
        "    [ \"$(cat -- \"$lg_sq_one/$lg_sq_id.json.part\")\" = \"$lg_sq_manifest\" ] || lg_store_fail 1 \"the manifest read back from $lg_sq_one is not what was written\"",
        "  done",
        "  rm -f -- \"$lg_sq_manifests/$lg_sq_id.json\"",
        "  for lg_sq_one in \"$@\" \"$PWD\"; do",
        "    mv -f -- \"$lg_sq_one/$lg_sq_name.part\" \"$lg_sq_one/$lg_sq_name\" && mv -f -- \"$lg_sq_one/$lg_sq_id.json.part\" \"$lg_sq_one/$lg_sq_id.json\" || exit 1",
        "    lg_store_flush \"$lg_sq_one\"",
        "  done",
        "  if [ -e \"$lg_sq_manifests/$lg_sq_id.json.part\" ]; then mv -f -- \"$lg_sq_manifests/$lg_sq_id.json.part\" \"$lg_sq_manifests/$lg_sq_id.json\" || exit 1; fi",
        "  lg_store_flush \"$lg_sq_manifests\"",
        "}",
    ],
    [
        "lg_sqlite_verify",
        "lg_sqlite_verify() (",
        "  [ -f \"$1\" ] || lg_sqlite_unsound 'the file is gone'",
        "  lg_sq_sum=$(lg_store_digest \"$1\" 2>/dev/null) || lg_sqlite_unsound 'the file cannot be read'",
        "  [ \"$lg_sq_sum\" = \"$2\" ] || lg_sqlite_unsound 'its digest is not the one on record'",
        "  lg_sq_size=$(lg_store_unpack \"$1\" 2>/dev/null | wc -c) && lg_store_unpack \"$1\" >/dev/null 2>&1 || lg_sqlite_unsound 'it cannot be unpacked'",
        "  lg_sq_first=$(lg_store_unpack \"$1\" 2>/dev/null | head -c 15)",
        "  [ \"$lg_sq_first\" = 'SQLite format 3' ] || [ \"$lg_sq_size\" -eq 0 ] || lg_sqlite_unsound 'it is no SQLite database'",
        "  echo sound",
        ")",
    ],
    [
        "lg_sqlite_unsound",
        "lg_sqlite_unsound() {",
        "  printf '%s\\n' \"$1\"",
        "  exit 0",
        "}",
    ],
    [
        "lg_sqlite_applied",
        "lg_sqlite_applied() (",
        "  lg_sqlite_engine",
        "  lg_sqlite_find \"$1\" || {",
        "    lg_sq_code=$?",
        "    [ \"$lg_sq_code\" -eq 44 ] || exit \"$lg_sq_code\"",
        "    exit 0",
        "  }",
        "  lg_sq_has=$(printf \".timeout 5000\\nSELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'lockgate_migrations';\\n\" | lg_sqlite_run read \"$lg_db\") || exit 1",
        "  [ \"$lg_sq_has\" -gt 0 ] || exit 0",
        "  printf \".timeout 5000\\nSELECT hex(name) || '|' || digest FROM lockgate_migrations ORDER BY rowid;\\n\" | lg_sqlite_run read \"$lg_db\"",
        ")",
    ],
    [
        "lg_sqlite_apply",
        "lg_sqlite_apply() (",
        "  umask 077",
        "  lg_sq_file=$1 lg_sq_how=$2 lg_sq_release=$3 lg_sq_lock=$4 lg_sq_new=",
        "  shift 4",
        "  lg_sqlite_engine",
        "  lg_sq_work=$(mktemp -d) || lg_store_fail 1 'no temporary folder could be made'",
        "  trap 'rm -rf -- \"$lg_sq_work\"' EXIT",
        "  trap 'exit 143' HUP INT TERM",
        "  cat >\"$lg_sq_work/all\" || lg_store_fail 1 'the files could not be written on the host'",
        "  lg_sq_was=$(lg_sqlite_applied \"$lg_sq_file\") || exit 1",
        "  lg_sqlite_find \"$lg_sq_file\" || {",
        "    [ $? -eq 44 ] || exit 1",
        "    (umask 022 && mkdir -p -- \"${lg_db%/*}\") || lg_store_fail 1 \"the folder of $lg_sq_file could not be made\"",
        "    lg_sq_new=yes",
        "  }",
        "  lg_sq_from=1 lg_sq_n=0",
        "  lg_sqlite_apply_begin",
        "  while [ $# -gt 0 ]; do",
        "    lg_sq_n=$((lg_sq_n + 1))",
        "    tail -c \"+$lg_sq_from\" \"$lg_sq_work/all\" | head -c \"$4\" >\"$lg_sq_work/$lg_sq_n.sql\"",
        "    lg_sq_from=$((lg_sq_from + $4))",
        "    [ \"$(lg_store_digest \"$lg_sq_work/$lg_sq_n.sql\")\" = \"$3\" ] || lg_store_fail 1 \"$1 did not arrive on the host as it is in the repository (its digest is not $3); nothing was run\"",
        "    lg_sqlite_apply_take \"$@\"",
        "    shift 4",
        "  done",
        "  [ \"$lg_sq_how\" = each ] || [ \"$lg_sq_todo\" -eq 0 ] || lg_sqlite_apply_run",
        ")",
    ],
    [
        "lg_sqlite_apply_take",
        "lg_sqlite_apply_take() {",
        "  case \"",
        "$lg_sq_was",
        "\" in",
        "    *\"",
        "$2|$3",
        "\"*)",
        "      printf 'applied before: %s\\n' \"$1\"",
        "      return 0",
        "      ;;",
        "    *\"",
        "$2|\"*) lg_store_fail 1 \"$1 was applied with another content: an applied file must not be edited; nothing of it was run\" ;;",
        "  esac",
        "  {",
        "    printf '.read %s.sql\\n' \"$lg_sq_n\"",
        "    printf \"INSERT INTO main.lockgate_migrations VALUES (CAST(x'%s' AS TEXT), '%s', strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', 'now'), CAST(x'%s' AS TEXT));\\n\" \"$2\" \"$3\" \"$lg_sq_release\"",
        "  } >>\"$lg_sq_work/script\"",
        "  printf '\\n;\\n' >>\"$lg_sq_work/$lg_sq_n.sql\"",
        "  printf '%s\\n' \"$2|$3\" >>\"$lg_sq_work/wanted\"",
        "  lg_sq_todo=$((lg_sq_todo + 1)) lg_sq_names=\"$lg_sq_names${lg_sq_names:+, }$1\"",
        "  [ \"$lg_sq_how\" = all ] || lg_sqlite_apply_run",
        "}",
    ],
    [
        "lg_sqlite_apply_begin",
        "lg_sqlite_apply_begin() {",
        "  lg_sq_names='' lg_sq_todo=0",
        "  : >\"$lg_sq_work/wanted\"",
        "  cat >\"$lg_sq_work/script\" <<SQL",
        ".timeout $lg_sq_lock",
        "PRAGMA foreign_keys = OFF;",
        "BEGIN IMMEDIATE;",
        "CREATE TABLE IF NOT EXISTS main.lockgate_migrations (name TEXT PRIMARY KEY, digest TEXT NOT NULL, applied_at TEXT NOT NULL, release TEXT NOT NULL);",
        "SQL",
        "  lg_sq_keys=no",
        "  [ -z \"$lg_sq_new\" ] || return 0",
        "  printf '.timeout %s\\nSELECT count(*) FROM pragma_foreign_key_check;\\n' \"$lg_sq_lock\" | lg_sqlite_run read \"$lg_db\" >/dev/null 2>&1 || return 0",
        "  lg_sq_keys=yes",
        "  cat >>\"$lg_sq_work/script\" <<'SQL'",
        "CREATE TEMP TABLE lockgate_before AS SELECT \"table\" AS t, \"parent\" AS p, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2;",
        "CREATE TEMP TABLE lockgate_names AS SELECT name FROM main.sqlite_master WHERE type = 'table';",
        "SQL",
        "}",
    ],
    [
        "lg_sqlite_apply_run",
        "lg_sqlite_apply_run() {",
        "  if [ \"$lg_sq_keys\" = yes ]; then",
        "    cat >>\"$lg_sq_work/script\" <<'SQL'",
        "CREATE TEMP TABLE lockgate_guard (worse INTEGER CONSTRAINT \"the migration leaves foreign keys that point nowhere; all of it was rolled back\" CHECK (worse = 0));",
        "INSERT INTO lockgate_guard SELECT coalesce(sum(n), 0) > (SELECT coalesce(sum(n), 0) FROM lockgate_before)",
        "  OR coalesce(max(n > coalesce((SELECT b.n FROM lockgate_before AS b WHERE b.t = a.t AND b.p = a.p), 0) AND a.t IN (SELECT name FROM lockgate_names)), 0)",
        "  FROM (SELECT \"table\" AS t, \"parent\" AS p, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2) AS a;",
        "SQL",
        "  fi",
        "  printf 'COMMIT;\\n' >>\"$lg_sq_work/script\"",
        "  ([ -z \"$lg_sq_new\" ] || umask 022; cd -- \"$lg_sq_work\" && lg_sqlite_run write \"$lg_db\" <script)",
        "  lg_sq_code=$?",
        "  lg_sq_was=$(lg_sqlite_applied \"$lg_sq_file\") || lg_store_fail 1 \"it cannot be read whether $lg_sq_names was committed: the next run finds out\"",
        "  while IFS= read -r lg_sq_line; do",
        "    case \"",
        "$lg_sq_was",
        "\" in *\"",
        "$lg_sq_line",
        "\"*) ;; *) lg_store_fail 1 \"not applied, nothing of it was kept: $lg_sq_names\" ;; esac",
        "  done <\"$lg_sq_work/wanted\"",
        "  [ \"$lg_sq_code\" -eq 0 ] || printf 'the program ended with %s after everything was committed\\n' \"$lg_sq_code\"",
        "  printf 'applied: %s\\n' \"$lg_sq_names\"",
        "  lg_sq_new=",
        "  lg_sqlite_apply_begin",
        "}",
    ],
    [
        "lg_sqlite_record",
        "lg_sqlite_record() (",
        "  lg_sqlite_engine",
        "  lg_sqlite_need \"$1\"",
        "  lg_sq_release=$2",
        "  shift 2",
        "  {",
        "    printf '.timeout 10000\\nBEGIN IMMEDIATE;\\nCREATE TABLE IF NOT EXISTS main.lockgate_migrations (name TEXT PRIMARY KEY, digest TEXT NOT NULL, applied_at TEXT NOT NULL, release TEXT NOT NULL);\\n'",
        "    while [ $# -gt 0 ]; do",
        "      printf \"INSERT INTO main.lockgate_migrations VALUES (CAST(x'%s' AS TEXT), '%s', strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', 'now'), CAST(x'%s' AS TEXT)) ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, release = excluded.release;\\n\" \"$1\" \"$2\" \"$lg_sq_release\"",
        "      shift 2",
        "    done",
        "    printf 'COMMIT;\\n'",
        "  } | lg_sqlite_run write \"$lg_db\"",
        ")",
    ],
    [
        "lg_sqlite_program",
        "lg_sqlite_program() {",
        "  cat <<'LG_PYTHON'",
        "import re, sqlite3, subprocess, sys, time",
        "",
        "TOKEN = re.compile(r\"\"\"'[^']*'|\"[^\"]*\"|`[^`]*`|\\[[^\\]]*\\]|--[^\\n]*|/\\*.*?\\*/|;\"\"\", re.S)",
        "BLANK = re.compile(r\"(?:\\s+|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*\", re.S)",
        "SPACE = re.compile(r\"\\s*\")",
        "",
        "",
        "def connect(mode, path):",
        "    uri = \"file:\" + path.replace(\"%\", \"%25\").replace(\"?\", \"%3f\").replace(\"#\", \"%23\")",
        "    query = {\"read\": \"mode=ro\", \"still\": \"immutable=1\", \"write\": \"mode=rwc\"}[mode]",
        "    connection = sqlite3.connect(uri + \"?\" + query, uri=True, isolation_level=None)",
        "    # Bytes as they are stored: text in a database need not be valid UTF-8.",
        "    connection.text_factory = bytes",
        "    return connection",
        "",
        "",
        "def as_bytes(value):",
        "    if value is None:",
        "        return b\"\"",
        "    if isinstance(value, float):",
        "        text = \"%.15g\" % value",
        "        if \"e\" in text and \".\" not in text:",
        "            text = text.replace(\"e\", \".0e\")",
        "        elif not re.search(\"[.einf]\", text):",
        "            text += \".0\"",
        "        return text.encode()",
        "    return value if isinstance(value, bytes) else str(value).encode()",
        "",
        "",
        "class Runner:",
        "    def __init__(self, connection):",
        "        self.connection = connection",
        "        self.once = None",
        "",
        "    def run(self, text):",
        "        at = 0",
        "        while True:",
        "            at = SPACE.match(text, at).end()",
        "            if at >= len(text):",
        "                return",
        "            if text[at] == \".\":",
        "                end = text.find(\"\\n\", at)",
        "                end = len(text) if end < 0 else end",
        "                self.command(*text[at:end].strip().partition(\" \")[::2])",
        "            else:",
        "                end = self.end_of_statement(text, at)",
        "                if end is None:",
        "                    return",
        "                self.execute(text[at:end])",
        "            at = end",
        "",
        "    @staticmethod",
        "    def end_of_statement(text, at):",
        "        for token in TOKEN.finditer(text, at):",
        "            if token.group() == \";\" and sqlite3.complete_statement(text[at : token.end()]):",
        "                return token.end()",
        "        if BLANK.match(text, at).end() < len(text):",
        "            raise sqlite3.OperationalError(\"incomplete input\")",
        "        return None",
        "",
        "    def command(self, name, word):",
        "        if name == \".timeout\":",
        "            self.connection.execute(\"PRAGMA busy_timeout=%d\" % int(word))",
        "        elif name == \".once\":",
        "            self.once = word",
        "        elif name == \".read\":",
        "            with open(word, \"r\", encoding=\"utf-8\", newline=\"\", errors=\"surrogateescape\") as file:",
        "                self.run(file.read())",
        "        elif name == \".backup\":",
        "            copy = sqlite3.connect(word, isolation_level=None)",
        "            copy.execute(\"PRAGMA synchronous=OFF\")",
        "            copy.execute(\"PRAGMA journal_mode=OFF\")",
        "            self.connection.backup(copy, pages=2048)",
        "            copy.close()",
        "        else:",
        "            raise sqlite3.OperationalError(\"unknown command \" + name)",
        "",
        "    def execute(self, statement):",
        "        target, self.once = self.once, None",
        "        process = None",
        "        if target is None:",
        "            out = sys.stdout.buffer",
        "        elif target.startswith(\"|\"):",
        "            process = subprocess.Popen(target[1:], shell=True, stdin=subprocess.PIPE)",
        "            out = process.stdin",
        "        else:",
        "            out = open(target, \"wb\")",
        "        for row in self.connection.execute(statement):",
        "            out.write(b\"|\".join([as_bytes(value) for value in row]) + b\"\\n\")",
        "        if target is None:",
        "            return",
        "        out.close()",
        "        if process is not None and process.wait() != 0:",
        "            raise sqlite3.OperationalError(\"the output could not be taken: \" + target)",
        "",
        "",
        "def csv_field(value):",
        "    if value is None:",
        "        return b\"- null -\"",
        "    value = as_bytes(value)",
        "    return value if re.fullmatch(rb\"[A-Za-z0-9_.:+-]+\", value) else b'\"' + value.replace(b'\"', b'\"\"') + b'\"'",
        "",
        "",
        "def query(connection, text):",
        "    began = time.perf_counter()",
        "    cursor = connection.execute(text)",
        "    rows = cursor.fetchall()",
        "    took = time.perf_counter() - began",
        "    lines = [[column[0].encode() for column in cursor.description or []]] + rows",
        "    for line in lines:",
        "        sys.stdout.buffer.write(b\",\".join([csv_field(value) for value in line]) + b\"\\r\\n\")",
        "    sys.stdout.buffer.write(b\"Run Time: real %.6f\\n\" % took)",
        "",
        "",
        "def main():",
        "    mode, path, what = sys.argv[1:4]",
        "    text = sys.stdin.buffer.read().decode(\"utf-8\", \"surrogateescape\")",
        "    try:",
        "        connection = connect(mode, path)",
        "        if what == \"query\":",
        "            connection.execute(\"PRAGMA busy_timeout=5000\")",
        "            query(connection, text)",
        "        else:",
        "            Runner(connection).run(text)",
        "        sys.stdout.buffer.flush()",
        "        connection.close()",
        "    except (sqlite3.Error, sqlite3.Warning, OSError, UnicodeError) as error:",
        "        # What came before an error is flushed, so that it is seen in order; a transaction ends with the connection.",
        "        sys.stdout.buffer.flush()",
        "        sys.stderr.write(\"Error: %s\\n\" % error)",
        "        sys.exit(1)",
        "",
        "",
        "main()",
        "LG_PYTHON",
        "}",
    ],
    [
        "lg_sqlite_restore",
        "lg_sqlite_restore() (",
        "  umask 077",
        "  lg_sqlite_engine",
        "  lg_db=$(readlink -f -- \"$1\") || lg_store_fail 1 \"the folder of $1 does not exist\"",
        "  [ ! -e \"$lg_db\" ] || [ -f \"$lg_db\" ] || lg_store_fail 1 \"$1 is no file\"",
        "  lg_sq_keep=$2 lg_sq_backup=$3 lg_sq_sha=$4 lg_sq_total=$5 lg_sq_version=$6",
        "  lg_sq_expected=$(sort)",
        "  lg_sq_dir=${lg_db%/*}",
        "  lg_sq_ready=$lg_sq_dir/.lockgate-restore-$(printf '%.24s' \"$lg_sq_sha\").ready",
        "  lg_sq_part=${lg_sq_ready%.ready}.part",
        "  lg_sqlite_unheld",
        "  trap 'rm -f -- \"$lg_sq_part\"' EXIT",
        "  trap 'exit 143' HUP INT TERM",
        "  if [ ! -e \"$lg_sq_ready\" ]; then",
        "    if [ -f \"$lg_db\" ] && [ -e \"$lg_db.before-$lg_sq_keep\" ] && lg_sqlite_as_expected read \"$lg_db\" 2>/dev/null; then",
        "      printf 'the database is the restored one already\\n'",
        "      exit 0",
        "    fi",
        "    lg_sqlite_restore_prepare",
        "  fi",
        "  lg_sqlite_restore_swap",
        "  printf 'the database is the one of the backup; the one before is kept as %s\\n' \"$lg_sq_kept\"",
        ")",
    ],
    [
        "lg_sqlite_unheld",
        "lg_sqlite_unheld() {",
        "  lg_sq_ids=' '",
        "  for lg_sq_one in \"$lg_db\" \"$lg_db-wal\" \"$lg_db-shm\" \"$lg_db-journal\"; do",
        "    lg_sq_inode=$(stat -L -c '%d:%i' -- \"$lg_sq_one\" 2>/dev/null) && lg_sq_ids=\"$lg_sq_ids$lg_sq_inode \"",
        "  done",
        "  for lg_sq_proc in /proc/[0-9]*; do",
        "    for lg_sq_inode in $(stat -L -c '%d:%i' \"$lg_sq_proc\"/fd/* 2>/dev/null); do",
        "      case $lg_sq_ids in",
        "        *\" $lg_sq_inode \"*)",
        "          lg_sq_line=$(tr '\\0' ' ' <\"$lg_sq_proc/cmdline\" 2>/dev/null | head -c 40)",
        "          lg_store_fail 1 \"$lg_db is open in process ${lg_sq_proc#/proc/} (${lg_sq_line% }): stop whatever uses it first\"",
        "          ;;",
        "      esac",
        "    done",
        "  done",
        "}",
    ],
    [
        "lg_sqlite_as_expected",
        "lg_sqlite_as_expected() {",
        "  lg_sq_mine=$(printf 'SELECT sqlite_version();\\n' | lg_sqlite_run \"$1\" \"$2\") || return 1",
        "  lg_sq_found=$(lg_sqlite_census \"$1\" \"$2\") || return 1",
        "  lg_sq_found=$(printf '%s\\n' \"$lg_sq_found\" | sed -n 's/^\\([0-9A-F]*\\)|.*|\\([0-9]*\\)|\\([0-9a-f]*\\)$/\\1|\\2|\\3/p' | sort)",
        "  [ \"$lg_sq_found\" != \"$lg_sq_expected\" ] || return 0",
        "  [ \"$lg_sq_mine\" != \"$lg_sq_version\" ] || return 1",
        "  [ \"$(printf '%s\\n' \"$lg_sq_found\" | cut -d '|' -f 1,2)\" = \"$(printf '%s\\n' \"$lg_sq_expected\" | cut -d '|' -f 1,2)\" ]",
        "}",
    ],
    [
        "lg_sqlite_restore_prepare",
        "lg_sqlite_restore_prepare() {",
        "  [ -f \"$lg_sq_backup\" ] || lg_store_fail 1 \"the backup $lg_sq_backup is gone\"",
        "  lg_store_room \"$lg_sq_dir\" $((lg_sq_total + 1000000)) \"restoring $lg_db\"",
        "  [ \"$(lg_store_digest \"$lg_sq_backup\")\" = \"$lg_sq_sha\" ] || lg_store_fail 1 \"the backup $lg_sq_backup is damaged: its digest is not the one on record; nothing was replaced\"",
        "  lg_sqlite_say \"restoring $(lg_store_mb \"$lg_sq_total\") MB\"",
        "  rm -f -- \"$lg_sq_part\"",
        "  lg_store_unpack \"$lg_sq_backup\" >\"$lg_sq_part\" || lg_store_fail 1 \"the backup $lg_sq_backup cannot be unpacked to $lg_sq_dir; nothing was replaced\"",
        "  lg_sqlite_sound still \"$lg_sq_part\" || lg_store_fail 1 'the unpacked backup does not pass integrity_check; nothing was replaced'",
        "  lg_sqlite_as_expected still \"$lg_sq_part\" || lg_store_fail 1 'the unpacked backup has other rows than its manifest; nothing was replaced'",
        "  if [ -f \"$lg_db\" ]; then lg_sq_like=$lg_db; else lg_sq_like=$lg_sq_dir; fi",
        "  lg_sq_owner=$(stat -c %u:%g -- \"$lg_sq_like\") || exit 1",
        "  if [ \"$(stat -c %u:%g -- \"$lg_sq_part\")\" != \"$lg_sq_owner\" ]; then",
        "    chown -- \"$lg_sq_owner\" \"$lg_sq_part\" 2>/dev/null || lg_store_fail 1 \"the restored file cannot be given to the owner of $lg_sq_like ($lg_sq_owner): restore as that user, or as root; nothing was replaced\"",
        "  fi",
        "  [ ! -f \"$lg_db\" ] || chmod -- \"$(stat -c %a -- \"$lg_db\")\" \"$lg_sq_part\" || exit 1",
        "  lg_store_flush \"$lg_sq_part\" || lg_store_fail 1 \"the disk did not take the restored file; nothing was replaced\"",
        "  mv -f -- \"$lg_sq_part\" \"$lg_sq_ready\" && lg_store_flush \"$lg_sq_dir\" || exit 1",
        "}",
    ],
    [
        "lg_sqlite_restore_swap",
        "lg_sqlite_restore_swap() {",
        "  lg_sq_kept=$lg_db.before-$lg_sq_keep lg_sq_last=$lg_db.before-$lg_sq_keep lg_sq_n=1",
        "  while [ -e \"$lg_sq_kept\" ]; do",
        "    lg_sq_last=$lg_sq_kept",
        "    lg_sq_n=$((lg_sq_n + 1))",
        "    lg_sq_kept=$lg_db.before-$lg_sq_keep.$lg_sq_n",
        "  done",
        "  lg_sqlite_unheld",
        "  if [ -e \"$lg_db\" ]; then",
        "    mv -- \"$lg_db\" \"$lg_sq_kept\" || lg_store_fail 1 \"$lg_db could not be moved aside; nothing was replaced\"",
        "  else",
        "    lg_sq_kept=$lg_sq_last",
        "  fi",
        "  for lg_sq_one in -wal -shm -journal; do",
        "    [ ! -e \"$lg_db$lg_sq_one\" ] || mv -- \"$lg_db$lg_sq_one\" \"$lg_sq_kept$lg_sq_one\" || lg_store_fail 1 \"$lg_db$lg_sq_one could not be moved aside: move it to $lg_sq_kept$lg_sq_one and run this again\"",
        "  done",
        "  mv -- \"$lg_sq_ready\" \"$lg_db\" || lg_store_fail 1 \"$lg_sq_ready could not be moved to $lg_db: run this again\"",
        "  lg_store_flush \"$lg_sq_dir\"",
        "}",
    ],
    [
        "lg_sqlite_loss",
        "lg_sqlite_loss() (",
        "  lg_sqlite_engine",
        "  umask 077",
        "  lg_sqlite_need \"$1\"",
        "  [ -f \"$2\" ] || lg_store_fail 1 \"the backup $2 is gone\"",
        "  [ \"$(lg_store_digest \"$2\")\" = \"$3\" ] || lg_store_fail 1 \"the backup $2 is damaged: its digest is not the one on record\"",
        "  for lg_sq_dir in \"${2%/*}\" \"${lg_db%/*}\" \"${TMPDIR:-/tmp}\"; do",
        "    if [ -w \"$lg_sq_dir\" ] && (lg_store_room \"$lg_sq_dir\" $(($4 + 1000000)) x) 2>/dev/null; then break; fi",
        "  done",
        "  lg_store_room \"$lg_sq_dir\" $(($4 + 1000000)) 'unpacking the backup beside it, to compare rows'",
        "  lg_sq_work=$(mktemp -d \"$lg_sq_dir/.lockgate-loss.XXXXXX\") || lg_store_fail 1 \"no temporary folder could be made in $lg_sq_dir\"",
        "  trap 'rm -rf -- \"$lg_sq_work\"' EXIT",
        "  trap 'exit 143' HUP INT TERM",
        "  cd -- \"$lg_sq_work\" || exit 1",
        "  lg_store_unpack \"$2\" >backup.db || lg_store_fail 1 \"the backup $2 cannot be unpacked\"",
        "  SQLITE_TMPDIR=$PWD",
        "  export SQLITE_TMPDIR",
        "  {",
        "    printf \".timeout 30000\\nATTACH 'file:backup.db?immutable=1' AS lockgate_backup;\\nBEGIN;\\n\"",
        "    lg_sqlite_loss_script",
        "    printf '.read script\\nCOMMIT;\\n'",
        "  } | lg_sqlite_run read \"$lg_db\"",
        ")",
    ],
    [
        "lg_sqlite_loss_script",
        "lg_sqlite_loss_script() {",
        "  cat <<'SQL'",
        "CREATE TEMP TABLE lockgate_tables AS",
        "  SELECT name, side FROM (",
        "    SELECT name, 1 AS side, type, rootpage FROM main.sqlite_master UNION ALL",
        "    SELECT name, 2, type, rootpage FROM lockgate_backup.sqlite_master)",
        "  WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND lower(name) <> 'lockgate_migrations';",
        "CREATE TEMP TABLE lockgate_columns AS",
        "  SELECT t.name AS t, t.side, c.cid, c.name AS c, c.pk, c.dflt_value AS fallback, '\"' || replace(c.name, '\"', '\"\"') || '\"' AS q,",
        "    EXISTS (SELECT 1 FROM lockgate_tables AS u, pragma_table_info(u.name, CASE u.side WHEN 1 THEN 'main' ELSE 'lockgate_backup' END) AS d",
        "      WHERE u.side <> t.side AND u.name = t.name COLLATE NOCASE AND d.name = c.name COLLATE NOCASE) AS common",
        "  FROM lockgate_tables AS t, pragma_table_info(t.name, CASE t.side WHEN 1 THEN 'main' ELSE 'lockgate_backup' END) AS c;",
        "CREATE TEMP TABLE lockgate_exprs AS",
        "  SELECT t, cid, common, q,",
        "    CASE WHEN common THEN '' ELSE 'CASE WHEN ' || q || ' IS (' || coalesce(fallback, 'NULL') || ') THEN '''' ELSE ' END",
        "    || 'CASE typeof(' || q || ') WHEN ''text'' THEN ''t''||hex(' || q || ') WHEN ''blob'' THEN ''b''||hex(' || q || ') ELSE quote(' || q || ') END'",
        "    || CASE WHEN common THEN '' ELSE ' END' END AS mine,",
        "    CASE WHEN common THEN 'CASE typeof(' || q || ') WHEN ''text'' THEN ''t''||hex(' || q || ') WHEN ''blob'' THEN ''b''||hex(' || q || ') ELSE quote(' || q || ') END' ELSE '''''' END AS theirs",
        "  FROM lockgate_columns WHERE side = 1 ORDER BY t, cid;",
        ".once script",
        "WITH both AS (",
        "  SELECT m.name AS name, hex(m.name) AS h, 'main.\"' || replace(m.name, '\"', '\"\"') || '\"' AS a, 'lockgate_backup.\"' || replace(b.name, '\"', '\"\"') || '\"' AS b,",
        "    (SELECT group_concat(lower(c)) FROM (SELECT c FROM lockgate_columns WHERE t = m.name AND side = 1 AND pk > 0 ORDER BY pk)) IS",
        "    (SELECT group_concat(lower(c)) FROM (SELECT c FROM lockgate_columns WHERE t = b.name AND side = 2 AND pk > 0 ORDER BY pk))",
        "    AND EXISTS (SELECT 1 FROM lockgate_columns WHERE t = m.name AND side = 1 AND pk > 0) AS keyed",
        "  FROM lockgate_tables AS m JOIN lockgate_tables AS b ON m.name = b.name COLLATE NOCASE WHERE m.side = 1 AND b.side = 2",
        ")",
        "SELECT 'SELECT ' || quote(h || '|') || ' || coalesce(sum(max(d, 0)), 0) || ''|'' || '",
        "  || CASE WHEN keyed THEN '(SELECT count(*) FROM ' || b || ' AS b WHERE NOT EXISTS (SELECT 1 FROM ' || a || ' AS a WHERE '",
        "    || (SELECT group_concat('a.' || q || ' IS b.' || q, ' AND ') FROM lockgate_columns WHERE t = name AND side = 1 AND pk > 0) || '))'",
        "  ELSE 'coalesce(sum(max(-d, 0)), 0)' END",
        "  || ' FROM (SELECT sum(s) AS d FROM (SELECT 1 AS s, '",
        "  || (SELECT group_concat(mine || ' AS k' || cid, ', ') FROM (SELECT mine, cid FROM lockgate_exprs WHERE t = name ORDER BY cid)) || ' FROM ' || a",
        "  || ' UNION ALL SELECT -1, ' || (SELECT group_concat(theirs, ', ') FROM (SELECT theirs, cid FROM lockgate_exprs WHERE t = name ORDER BY cid)) || ' FROM ' || b",
        "  || ') GROUP BY ' || (SELECT group_concat('k' || cid, ', ') FROM (SELECT cid FROM lockgate_exprs WHERE t = name ORDER BY cid)) || ');'",
        "FROM both",
        "UNION ALL",
        "SELECT 'SELECT ' || quote(hex(name) || '|') || ' || ' || CASE side WHEN 1 THEN 'count(*) || ''|0'' FROM main.\"' ELSE '''0|'' || count(*) FROM lockgate_backup.\"' END || replace(name, '\"', '\"\"') || '\";'",
        "FROM lockgate_tables AS t WHERE NOT EXISTS (SELECT 1 FROM lockgate_tables AS u WHERE u.side <> t.side AND u.name = t.name COLLATE NOCASE)",
        "UNION ALL",
        "SELECT 'SELECT ' || quote(hex(name) || '||' || CASE side WHEN 1 THEN 'only-now' ELSE 'only-then' END) || ';'",
        "FROM lockgate_tables AS t WHERE NOT EXISTS (SELECT 1 FROM lockgate_tables AS u WHERE u.side <> t.side AND u.name = t.name COLLATE NOCASE)",
        "UNION ALL",
        "SELECT 'SELECT ' || quote(hex(t) || '||' || CASE side WHEN 1 THEN 'column-now' ELSE 'column-then' END || '|' || hex(c)) || ';'",
        "FROM lockgate_columns WHERE NOT common AND EXISTS (SELECT 1 FROM lockgate_tables AS u WHERE u.side <> lockgate_columns.side AND u.name = t COLLATE NOCASE);",
        "SQL",
        "}",
    ],
    [
        "lg_sqlite_engine",
        "lg_sqlite_engine() {",
        "  [ -z \"${LG_SQLITE-}\" ] || return 0",
        "  if LG_SQLITE=$(python3 -IS -c 'import sys, sqlite3; sqlite3.Connection.backup; print(sys.executable or \"python3\")' 2>/dev/null) && [ -n \"$LG_SQLITE\" ]; then",
        "    :",
        "  elif command -v sqlite3 >/dev/null; then",
        "    LG_SQLITE=program",
        "    case $(sqlite3 -version 2>/dev/null) in",
        "      3.[5-9][0-9]*) LG_SQLITE_PLAIN='-escape off' ;;",
        "      *) LG_SQLITE_PLAIN='' ;;",
        "    esac",
        "  else",
        "    lg_store_fail 45 'this host has neither python3 (3.7 or newer, with its sqlite3 module) nor the program sqlite3: install one of them'",
        "  fi",
        "}",
    ],
    [
        "lg_sqlite_run",
        "lg_sqlite_run() {",
        "  lg_sqlite_engine",
        "  if [ \"$LG_SQLITE\" = program ]; then",
        "    lg_sqlite_call \"$1\" \"$2\" -list -noheader",
        "  else",
        "    \"$LG_SQLITE\" -IS -c \"$(lg_sqlite_program)\" \"$1\" \"$2\" run",
        "  fi",
        "}",
    ],
    [
        "lg_sqlite_call",
        "lg_sqlite_call() {",
        "  lg_sq_mode=$1 lg_sq_file=$2",
        "  shift 2",
        "  if [ \"$lg_sq_mode\" = still ]; then",
        "    lg_sq_file=\"file:$(printf '%s' \"$lg_sq_file\" | sed 's/%/%25/g; s/?/%3f/g; s/#/%23/g')?immutable=1\"",
        "  elif [ \"$lg_sq_mode\" = read ]; then",
        "    set -- -readonly \"$@\"",
        "  fi",
        "  sqlite3 -batch -bail -init /dev/null $LG_SQLITE_PLAIN \"$@\" \"$lg_sq_file\"",
        "}",
    ],
    [
        "lg_sqlite_find",
        "lg_sqlite_find() {",
        "  lg_db=$(readlink -f -- \"$1\") || lg_db=$1",
        "  [ ! -f \"$lg_db\" ] || return 0",
        "  [ ! -e \"$lg_db\" ] || lg_store_fail 1 \"$1 is no file\"",
        "  lg_sq_why=$(LC_ALL=C stat -- \"$1\" 2>&1)",
        "  case $lg_sq_why in",
        "    *'No such file'* | *'Not a directory'*) ;;",
        "    *) lg_store_fail 1 \"$1 cannot be looked at: $lg_sq_why\" ;;",
        "  esac",
        "  [ ! -s \"$lg_db-wal\" ] || lg_store_fail 1 \"$1 is gone, but its write-ahead log $lg_db-wal is there: somebody moved the one without the other\"",
        "  return 44",
        "}",
    ],
    [
        "lg_sqlite_need",
        "lg_sqlite_need() {",
        "  lg_sqlite_find \"$1\" || lg_store_fail 44 \"there is no database $1 on this host\"",
        "}",
    ],
    [
        "lg_sqlite_inspect",
        "lg_sqlite_inspect() (",
        "  lg_sqlite_need \"$1\"",
        "  lg_sqlite_engine",
        "  lg_sqlite_run read \"$lg_db\" <<'SQL'",
        ".timeout 5000",
        "SELECT sqlite_version() || '|' || (page_count * page_size) || substr(count(*), 1, 0) FROM pragma_page_count, pragma_page_size, sqlite_master;",
        "SQL",
        ")",
    ],
    [
        "lg_sqlite_census_script",
        "lg_sqlite_census_script() {",
        "  cat <<'SQL'",
        "WITH tables AS (",
        "  SELECT name, '\"' || replace(name, '\"', '\"\"') || '\"' AS quoted FROM sqlite_master",
        "  WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        ")",
        "SELECT '.once |sha256sum >>sums' || char(10) || 'SELECT ' || (",
        "    SELECT group_concat('CASE typeof(' || q || ') WHEN ''text'' THEN ''t''||hex(' || q || ') WHEN ''blob'' THEN ''b''||hex(' || q || ') ELSE quote(' || q || ') END', ',')",
        "    FROM (SELECT '\"' || replace(name, '\"', '\"\"') || '\"' AS q FROM pragma_table_info(tables.name) ORDER BY cid)",
        "  ) || ' FROM main.' || quoted || ' ORDER BY ' || coalesce(",
        "    (SELECT CASE WHEN count(*) = 1 AND max(upper(type)) = 'INTEGER' THEN '\"' || replace(max(name), '\"', '\"\"') || '\"' END FROM pragma_table_info(tables.name) WHERE pk > 0),",
        "    (SELECT group_concat(cid + 1, ',') FROM (SELECT row_number() OVER (ORDER BY cid) - 1 AS cid FROM pragma_table_info(tables.name)))",
        "  ) || ';' || char(10) || 'SELECT ' || quote(hex(name) || '|' || json_quote(name) || '|') || ' || count(*) FROM main.' || quoted || ';'",
        "FROM tables ORDER BY name;",
        "SQL",
        "}",
    ],
    [
        "lg_sqlite_census",
        "lg_sqlite_census() (",
        "  lg_sqlite_engine",
        "  umask 077",
        "  lg_sq_work=$(mktemp -d) || lg_store_fail 1 'no temporary folder could be made'",
        "  trap 'rm -rf -- \"$lg_sq_work\"' EXIT",
        "  trap 'exit 143' HUP INT TERM",
        "  cd -- \"$lg_sq_work\" && : >sums || exit 1",
        "  {",
        "    printf '.timeout 30000\\nBEGIN;\\n.once script\\n'",
        "    lg_sqlite_census_script",
        "    printf '.read script\\nCOMMIT;\\n'",
        "  } | lg_sqlite_run \"$1\" \"$2\" >counts || exit 1",
        "  cut -c 1-64 sums | paste -d '|' counts - >census",
        "  while IFS= read -r lg_sq_line; do",
        "    lg_sq_sum=${lg_sq_line##*|}",
        "    case $lg_sq_sum in *[!0-9a-f]*) lg_store_fail 1 'the rows could not be hashed' ;; esac",
        "    [ \"${#lg_sq_sum}\" -eq 64 ] || lg_store_fail 1 'the rows could not be hashed'",
        "  done <census",
        "  cat census",
        ")",
    ],
    [
        "lg_sqlite_census_of",
        "lg_sqlite_census_of() (",
        "  lg_sqlite_need \"$1\"",
        "  lg_sqlite_engine",
        "  lg_sqlite_census read \"$lg_db\"",
        ")",
    ],
    [
        "lg_sqlite_query",
        "lg_sqlite_query() (",
        "  lg_sqlite_need \"$1\"",
        "  lg_sqlite_engine",
        "  if [ \"$LG_SQLITE\" = program ]; then",
        "    lg_sqlite_call read \"$lg_db\" -csv -header -nullvalue '- null -' -cmd '.timeout 5000' -cmd '.timer on'",
        "  else",
        "    \"$LG_SQLITE\" -IS -c \"$(lg_sqlite_program)\" read \"$lg_db\" query",
        "  fi",
        ")",
    ],
    [
        "lg_sqlite_maintain",
        "lg_sqlite_maintain() (",
        "  lg_sqlite_need \"$1\"",
        "  printf '.timeout 30000\\n%s' \"$2\" | lg_sqlite_run write \"$lg_db\"",
        ")",
    ],
    [
        "lg_sqlite_orphans",
        "lg_sqlite_orphans() (",
        "  lg_sqlite_need \"$1\"",
        "  lg_sqlite_engine",
        "  lg_sqlite_run read \"$lg_db\" <<'SQL'",
        ".timeout 30000",
        "SELECT hex(o.\"table\") || '|' || hex(coalesce((SELECT group_concat(\"from\", ', ') FROM pragma_foreign_key_list(o.\"table\") WHERE id = o.fkid), '')) || '|' || count(*)",
        "FROM pragma_foreign_key_check AS o GROUP BY o.\"table\", o.fkid ORDER BY 1;",
        "SQL",
        ")",
    ],
    [
        "lg_sqlite_sound",
        "lg_sqlite_sound() {",
        "  lg_sq_said=$(printf '.timeout 30000\\nPRAGMA integrity_check(5);\\n' | lg_sqlite_run \"$1\" \"$2\" 2>&1) && [ \"$lg_sq_said\" = ok ] && return 0",
        "  printf '%s\\n' \"$lg_sq_said\" >&2",
        "  return 1",
        "}",
    ],
    [
        "lg_sqlite_tell",
        "lg_sqlite_tell() {",
        "  while sleep 1 2>/dev/null && sleep 1 2>/dev/null && sleep 1 2>/dev/null && kill -0 $$ 2>/dev/null; do",
        "    lg_sq_has=$(stat -c %s -- \"$2\" 2>/dev/null) || continue",
        "    lg_sqlite_say \"$1 $(lg_store_mb \"$lg_sq_has\") MB of ~$(lg_store_mb \"$3\") MB\"",
        "  done",
        "}",
    ],
    [
        "lg_sqlite_say",
        "lg_sqlite_say() {",
        "  if [ -n \"${LG_TASK-}\" ]; then lg_task_say \"$1\"; else printf '%s\\n' \"$1\" >&2; fi",
        "}",
    ],
    [
        "lg_refuse",
        "lg_refuse() {",
        "  printf 'refused %s\\n' \"$*\"",
        "  return 3",
        "}",
    ],
    [
        "lg_nap",
        "lg_nap() {",
        "  sleep 0.1 2>/dev/null || sleep 1",
        "}",
    ],
    [
        "lg_state_sync",
        "lg_state_sync() {",
        "  sync \"$@\" 2>/dev/null || :",
        "}",
    ],
    [
        "lg_state_blame",
        "lg_state_blame() {",
        "  case $1 in",
        "    *'No space left'* | *'quota exceeded'* | *'I/O error'* | *'write error'*) lg_refuse LG-STATE-FULL \"$1\" ;;",
        "    *) lg_refuse LG-STATE-READ-ONLY \"$1\" ;;",
        "  esac",
        "}",
    ],
    [
        "lg_state_format",
        "lg_state_format() {",
        "  lg_sf=",
        "  [ -e \"$1/format\" ] || return 0",
        "  { read -r lg_sf <\"$1/format\"; } 2>/dev/null",
        "  case $lg_sf in",
        "    1 | '') return 0 ;;",
        "    *) lg_refuse LG-STATE-NEWER \"$lg_sf\" ;;",
        "  esac",
        "}",
    ],
    [
        "lg_state_open",
        "lg_state_open() {",
        "  lg_state_format \"$1\" || return",
        "  if [ ! -d \"$1/tasks\" ] || [ ! -d \"$1/manifests\" ]; then",
        "    lg_so=$(",
        "      LC_ALL=C",
        "      export LC_ALL",
        "      mkdir -p \"${1%/*}\" 2>&1 || exit",
        "      umask 077",
        "      mkdir -p \"$1\" \"$1/tasks\" \"$1/manifests\" 2>&1",
        "    ) || {",
        "      lg_state_blame \"$lg_so\"",
        "      return",
        "    }",
        "  fi",
        "}",
    ],
    [
        "lg_state_mark",
        "lg_state_mark() {",
        "  [ -s \"$1/format\" ] || lg_state_write \"$1/format\" 1",
        "}",
    ],
    [
        "lg_state_spend",
        "lg_state_spend() {",
        "  [ -e \"$1/reserve\" ] || return 1",
        "  rm -f \"$1/reserve\"",
        "  lg_state_sync \"$1\"",
        "}",
    ],
    [
        "lg_state_reserve",
        "lg_state_reserve() {",
        "  [ -s \"$1/reserve\" ] && return 0",
        "  if lg_sr=$({ LC_ALL=C dd if=/dev/urandom of=\"$1/reserve.tmp\" bs=4096 count=64 && sync \"$1/reserve.tmp\"; } 2>&1); then",
        "    mv -f \"$1/reserve.tmp\" \"$1/reserve\"",
        "  else",
        "    rm -f \"$1/reserve.tmp\"",
        "    lg_state_blame \"$(printf '%s' \"$lg_sr\" | tr '\\n' ' ')\"",
        "  fi",
        "}",
    ],
    [
        "lg_state_write",
        "lg_state_write() {",
        "  lg_state_put \"$1\" \"$2\" >/dev/null && return 0",
        "  lg_state_spend \"${1%/.lockgate/*}/.lockgate\" || {",
        "    lg_state_put \"$1\" \"$2\"",
        "    return",
        "  }",
        "  lg_state_put \"$1\" \"$2\"",
        "}",
    ],
    [
        "lg_state_put",
        "lg_state_put() {",
        "  if lg_sp=$({ printf '%s\\n' \"$2\" >\"$1.tmp\" && [ \"$(cat \"$1.tmp\")\" = \"$2\" ] && lg_state_sync \"$1.tmp\" && mv -f \"$1.tmp\" \"$1\"; } 2>&1); then",
        "    lg_state_sync \"${1%/*}\"",
        "  else",
        "    rm -f \"$1.tmp\" 2>/dev/null",
        "    lg_state_blame \"${lg_sp:-No space left, or the file does not read back as written: $1}\"",
        "  fi",
        "}",
    ],
    [
        "lg_state_append",
        "lg_state_append() {",
        "  lg_state_add \"$1\" \"$2\" >/dev/null && return 0",
        "  lg_state_spend \"${1%/*}\" || {",
        "    lg_state_add \"$1\" \"$2\"",
        "    return",
        "  }",
        "  lg_state_add \"$1\" \"$2\"",
        "}",
    ],
    [
        "lg_state_add",
        "lg_state_add() {",
        "  lg_sa_nl=",
        "  if [ -s \"$1\" ] && [ \"$(tail -c 1 \"$1\" | wc -l)\" -eq 0 ]; then",
        "    lg_sa_nl='",
        "'",
        "  fi",
        "  if lg_sa=$({ printf '%s%s\\n' \"$lg_sa_nl\" \"$2\" >>\"$1\"; } 2>&1); then",
        "    lg_state_sync \"$1\"",
        "  else",
        "    lg_state_blame \"${lg_sa:-No space left: $1}\"",
        "  fi",
        "}",
    ],
    [
        "lg_state_readable",
        "lg_state_readable() {",
        "  if [ ! -e \"$1\" ]; then",
        "    if [ -e \"${1%/*}\" ] && [ ! -x \"${1%/*}\" ]; then",
        "      lg_refuse LG-STATE-UNREADABLE \"$(id -un) may not enter ${1%/*}\"",
        "      return",
        "    fi",
        "    return 1",
        "  fi",
        "  if [ ! -d \"$1\" ] || [ ! -r \"$1\" ] || [ ! -x \"$1\" ]; then",
        "    lg_refuse LG-STATE-UNREADABLE \"$(id -un) may not read $1 (mode and owner: $(stat -c '%a %U' \"$1\" 2>/dev/null))\"",
        "    return",
        "  fi",
        "  for lg_rd in lease journal releases; do",
        "    if [ -e \"$1/$lg_rd\" ] && [ ! -r \"$1/$lg_rd\" ]; then",
        "      lg_refuse LG-STATE-UNREADABLE \"$(id -un) may not read $1/$lg_rd\"",
        "      return",
        "    fi",
        "  done",
        "  lg_state_format \"$1\"",
        "}",
    ],
    [
        "lg_state_read_head",
        "lg_state_read_head() {",
        "  printf 'now %s\\n' \"$(date +%s)\"",
        "  if lg_rd=$(readlink \"$2\" 2>/dev/null); then printf 'current %s\\n' \"${lg_rd##*/}\"; fi",
        "  lg_state_readable \"$1\"",
        "  case $? in",
        "    0) ;;",
        "    1) echo 'absent'; return 0 ;;",
        "    *) return 3 ;;",
        "  esac",
        "  if lg_lease_busy \"$1\"; then echo 'busy'; fi",
        "  if [ -e \"$1/lease\" ]; then printf 'lease %s\\n' \"$(cat \"$1/lease\")\"; fi",
        "}",
        "LG_ROOM=90000",
    ],
    [
        "lg_state_read_journal",
        "lg_state_read_journal() {",
        "  [ -f \"$1/journal\" ] || return 0",
        "  for lg_rd in 40 20 10 5 2 1; do",
        "    if [ \"$lg_rd\" -eq 1 ] || [ \"$(lg_journal_recent \"$1/journal\" \"$lg_rd\" | wc -c)\" -le $((3 * LG_ROOM)) ]; then",
        "      if [ \"$2\" -eq 3 ]; then",
        "        lg_journal_recent \"$1/journal\" \"$lg_rd\" | tail -c \"+$((2 * LG_ROOM + 1))\"",
        "      else",
        "        lg_journal_recent \"$1/journal\" \"$lg_rd\" | tail -c \"+$((($2 - 1) * LG_ROOM + 1))\" | head -c \"$LG_ROOM\"",
        "      fi",
        "      return",
        "    fi",
        "  done",
        "}",
    ],
    [
        "lg_state_read_releases",
        "lg_state_read_releases() {",
        "  [ -f \"$1/releases\" ] || return 0",
        "  if [ \"$(wc -c <\"$1/releases\")\" -le \"$LG_ROOM\" ]; then",
        "    cat \"$1/releases\"",
        "  else",
        "    tail -c \"$LG_ROOM\" \"$1/releases\" | tail -n +2",
        "  fi",
        "}",
    ],
    [
        "lg_state_read_manifests",
        "lg_state_read_manifests() {",
        "  lg_rd_list=''",
        "  for lg_rd in \"$1\"/manifests/*.json; do",
        "    [ -f \"$lg_rd\" ] && lg_rd_list=\"$lg_rd",
        "$lg_rd_list\"",
        "  done",
        "  [ -n \"$lg_rd_list\" ] || return 0",
        "  if [ \"$2\" = newest ]; then",
        "    tr -d '\\n' <\"${lg_rd_list%%",
        "*}\"",
        "    echo",
        "    return",
        "  fi",
        "  lg_rd_room=$((LG_ROOM / 2))",
        "  printf '%s' \"$lg_rd_list\" | sed 1d | head -n 200 | while IFS= read -r lg_rd; do",
        "    lg_rd_room=$((lg_rd_room - $(wc -c <\"$lg_rd\")))",
        "    if [ \"$lg_rd_room\" -gt 0 ]; then",
        "      tr -d '\\n' <\"$lg_rd\"",
        "    else",
        "      tr -d '\\n' <\"$lg_rd\" | sed 's/\"tables\":{\\(\"[^\"]*\":{[^{}]*},\\{0,1\\}\\)*}/\"tables\":{}/'",
        "    fi",
        "    echo",
        "  done",
        "}",
    ],
    [
        "lg_store_fail",
        "lg_store_fail() {",
        "  lg_st_code=$1",
        "  shift",
        "  printf '%s\\n' \"$*\" >&2",
        "  exit \"$lg_st_code\"",
        "}",
    ],
    [
        "lg_store_flush",
        "lg_store_flush() {",
        "  for lg_st_flushed; do",
        "    if [ -d \"$lg_st_flushed\" ]; then",
        "      sync -- \"$lg_st_flushed\" 2>/dev/null || sync",
        "    else",
        "      LC_ALL=C dd if=/dev/null \"of=$lg_st_flushed\" conv=notrunc,fsync 2>/dev/null || return 1",
        "    fi",
        "  done",
        "}",
    ],
    [
        "lg_store_digest",
        "lg_store_digest() {",
        "  lg_st_sum=$(sha256sum <\"$1\") || return 1",
        "  printf '%s\\n' \"${lg_st_sum%% *}\"",
        "}",
    ],
    [
        "lg_store_room",
        "lg_store_room() {",
        "  lg_st_free=$(stat -f -c '%a %S' -- \"$1\") || lg_store_fail 1 \"it cannot be told how much space $1 has\"",
        "  lg_st_free=$((${lg_st_free% *} * ${lg_st_free#* }))",
        "  [ \"$lg_st_free\" -ge \"$2\" ] || lg_store_fail 1 \"not enough space in $1 for $3: $(lg_store_mb \"$2\") MB are needed, $(lg_store_mb \"$lg_st_free\") MB are free\"",
        "}",
    ],
    [
        "lg_store_mb",
        "lg_store_mb() {",
        "  printf '%s' \"$((($1 + 999999) / 1000000))\"",
        "}",
    ],
    [
        "lg_store_unpack",
        "lg_store_unpack() {",
        "  case $1 in",
        "    *.zst | *.zst.part) zstd -q -d -c -- \"$1\" ;;",
        "    *.gz | *.gz.part) gzip -d -c <\"$1\" ;;",
        "    *) cat -- \"$1\" ;;",
        "  esac",
        "}",
    ],
    [
        "lg_store_clock",
        "lg_store_clock() {",
        "  if read -r lg_st_up _ 2>/dev/null </proc/uptime; then",
        "    printf '%s\\n' \"${lg_st_up%.*}${lg_st_up#*.}0\"",
        "  else",
        "    printf '%s000\\n' \"$(date +%s)\"",
        "  fi",
        "}",
    ],
    [
        "lg_store_forget",
        "lg_store_forget() (",
        "  lg_st_id=$1 lg_st_file=$2 lg_st_manifests=$3",
        "  shift 3",
        "  rm -f -- \"$lg_st_manifests/$lg_st_id.json\" && rm -f -- \"${lg_st_file%/*}/$lg_st_id.json\" \"$lg_st_file\" || exit 1",
        "  for lg_st_one; do",
        "    rm -f -- \"$lg_st_one/$lg_st_id.json\" \"$lg_st_one/${lg_st_file##*/}\" || exit 1",
        "  done",
        ")",
    ],
    [
        "lg_store_sweep",
        "lg_store_sweep() {",
        "  lg_sw_id=$1 lg_sw_journal=${2%/*}/journal",
        "  shift",
        "  [ -f \"$lg_sw_journal\" ] || return 0",
        "  for lg_sw_folder; do",
        "    for lg_sw in \"$lg_sw_folder\"/*.part \"$lg_sw_folder\"/*.part-journal; do",
        "      lg_sw_name=${lg_sw##*/}",
        "      for lg_sw_tail in .part-journal .part .zst .gz .db .json .dump .restored; do lg_sw_name=${lg_sw_name%\"$lg_sw_tail\"}; done",
        "      if [ -f \"$lg_sw\" ] && [ \"$lg_sw_name\" != \"$lg_sw_id\" ] && grep -qF -- \"\\\"change\\\":\\\"$lg_sw_name\\\"\" \"$lg_sw_journal\"; then rm -f -- \"$lg_sw\"; fi",
        "    done",
        "  done",
        "}",
    ],
    [
        "lg_systemd_show",
        "lg_systemd_show() {",
        "  lg_sd_load='' lg_sd_active='' lg_sd_sub='' lg_sd_result='' lg_sd_restarts=0 lg_sd_pid=0 lg_sd_group='' lg_sd_status='' lg_sd_job=0",
        "  lg_sd_folder='' lg_sd_exec=''",
        "  lg_sd=$(systemctl show --no-pager --property=LoadState,ActiveState,SubState,Result,NRestarts,MainPID,ControlGroup,ExecMainStatus,Job,WorkingDirectory,ExecStart -- \"$1\" 2>&1) || {",
        "    printf 'systemd cannot be asked for %s: %s\\n' \"$1\" \"$lg_sd\" >&2",
        "    return 1",
        "  }",
        "  while IFS='=' read -r lg_sd_key lg_sd_value; do",
        "    case $lg_sd_key in",
        "      LoadState) lg_sd_load=$lg_sd_value ;;",
        "      ActiveState) lg_sd_active=$lg_sd_value ;;",
        "      SubState) lg_sd_sub=$lg_sd_value ;;",
        "      Result) lg_sd_result=$lg_sd_value ;;",
        "      NRestarts) lg_sd_restarts=$lg_sd_value ;;",
        "      MainPID) lg_sd_pid=$lg_sd_value ;;",
        "      ControlGroup) lg_sd_group=$lg_sd_value ;;",
        "      ExecMainStatus) lg_sd_status=$lg_sd_value ;;",
        "      Job) lg_sd_job=$lg_sd_value ;;",
        "      WorkingDirectory) lg_sd_folder=$lg_sd_value ;;",
        "      ExecStart) lg_sd_exec=\"$lg_sd_exec $lg_sd_value\" ;;",
        "    esac",
        "  done <<SHOWN",
        "$lg_sd",
        "SHOWN",
        "  case $lg_sd_restarts in '' | *[!0-9]*) lg_sd_restarts=0 ;; esac",
        "}",
    ],
    [
        "lg_systemd_known",
        "lg_systemd_known() {",
        "  lg_systemd_show \"$1\" || return",
        "  [ \"$lg_sd_load\" = loaded ] && return 0",
        "  printf 'systemd has no unit %s that it can use (%s): put its file into /etc/systemd/system on the host\\n' \"$1\" \"$lg_sd_load\" >&2",
        "  return 1",
        "}",
    ],
    [
        "lg_systemd_forgive",
        "lg_systemd_forgive() {",
        "  lg_as root systemctl reset-failed \"$1\" >/dev/null 2>&1 || :",
        "}",
    ],
    [
        "lg_systemd_journal",
        "lg_systemd_journal() {",
        "  lg_sj=$(LC_ALL=C journalctl --no-pager --quiet --output=short-iso --unit=\"$1\" --lines=\"$2\" ${3:+\"--since=@$3\"} 2>&1) || lg_sj=\"$lg_sj (journalctl failed)\"",
        "  case $lg_sj in",
        "    *'insufficient permissions'* | '')",
        "      case $(LC_ALL=C journalctl --no-pager --unit=\"$1\" --lines=1 2>&1) in",
        "        *'insufficient permissions'* | *'not seeing messages'* | *'No journal files were'*) printf 'the journal cannot be read by this user: add it to the group systemd-journal on the host\\n' ;;",
        "        *) [ -z \"$lg_sj\" ] || printf '%s\\n' \"$lg_sj\" ;;",
        "      esac",
        "      ;;",
        "    *) printf '%s\\n' \"$lg_sj\" ;;",
        "  esac",
        "}",
    ],
    [
        "lg_systemd_describe",
        "lg_systemd_describe() {",
        "  printf '%s (%s), result %s, exit status %s, started anew %s times' \"$lg_sd_active\" \"$lg_sd_sub\" \"$lg_sd_result\" \"${lg_sd_status:-unknown}\" \"$lg_sd_restarts\"",
        "}",
    ],
    [
        "lg_systemd_start",
        "lg_systemd_start() (",
        "  unit=$1 settle=$((($2 + 99) / 100)) left=$((($3 + 99) / 100))",
        "  lg_systemd_known \"$unit\" || return",
        "  since=$(date +%s)",
        "  if [ \"$lg_sd_active\" = active ]; then",
        "    told='it runs already'",
        "  else",
        "    told='started'",
        "    lg_systemd_forgive \"$unit\"",
        "    lg_as root systemctl --no-block start \"$unit\" || return",
        "  fi",
        "  seen=no stayed=0",
        "  while :; do",
        "    lg_systemd_show \"$unit\" || return",
        "    case $lg_sd_active in",
        "      active | reloading)",
        "        if [ \"$seen\" = no ]; then seen=yes pid=$lg_sd_pid restarts=$lg_sd_restarts; fi",
        "        if [ \"$lg_sd_restarts\" -gt \"$restarts\" ] || [ \"$lg_sd_pid\" != \"$pid\" ]; then break; fi",
        "        [ \"$stayed\" -lt \"$settle\" ] || {",
        "          printf '%s: %s, process %s\\n' \"$told\" \"$lg_sd_active\" \"$lg_sd_pid\"",
        "          return 0",
        "        }",
        "        stayed=$((stayed + 1))",
        "        ;;",
        "      activating)",
        "        case $lg_sd_sub in auto-restart*) break ;; esac",
        "        [ \"$seen\" = no ] || break",
        "        left=$((left - 1))",
        "        ;;",
        "      *)",
        "        case $lg_sd_job in '' | 0) break ;; esac",
        "        [ \"$seen\" = no ] || break",
        "        left=$((left - 1))",
        "        ;;",
        "    esac",
        "    [ \"$left\" -gt 0 ] || break",
        "    sleep 0.1",
        "  done",
        "  sleep 0.3",
        "  {",
        "    printf '%s did not stay active: %s; its last lines:\\n' \"$unit\" \"$(lg_systemd_describe)\"",
        "    lg_systemd_journal \"$unit\" 20 \"$since\"",
        "  } >&2",
        "  return 1",
        ")",
    ],
    [
        "lg_systemd_stop",
        "lg_systemd_stop() (",
        "  unit=$1 left=$((($2 + 99) / 100))",
        "  lg_systemd_known \"$unit\" || return",
        "  told=stopped",
        "  case $lg_sd_active/${lg_sd_job:-0} in",
        "    inactive/0) told='it does not run' ;;",
        "    failed/0)",
        "      told='it did not run any more'",
        "      ;;",
        "  esac",
        "  if [ \"$told\" = stopped ] || [ -n \"$(lg_systemd_pids)\" ]; then",
        "    lg_as root systemctl --no-block stop \"$unit\" || return",
        "  fi",
        "  while :; do",
        "    lg_systemd_show \"$unit\" || return",
        "    case $lg_sd_active/${lg_sd_job:-0} in inactive/0 | failed/0) [ -n \"$(lg_systemd_pids)\" ] || break ;; esac",
        "    [ \"$left\" -gt 0 ] || {",
        "      printf '%s was asked to stop and is still %s; systemd kills it after its own TimeoutStopSec, so make that shorter than stop-timeout\\n' \"$unit\" \"$(lg_systemd_describe)\" >&2",
        "      return 1",
        "    }",
        "    sleep 0.1",
        "    left=$((left - 1))",
        "  done",
        "  if [ \"$lg_sd_active\" = failed ]; then lg_systemd_forgive \"$unit\"; fi",
        "  printf '%s\\n' \"$told\"",
        ")",
    ],
    [
        "lg_systemd_pids",
        "lg_systemd_pids() {",
        "  [ -n \"$lg_sd_group\" ] && [ \"$lg_sd_group\" != / ] || return 0",
        "  for lg_sp in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do",
        "    [ -r \"$lg_sp$lg_sd_group/cgroup.procs\" ] || continue",
        "    find \"$lg_sp$lg_sd_group\" -name cgroup.procs -exec cat {} + 2>/dev/null",
        "    return 0",
        "  done",
        "}",
    ],
    [
        "lg_systemd_status",
        "lg_systemd_status() {",
        "  lg_systemd_known \"$1\" || return",
        "  lg_ss_over=''",
        "  case $lg_sd_active/${lg_sd_job:-0} in inactive/0 | failed/0) lg_ss_over=over ;; esac",
        "  case $lg_sd_active/$lg_sd_sub in",
        "    activating/auto-restart* | failed/*) lg_ss=failed ;;",
        "    active/* | reloading/* | deactivating/*) lg_ss=running ;;",
        "    *) lg_ss=stopped ;;",
        "  esac",
        "  printf '%s\\t%s: %s\\t%s\\t%s\\n' \"$lg_ss\" \"$1\" \"$(lg_systemd_describe)\" \"$lg_sd_restarts\" \"$lg_ss_over\"",
        "}",
    ],
    [
        "lg_systemd_switched",
        "lg_systemd_switched() {",
        "  lg_sa_now=$(date +%s.%N 2>/dev/null) lg_sa_link=$(find \"$1/current\" -prune -printf '%T@' 2>/dev/null) lg_sa_slack=100",
        "  case $lg_sa_now/$lg_sa_link in",
        "    *N* | */ | *[!0-9./]*) lg_sa_now=$(date +%s) lg_sa_link=$(stat -c %Y \"$1/current\") && lg_sa_slack=1100 || return ;;",
        "  esac",
        "  lg_sa=$(printf '%s %s\\n' \"$lg_sa_now\" \"$lg_sa_link\" | awk '{ printf \"%d\", ($1 - $2) * 1000 }')",
        "}",
    ],
    [
        "lg_systemd_serves",
        "lg_systemd_serves() (",
        "  root=$1 release=$2 unit=$3",
        "  lg_systemd_known \"$unit\" || return",
        "  lg_release_named \"$root\"",
        "  if [ \"$lg_rn\" != \"$release\" ]; then",
        "    printf 'no\\tcurrent names %s\\n' \"${lg_rn:-nothing}\"",
        "    return",
        "  fi",
        "  case \"$lg_sd_folder $lg_sd_exec \" in",
        "    *\"$root/current/\"* | *\"$root/current \"* | *\"$root/current;\"* | *\"$root/releases/$release/\"* | *\"$root/releases/$release \"*) ;;",
        "    *)",
        "      printf 'no\\t%s does not go through %s/current: its WorkingDirectory is %s\\n' \"$unit\" \"$root\" \"${lg_sd_folder:-not set}\"",
        "      return",
        "      ;;",
        "  esac",
        "  pids=$(lg_systemd_pids)",
        "  if [ -z \"$pids\" ]; then",
        "    case $lg_sd_active in",
        "      active | reloading | activating) printf 'unknown\\tthe processes of %s cannot be seen\\n' \"$unit\" ;;",
        "      *) printf 'no\\t%s is %s: nothing runs\\n' \"$unit\" \"$lg_sd_active\" ;;",
        "    esac",
        "    return",
        "  fi",
        "  lg_systemd_switched \"$root\" || return",
        "  hertz=$(getconf CLK_TCK 2>/dev/null) || hertz=100",
        "  count=0",
        "  for pid in $pids; do",
        "    lg_proc_read \"$pid\" 2>/dev/null || continue",
        "    [ \"$lg_p_state\" != Z ] || continue",
        "    count=$((count + 1))",
        "    read -r name 2>/dev/null <\"/proc/$pid/comm\" || name='?'",
        "    folder=$(readlink \"/proc/$pid/cwd\" 2>/dev/null) || folder=''",
        "    case ${folder% (deleted)}/ in",
        "      \"$root/releases/$release\"/*) ;;",
        "      \"$root/releases/\"*)",
        "        printf 'no\\tprocess %s (%s) of %s works in %s\\n' \"$pid\" \"$name\" \"$unit\" \"$folder\"",
        "        return",
        "        ;;",
        "    esac",
        "    age=$(awk -v started=\"$lg_p_start\" -v hertz=\"$hertz\" '{ printf \"%d\", ($1 - started / hertz) * 1000 }' </proc/uptime)",
        "    if [ \"$age\" -gt $((lg_sa + lg_sa_slack)) ]; then",
        "      printf 'no\\tprocess %s (%s) of %s is older than the switch by %s s: a reload keeps what was there before, only a restart takes the new release\\n' \"$pid\" \"$name\" \"$unit\" \"$(((age - lg_sa) / 1000))\"",
        "      return",
        "    fi",
        "  done",
        "  if [ \"$count\" -eq 0 ]; then",
        "    printf 'unknown\\tthe processes of %s cannot be seen\\n' \"$unit\"",
        "  else",
        "    printf 'yes\\t%s processes of %s, all of them started after the switch\\n' \"$count\" \"$unit\"",
        "  fi",
        ")",
    ],
    [
        "lg_task_attach",
        "lg_task_attach() {",
        "  lg_state_format \"$1\" || return",
        "  [ -e \"$1/lock\" ] || {",
        "    lg_refuse LG-FENCED '0'",
        "    return",
        "  }",
        "  lg_ta=$1/tasks/$2 lg_ta_pid=''",
        "  lg_task_folder \"$1\" \"$lg_ta\" || return",
        "  if [ ! -e \"$lg_ta/begun\" ] && [ ! -e \"$lg_ta/exit\" ]; then",
        "    rm -f \"$lg_ta/refused\"",
        "    lg_ta_sid=$(command -v setsid) || lg_ta_sid=''",
        "    printf '%s\\n' \"$LG_LIBRARY\" 'lg_task_main() {' \"$LG_BODY\" '}' 'lg_task_main' | $lg_ta_sid sh -s >/dev/null 2>\"$lg_ta/shell\" 9>&- &",
        "    lg_ta_pid=$!",
        "  fi",
        "  lg_task_wait \"$1\" \"$lg_ta\" || return",
        "  lg_task_tell \"$lg_ta\"",
        "  if lg_lease_read \"$1\" && [ -z \"$lg_l_owner\" ]; then rm -f \"$lg_ta/out\" \"$lg_ta/err\"; fi",
        "}",
    ],
    [
        "lg_task_folder",
        "lg_task_folder() {",
        "  [ -d \"$2\" ] && return 0",
        "  lg_tf=$(LC_ALL=C mkdir -p \"$2\" 2>&1) && return 0",
        "  lg_state_spend \"$1\" && lg_tf=$(LC_ALL=C mkdir -p \"$2\" 2>&1) && return 0",
        "  lg_state_blame \"$lg_tf\"",
        "}",
    ],
    [
        "lg_task_wait",
        "lg_task_wait() {",
        "  lg_tw=0 lg_tw_said=$(date +%s) lg_tw_from=$lg_tw_said",
        "  while [ ! -e \"$2/exit\" ]; do",
        "    if [ -e \"$2/refused\" ]; then",
        "      cat \"$2/refused\"",
        "      return 3",
        "    fi",
        "    if [ -e \"$2/begun\" ]; then",
        "      lg_running_read \"$2/begun\" && lg_running_alive || lg_task_bury \"$1\" \"$2\" || return",
        "      [ ! -e \"$2/exit\" ] || return 0",
        "    elif ! lg_proc_read \"$lg_ta_pid\" 2>/dev/null || [ \"$lg_p_state\" = Z ]; then",
        "      [ -e \"$2/begun\" ] || [ -e \"$2/exit\" ] || [ -e \"$2/refused\" ] || {",
        "        lg_refuse LG-TASK-NOT-STARTED \"$(tail -c 500 \"$2/shell\" 2>/dev/null | tr '\\n' ' ')\"",
        "        return",
        "      }",
        "    fi",
        "    lg_tw=$((lg_tw + 1))",
        "    if [ \"$lg_tw\" -lt 20 ]; then sleep 0.05 2>/dev/null || sleep 1; else lg_nap; fi",
        "    if [ $((lg_tw % 10)) -eq 0 ]; then",
        "      lg_tw_now=$(date +%s)",
        "      if [ $((lg_tw_now - lg_tw_said)) -ge 2 ] || [ \"$lg_tw_now\" -lt \"$lg_tw_said\" ]; then",
        "        lg_tw_said=$lg_tw_now",
        "        lg_task_progress \"$2\" \"$((lg_tw_now - lg_tw_from))\"",
        "      fi",
        "    fi",
        "  done",
        "}",
    ],
    [
        "lg_task_progress",
        "lg_task_progress() {",
        "  lg_tr_title='' lg_tr_word=''",
        "  { read -r lg_tr_title <\"$1/now\"; read -r lg_tr_word <\"$1/word\"; } 2>/dev/null",
        "  lg_tr=''",
        "  [ -z \"$lg_tr_word\" ] || lg_tr=$(tail -c 4096 \"$1/out\" 2>/dev/null | grep -a \"^lockgate-$lg_tr_word progress \" | tail -n 1)",
        "  printf 'progress %s %s%s\\n' \"$2\" \"$lg_tr_title\" \"${lg_tr:+: ${lg_tr#* progress }}\"",
        "}",
    ],
    [
        "lg_task_bury",
        "lg_task_bury() {",
        "  lg_task_bury_locked \"$@\" 9>>\"$1/lock\"",
        "}",
    ],
    [
        "lg_task_bury_locked",
        "lg_task_bury_locked() {",
        "  lg_running_read \"$2/begun\" && lg_session_kill \"$lg_r_sid\" \"$lg_r_sid_start\" \"$lg_r_boot\" 9>&-",
        "  lg_tb=0",
        "  until flock -n 9; do",
        "    [ ! -e \"$2/exit\" ] || return 0",
        "    lg_tb=$((lg_tb + 1))",
        "    [ \"$lg_tb\" -lt 150 ] || {",
        "      lg_refuse LG-LEASE-BUSY \"something holds $1/lock and does not let go\"",
        "      return",
        "    }",
        "    lg_nap",
        "  done",
        "  [ ! -e \"$2/exit\" ] || return 0",
        "  lg_state_write \"$2/exit\" \"died killed\"",
        "  lg_running_read \"$1/running\" && [ \"$lg_r_task\" = \"${2##*/}\" ] && rm -f \"$1/running\"",
        "  return 0",
        "}",
    ],
    [
        "lg_task_tell",
        "lg_task_tell() {",
        "  printf 'ended %s\\n' \"$(cat \"$1/exit\")\"",
        "  printf 'word %s\\n' \"$(cat \"$1/word\" 2>/dev/null)\"",
        "  sed 's/^/step /' \"$1/steps\" 2>/dev/null",
        "  echo 'output'",
        "  cat \"$1/out\" 2>/dev/null",
        "  cat \"$1/err\" >&2 2>/dev/null",
        "  printf '\\ntold\\n'",
        "}",
    ],
    [
        "lg_task_begin",
        "lg_task_begin() {",
        "  LG_STATE=$1 LG_TASK=$1/tasks/$2",
        "  exec 9>>\"$1/lock\"",
        "  lg_task_claim \"$@\" >\"$LG_TASK/answer.$$\"",
        "  lg_tg=$?",
        "  case $lg_tg in",
        "    0) rm -f \"$LG_TASK/answer.$$\" ;;",
        "    3) mv -f \"$LG_TASK/answer.$$\" \"$LG_TASK/refused\" ;;",
        "    *) rm -f \"$LG_TASK/answer.$$\" ;;",
        "  esac",
        "  [ \"$lg_tg\" -eq 0 ] || exit 0",
        "  lg_task_forget \"$1/tasks\" \"$2\"",
        "  exec >\"$LG_TASK/out\" 2>\"$LG_TASK/err\" </dev/null",
        "}",
    ],
    [
        "lg_task_claim",
        "lg_task_claim() {",
        "  lg_tc=0",
        "  until flock -n 9; do",
        "    if lg_lease_check \"$1\" \"$3\" >/dev/null && lg_running_read \"$1/running\" && [ \"$lg_r_token\" = \"$3\" ] && ! lg_running_alive; then",
        "      lg_running_end \"$1\" 9>&- || return",
        "    fi",
        "    lg_tc=$((lg_tc + 1))",
        "    [ \"$lg_tc\" -lt 300 ] || {",
        "      lg_refuse LG-LEASE-BUSY \"something holds $1/lock and does not let go\"",
        "      return",
        "    }",
        "    lg_nap",
        "  done",
        "  if [ -e \"$LG_TASK/begun\" ] || [ -e \"$LG_TASK/exit\" ]; then return 4; fi",
        "  lg_state_format \"$1\" && lg_lease_check \"$1\" \"$3\" || return",
        "  lg_running_end \"$1\" 9>&- || return",
        "  lg_proc_read $$ || return 4",
        "  lg_tc_start=$lg_p_start lg_tc_sid=$lg_p_sid",
        "  lg_proc_read \"$lg_tc_sid\" 2>/dev/null",
        "  lg_proc_boot",
        "  lg_uptime",
        "  lg_tc=\"1 $3 $2 $$ $lg_tc_start $lg_tc_sid $lg_p_start $lg_boot $((lg_up + $4 + 60))\"",
        "  lg_state_write \"$1/running\" \"$lg_tc\" || return",
        "  lg_lease_write \"$1\" \"$lg_l_owner\" \"$lg_l_token\" \"$(($(date +%s) + $4))\" \"$lg_l_tail\" || return",
        "  lg_state_write \"$LG_TASK/word\" \"$5\" && lg_state_write \"$LG_TASK/begun\" \"$lg_tc\"",
        "}",
    ],
    [
        "lg_task_lines",
        "lg_task_lines() {",
        "  [ -n \"$2\" ] || return 0",
        "  lg_task_try lg_state_append \"$LG_STATE/$1\" \"$2\"",
        "}",
    ],
    [
        "lg_task_try",
        "lg_task_try() {",
        "  LG_WHY=$(\"$@\" 2>&1) && return 0",
        "  LG_WHY=\"unrecorded ${LG_WHY#refused }\"",
        "  return 1",
        "}",
    ],
    [
        "lg_task_step",
        "lg_task_step() {",
        "  LG_STEP=$1 LG_FIELDS=$3",
        "  printf '%s\\n' \"$2\" >\"$LG_TASK/now\" 2>/dev/null",
        "  lg_task_try lg_journal_step \"$LG_STATE\" begin \"$3\" || return",
        "  lg_task_note begin \"$1\"",
        "}",
    ],
    [
        "lg_task_note",
        "lg_task_note() {",
        "  printf '%s\\n' \"$*\" 2>/dev/null >>\"$LG_TASK/steps\"",
        "  :",
        "}",
    ],
    [
        "lg_task_stepped",
        "lg_task_stepped() {",
        "  if [ \"$1\" -eq 0 ]; then",
        "    lg_task_try lg_journal_step \"$LG_STATE\" 'done' \"$LG_FIELDS\" || return",
        "    lg_task_note 'done' \"$LG_STEP\"",
        "    return 0",
        "  fi",
        "  lg_task_try lg_journal_step \"$LG_STATE\" failed \"$LG_FIELDS\" \"$1\" || return",
        "  lg_task_note failed \"$LG_STEP\"",
        "  LG_WHY=\"failed $LG_STEP\"",
        "  return 1",
        "}",
    ],
    [
        "lg_task_end",
        "lg_task_end() {",
        "  lg_lease_settle \"$LG_STATE\" \"$1\" >/dev/null",
        "  lg_task_prune \"$LG_STATE/tasks\"",
        "  lg_state_write \"$LG_TASK/exit\" \"${LG_WHY:-done}\"",
        "  rm -f \"$LG_STATE/running\"",
        "}",
    ],
    [
        "lg_task_forget",
        "lg_task_forget() {",
        "  for lg_tx in \"$1\"/*/; do",
        "    [ \"$lg_tx\" = \"$1/$2/\" ] || rm -f \"$lg_tx/out\" \"$lg_tx/err\"",
        "  done",
        "}",
    ],
    [
        "lg_task_prune",
        "lg_task_prune() {",
        "  ls -1t \"$1\" | tail -n +21 | while read -r lg_tp; do",
        "    [ -n \"$lg_tp\" ] && rm -rf \"${1:?}/$lg_tp\"",
        "  done",
        "}",
    ],
];

; 

const NAME = /\blg_[a-z0-9_]+/g;
let known;
function readFunctions() {
    return new Map(functions.map(([name, ...lines]) => [name, { text: `${lines.join('\n')}\n`, uses: namesIn(lines.join('\n')) }]));
}
function namesIn(text) {
    return [...new Set(text.match(NAME))];
}
function libraryFor(script) {
    known ??= readFunctions();
    const needed = new Set();
    const open = namesIn(script);
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
        const found = needed.has(name) ? undefined : known.get(name);
        if (found === undefined)
            continue;
        needed.add(name);
        open.push(...found.uses);
    }
    return [...known].filter(([name]) => needed.has(name)).map(([, { text }]) => text).join('');
}


  }),

  5361:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    d: () => (  acknowledgementProblems),
    u: () => (  acknowledgementKey)
  });
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);

function acknowledgementKey({ name, digest }) {
    return digest === '' ? name : `${name}@${digest.slice(0, 8)}`;
}
function acknowledgementProblems(pending, acknowledge) {
    return pending.flatMap((migration) => {
        const key = acknowledgementKey(migration);
        const taken = acknowledge[key] ?? [];
        const open = migration.classes.filter((one) => !taken.includes(one));
        if (open.length === 0)
            return [];
        const classes = migration.classes.join(', ');
        return [
            new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({
                kind: 'configuration',
                code: 'LG-MIGRATION-UNACKNOWLEDGED',
                problem: `${migration.name} is classified as ${open.join(', ')}, and nobody has taken responsibility for that`,
                cause: migration.findings.join('; '),
                next: `read it, and if it is meant so, add below migrations.acknowledge: ${JSON.stringify(key)}: [${classes}]`,
            }),
        ];
    });
}


  }),

  9908:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    A: () => (  quoteName)
  });
function quoteName(...parts) {
    return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.');
}


  }),

  2457:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  w: () => (  migrations)
});

var command = __webpack_require__(144);
var failure = __webpack_require__(2891);
var schemas = __webpack_require__(225);
; 

const line = schemas .YjP().min(1).regex(/\S/, { error: 'a command line is needed' });
const schema = schemas .rej({
    apply: line.describe('The line that applies everything pending. It runs as `sh -c` in the folder of the new release and must fail (exit code other than 0) when a migration fails.').meta({ examples: ['.venv/bin/python -m shop.migrate'] }),
    current: line.describe('The line that prints the current revision as its last line, and nothing where there is none. It must change nothing.'),
    pending: line.describe('The line that prints the name of each pending migration, one per line, in the order they will run. It must change nothing.'),
    cwd: schemas .YjP().min(1).optional().describe('A folder below the release to run in; the release itself unless given.'),
    env: schemas .g1P(schemas .YjP().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), schemas .YjP()).default({}).describe('Variables for the three lines. Not for secrets: let the lines read the release\'s own env file.'),
    lossless: schemas .zMY()
        .default(false)
        .describe('Your word that these migrations never destroy stored data, block writers or break the release before. Without it each pending one is opaque and wants an acknowledgement, and the way back does not trust the old release with the new schema.'),
})
    .describe('Migrations by a command of the team\'s own. The lines know LOCKGATE_RELEASE_PATH, LOCKGATE_RELEASE, LOCKGATE_APP and LOCKGATE_ENVIRONMENT.');

; 



const READ_MS = 60_000;
function printed(result, asked) {
    if (result === undefined)
        throw new Error('an answer is missing');
    if (!(0,command .gq)(result) || result.truncated) {
        throw (0,failure ._I)(result, {
            code: 'LG-MIGRATION-COMMAND',
            problem: result.truncated ? `the line that prints ${asked} prints too much` : `the line that prints ${asked} failed`,
            next: `run the line by hand in the release's folder on the host, and correct it`,
        });
    }
    return result.stdout
        .split('\n')
        .map((text) => text.trim())
        .filter((text) => text !== '');
}
class CommandTool {
    settings;
    site;
    deadlineMs;
    kind = 'command';
    needsRelease = true;
    constructor(settings, site, deadlineMs) {
        this.settings = settings;
        this.site = site;
        this.deadlineMs = deadlineMs;
    }
    survey(releasePath) {
        if (releasePath === undefined) {
            throw new failure .HR({ kind: 'state', code: 'LG-MIGRATION-NEEDS-RELEASE', problem: 'these migrations are code of the release, which is not on the host yet', next: 'bring the release there first' });
        }
        const ask = (title, line) => (0,command .hF)(title, ...this.line(line), { ...this.place(releasePath), deadlineMs: READ_MS });
        return {
            commands: [ask('ask for the current revision', this.settings.current), ask('ask for the pending migrations', this.settings.pending)],
            read: ([current, pending]) => this.read(printed(current, 'the current revision'), printed(pending, 'the pending migrations')),
        };
    }
    apply(survey, release) {
        if (survey.pending.length === 0)
            return [];
        const title = `apply ${survey.pending.map(({ name }) => name).join(', ')}`;
        return [(0,command .qc)(title, ...this.line(this.settings.apply), { ...this.place(release.path), deadlineMs: this.deadlineMs })];
    }
    read(current, names) {
        const revision = current.at(-1) ?? '';
        const risk = this.settings.lossless
            ? { classes: [], findings: [] }
            : { classes: ['opaque'], findings: ['a command of the team\'s own: what it does cannot be read (`lossless: true` is the word that it destroys and breaks nothing)'] };
        return { revision, applied: revision === '' ? [] : [revision], pending: names.map((name) => ({ name, digest: '', ...risk })), edited: [] };
    }
    line(line) {
        const { program, words } = (0,command .Tg)(line);
        return [program, words];
    }
    place(path) {
        const env = {
            LOCKGATE_RELEASE_PATH: path,
            LOCKGATE_RELEASE: path.split('/').at(-1) ?? '',
            LOCKGATE_APP: this.site.app,
            LOCKGATE_ENVIRONMENT: this.site.environment,
            ...this.settings.env,
        };
        return { cwd: this.settings.cwd === undefined ? path : `${path}/${this.settings.cwd}`, env };
    }
}
const command_plugin = {
    kind: 'command',
    schema: schema,
    open: (settings, site, _database, common) => Promise.resolve(new CommandTool(settings, site, common.deadlineMs)),
};

var sql = __webpack_require__(8893);
var judgement = __webpack_require__(9908);
; 


const key = ({ tokens }, index) => tokens[index]?.key ?? '';
const keys = (reader, from, ...words) => words.every((word, index) => key(reader, from + index) === word);
function skipIf(reader, index) {
    if (keys(reader, index, 'IF', 'NOT', 'EXISTS'))
        return index + 3;
    return keys(reader, index, 'IF', 'EXISTS') ? index + 2 : index;
}
function finding(reader, risk, text, more = {}) {
    return { line: reader.line, risk, text, ...more };
}
function isMade({ made }, { name, schema }) {
    return made.tables.has(name) && !(schema === 'main' && made.temporary.has(name));
}
const opaque = (reader, text) => [finding(reader, 'opaque', text)];
function create(reader) {
    let at = 1;
    const temporary = ['TEMP', 'TEMPORARY'].includes(key(reader, at));
    if (temporary)
        at += 1;
    const unique = key(reader, at) === 'UNIQUE';
    if (unique)
        at += 1;
    if (key(reader, at) === 'TABLE') {
        const from = skipIf(reader, at + 1);
        const table = (0,sql .D)(reader.tokens, from);
        if (table !== undefined && from === at + 1) {
            reader.made.tables.add(table.name);
            if (temporary || table.schema === 'temp')
                reader.made.temporary.add(table.name);
        }
        return [];
    }
    if (key(reader, at) === 'INDEX') {
        const index = (0,sql .D)(reader.tokens, skipIf(reader, at + 1));
        const table = index && key(reader, index.next) === 'ON' ? (0,sql .D)(reader.tokens, index.next + 1) : undefined;
        if (table === undefined)
            return opaque(reader, 'CREATE INDEX of an unknown table');
        if (isMade(reader, table))
            return [];
        const built = finding(reader, 'lock', `CREATE INDEX on ${table.name} blocks writers while it is built`, { builtOn: (0,judgement .A)(table.name) });
        return unique ? [built, finding(reader, 'break', `CREATE UNIQUE INDEX on ${table.name} refuses rows that were allowed, and fails where there are such rows`)] : [built];
    }
    if (key(reader, at) === 'VIEW')
        return [];
    if (key(reader, at) === 'TRIGGER')
        return createTrigger(reader, skipIf(reader, at + 1));
    if (keys(reader, at, 'VIRTUAL', 'TABLE'))
        return [];
    return opaque(reader, `CREATE ${key(reader, at)} is not known`);
}
function createTrigger(reader, at) {
    const on = reader.tokens.findIndex((token, index) => index > at && token.key === 'ON');
    const table = on < 0 ? undefined : (0,sql .D)(reader.tokens, on + 1);
    if (table !== undefined && isMade(reader, table))
        return [];
    return opaque(reader, `CREATE TRIGGER on ${table?.name ?? 'a table'} changes what code of before does when it writes`);
}
function drop(reader) {
    const what = key(reader, 1);
    const target = (0,sql .D)(reader.tokens, skipIf(reader, 2));
    const name = target?.name ?? '';
    if (what === 'TABLE') {
        if (target !== undefined && isMade(reader, target)) {
            reader.made.tables.delete(name);
            return [];
        }
        return [finding(reader, 'loss', `DROP TABLE ${name} destroys its rows`), finding(reader, 'break', `DROP TABLE ${name}: code of before may still use it`)];
    }
    if (what === 'INDEX')
        return [];
    if (what === 'VIEW' || what === 'TRIGGER')
        return [finding(reader, 'break', `DROP ${what} ${name}: code of before may rely on it`)];
    return opaque(reader, `DROP ${what} is not known`);
}
function alter(reader) {
    const table = key(reader, 1) === 'TABLE' ? (0,sql .D)(reader.tokens, 2) : undefined;
    if (table === undefined)
        return opaque(reader, 'ALTER of something that is no table');
    const { name, next } = table;
    const verb = key(reader, next);
    const made = isMade(reader, table);
    const named = (at) => (0,sql .D)(reader.tokens, key(reader, at) === 'COLUMN' ? at + 1 : at);
    if (verb === 'ADD') {
        const column = named(next + 1);
        if (column === undefined)
            return opaque(reader, `ALTER TABLE ${name} ADD is not known`);
        reader.made.columns.add(`${name}.${column.name}`);
        return made ? [] : addColumn(reader, name, column);
    }
    if (verb === 'DROP') {
        const column = named(next + 1)?.name ?? '';
        if (made || reader.made.columns.delete(`${name}.${column}`))
            return [];
        return [finding(reader, 'loss', `DROP COLUMN ${name}.${column} destroys its values`), finding(reader, 'break', `DROP COLUMN ${name}.${column}: code of before may still use it`)];
    }
    if (verb === 'RENAME')
        return rename(reader, name, next, made);
    return opaque(reader, `ALTER TABLE ${name} ${verb} is not known`);
}
function addColumn(reader, table, column) {
    const rest = reader.tokens.slice(column.next);
    const has = (...words) => rest.some((_, index) => words.every((word, offset) => rest[index + offset]?.key === word));
    if (has('NOT', 'NULL') && !has('DEFAULT'))
        return [finding(reader, 'break', `ADD COLUMN ${table}.${column.name} NOT NULL without a default fails where the table has rows`)];
    return [];
}
function rename(reader, table, at, made) {
    if (key(reader, at + 1) === 'TO') {
        const to = (0,sql .D)(reader.tokens, at + 2)?.name ?? '';
        if (!made)
            return [finding(reader, 'break', `RENAME of the table ${table} to ${to}: code of before still uses the old name`)];
        reader.made.tables.delete(table);
        reader.made.tables.add(to);
        return [];
    }
    return made ? [] : [finding(reader, 'break', `RENAME of a column of ${table}: code of before still uses the old name`)];
}
function remove(reader) {
    const table = key(reader, 1) === 'FROM' ? (0,sql .D)(reader.tokens, 2) : undefined;
    if (table === undefined)
        return opaque(reader, 'DELETE is not known in this form');
    if (isMade(reader, table))
        return [];
    const some = reader.tokens.some((token) => token.key === 'WHERE') ? 'rows' : 'every row';
    return [finding(reader, 'loss', `DELETE destroys ${some} of ${table.name}`)];
}
function update(reader) {
    const table = (0,sql .D)(reader.tokens, key(reader, 1) === 'OR' ? 3 : 1);
    if (table === undefined)
        return opaque(reader, 'UPDATE is not known in this form');
    if (isMade(reader, table))
        return [];
    const columns = assigned(reader, table.next);
    if (columns.length > 0 && columns.every((column) => reader.made.columns.has(`${table.name}.${column}`)))
        return [];
    const some = reader.tokens.some((token) => token.key === 'WHERE') ? 'values' : 'the values of every row';
    return [finding(reader, 'loss', `UPDATE overwrites ${some} of ${table.name}`)];
}
function assigned(reader, from) {
    const set = reader.tokens.findIndex((token, index) => index >= from && token.key === 'SET');
    if (set < 0)
        return [];
    const columns = [];
    let depth = 0;
    let expected = true;
    for (const [offset, token] of reader.tokens.slice(set + 1).entries()) {
        if (token.key === '(') {
            if (expected)
                return [];
            depth += 1;
        }
        else if (token.key === ')')
            depth -= 1;
        else if (depth === 0 && token.key === ',')
            expected = true;
        else if (depth === 0 && ['WHERE', 'FROM', 'RETURNING'].includes(token.key))
            break;
        else if (expected) {
            columns.push((0,sql .D)(reader.tokens, set + 1 + offset)?.name ?? '');
            expected = false;
        }
    }
    return columns;
}
function insert(reader) {
    const replaces = key(reader, 0) === 'REPLACE' || keys(reader, 1, 'OR', 'REPLACE');
    const into = reader.tokens.findIndex((token) => token.key === 'INTO');
    const table = into < 0 ? undefined : (0,sql .D)(reader.tokens, into + 1);
    if (table === undefined)
        return opaque(reader, 'INSERT is not known in this form');
    if (isMade(reader, table))
        return [];
    if (replaces)
        return [finding(reader, 'loss', `REPLACE destroys the rows of ${table.name} that are in its way`)];
    const overwrites = reader.tokens.some((_, index) => keys(reader, index, 'DO', 'UPDATE'));
    return overwrites ? [finding(reader, 'loss', `INSERT … DO UPDATE overwrites rows of ${table.name}`)] : [];
}
function withCommon(reader) {
    let depth = 0;
    const verbs = new Set(['SELECT', 'VALUES', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE']);
    const at = reader.tokens.findIndex((token) => {
        if (token.key === '(')
            depth += 1;
        if (token.key === ')')
            depth -= 1;
        return depth === 0 && verbs.has(token.key);
    });
    return at < 0 ? opaque(reader, 'WITH is not known in this form') : classify({ ...reader, tokens: reader.tokens.slice(at) });
}
const REACHING = new Set(['LOAD_EXTENSION', 'WRITEFILE', 'READFILE', 'EDIT', 'FTS3_TOKENIZER']);
const VERBS = {
    CREATE: create,
    DROP: drop,
    ALTER: alter,
    DELETE: remove,
    UPDATE: update,
    INSERT: insert,
    REPLACE: insert,
    WITH: withCommon,
    SELECT: () => [],
    VALUES: () => [],
    EXPLAIN: () => [],
    PRAGMA: () => [],
    ANALYZE: () => [],
    REINDEX: (reader) => [finding(reader, 'lock', 'REINDEX blocks writers while it runs')],
};
function classify(reader) {
    const verb = VERBS[key(reader, 0)];
    const reaching = reader.tokens.find((token, index) => REACHING.has(token.text.toUpperCase()) && key(reader, index + 1) === '(');
    return [
        ...(verb === undefined ? opaque(reader, `a statement that starts with "${reader.tokens[0]?.text ?? ''}" is not known`) : verb(reader)),
        ...(reaching === undefined ? [] : opaque(reader, `${reaching.text}() reaches beyond the database`)),
    ];
}
function judgeSqlite(text) {
    const { statements, problems } = (0,sql .x)(text);
    const made = { tables: new Set(), temporary: new Set(), columns: new Set() };
    const findings = [
        ...statements.flatMap(({ tokens, line }) => classify({ tokens, line, made })),
        ...problems.map(({ line, problem }) => ({ line, risk: 'opaque', text: problem })),
    ];
    return { findings, method: 'told from the words of the file, not parsed', statements: statements.length, refused: [], alone: [] };
}

; 

const classifiers = {
    sqlite: () => Promise.resolve(judgeSqlite),
    postgres: async () => (await Promise.all( [__webpack_require__.e(627), __webpack_require__.e(466)]).then(__webpack_require__.bind(__webpack_require__, 1004))).openPostgres(),
};

var external_node_crypto_ = __webpack_require__(7598);
var promises_ = __webpack_require__(1455);
var external_node_path_ = __webpack_require__(6760);
; 




const WILD = /[*?]/;
function refuse(code, problem, next) {
    return new failure .HR({ kind: 'configuration', code, problem, next });
}
function matcher(pattern) {
    const text = [...pattern].map((char) => (char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[\\^$.+()[\]{}|]/g, '\\$&'))).join('');
    return new RegExp(`^${pattern.startsWith('.') ? '' : '(?!\\.)'}${text}$`, 'u');
}
async function expand(workspace, pattern) {
    let found = [''];
    for (const part of (0,external_node_path_.normalize)(pattern).split('/')) {
        if (!WILD.test(part)) {
            found = found.map((base) => (base === '' ? part : `${base}/${part}`));
            continue;
        }
        const accepts = matcher(part);
        const inside = await Promise.all(found.map(async (base) => {
            const names = await (0,promises_.readdir)((0,external_node_path_.join)(workspace, base)).catch(() => []);
            return names.filter((name) => accepts.test(name)).map((name) => (base === '' ? name : `${base}/${name}`));
        }));
        found = inside.flat();
    }
    return found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
async function readSqlFile(workspace, name) {
    const bytes = await (0,promises_.readFile)((0,external_node_path_.join)(workspace, name)).catch((error) => {
        throw new failure .HR({
            kind: 'configuration',
            code: 'LG-MIGRATION-FILE-MISSING',
            problem: `the migration file ${name} cannot be read`,
            cause: error instanceof Error ? error.message : String(error),
            next: 'correct `migrations.files`, or check that the step that fetches the repository comes before this one',
        });
    });
    const text = bytes.toString('utf8');
    if (!Buffer.from(text, 'utf8').equals(bytes) || text.startsWith('\uFEFF')) {
        throw refuse('LG-MIGRATION-FILE-ENCODING', `the migration file ${name} is not plain UTF-8`, `save ${name} as UTF-8 without a byte order mark`);
    }
    return { name, digest: (0,external_node_crypto_.createHash)('sha256').update(bytes).digest('hex'), text };
}
const DOWN = '.down.sql';
const downOf = (name) => (name.endsWith('.sql') ? `${name.replace(/(\.up)?\.sql$/, '')}${DOWN}` : undefined);
async function exists(workspace, name) {
    return (0,promises_.access)((0,external_node_path_.join)(workspace, name)).then(() => true, () => false);
}
async function withoutDowns(workspace, names, problems) {
    const kept = [];
    for (const name of names) {
        if (!name.endsWith(DOWN)) {
            kept.push(name);
            continue;
        }
        const stem = name.slice(0, -DOWN.length);
        const owned = (await exists(workspace, `${stem}.sql`)) || (await exists(workspace, `${stem}.up.sql`));
        if (!owned)
            problems.push(refuse('LG-MIGRATION-DOWN-ALONE', `${name} takes back a migration that is not there`, `put ${stem}.sql beside it, or give the file another name if it is a migration itself`));
    }
    return kept;
}
async function readMigrationFile(workspace, name) {
    const file = await readSqlFile(workspace, name);
    const down = downOf(name);
    return down !== undefined && (await exists(workspace, down)) ? { ...file, down: await readSqlFile(workspace, down) } : file;
}
async function readSqlFiles(workspace, patterns) {
    const problems = [];
    const names = new Set();
    for (const pattern of patterns) {
        if ((0,external_node_path_.isAbsolute)(pattern) || (0,external_node_path_.normalize)(pattern).startsWith('..')) {
            problems.push(refuse('LG-MIGRATION-FILE-OUTSIDE', `"${pattern}" is not below the checkout`, 'name files of the repository'));
            continue;
        }
        const found = await expand(workspace, pattern);
        if (found.length === 0)
            problems.push(refuse('LG-MIGRATION-FILE-MISSING', `no file matches "${pattern}"`, 'correct `migrations.files`'));
        for (const name of found)
            names.add(name);
    }
    const kept = await withoutDowns(workspace, names, problems);
    const read = await Promise.allSettled(kept.map((name) => readMigrationFile(workspace, name)));
    for (const result of read) {
        if (result.status === 'fulfilled')
            continue;
        if (result.reason instanceof failure .HR)
            problems.push(result.reason);
        else
            throw result.reason;
    }
    if (problems.length > 0)
        throw new failure .oo(problems);
    return read.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

var words = __webpack_require__(6768);
; 


function isWithoutTransaction(text) {
    return /^-- *no-transaction *\r?$/.test(text.split('\n', 1)[0] ?? '');
}
function partsOf(files, transaction) {
    const parts = [];
    let together = [];
    const close = () => {
        if (together.length > 0)
            parts.push({ files: together, transaction });
        together = [];
    };
    for (const { file, judgement } of files) {
        const alone = isWithoutTransaction(file.text);
        if (alone || transaction === 'each')
            close();
        if (alone)
            for (let statement = 0; statement < Math.max(1, judgement.statements); statement += 1)
                parts.push({ files: [file], transaction: 'none', statement });
        else
            together.push(file);
    }
    close();
    return parts;
}
function transactionNotes({ file, judgement }, transaction, isBetween) {
    if (!isWithoutTransaction(file.text))
        return [];
    const split = transaction === 'all' && isBetween ? ', so that what is before it and what is after it are two transactions' : '';
    return [`runs in no transaction: ${(0,words .U)(judgement.statements, 'statement')}, each a step of its own, and what ran before a failing one stays${split}`];
}
function objections(files) {
    return files.flatMap(({ file, judgement }) => [
        ...judgement.refused.map(({ line, problem }) => new failure .HR({ kind: 'configuration', code: 'LG-MIGRATION-REFUSED', problem: `${file.name}, line ${String(line)}: ${problem}`, next: `change ${file.name} and run again; nothing was applied` })),
        ...(isWithoutTransaction(file.text) ? [] : judgement.alone).map(({ line, problem }) => new failure .HR({
            kind: 'configuration',
            code: 'LG-MIGRATION-NEEDS-NO-TRANSACTION',
            problem: `${file.name}, line ${String(line)}: ${problem}`,
            next: 'put it into a file of its own whose first line is "-- no-transaction"; nothing was applied',
        })),
    ]);
}

; 

const pattern = schemas .YjP().min(1);
const settings_schema = schemas .rej({
    files: schemas .KCZ([pattern, schemas .YOg(pattern).min(1)])
        .transform((files) => [files].flat())
        .describe('The SQL files in the order they are applied, below the checkout. A pattern (`*`, `?`) stands for the files it matches, sorted by name. One of them may stand alone. `name.down.sql` beside `name.sql` takes it back and is no migration of its own.')
        .meta({ examples: [['database/*.sql']] }),
    transaction: schemas .k5n(['all', 'each'])
        .default('each')
        .describe('`all`: one transaction around everything that is pending. `each`: one per file, so that what comes before a failing file stays. A file whose first line is `-- no-transaction` runs in none, statement by statement, between the transactions around it.'),
})
    .describe('Plain SQL files. Which ones were applied, and with which content, is recorded in the table lockgate_migrations of the database itself, within the same transaction.');

; 

const LARGE_TABLE_ROWS = 100_000;
const ORDER = ['loss', 'break', 'lock', 'opaque'];
const told = ({ line, text }) => `line ${String(line)}: ${text}`;
function wayDown({ file, down }) {
    if (file.down === undefined || down === undefined)
        return {};
    const unusable = down.refused.map(({ line, problem }) => ({ line, risk: 'opaque', text: problem }));
    const findings = [...down.findings.filter(({ risk }) => risk === 'loss' || risk === 'opaque'), ...unusable];
    const risk = ['loss', 'opaque'].find((one) => findings.some((finding) => finding.risk === one)) ?? 'lossless';
    return { down: { name: file.down.name, risk: down.statements === 0 ? 'opaque' : risk, findings: down.statements === 0 ? ['it does nothing'] : findings.map(told) } };
}
function judge(judged, isLarge, newer, notes) {
    const { file, judgement } = judged;
    const counted = judgement.findings.filter(({ builtOn }) => builtOn === undefined || isLarge(builtOn) !== false);
    const risks = new Set(counted.map(({ risk }) => risk));
    const findings = counted.map(told);
    if (newer !== undefined) {
        risks.add('opaque');
        findings.push(`out of order: it comes before ${newer}, which is applied already`);
    }
    const classes = ORDER.filter((one) => risks.has(one));
    return { name: file.name, digest: file.digest, classes, findings: [...(classes.length === 0 ? [] : [...findings, judgement.method]), ...notes], ...wayDown(judged) };
}
function surveyFiles(files, applied, isLarge, transaction) {
    const recorded = new Map(applied.map(({ name, digest }) => [name, digest]));
    const now = new Map(files.map(({ file }) => [file.name, file.digest]));
    const newestApplied = files.findLastIndex(({ file }) => recorded.has(file.name));
    const open = files.filter(({ file }) => !recorded.has(file.name));
    const pending = open.map((judged, place) => {
        const notes = transactionNotes(judged, transaction, place > 0 && place < open.length - 1);
        return judge(judged, isLarge, files.indexOf(judged) < newestApplied ? files[newestApplied]?.file.name : undefined, notes);
    });
    return {
        revision: applied.at(-1)?.name ?? '',
        applied: applied.map(({ name }) => name),
        pending,
        edited: applied.flatMap(({ name, digest }) => (now.get(name) === digest ? [] : [{ name, recorded: digest, now: now.get(name) ?? '' }])),
    };
}

; 






class SqlFiles {
    database;
    transaction;
    common;
    kind = 'sql';
    needsRelease = false;
    judged;
    constructor(files, classify, database, transaction, common) {
        this.database = database;
        this.transaction = transaction;
        this.common = common;
        this.judged = files.map((file) => ({ file, judgement: classify(file.text), ...(file.down === undefined ? {} : { down: classify(file.down.text) }) }));
    }
    survey() {
        const applied = this.database.applied();
        const tables = [...new Set(this.judged.flatMap(({ judgement }) => judgement.findings.flatMap(({ builtOn }) => builtOn ?? [])))];
        const sizes = tables.map((table) => ({ table, probe: this.askSize(table) }));
        const commands = [...applied.commands, ...sizes.flatMap(({ probe }) => probe.commands)];
        return {
            commands,
            read: (results) => {
                let from = applied.commands.length;
                const known = applied.read(results.slice(0, from));
                const large = new Map();
                for (const { table, probe } of sizes) {
                    const mine = results.slice(from, from + probe.commands.length);
                    from += probe.commands.length;
                    if (mine.every(({ exitCode }) => exitCode === 0))
                        large.set(table, Number(probe.read(mine).rows[0]?.[0]) >= LARGE_TABLE_ROWS);
                }
                const survey = surveyFiles(this.judged, known, (table) => large.get(table), this.transaction);
                this.apply(survey, { id: '' });
                return survey;
            },
        };
    }
    apply(survey, release) {
        const names = new Set(survey.pending.map(({ name }) => name));
        const pending = this.judged.filter(({ file }) => names.has(file.name));
        const failures = objections(pending);
        const objected = new Set(pending.filter((judged) => objections([judged]).length > 0).map(({ file }) => file.name));
        const commands = partsOf(pending, this.transaction).flatMap((part) => {
            if (part.files.some(({ name }) => objected.has(name)))
                return [];
            try {
                return [this.database.applySql({ ...part, release: release.id, ...this.common })];
            }
            catch (error) {
                if (!(error instanceof failure .HR))
                    throw error;
                failures.push(...(error instanceof failure .oo ? error.all : [error]));
                return [];
            }
        });
        if (failures.length > 0)
            throw new failure .oo(failures);
        return commands;
    }
    baseline(survey, names, release) {
        const unknown = names.filter((name) => !survey.pending.some((one) => one.name === name));
        if (unknown.length > 0) {
            throw new failure .HR({
                kind: 'configuration',
                code: 'LG-MIGRATION-UNKNOWN',
                problem: `not among the pending migrations: ${unknown.join(', ')}`,
                cause: `pending: ${survey.pending.map(({ name }) => name).join(', ') || 'none'}`,
                next: 'write the names as they are listed',
            });
        }
        const applied = this.judged.map(({ file }) => file).filter(({ name }) => names.includes(name));
        return applied.length === 0 ? [] : [this.database.recordApplied(applied, release)];
    }
    askSize(table) {
        return this.database.query(`SELECT count(*) FROM (SELECT 1 FROM ${table} LIMIT ${String(LARGE_TABLE_ROWS)}) AS part`, 30_000);
    }
}
const sql_plugin = {
    kind: 'sql',
    schema: settings_schema,
    needs: ['database'],
    async open(settings, site, database, common) {
        if (database === undefined) {
            throw new failure .HR({ kind: 'configuration', code: 'LG-CONFIG-NEEDS-DATABASE', problem: 'migrations of kind sql need a database', next: 'add `database:` to the configuration' });
        }
        const [files, classify] = await Promise.all([readSqlFiles(site.workspace, settings.files), classifiers[database.dialect]()]);
        return new SqlFiles(files, classify, database, settings.transaction, common);
    },
};

; 


const migrations = {
    command: command_plugin,
    sql: sql_plugin,
};


  }),

  2281:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    G: () => (  MOMENTS),
    S: () => (  judge)
  });
const MOMENTS = ['preflight', 'backed-up', 'migrated', 'instance', 'released', 'watch', 'follow-up'];
function judge(moment, checks) {
    const leads = checks.map(({ result, onFail, onInconclusive }) => (result.status === 'passed' ? 'warn' : result.status === 'failed' ? onFail : onInconclusive));
    const strictest = leads.includes('rollback') ? 'rollback' : leads.includes('hold') ? 'hold' : 'open';
    return { moment, leads: strictest, checks };
}


  }),

  144:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    Ag: () => (  joinProbes),
    Tg: () => (  shellLine),
    gq: () => (  succeeded),
    hF: () => (  reading),
    qc: () => (  mutating),
    zr: () => (  mapProbe)
  });
function succeeded(result) {
    return result.exitCode === 0;
}
const READ_DEADLINE_MS = 30_000;
function reading(title, program, words, more = {}) {
    return { title, program, words, deadlineMs: READ_DEADLINE_MS, mutates: false, idempotent: true, ...more };
}
function mutating(title, program, words, more = {}) {
    return { title, program, words, deadlineMs: READ_DEADLINE_MS, mutates: true, idempotent: false, ...more };
}
function shellLine(line) {
    return { program: 'sh', words: ['-c', line] };
}
function joinProbes(probes) {
    return {
        commands: probes.flatMap((probe) => probe.commands),
        read: (results) => {
            let from = 0;
            return probes.map((probe) => {
                const mine = results.slice(from, from + probe.commands.length);
                from += probe.commands.length;
                return probe.read(mine);
            });
        },
    };
}
function mapProbe(probe, turn) {
    return { commands: probe.commands, read: (results) => turn(probe.read(results)) };
}


  }),

  990:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    n: () => (  foldJournal),
    z: () => (  openChange)
  });
function foldJournal(lines) {
    const changes = new Map();
    for (const line of lines) {
        if (line.kind === 'opened') {
            const steps = new Map();
            const facts = new Map();
            changes.set(line.change, { steps, facts, record: { id: line.change, opened: line, steps: [], facts } });
            continue;
        }
        const change = changes.get(line.change);
        if (change === undefined)
            continue;
        if (line.kind === 'fact')
            change.facts.set(line.name, line.data);
        else if (line.kind === 'closed')
            change.record = { ...change.record, closed: line };
        else
            change.steps.set(line.step, { id: line.step, title: line.title, phase: line.kind, undo: line.undo });
    }
    return [...changes.values()].map(({ record, steps }) => ({ ...record, steps: [...steps.values()] }));
}
function openChange(changes) {
    const last = changes.at(-1);
    return last?.closed === undefined ? last : undefined;
}


  }),

  4351:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    G: () => (  below),
    a: () => (  layoutOf)
  });
function layoutOf(root) {
    return { root, releases: `${root}/releases`, current: `${root}/current`, shared: `${root}/shared`, state: `${root}/.lockgate` };
}
function below(layout, path) {
    return path.startsWith('/') ? path : `${layout.root}/${path}`;
}


  }),

  7815:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    M: () => (  LEASE_ACTIVE_S)
  });
const LEASE_ACTIVE_S = 90;
const LEASE_PARKED_S = (  null && (30 * 60));


  }),

  9452:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    B5: () => (  lossWithoutMigrations),
    t$: () => (  markCensus)
  });
function markCensus(census) {
    return Object.fromEntries(Object.entries(census).map(([table, { rows, hash }]) => [table, `${String(rows)}:${hash.slice(0, 16)}`]));
}
function lossWithoutMigrations(loss, backup, window, now) {
    const backedUp = markCensus(backup);
    const current = markCensus(now);
    const quiet = (table) => backedUp[table] === window.before[table] && window.after[table] === current[table];
    const tables = Object.fromEntries(Object.entries(loss.tables).filter(([table]) => !quiet(table)));
    const mixed = Object.keys(tables).filter((table) => window.before[table] !== window.after[table]);
    const bound = mixed.length === 0 ? '' : `; at most, for ${mixed.join(', ')}: rows that the migrations wrote and rows that others wrote cannot be told apart there`;
    return {
        tables,
        rows: Object.values(tables).reduce((sum, { written }) => sum + written, 0),
        exact: loss.exact && mixed.length === 0,
        method: `${loss.method}; without what the migrations alone wrote${bound}`,
    };
}
function compareCensus(expected, found) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
    return names.flatMap((name) => {
        const a = expected[name];
        const b = found[name];
        if (a === undefined)
            return [`${name}: not expected, ${String(b?.rows ?? 0)} rows found`];
        if (b === undefined)
            return [`${name}: ${String(a.rows)} rows expected, table not found`];
        if (a.rows !== b.rows)
            return [`${name}: ${String(a.rows)} rows expected, ${String(b.rows)} found`];
        return a.hash === b.hash ? [] : [`${name}: ${String(a.rows)} rows, but other content`];
    });
}


  }),

  5988:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    Gm: () => (  foldReleases),
    Wu: () => (  ADOPTED),
    aq: () => (  chooseKept),
    es: () => (  rollbackTarget),
    tl: () => (  mintReleaseId)
  });
function foldReleases(entries) {
    const byId = new Map();
    for (const { v: _format, ...record } of entries)
        byId.set(record.id, record);
    return [...byId.values()];
}
function rollbackTarget(releases, from) {
    return releases.findLast((release) => release.status === 'good' && release.id !== from);
}
const ADOPTED = 'adopted';
function chooseKept(good, previous, keep, others = []) {
    const newest = good.slice(Math.max(0, good.length - Math.max(1, keep) + 1));
    const kept = good.filter((release) => newest.includes(release) || release.id === previous || release.id.endsWith(`-${ADOPTED}`));
    const origins = new Set([...kept, ...others].map(({ origin }) => origin));
    return good.filter((release) => kept.includes(release) || origins.has(release.id));
}
function mintReleaseId(at, commit, taken) {
    const stamp = at.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 13);
    const base = `${stamp}-${commit.slice(0, 7)}`;
    for (let n = 1;; n += 1) {
        const id = n === 1 ? base : `${base}.${String(n)}`;
        if (!taken.has(id))
            return id;
    }
}


  }),

  9492:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    c: () => (  batchesOf),
    s: () => (  ONE_BY_ONE)
  });
const ONE_BY_ONE = { canary: 0, batch: { hosts: 1 }, bakeMs: 0, failures: 0 };
function batchesOf(hosts, { canary, batch }) {
    const size = 'hosts' in batch ? batch.hosts : Math.max(1, Math.floor((hosts.length * batch.percent) / 100));
    const batches = canary > 0 && hosts.length > 0 ? [hosts.slice(0, canary)] : [];
    for (let at = canary; at < hosts.length; at += size)
        batches.push(hosts.slice(at, at + size));
    return batches;
}


  }),

  5536:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    Xt: () => (  GATE_FACT),
    Xz: () => (  WAY_BACK_FACT),
    YR: () => (  signOffOf),
    ZR: () => (  markGate)
  });
const GATE_FACT = 'gate.';
const WAY_BACK_FACT = 'way-back';
const TEXT = 120;
const CHECKS = 60;
const cut = (text) => (text.length <= TEXT ? text : `${text.slice(0, TEXT - 1)}…`);
function markGate(verdict, ms) {
    const worstFirst = [...verdict.checks.filter(({ result }) => result.status !== 'passed'), ...verdict.checks.filter(({ result }) => result.status === 'passed')];
    return {
        moment: verdict.moment,
        leads: verdict.leads,
        ms,
        omitted: Math.max(0, worstFirst.length - CHECKS),
        checks: worstFirst.slice(0, CHECKS).map(({ name, host, result }) => ({
            name: cut(name),
            ...(host === undefined ? {} : { host }),
            status: result.status,
            expected: cut(result.expected),
            got: cut(result.cause === undefined || result.cause === '' ? result.got : `${result.got} (${result.cause})`),
            ...(result.latencyMs === undefined ? {} : { ms: Math.round(result.latencyMs) }),
        })),
    };
}
function isMap(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
const textOf = (value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const textsOf = (value) => (Array.isArray(value) ? value.map(textOf) : []);
function migrationsOf(change) {
    const fact = change.facts.get('migrating');
    const pending = isMap(fact) && Array.isArray(fact['pending']) ? fact['pending'] : [];
    return pending.filter(isMap).map((one) => ({ name: textOf(one['name']), digest: textOf(one['digest']), classes: textsOf(one['classes']), acknowledged: textsOf(one['acknowledged']) }));
}
function backupOf(change, manifests) {
    const fact = change.facts.get('backup');
    if (!isMap(fact))
        return undefined;
    return fact['nothing'] === true ? 'nothing' : manifests.findLast(({ id }) => id === fact['id']);
}
function gatesOf(change) {
    return [...change.facts].flatMap(([name, data]) => (name.startsWith(GATE_FACT) && isMap(data) && Array.isArray(data['checks']) ? [data] : []));
}
function signOffOf(change, { app, environment, hosts, manifests, approvers }) {
    const { opened, closed } = change;
    const back = change.facts.get(WAY_BACK_FACT);
    return {
        release: change.id,
        app,
        environment,
        hosts,
        repository: /^[^/]+\/[^/]+(?=\/\d+\/)/.exec(opened.owner)?.[0] ?? '',
        ref: opened.ref ?? '',
        commit: opened.commit,
        version: opened.version,
        run: `${opened.url ?? opened.owner}${opened.attempt > 1 ? `, attempt ${String(opened.attempt)}` : ''}`,
        actor: opened.actor ?? '',
        approvers,
        openedAt: opened.at,
        closedAt: closed?.at ?? '',
        outcome: closed?.outcome ?? 'open: not finished yet',
        backup: backupOf(change, manifests),
        migrations: migrationsOf(change),
        gates: gatesOf(change),
        previous: opened.previous,
        wayBack: isMap(back) ? { level: textOf(back['level']), why: textOf(back['why']), to: textOf(back['to']), rows: textOf(back['rows']) } : undefined,
    };
}


  }),

  7641:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    _: () => (  readPostgresSql)
  });
const BLANK = /(?:\s+|--[^\n]*)+/y;
const STRING = /(?:[eE]'(?:[^'\\]|\\[\s\S]|'')*'|(?:[uU]&|[bBxXnN])?'(?:[^']|'')*')/y;
const NAME = /(?:[uU]&)?"(?:[^"]|"")*"/y;
const WORD = /[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*/uy;
const NUMBER = /(?:[0-9][0-9A-Za-z_.]*(?:(?<=[eE])[+-][0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|\$[0-9]+)/y;
const DOLLAR = /\$(?:[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_\u0080-\u{10ffff}]*)?\$/uy;
const OPEN = /(?:[uU]&|[eEbBxXnN])?['"]/y;
const MARK = /::|:=|[\s\S]/uy;
const PSQL = /\\[^\n]*/y;
function at(pattern, text, from) {
    pattern.lastIndex = from;
    return pattern.exec(text)?.[0];
}
function endOfComment(text, from) {
    let depth = 0;
    const ends = /\/\*|\*\//g;
    ends.lastIndex = from;
    for (let match = ends.exec(text); match !== null; match = ends.exec(text)) {
        depth += match[0] === '/*' ? 1 : -1;
        if (depth === 0)
            return ends.lastIndex;
    }
    return undefined;
}
function readOne(text, from) {
    const blank = at(BLANK, text, from);
    if (blank !== undefined)
        return { kind: 'blank', raw: blank };
    if (text.startsWith('/*', from)) {
        const end = endOfComment(text, from);
        return end === undefined ? { problem: 'a comment is opened and never closed' } : { kind: 'blank', raw: text.slice(from, end) };
    }
    const tag = at(DOLLAR, text, from);
    if (tag !== undefined) {
        const end = text.indexOf(tag, from + tag.length);
        return end < 0 ? { problem: `a text in ${tag} is opened and never closed` } : { kind: 'string', raw: text.slice(from, end + tag.length) };
    }
    for (const [kind, pattern] of [['string', STRING], ['name', NAME]]) {
        const raw = at(pattern, text, from);
        if (raw !== undefined)
            return { kind, raw };
    }
    const open = at(OPEN, text, from);
    if (open !== undefined)
        return { problem: `${open.endsWith('"') ? 'a quoted name' : 'a string'} is opened and never closed` };
    for (const [kind, pattern] of [['word', WORD], ['number', NUMBER]]) {
        const raw = at(pattern, text, from);
        if (raw !== undefined)
            return { kind, raw };
    }
    const psql = at(PSQL, text, from);
    return psql === undefined ? { kind: 'mark', raw: at(MARK, text, from) ?? '' } : { kind: 'psql', raw: psql };
}
const plainName = (raw) => raw.replace(/^[uU]&/, '').slice(1, -1).replaceAll('""', '"');
class Depth {
    brackets = 0;
    blocks = 0;
    words = [];
    get inside() {
        return this.brackets > 0 || this.blocks > 0;
    }
    follow(token) {
        if (token.key === '(')
            this.brackets += 1;
        if (token.key === ')')
            this.brackets = Math.max(0, this.brackets - 1);
        if (token.kind !== 'word')
            return;
        if (this.words.length < 4)
            this.words.push(token.key);
        if (this.brackets > 0 || !/^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE)( |$)/.test(this.words.join(' ')))
            return;
        if (token.key === 'BEGIN' || (token.key === 'CASE' && this.blocks > 0))
            this.blocks += 1;
        else if (token.key === 'END' && this.blocks > 0)
            this.blocks -= 1;
    }
}
const said = (tokens) => tokens.map(({ key }) => key).join(' ');
class Reader {
    text;
    statements = [];
    problems = [];
    tokens = [];
    depth = new Depth();
    from = 0;
    line = 1;
    began = 0;
    ended = 0;
    rowsFollow = false;
    constructor(text) {
        this.text = text;
    }
    read() {
        while (this.from < this.text.length) {
            const read = readOne(this.text, this.from);
            if ('problem' in read) {
                this.giveUp(read.problem);
                break;
            }
            if (read.kind === 'psql')
                this.problems.push({ line: this.line, problem: `"${read.raw.split(/\s/, 1)[0] ?? ''}" is a command of psql, not SQL` });
            else if (read.kind !== 'blank')
                this.take(read.kind, read.raw);
            this.move(this.from + read.raw.length);
            if (this.rowsFollow)
                this.skipRows();
        }
        const open = this.tokens[0];
        if (this.depth.inside && open !== undefined)
            this.problems.push({ line: open.line, problem: 'a bracket or BEGIN ATOMIC is opened and never closed' });
        this.close();
        return { statements: this.statements, problems: this.problems };
    }
    take(kind, raw) {
        if (raw === ';' && !this.depth.inside) {
            this.close();
            return;
        }
        const token = { kind, text: kind === 'name' ? plainName(raw) : raw, key: kind === 'word' ? raw.toUpperCase() : kind === 'mark' ? raw : '', line: this.line };
        if (this.tokens.length === 0)
            this.began = this.from;
        this.tokens.push(token);
        this.depth.follow(token);
        this.ended = this.from + raw.length;
    }
    move(to) {
        for (let next = this.text.indexOf('\n', this.from); next >= 0 && next < to; next = this.text.indexOf('\n', next + 1))
            this.line += 1;
        this.from = to;
    }
    close() {
        const first = this.tokens[0];
        if (first !== undefined)
            this.statements.push({ tokens: this.tokens, line: first.line, text: this.text.slice(this.began, this.ended) });
        if (first?.key === 'COPY' && /\bFROM STDIN\b/.test(said(this.tokens))) {
            this.problems.push({ line: first.line, problem: 'COPY FROM STDIN takes its rows from psql: write INSERT instead' });
            this.rowsFollow = true;
        }
        this.tokens = [];
        this.depth = new Depth();
    }
    giveUp(problem) {
        this.problems.push({ line: this.line, problem });
        this.ended = this.text.length;
        this.depth = new Depth();
    }
    skipRows() {
        this.rowsFollow = false;
        const last = /^\\\.\r?$/m.exec(this.text.slice(this.from));
        this.move(last === null ? this.text.length : this.from + last.index + last[0].length);
    }
}
function readPostgresSql(text) {
    return new Reader(text).read();
}


  }),

  8893:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    D: () => (  nameAt),
    x: () => (  readSql)
  });
const TOKEN = /(?<blank>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>[xX]?'(?:[^']|'')*')|(?<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<open>'|"|`|\[|\/\*)|(?<word>[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*)|(?<number>[0-9][0-9A-Za-z_.]*(?:(?<=[eE])[+-][0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)|(?<mark>[?:@$#][A-Za-z0-9_]*|\|\||->>|->|<=|>=|<>|!=|==|<<|>>|[\s\S])/uy;
const OPENED = { "'": 'a string', '"': 'a quoted name', '`': 'a quoted name', '[': 'a quoted name', '/*': 'a comment' };
function unquote(text) {
    const end = text.slice(-1);
    return end === ']' ? text.slice(1, -1) : text.slice(1, -1).replaceAll(end + end, end);
}
function readTokens(text) {
    const tokens = [];
    let line = 1;
    for (const match of text.matchAll(new RegExp(TOKEN, 'uyg'))) {
        const { string, name, open, word, number, mark } = match.groups ?? {};
        if (open !== undefined)
            return { tokens, problems: [{ line, problem: `${OPENED[open] ?? open} is opened and never closed` }] };
        if (word !== undefined)
            tokens.push({ kind: 'word', text: word, key: word.toUpperCase(), line });
        else if (name !== undefined)
            tokens.push({ kind: 'name', text: unquote(name), key: '', line });
        else if (string !== undefined)
            tokens.push({ kind: 'string', text: string, key: '', line });
        else if (number !== undefined)
            tokens.push({ kind: 'number', text: number, key: '', line });
        else if (mark !== undefined)
            tokens.push({ kind: 'mark', text: mark, key: mark, line });
        line += match[0].split('\n').length - 1;
    }
    return { tokens, problems: [] };
}
function follow(state, key) {
    if (state === 'trigger')
        return key === ';' ? 'trigger-semicolon' : 'trigger';
    if (state === 'trigger-semicolon')
        return key === ';' ? 'trigger-semicolon' : key === 'END' ? 'trigger-end' : 'trigger';
    if (state === 'trigger-end')
        return key === ';' ? 'start' : 'trigger';
    if (key === ';')
        return 'start';
    if (state === 'create')
        return key === 'TEMP' || key === 'TEMPORARY' ? 'create' : key === 'TRIGGER' ? 'trigger' : 'normal';
    if (state === 'start' && key === 'EXPLAIN')
        return 'explain';
    if ((state === 'start' || state === 'explain') && key === 'CREATE')
        return 'create';
    return state === 'explain' && !['EXPLAIN', 'TEMP', 'TEMPORARY', 'TRIGGER', 'END'].includes(key) ? 'explain' : 'normal';
}
function readSql(text) {
    const { tokens, problems } = readTokens(text);
    const statements = [];
    let state = 'start';
    let open = [];
    const close = () => {
        const first = open[0];
        if (first !== undefined)
            statements.push({ tokens: open, line: first.line });
        open = [];
    };
    for (const token of tokens) {
        state = follow(state, token.key);
        if (state === 'start')
            close();
        else
            open.push(token);
    }
    const unended = open[0];
    const inTrigger = state.startsWith('trigger') && state !== 'trigger-end';
    close();
    return { statements, problems: inTrigger && unended !== undefined ? [...problems, { line: unended.line, problem: 'CREATE TRIGGER has no END' }] : problems };
}
function nameAt(tokens, index) {
    const first = tokens[index];
    if (first === undefined || !['word', 'name', 'string'].includes(first.kind))
        return undefined;
    const plain = (token) => (token.kind === 'string' ? unquote(token.text) : token.text).toLowerCase();
    const second = tokens[index + 2];
    if (tokens[index + 1]?.key === '.' && second !== undefined && second.kind !== 'mark')
        return { name: plain(second), schema: plain(first), next: index + 3 };
    return { name: plain(first), schema: '', next: index + 1 };
}


  }),

  8766:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    Ej: () => (  size),
    Ge: () => (  rows),
    Gf: () => (  secretName),
    X1: () => (  percentage),
    XG: () => (  secretNames),
    cG: () => (  releasedSecret),
    cc: () => (  complain),
    p0: () => (  duration),
    s7: () => (  windowTime)
  });
  var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(225);
  var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9396);

function complain(problem, next) {
    return `${problem}\n${next}`;
}
const BARE_NUMBER = /^[+-]?[0-9]+([.][0-9]+)?$/;
function explain({ what, examples, suggest }, input) {
    const written = typeof input === 'number' || (typeof input === 'string' && BARE_NUMBER.test(input.trim())) ? String(input).trim() : undefined;
    if (written?.startsWith('-') === true)
        return complain(`${written} is below zero`, `write a ${what} such as ${examples.join(', ')}`);
    if (written !== undefined)
        return complain(`${written} has no unit: a ${what} is needed`, `write ${suggest(written)}`);
    const shown = typeof input === 'string' ? `"${input.slice(0, 60)}"` : Array.isArray(input) ? 'a list' : input === null ? 'nothing' : typeof input === 'object' ? 'a map' : typeof input === 'boolean' ? String(input) : 'this';
    return complain(`${shown} is not a ${what}`, `write a number and a unit, such as ${examples.join(', ')}`);
}
function written(unit) {
    return zod__WEBPACK_IMPORTED_MODULE_0__  .YjP({ error: ({ input }) => (input === undefined ? undefined : explain(unit, input)) })
        .regex(unit.pattern, { error: ({ input }) => explain(unit, input) })
        .meta({ examples: [...unit.examples] });
}
function split(text) {
    const unit = text.replace(/^[0-9.]+\s*/, '').trim();
    return { amount: Number.parseFloat(text), unit };
}
const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const duration = written({
    what: 'duration',
    pattern: /^[0-9]{1,9}([.][0-9]{1,6})?\s?(ms|s|m|h|d)$/,
    examples: ['5s', '10m', '2h', '500ms', '1d'],
    suggest: (bare) => `${bare}s for seconds, ${bare}m for minutes, ${bare}ms for milliseconds`,
})
    .transform((text) => {
    const { amount, unit } = split(text);
    return Math.round(amount * (MILLISECONDS[unit] ?? Number.NaN));
});
const BYTES = {
    B: 1,
    kB: 1e3,
    KB: 1e3,
    MB: 1e6,
    GB: 1e9,
    TB: 1e12,
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
    TiB: 2 ** 40,
};
const size = written({
    what: 'size',
    pattern: /^[0-9]{1,9}([.][0-9]{1,6})?\s?(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/,
    examples: ['5MB', '2GB', '500kB', '1MiB'],
    suggest: (bare) => `${bare}MB or ${bare}GB`,
})
    .transform((text) => {
    const { amount, unit } = split(text);
    return Math.round(amount * (BYTES[unit] ?? Number.NaN));
});
const percentage = written({
    what: 'percentage',
    pattern: /^[0-9]{1,6}([.][0-9]{1,6})?\s?%$/,
    examples: ['20%', '5%'],
    suggest: (bare) => `${bare}%`,
})
    .transform((text) => split(text).amount / 100);
const rows = written({
    what: 'number of rows',
    pattern: /^[0-9]{1,15}\s?rows?$/,
    examples: ['0 rows', '10 rows'],
    suggest: (bare) => (bare === '1' ? '1 row' : `${bare} rows`),
})
    .transform((text) => Number.parseInt(text, 10));
const windowTime = zod__WEBPACK_IMPORTED_MODULE_0__  .YjP({ error: ({ input }) => (input === undefined ? undefined : complain(`${typeof input === 'number' ? String(input) : 'this'} is not a time of day`, 'write hours and minutes in quotes, such as "09:00"')) })
    .regex(/^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/, { error: ({ input }) => complain(`"${String(input).slice(0, 60)}" is not a time of day`, 'write hours and minutes, such as 09:00') })
    .meta({ examples: ['09:00'] })
    .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
const NAME = /^[A-Z_][A-Z0-9_]{0,99}$/;
const LIKE_A_KEY = /^(AKIA|ASIA)[A-Z0-9]{12,}$|^(?=.*[0-9])[A-Z0-9]{24,}$/;
function explainSecret(input) {
    const name = 'put the value into a secret of the repository or environment, hand it over with `env:`, and write the variable\'s name here, such as DEPLOY_KEY';
    if (typeof input !== 'string')
        return complain('this takes the name of a variable, as text', 'write the name of the variable that holds the secret, such as DEPLOY_KEY');
    if (input.includes('${')) {
        const meant = /^\$\{\{?\s*(?:secrets\.|vars\.|env\.)?([A-Za-z_][A-Za-z0-9_]*)\s*\}?\}$/.exec(input)?.[1];
        const example = `write ${meant ?? 'DEPLOY_KEY'} alone, and hand it over with env: { ${meant ?? 'DEPLOY_KEY'}: \${{ secrets.${meant ?? 'DEPLOY_KEY'} }} } in the workflow`;
        return complain('secrets are never filled in: this takes the name of the variable that holds the secret', example);
    }
    if (input === '')
        return complain('the name of a variable is empty', 'write the name of the variable that holds the secret, such as DEPLOY_KEY');
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(input))
        return complain('this looks like an address, not like the name of a variable (its value is not shown)', name);
    if (input.includes('-----BEGIN'))
        return complain('this looks like a private key, not like the name of a variable (its value is not shown)', `${name}; and replace the key: whoever reads this file has it`);
    if (/^(~|\.{0,2}\/)/.test(input) && input.length < 80 && !/\s/.test(input))
        return complain('this looks like the path of a file, not like the name of a variable (it is not shown)', name);
    if (input.startsWith('$'))
        return complain('this takes the name of a variable, without a dollar', 'write the name alone, such as DEPLOY_KEY');
    if (/^[a-z_][a-z0-9_]{0,29}$/.test(input))
        return complain('this is not the name of a variable as Lockgate takes it: capitals, digits and _ (its value is not shown)', 'write a name such as DEPLOY_KEY; if this is the secret itself, replace it: whoever reads this file has it');
    return complain('this looks like the secret itself, not like the name of a variable (its value is not shown)', `${name}; and replace the secret: whoever reads this file has it`);
}
const secretNames = zod__WEBPACK_IMPORTED_MODULE_1__  .u5();
const secretName = zod__WEBPACK_IMPORTED_MODULE_0__  .YjP({ error: ({ input }) => (input === undefined ? undefined : explainSecret(input)) })
    .regex(NAME, { error: ({ input }) => explainSecret(input) })
    .refine((name) => !LIKE_A_KEY.test(name), { error: complain('this looks like the secret itself, not like the name of a variable (its value is not shown)', 'write the name of the variable that holds it, such as DEPLOY_KEY; and replace the secret: whoever reads this file has it') })
    .meta({ title: 'the name of a variable', examples: ['DEPLOY_KEY'] })
    .register(secretNames, { secret: true });
function releasedSecret(refuse) {
    return secretName.meta({ title: 'the name of a variable', examples: ['PROD_DATABASE_URL'] }).register(secretNames, { secret: true, released: refuse });
}


  }),

  6768:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    U: () => (  count)
  });
function count(number, noun) {
    return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}


  }),

  461:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  y: () => (  notifiers)
});

var p_retry = __webpack_require__(4995);
var schemas = __webpack_require__(225);
var model_secret = __webpack_require__(1405);
var units = __webpack_require__(8766);
; 
function parseRetryAfter(header, now) {
    if (header === undefined)
        return undefined;
    const text = header.trim();
    if (/^[0-9]+([.][0-9]+)?$/.test(text))
        return Number(text) * 1000;
    const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
function parseObject(body) {
    try {
        const json = JSON.parse(body);
        return json !== null && typeof json === 'object' ? { ...json } : {};
    }
    catch {
        return {};
    }
}
function explainAnswer({ status, body }) {
    if (status < 200 || status > 299)
        return `the webhook answered ${String(status)}`;
    const { ok, error } = parseObject(body);
    const refused = ok === false || (error !== undefined && error !== null && error !== false && error !== '');
    if (!refused)
        return undefined;
    return typeof error === 'string' && /^[a-z0-9_. -]{1,60}$/i.test(error) ? `the webhook answered ${String(status)}, but refused: ${error}` : `the webhook answered ${String(status)}, but refused`;
}
function referenceOf(body) {
    const { id } = parseObject(body);
    return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 100) : '';
}

; 





const schema = schemas .rej({
    webhook: units .Gf.describe('Name of the variable that holds the address. The address is a secret: whoever has it can post.'),
    headers: schemas .g1P(schemas .YjP().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/), schemas .rej({ secret: units .Gf.describe('Name of the variable that holds the value.'), prefix: schemas .YjP().optional().describe('Text before the value, such as "Bearer ".') }))
        .prefault({})
        .describe('Headers with secrets in them, by the name of their variable.'),
});
function payload(message) {
    const { durationMs, ...rest } = message;
    return JSON.stringify({ format: 1, ...rest, ...(durationMs === undefined ? {} : { durationMs }) });
}
const RETRIES = 4;
const TIMEOUT_MS = 15_000;
const LONGEST_WAIT_MS = 60_000;
class Refused extends Error {
}
class TryAgain extends Error {
    waitMs;
    constructor(message, waitMs) {
        super(message);
        this.waitMs = waitMs;
    }
}
const undelivered = (cause) => ({ delivered: false, cause, reference: '' });
function symbolOf(cause) {
    const found = /\b(E[A-Z]{3,}|UND_ERR_[A-Z_]+)\b/.exec(cause)?.[1];
    return found === undefined ? '' : ` (${found})`;
}
function takeAnswer(answer, now) {
    if (answer.kind === 'unasked')
        throw new TryAgain(`the webhook could not be asked${symbolOf(answer.cause)}`, undefined);
    if (answer.kind === 'unreachable')
        throw new TryAgain(`the webhook did not answer${symbolOf(answer.cause)}`, undefined);
    const { status } = answer;
    if (status === 429 || status >= 500) {
        const waitMs = parseRetryAfter(answer.headers['retry-after'], now);
        if (waitMs !== undefined && waitMs > LONGEST_WAIT_MS)
            throw new Refused(`the webhook answered ${String(status)} and asked to wait ${String(Math.round(waitMs / 1000))} s`);
        throw new TryAgain(`the webhook answered ${String(status)}`, waitMs);
    }
    const refusal = explainAnswer(answer);
    if (refusal !== undefined)
        throw new Refused(refusal);
    return { delivered: true, cause: '', reference: referenceOf(answer.body) };
}
async function send(settings, message, ports) {
    const address = ports.secret(settings.webhook)?.reveal() ?? '';
    if (address === '')
        return undelivered(`the variable ${settings.webhook} is not set`);
    if (!/^https?:\/\//.test(address) || !URL.canParse(address))
        return undelivered(`the variable ${settings.webhook} holds no http or https address`);
    const headers = { 'content-type': 'application/json', 'user-agent': 'lockgate' };
    for (const [name, { secret, prefix = '' }] of Object.entries(settings.headers)) {
        const value = ports.secret(secret);
        if (value === undefined)
            return undelivered(`the variable ${secret} is not set`);
        headers[name] = new model_secret .z(secret, `${prefix}${value.reveal()}`);
    }
    const body = payload(message);
    return (0,p_retry .Ay)(async () => takeAnswer(await ports.http({ target: { url: address }, method: 'POST', headers, body, timeoutMs: TIMEOUT_MS }), ports.now()), {
        retries: RETRIES,
        minTimeout: 0,
        maxTimeout: 0,
        signal: ports.signal,
        shouldRetry: ({ error }) => error instanceof TryAgain,
        onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
            if (error instanceof TryAgain && retriesLeft > 0)
                await ports.sleep(error.waitMs ?? 1000 * 2 ** (attemptNumber - 1));
        },
    });
}
function explain(thrown) {
    if (thrown instanceof TryAgain)
        return `${thrown.message}, ${String(RETRIES + 1)} times`;
    if (thrown instanceof Refused)
        return thrown.message;
    return thrown instanceof Error ? `it could not be sent (${thrown.name})` : 'it could not be sent';
}
const webhook_plugin = {
    kind: 'webhook',
    schema,
    open: (settings) => ({
        send: async (message, ports) => {
            try {
                return await send(settings, message, ports);
            }
            catch (thrown) {
                return undelivered(ports.signal.aborted ? 'the run was cancelled' : explain(thrown));
            }
        },
    }),
};

; 

const notifiers = {
    webhook: webhook_plugin,
};


  }),

  7627:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  B: () => (  proxies)
});

var schemas = __webpack_require__(225);
var command = __webpack_require__(144);
var failure = __webpack_require__(2891);
var layout = __webpack_require__(4351);
var units = __webpack_require__(8766);
var external_node_crypto_ = __webpack_require__(7598);
; 

function subsets(ports) {
    return ports.reduce((sets, port) => [...sets, ...sets.map((set) => [...set, port])], [[]]);
}
const setName = (ports) => ports.map((port) => `-${String(port)}`).join('');
const HEAD = '# Written by Lockgate, and written anew by it: do not edit.\n';
function nginxFiles({ upstream, prefix, answers }, instances) {
    const ports = instances.map(({ port }) => port).sort((a, b) => a - b);
    const state = `$lockgate_${upstream}`;
    const route = [
        'open_file_cache off;',
        `set ${state} "";`,
        ...ports.map((port) => `if (!-f "${prefix}.out-${String(port)}") { set ${state} "\${lockgate_${upstream}}-${String(port)}"; }`),
        `set $${upstream} "lockgate_${upstream}${state}";`,
    ];
    const groups = subsets(ports).map((set) => {
        const servers = set.length === 0 ? [`server 127.0.0.1:${String(answers)};`] : set.map((port) => `server 127.0.0.1:${String(port)} max_fails=0;`);
        return `upstream lockgate_${upstream}${setName(set)} { ${servers.join(' ')} }`;
    });
    const id = (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify([groups, route, answers])).digest('hex').slice(0, 16);
    const marker = [
        'server {',
        `  listen 127.0.0.1:${String(answers)};`,
        '  access_log off;',
        `  include "${prefix}.route.conf";`,
        `  location = /lockgate { default_type text/plain; return 200 "${id} set${state}\\n"; }`,
        '  location / { return 503; }',
        '}',
    ];
    return { id, route: `${HEAD}${route.join('\n')}\n`, upstreams: `${HEAD}${[...groups, ...marker].join('\n')}\n` };
}

; 






const MOST_INSTANCES = 6;
const program = schemas .YjP().regex(/^[^\s'"]+( [^\s'"]+)*$/, { error: () => (0,units .cc)('this is not a program and its words', 'write it without quotes, one blank between two words: systemctl reload nginx') });
function wordsOf(line) {
    const [first = '', ...rest] = line.split(' ');
    return [first, ...rest];
}
const schema = schemas .rej({
    file: schemas .YjP()
        .regex(/^[A-Za-z0-9._/-]+\.conf$/, { error: ({ input }) => (0,units .cc)(`"${String(input)}" is not the path of a .conf file in letters, digits, dots, dashes`, 'write it from the root, or below the release path: proxy/upstream.conf') })
        .default('proxy/upstream.conf')
        .describe('The file that is generated for `http`. Beside it: <upstream>.route.conf for `server`. The deploy user writes them, nginx reads them.'),
    upstream: schemas .YjP()
        .regex(/^[a-z][a-z0-9_]*$/, { error: ({ input }) => (0,units .cc)(`"${String(input)}" cannot be a variable of nginx`, 'use small letters, digits and underscores: directory') })
        .describe('The name behind `proxy_pass http://$`: directory.'),
    port: schemas .Whr().min(1).max(65_535).default(8079).describe('A free port on 127.0.0.1 at which nginx says which instances it passes to.'),
    user: schemas .YjP().min(1).default('root').describe('The user who may test and reload nginx.'),
    test: program.default('nginx -t').describe('What tests the configuration.'),
    reload: program.default('systemctl reload nginx').describe('What makes nginx read its configuration again.'),
})
    .describe('nginx on the same host, with `include` of two generated files and `proxy_pass http://$<upstream>`.');
const DEADLINE_MS = 60_000;
function nginx_open(settings, site, instances) {
    const { upstream, port, user, test, reload } = settings;
    if (instances.length === 0 || instances.length > MOST_INSTANCES)
        throw unsuited(instances.length);
    const file = (0,layout .G)(site.layout, settings.file);
    const prefix = `${file.slice(0, file.lastIndexOf('/'))}/${upstream}`;
    const files = nginxFiles({ upstream, prefix, answers: port }, instances);
    const ports = (names) => instances.filter(({ name }) => names.includes(name)).map((one) => String(one.port)).sort((a, b) => Number(a) - Number(b)).join(' ');
    const all = ports(instances.map(({ name }) => name));
    const call = (title, name, words) => (0,command .qc)(title, name, words, { library: true, idempotent: true, deadlineMs: DEADLINE_MS });
    const privileges = [
        { as: user, words: wordsOf(test), why: 'test the configuration of nginx before it is read' },
        { as: user, words: wordsOf(reload), why: 'let nginx read the generated file when the instances change' },
    ];
    return {
        kind: 'nginx',
        privileges,
        prepare: () => [call('see that nginx passes to the instances', 'lg_nginx_prepare', [file, prefix, files.id, String(port), all, files.upstreams, files.route, user, test, reload])],
        route: (to) => {
            const unknown = to.filter((name) => !instances.some((one) => one.name === name));
            if (unknown.length > 0)
                throw new Error(`no instance is called ${unknown.join(', ')}: there are ${instances.map(({ name }) => name).join(', ')}`);
            return [call(to.length === 0 ? 'let no instance get traffic' : `let ${to.join(' and ')} get the traffic`, 'lg_nginx_route', [prefix, files.id, String(port), all, ports(to)])];
        },
        admit: (instance) => `rm -f ${prefix}.out-${ports([instance])}`,
        routed: () => ({
            commands: [(0,command .hF)('ask nginx which instances get traffic', 'lg_nginx_routed', [files.id, String(port)], { library: true })],
            read: ([result]) => {
                if (result === undefined)
                    throw new Error('the answer of nginx lacks its result');
                if (result.exitCode !== 0)
                    throw (0,failure ._I)(result, { code: 'LG-PROXY-SILENT', problem: 'nginx does not say which instances get traffic', next: 'run a deploy once, which writes its file, and see that nginx includes it' });
                const routed = result.stdout.trim().split(' ');
                return instances.filter((one) => routed.includes(String(one.port))).map(({ name }) => name);
            },
        }),
    };
}
function unsuited(count) {
    return new failure .HR({
        kind: 'configuration',
        code: 'LG-PROXY-INSTANCES',
        problem: count === 0 ? 'the proxy has nothing to pass to: the runtime tells no ports' : `nginx is given ${String(count)} instances of a host, and ${String(MOST_INSTANCES)} are the most`,
        next: count === 0 ? 'give the runtime a port, or instances with their ports' : 'use fewer instances on each host, with more workers each',
    });
}
const nginx_plugin = { kind: 'nginx', schema, open: nginx_open };

; 

const proxies = {
    nginx: nginx_plugin,
};


  }),

  2220:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  D: () => (  releases)
});

var schemas = __webpack_require__(225);
var command = __webpack_require__(144);
var failure = __webpack_require__(2891);
var units = __webpack_require__(8766);
var words = __webpack_require__(6768);
; 

function refuse(host, code, problem, next, cause) {
    return new failure .HR({ kind: 'state', code, problem, host, cause, next });
}
function treeProblems(host, layout, found) {
    const { root } = layout;
    const problems = [];
    const { current, tree } = found;
    if (current.kind === 'folder') {
        problems.push(refuse(host, 'LG-ADOPT-CURRENT-FOLDER', `${root}/current is a folder, and a deploy must be able to replace it by a link in one step`, `make it a link yourself; what runs goes on in the same files: mv ${root}/current ${root}/by-hand && ln -s by-hand ${root}/current; then run this again`, 'between those two the name leads nowhere for an instant, so it is not done behind your back'));
    }
    if (tree === '') {
        problems.push(refuse(host, 'LG-ADOPT-NO-TREE', 'the folder that holds the code cannot be told', 'name it: --tree /opt/app', `${root} holds nothing of a team's own, and ${root}/current leads nowhere`));
        return problems;
    }
    if (found.files === 0 && current.kind !== 'folder')
        problems.push(refuse(host, 'LG-ADOPT-EMPTY', `there are no files in ${tree}`, 'name the folder that holds the code: --tree /opt/app'));
    if (found.unreadable.length > 0) {
        problems.push(refuse(host, 'LG-ADOPT-UNREADABLE', `${found.user} may not read all of ${tree}, so that a copy would not be the tree as it is`, 'let the deploy user read them (a group, or setfacl), or name those that are no code under release.shared, where they stay as they are', found.unreadable.join(', ')));
    }
    if (!found.writable)
        problems.push(refuse(host, 'LG-ADOPT-READ-ONLY', `${found.user} may not write below ${root}`, `give it to the user that deploys: install -d -o ${found.user} ${root}`));
    if (found.freeKilobytes < 2 * found.kilobytes) {
        problems.push(refuse(host, 'LG-ADOPT-DISK', 'there is no room for a copy of the tree and a release beside it', 'make room, or name large folders that are no code under release.shared', `the tree has ${String(found.kilobytes)} kB, free are ${String(found.freeKilobytes)} kB`));
    }
    return problems;
}

; 
const STATES = ['link', 'there', 'other', 'missing'];
function readTreeSurvey(text) {
    const lines = text.split('\n').filter((line) => line !== '');
    const all = (kind) => lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
    const one = (kind) => all(kind)[0] ?? '';
    const current = one('current');
    return {
        user: one('user'),
        tree: one('tree'),
        current: current.startsWith('link ') ? { kind: 'link', to: current.slice('link '.length) } : { kind: current === 'folder' ? 'folder' : 'absent' },
        inside: one('inside') === 'yes',
        files: Number(one('files')),
        kilobytes: Number(one('kilobytes')),
        freeKilobytes: Number(one('free')),
        writable: one('writable') === 'yes',
        unreadable: all('unreadable').map((path) => path.replace(/^\.\//, '')),
        shared: all('shared').flatMap((line) => {
            const [state = '', ...rest] = line.split(' ');
            return STATES.includes(state) ? [{ state: state, path: rest.join(' ') }] : [];
        }),
    };
}

; 





const LOOK_MS = 10 * 60_000;
const COPY_MS = 30 * 60_000;
const SHARED_WORDS = {
    link: 'stays where it is; shared/ gets a link to it',
    there: 'shared/ has it already',
    other: 'shared/ has another one, which new releases will use; the adopted one goes on with its own',
    missing: 'not there: put it into shared/ before the first deploy, unless it is a folder, which is made',
};
function describe(root, { tree, current, files, kilobytes, shared }) {
    const names = current.kind === 'absent' ? 'not there: it will name the copy, which nothing uses before the first deploy' : current.kind === 'link' ? `names ${current.to}, and stays as it is` : 'is a folder';
    return [
        ['code', tree === '' ? 'not found' : `${tree}: ${(0,words .U)(files, 'file')}, ${String(kilobytes)} kB`],
        ['copied to', `${root}/releases/<id>; the tree stays as it is`],
        ['current', names],
        ...shared.map(({ path, state }) => [`shared: ${path}`, SHARED_WORDS[state]]),
    ];
}
function openAdoption({ layout }, shared) {
    const { root } = layout;
    const asked = 'look at what was deployed by hand';
    return {
        look: (place) => ({
            commands: [(0,command .hF)(asked, 'lg_adopt_look', [root, place, ...shared], { library: true, deadlineMs: LOOK_MS })],
            read: ([result]) => {
                if (result === undefined)
                    throw new Error(`the answer is missing: ${asked}`);
                if (result.exitCode !== 0)
                    throw (0,failure ._I)(result, { code: 'LG-ADOPT-LOOK', problem: 'what was deployed by hand cannot be looked at', next: 'read what the host said above' });
                const survey = readTreeSurvey(result.stdout);
                return { place: survey.tree, facts: describe(root, survey), problems: treeProblems(result.host, layout, survey), nameless: survey.current.kind === 'absent' };
            },
        }),
        copy: (id, place, version) => [
            (0,command .qc)('copy the tree as it is and compare every file', 'lg_adopt_copy', [root, id, place, version, ...shared], { library: true, idempotent: true, deadlineMs: COPY_MS }),
        ],
        readCopy: (results) => /^digest ([0-9a-f]{64})$/m.exec(results[0]?.stdout ?? '')?.[1] ?? '',
        name: (id) => [(0,command .qc)(`let current name ${id} where nothing has that name`, 'lg_adopt_current', [root, id], { library: true, idempotent: true })],
    };
}

; 
const RELEASE_VARIABLE = 'LOCKGATE_RELEASE';
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const READ_ONLY = new Set(['BASHOPTS', 'BASH_VERSINFO', 'EUID', 'PPID', 'SHELLOPTS', 'UID', '_']);
function refuseName(name) {
    if (!NAME.test(name))
        return 'it is no name of a variable: letters, digits and _, and no digit first';
    if (/^(lg|lockgate)_/i.test(name))
        return 'names that begin with LOCKGATE_ or LG_ are Lockgate\'s own';
    return READ_ONLY.has(name) ? 'a shell does not let it be set' : undefined;
}
function refuseValue(value) {
    if (/[^\P{Cc}\t]/u.test(value))
        return 'it holds a line break or another control character: hand it over encoded, as base64';
    if (/\p{Surrogate}/u.test(value))
        return 'it is no text in UTF-8';
    if (/\$\{.*\}/.test(value))
        return 'it holds "${…}", which python-dotenv would fill in';
    if (value.endsWith('\\'))
        return 'it ends with a backslash, which python-dotenv takes for one before the quote';
    if (/[$`]/.test(value) && /['\\]/.test(value))
        return 'it holds a dollar or a backtick, and a single quote or a backslash as well: no quoting means the same to a shell, systemd and python-dotenv';
    return undefined;
}
function quoteValue(value) {
    return /['\\]/.test(value) ? `"${value.replaceAll(/[\\"]/g, '\\$&')}"` : `'${value}'`;
}
function renderEnvFile(variables, release) {
    const lines = [...variables, { name: RELEASE_VARIABLE, value: release }].map(({ name, value }) => {
        const why = refuseValue(value);
        if (why !== undefined)
            throw new Error(`${name} cannot be written: ${why}`);
        return `${name}=${quoteValue(value)}`;
    });
    return `# Written with this release by Lockgate, and gone back with it. Change it by a deploy.\n${lines.join('\n')}\n`;
}

var secret = __webpack_require__(1405);
; 


const inside = schemas .YjP()
    .min(1)
    .regex(/^(?!\/)(?!.*(^|\/)\.{1,2}(\/|$))(?!.*\/\/)/, {
    error: ({ input }) => (0,units .cc)(`"${String(input)}" is not a path below the release`, 'write it from the top of the release, without . and ..: .env or var/uploads/'),
});
const sharedPath = inside.regex(/^[^[\]\\*?\n]+$/, { error: ({ input }) => (0,units .cc)(`"${String(input)}" is not the path of one file or folder`, 'write each path out, without * ? [ ] \\') });
const filePath = sharedPath.regex(/[^/]$/, { error: ({ input }) => (0,units .cc)(`"${String(input)}" is a folder`, 'write the path of a file: .env') });
function overlap(one, other) {
    const [a, b] = [`${one.replace(/\/$/, '')}/`, `${other.replace(/\/$/, '')}/`];
    return a.startsWith(b) || b.startsWith(a);
}

; 







const environment_name = schemas .YjP().superRefine((input, context) => {
    const why = refuseName(input);
    if (why !== undefined)
        context.addIssue({ code: 'custom', message: (0,units .cc)(`"${input}" cannot be a variable of the application: ${why}`, 'choose another name') });
});
const value = schemas .YjP().superRefine((input, context) => {
    const why = refuseValue(input);
    if (why !== undefined)
        context.addIssue({ code: 'custom', message: (0,units .cc)(`this value cannot be written into the file: ${why}`, 'write it without, or keep it in a file under release.shared') });
});
const environment = schemas .rej({
    file: filePath.default('.env').describe('Where it is written, from the top of the release. Default: .env'),
    values: schemas .g1P(environment_name, value).default({}).describe('Variables that are no secrets, as text: { LOG_LEVEL: info, FEATURE_X: "on" }.'),
    secrets: schemas .g1P(environment_name, (0,units .cG)(refuseValue)).default({}).describe('Variables whose values are secrets: the name that the application knows, and the NAME of the variable of the step that holds it.'),
})
    .refine(({ values, secrets }) => Object.keys(values).length + Object.keys(secrets).length > 0, { error: (0,units .cc)('no variable is given', 'write values: { LOG_LEVEL: info }, or secrets: { DATABASE_URL: PROD_DATABASE_URL }, or leave `environment` out') })
    .refine(({ values, secrets }) => Object.keys(values).every((key) => !Object.hasOwn(secrets, key)), { path: ['values'], error: (0,units .cc)('a variable stands under `secrets` as well', 'keep it in one of the two') })
    .describe('What the application is told by variables: a file of the release that its owner alone may read, gone back with it.');
function collect({ values, secrets }, take) {
    const taken = Object.entries(secrets).map(([key, variable]) => ({ key, variable, secret: take?.(variable) }));
    const missing = taken.filter(({ secret }) => secret === undefined).map(({ variable }) => variable);
    const refused = taken.flatMap(({ key, secret }) => (secret === undefined ? [] : [refuseValue(secret.reveal())].flatMap((why) => (why === undefined ? [] : [`${key}: ${why}`]))));
    if (missing.length + refused.length > 0) {
        throw new failure .HR({
            kind: 'configuration',
            code: missing.length > 0 ? 'LG-SECRET-MISSING' : 'LG-SECRET-VALUE',
            problem: missing.length > 0 ? `secrets of the application's environment are not set: ${missing.join(', ')}` : `secrets cannot be written into the application's environment (they are not shown): ${refused.join('; ')}`,
            next: missing.length > 0 ? `hand them to the step: ${missing.map((one) => `env: { ${one}: \${{ secrets.${one} }} }`).join(', ')}` : 'make new secrets without it, or keep them in a file under release.shared',
        });
    }
    return [...Object.entries(values).map(([key, text]) => ({ name: key, value: text })), ...taken.map(({ key, secret }) => ({ name: key, value: secret?.reveal() ?? '' }))];
}
function readChanges(stdout) {
    return stdout.split('\n').flatMap((text) => {
        const [how, of] = text.split('\t');
        return of !== undefined && (how === 'added' || how === 'changed' || how === 'removed' || how === 'moved') ? [{ name: of, how }] : [];
    });
}
function openEnvironment(settings, root, take) {
    const { file, values, secrets } = settings;
    const text = (id) => new secret .z('variables of the application', renderEnvFile(collect(settings, take), id));
    return {
        file,
        names: [...Object.keys(values), ...Object.keys(secrets)],
        secrets: Object.keys(secrets),
        write: (id) => [(0,command .qc)(`write ${file}: what the application is told`, 'lg_release_environment', [root, id, file], { library: true, idempotent: true, stdin: text(id) })],
        differs: (id) => ({
            commands: [(0,command .hF)('compare what the application is told', 'lg_release_differs', [root, id, file], { library: true, stdin: text(id) })],
            read: ([result]) => {
                if (result === undefined)
                    throw new Error('the answer about the environment is missing');
                if (result.exitCode !== 0)
                    throw (0,failure ._I)(result, { code: 'LG-RELEASE-ENVIRONMENT', problem: 'it cannot be told what the application is told now', next: 'read what the host said above' });
                return readChanges(result.stdout);
            },
        }),
    };
}

; 







const line = schemas .YjP().min(1);
const schema = schemas .rej({
    source: schemas .YjP()
        .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))/, { error: () => (0,units .cc)('this is not a folder in the repository', 'write its path from the top of the repository: dist') })
        .default('.')
        .describe('The folder of the repository that becomes the release. Default: all of it.'),
    exclude: schemas .YOg(line).default(['.git']).describe('What is not brought to the host: names, paths from the top with a slash before them, * and ?. Default: .git'),
    shared: schemas .YOg(sharedPath).default([]).describe('Files and folders of shared/ that every release is linked to, such as .env and uploads/. A missing folder is made; a missing file is a failure.'),
    environment: environment.optional(),
    build: schemas .YOg(line).default([]).describe('Lines that are run in the folder of the release, in this order, before anything is switched.'),
    'build-timeout': units .p0.prefault('10m').describe('The longest that one of these lines may take.'),
})
    .refine(({ shared, environment: told }) => told === undefined || !shared.some((path) => overlap(path, told.file)), {
    path: ['environment'],
    error: (0,units .cc)('the file of the environment is shared as well: it would be one for all releases', 'take it, and the folder it is in, out of `shared`; or leave `environment` out and keep the file on the host'),
})
    .describe('A folder of files per release, and one link that names the one that serves.');
const ASSEMBLE_DEADLINE_MS = 600_000;
function directory_open(settings, site, secret) {
    const { root, releases } = site.layout;
    const call = (title, verb, words, deadlineMs) => (0,command .qc)(title, `lg_release_${verb}`, [root, ...words], { library: true, idempotent: true, ...(deadlineMs === undefined ? {} : { deadlineMs }) });
    const path = (id) => `${releases}/${id}`;
    const told = settings.environment === undefined ? undefined : openEnvironment(settings.environment, root, secret);
    return {
        kind: 'directory',
        path,
        upload: (id, previous) => ({
            from: settings.source === '.' ? site.workspace : `${site.workspace}/${settings.source}`,
            to: `${path(id)}.part`,
            exclude: [...settings.exclude, ...settings.shared.map((shared) => `/${shared.replace(/\/$/, '')}`), ...(told === undefined ? [] : [`/${told.file}`])],
            ...(previous === undefined || previous === '' ? {} : { linkDest: path(previous) }),
        }),
        assemble: (id, digest, version) => [
            call('check the files and put them into place', 'place', [id, digest, settings.build.length === 0 ? '0' : '1'], ASSEMBLE_DEADLINE_MS),
            ...settings.shared.map((shared) => call(`link ${shared} to the shared one`, 'share', [id, shared])),
            ...(told?.write(id) ?? []),
            ...settings.build.map((text) => (0,command .qc)(`build: ${text.split('\n')[0] ?? ''}`, (0,command .Tg)(text).program, (0,command .Tg)(text).words, {
                cwd: path(id),
                deadlineMs: settings['build-timeout'],
                env: { LOCKGATE_RELEASE: id },
                idempotent: true,
            })),
            call('mark the release as complete', 'finish', [id, digest, version]),
        ],
        ready: (id) => [(0,command .hF)(`see that ${id} can be switched to`, 'lg_release_ready', [root, id], { library: true })],
        ...(told === undefined ? {} : { environment: told }),
        derive: (id, base, origin, version) => [
            call(`copy the files of ${base}`, 'derive', [id, base, origin], ASSEMBLE_DEADLINE_MS),
            ...(told?.write(id) ?? []),
            call('mark the release as complete', 'finish', [id, '', version]),
        ],
        activate: (id) => [call(`let current name ${id}`, 'activate', [id])],
        deactivate: () => [call('take current away', 'deactivate', [])],
        discard: (id) => [call(`remove the files of ${id}`, 'discard', [id], ASSEMBLE_DEADLINE_MS)],
        retain: (good, protect, keep) => [call('remove old releases', 'retain', [...new Set([...good.slice(-Math.max(1, keep)), ...protect])], ASSEMBLE_DEADLINE_MS)],
        current: () => currentOf(root),
        adoption: openAdoption(site, settings.shared),
    };
}
function currentOf(root) {
    const probe = {
        commands: [(0,command .hF)('ask which release serves', 'lg_release_current', [root], { library: true })],
        read: ([result]) => {
            if (result === undefined)
                throw new Error('the answer to current lacks its result');
            if (result.exitCode === 0)
                return result.stdout;
            throw (0,failure ._I)(result, { code: 'LG-RELEASE-CURRENT', problem: 'it cannot be told which release serves', next: 'look at the link `current` in the release path on the host' });
        },
    };
    return (0,command .zr)(probe, (text) => text.trim());
}
const directory_plugin = { kind: 'directory', schema, open: directory_open };

; 

const releases = {
    directory: directory_plugin,
};


  }),

  9475:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    q: () => (  renderConsole)
  });
  var _findings__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9334);
  var _text__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5655);


const RIGHT = 84;
const LABEL = 10;
const VALUE_LIMIT = 4000;
const VALUE_LINES = 40;
const SCRIPT_LINES = 4000;
function labelled(label, value) {
    const lines = (0,_text__WEBPACK_IMPORTED_MODULE_0__  .L1)((0,_text__WEBPACK_IMPORTED_MODULE_0__  .v3)((0,_text__WEBPACK_IMPORTED_MODULE_0__  .ml)(value, VALUE_LIMIT)).filter((line, index) => line !== '' || index > 0), VALUE_LINES);
    while (lines.at(-1) === '')
        lines.pop();
    return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(LABEL)}${line}`.trimEnd());
}
function sides(left, right) {
    return right === '' ? left : `${left.padEnd(RIGHT - 2)}  ${right}`;
}
function renderFinding(finding, headline, alone) {
    return [
        ...(finding.problem === headline ? [] : labelled('problem', finding.problem)),
        ...(alone || finding.host === '' ? [] : labelled('host', finding.host)),
        ...labelled('asked', finding.asked),
        ...labelled('got', finding.got),
        ...labelled('expected', finding.expected),
        ...labelled('so', finding.so),
        ...labelled('next', finding.next),
        ...labelled('code', finding.code),
    ];
}
function renderGate({ moment, leads, checks }) {
    const passed = checks.filter(({ result }) => result.status === 'passed').length;
    const state = leads === 'open' ? 'open' : leads === 'hold' ? 'closed: hold' : 'closed: rollback';
    return `  ${'gate'.padEnd(LABEL)}${moment}: ${state}, ${String(passed)} of ${String(checks.length)} checks passed`;
}
function renderFacts({ title, rows }) {
    const names = rows.map(([name]) => (0,_text__WEBPACK_IMPORTED_MODULE_0__  .ml)((0,_text__WEBPACK_IMPORTED_MODULE_0__  .Ow)(name), 60));
    const width = Math.min(30, Math.max(0, ...names.map((name) => name.length)));
    const lines = rows.map(([, value], index) => `    ${(names[index] ?? '').padEnd(width)}  ${(0,_text__WEBPACK_IMPORTED_MODULE_0__  .ml)((0,_text__WEBPACK_IMPORTED_MODULE_0__  .Ow)(value), 500)}`.trimEnd());
    return rows.length === 0 ? [] : [`  ${(0,_text__WEBPACK_IMPORTED_MODULE_0__  .Ow)(title)}`, ...(0,_text__WEBPACK_IMPORTED_MODULE_0__  .L1)(lines, 200)];
}
function isRed(report) {
    return report.status === 'failed' || report.status === 'held';
}
function renderHeadline(report, found) {
    const mark = isRed(report) ? '✗' : report.status === 'nothing-to-do' ? '–' : '✓';
    const left = `${mark} ${report.action}: ${(0,_text__WEBPACK_IMPORTED_MODULE_0__  .Ow)((0,_text__WEBPACK_IMPORTED_MODULE_0__  .ml)(report.headline, 500))}`;
    if (!isRed(report))
        return sides(left, report.status === 'dry-run' ? 'dry run, nothing was changed' : (0,_text__WEBPACK_IMPORTED_MODULE_0__  .a3)(report.durationMs));
    const hosts = [...new Set(found.map(({ host }) => (0,_text__WEBPACK_IMPORTED_MODULE_0__  .Ow)(host)).filter((host) => host !== ''))];
    const at = (0,_text__WEBPACK_IMPORTED_MODULE_0__  .rb)(report.startedAt, report.durationMs);
    const inside = [...hosts, ...(at === '' ? [] : [`${at} UTC`])].join(', ');
    return sides(left, inside === '' ? '' : `(${inside})`);
}
function renderConsole(report) {
    const found = (0,_findings__WEBPACK_IMPORTED_MODULE_1__  .P)(report);
    const hosts = new Set(found.map(({ host }) => host));
    const blocks = found.map((finding) => renderFinding(finding, report.headline, hosts.size === 1));
    return [
        ...report.commands.flatMap(({ host, script }) => [
            `would run on ${(0,_text__WEBPACK_IMPORTED_MODULE_0__  .Ow)(host)}:`,
            ...(0,_text__WEBPACK_IMPORTED_MODULE_0__  .L1)((0,_text__WEBPACK_IMPORTED_MODULE_0__  .v3)(script), SCRIPT_LINES).map((line) => `    ${line}`.trimEnd()),
            '',
        ]),
        renderHeadline(report, found),
        ...blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines])),
        ...(0,_findings__WEBPACK_IMPORTED_MODULE_1__  .A)(report).flatMap(({ moment, check }) => labelled('warning', `${moment}, ${check.name}${check.host === undefined ? '' : ` on ${check.host}`}: ${check.result.got}; expected ${check.result.expected}`)),
        ...report.gates.map(renderGate),
        ...report.facts.flatMap(renderFacts),
        ...report.notes.flatMap((note) => labelled('note', note)),
    ];
}


  }),

  9334:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    A: () => (  warnings),
    P: () => (  findings)
  });
function closingChecks(report) {
    return report.gates.flatMap(({ moment, checks }) => checks.flatMap((check) => {
        const { status } = check.result;
        const leads = status === 'passed' ? 'warn' : status === 'failed' ? check.onFail : check.onInconclusive;
        return leads === 'warn' ? [] : [{ ...check, moment, leads }];
    }));
}
function warnings(report) {
    return report.gates.flatMap(({ moment, checks }) => checks
        .filter(({ result, onFail, onInconclusive }) => (result.status === 'failed' ? onFail : result.status === 'inconclusive' ? onInconclusive : '') === 'warn')
        .map((check) => ({ moment, check })));
}
function whatItGot({ result }) {
    const got = result.status === 'inconclusive' ? `could not be told: ${result.got}` : result.got;
    return result.cause === undefined || result.cause === '' ? got : `${got} (${result.cause})`;
}
function fromCheck(check) {
    const leads = check.leads === 'hold' ? 'nothing moves; a person decides' : 'this leads back';
    return {
        code: '',
        problem: `the gate ${check.moment} is closed: ${check.name}`,
        host: check.host ?? '',
        asked: check.result.asked,
        got: whatItGot(check),
        expected: check.result.expected,
        so: `the gate ${check.moment} is closed: ${leads}`,
        next: '',
        bug: false,
    };
}
function fromFailure(facts) {
    return {
        code: facts.code,
        problem: facts.problem,
        host: facts.host ?? '',
        asked: facts.command ?? '',
        got: facts.cause ?? '',
        expected: facts.expected ?? '',
        so: facts.so ?? '',
        next: facts.next,
        bug: facts.kind === 'bug',
    };
}
function findings(report) {
    if (report.status !== 'failed' && report.status !== 'held')
        return report.failures.map(fromFailure);
    const open = closingChecks(report);
    const told = report.failures.map((facts) => {
        const at = facts.check === undefined ? -1 : open.findIndex((check) => check.name === facts.check && check.result.asked === facts.command && (check.host ?? '') === (facts.host ?? ''));
        if (at >= 0)
            open.splice(at, 1);
        return fromFailure(facts);
    });
    return [...told, ...open.map(fromCheck)];
}


  }),

  6802:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  m: () => (  runtimes)
});

var schemas = __webpack_require__(225);
var command = __webpack_require__(144);
var failure = __webpack_require__(2891);
var layout = __webpack_require__(4351);
var units = __webpack_require__(8766);
; 
function readServing(instance, stdout) {
    const [serves, found = ''] = (stdout.split('\n').find((line) => line.trim() !== '') ?? '').split('\t');
    return serves === 'yes' || serves === 'no' ? { instance, serves, found } : { instance, serves: 'unknown', found: serves === 'unknown' ? found : 'the host gave no answer' };
}

; 






const line = schemas .YjP().min(1);
const schema = schemas .rej({
    start: line.describe('The line that starts the application, run by `sh` in `current`. LOCKGATE_RELEASE and LOCKGATE_VERSION are set, and PORT where `port` is given.'),
    stop: line.optional().describe('The line that asks it to stop. Without `status`, what is left of it afterwards is ended by signals; default: signals alone.'),
    status: line.optional().describe('The line that says by exit code 0 that it runs. With it the team\'s own program looks after the application, and Lockgate keeps no process of its own.'),
    port: schemas .Whr().min(1).max(65535).optional().describe('The port on the host at which it answers.'),
    settle: units .p0.prefault('2s').describe('How long it must live to count as started.'),
    'stop-timeout': units .p0.prefault('10s').describe('How long it may take to stop before it is killed.'),
    env: schemas .g1P(schemas .YjP().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), schemas .YjP()).prefault({}).describe('Variables of the application that are no secrets.'),
    'env-file': schemas .YjP().min(1).optional().describe('A file of plain KEY=VALUE lines, such as shared/.env, loaded into its environment and never printed.'),
    log: schemas .YjP().min(1).optional().describe('The file its output is appended to. Default: .lockgate/log/<app>.log'),
})
    .refine(({ stop, status }) => status === undefined || stop !== undefined, {
    path: ['status'],
    error: (0,units .cc)('`status` is given without `stop`', 'add the line that stops the application, or leave `status` out and Lockgate looks after the process itself'),
});
function fileName(app) {
    return app.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^[.-]/, '_') || 'app';
}
const SLACK_MS = 30_000;
function readStatus(stdout, host, command) {
    const [state, detail = ''] = (stdout.split('\n').find((text) => text.trim() !== '') ?? '').split('\t');
    if (state === 'running' || state === 'stopped' || state === 'failed')
        return { state, detail };
    throw new failure .HR({
        kind: 'command',
        code: 'LG-RUNTIME-STATUS-UNREADABLE',
        problem: 'the status of the application cannot be read',
        host,
        command,
        cause: stdout.trim() === '' ? 'it printed nothing' : stdout.trim().slice(0, 200),
        next: 'run the command above on the host and see what it prints',
    });
}
function readMemory(stdout, host, command) {
    const found = /^memory\t([0-9]+)\t([0-9]+)$/m.exec(stdout);
    if (found !== null)
        return { bytes: Number(found[2]) * 1024, instances: Number(found[1]) > 0 ? 1 : 0 };
    throw new failure .HR({ kind: 'command', code: 'LG-RUNTIME-MEMORY-UNREADABLE', problem: 'the memory of the application cannot be read', host, command, cause: stdout.trim().slice(0, 200), next: 'run the command above on the host and see what it prints' });
}
function own(settings, site, log, env) {
    const { root } = site.layout;
    const port = String(settings.port ?? 0);
    const name = fileName(site.app);
    const { settle } = settings;
    const wait = settings['stop-timeout'];
    const envFile = settings['env-file'] === undefined ? '' : (0,layout .G)(site.layout, settings['env-file']);
    const status = (0,command .hF)('ask whether the application runs', 'lg_runtime_status', [root, name], { library: true });
    return {
        start: () => [
            (0,command .qc)('start the application', 'lg_runtime_start', [root, name, log, String(settle), envFile, settings.start], {
                library: true, idempotent: true, deadlineMs: settle + SLACK_MS, env,
            }),
        ],
        stop: () => [
            (0,command .qc)('stop the application', 'lg_runtime_stop', [root, name, String(wait), settings.stop ?? ''], {
                library: true, idempotent: true, deadlineMs: 2 * wait + SLACK_MS, env,
            }),
        ],
        status: () => ({
            commands: [status],
            read: ([result]) => readStatus(result?.stdout ?? '', result?.host ?? '', result?.command ?? ''),
        }),
        memory: () => ({
            commands: [(0,command .hF)('weigh the application', 'lg_runtime_memory', [root, name], { library: true })],
            read: ([result]) => readMemory(result?.stdout ?? '', result?.host ?? '', result?.command ?? ''),
        }),
        found: (tree) => ({
            commands: [(0,command .hF)('look for a process of the application', 'lg_runtime_found', [root, name, tree, port], { library: true })],
            read: ([result]) => readFound(result),
        }),
        takeOver: (tree, release) => [
            (0,command .qc)('look after the process that runs', 'lg_runtime_take_over', [root, name, tree, port, release], { library: true, idempotent: true }),
        ],
        serves: (release) => ({
            commands: [(0,command .hF)('ask which release runs', 'lg_runtime_serves', [root, name, release], { library: true })],
            read: ([result]) => [readServing(site.app, result?.stdout ?? '')],
        }),
    };
}
function readFound(result) {
    if (result === undefined)
        throw new Error('the answer about the process is missing');
    if (result.exitCode === 0) {
        const [process = '', folder = '', line = ''] = result.stdout.trim().split('\t');
        return process === '' ? '' : `${process} in ${folder}: ${line.trim()}`;
    }
    throw (0,failure ._I)(result, { code: 'LG-RUNTIME-PROCESS', problem: 'the process of the application cannot be looked after', next: 'read what the host said above; nothing was changed' });
}
function theirs(settings, site, log, env, lines) {
    const { root } = site.layout;
    const envFile = settings['env-file'] === undefined ? '' : (0,layout .G)(site.layout, settings['env-file']);
    const wait = settings['stop-timeout'];
    const does = (title, program, words, slackMs) => (0,command .qc)(title, program, [root, log, ...words], { library: true, idempotent: true, deadlineMs: slackMs + 2 * SLACK_MS, env });
    return {
        start: () => [does('start the application', 'lg_runtime_start_line', [String(settings.settle), envFile, settings.start, lines.status], settings.settle)],
        stop: () => [does('stop the application', 'lg_runtime_stop_line', [String(wait), envFile, lines.stop, lines.status], wait)],
        status: () => ({
            commands: [(0,command .hF)('ask whether the application runs', 'lg_runtime_status_line', [root, envFile, lines.status], { library: true, env })],
            read: ([result]) => readStatus(result?.stdout ?? '', result?.host ?? '', result?.command ?? ''),
        }),
        serves: () => ({ commands: [], read: () => [{ instance: site.app, serves: 'unknown', found: 'the team\'s own program looks after the process, and only the application itself can say' }] }),
    };
}
function command_open(settings, site) {
    const log = settings.log === undefined ? `${site.layout.state}/log/${fileName(site.app)}.log` : (0,layout .G)(site.layout, settings.log);
    const env = { ...(settings.port === undefined ? {} : { PORT: String(settings.port) }), ...settings.env };
    const { stop, status } = settings;
    const looked = stop !== undefined && status !== undefined ? theirs(settings, site, log, env, { stop, status }) : own(settings, site, log, env);
    return {
        kind: 'command',
        ...looked,
        logs: (lines) => (0,command .zr)({ commands: [(0,command .hF)('read the log of the application', 'lg_runtime_logs', [log, String(lines)], { library: true })], read: ([result]) => result }, (result) => result?.stdout ?? ''),
        logFiles: [log],
        instances: settings.port === undefined ? [] : [{ name: site.app, port: settings.port }],
    };
}
const command_plugin = { kind: 'command', schema, open: command_open };

; 


const port = schemas .Whr().min(1).max(65_535);
const unit = schemas .YjP().regex(/^[A-Za-z0-9_][A-Za-z0-9:_.-]*@?(\.service)?$/, {
    error: ({ input }) => (0,units .cc)(`"${String(input)}" is not the name of a service`, 'write it as systemctl lists it: directory, or directory@ with its instances'),
});
const instance = schemas .YjP().regex(/^[A-Za-z0-9_][A-Za-z0-9:_.-]*$/, { error: ({ input }) => (0,units .cc)(`"${String(input)}" cannot be the name of an instance`, 'write what stands behind the @: "1"') });
const isTemplate = (name) => /@(\.service)?$/.test(name);
const settings_schema = schemas .rej({
    unit: unit.describe('The unit that runs the application. With an @ at its end: the template of its instances.'),
    instances: schemas .g1P(instance, port).optional().describe('The instances of a template and the port on the host at which each answers: { "1": 8001, "2": 8002 }.'),
    port: port.optional().describe('The port on the host at which a unit without instances answers.'),
    settle: units .p0.prefault('2s').describe('How long it must stay active to count as started.'),
    'start-timeout': units .p0.prefault('90s').describe('How long it may take until systemd calls it active.'),
    'stop-timeout': units .p0.prefault('95s').describe("How long it may take to stop. Longer than the unit's own TimeoutStopSec, after which systemd kills it."),
})
    .refine(({ unit: name, instances }) => isTemplate(name) === (instances !== undefined && Object.keys(instances).length > 0), {
    path: ['instances'],
    error: (0,units .cc)('a template needs instances, and only a template has them', 'write unit: directory@ with instances: { "1": 8001, "2": 8002 }, or unit: directory with port: 8000'),
})
    .refine(({ instances, port: single }) => instances === undefined || single === undefined, {
    path: ['port'],
    error: (0,units .cc)('each instance has a port of its own', 'remove port'),
})
    .refine(({ instances = {} }) => new Set(Object.values(instances)).size === Object.keys(instances).length, {
    path: ['instances'],
    error: (0,units .cc)('two instances cannot answer at the same port', 'give each a port of its own'),
})
    .describe('A unit of systemd, or a template with several instances.');

; 




const systemd_SLACK_MS = 30_000;
function unitsOf({ unit, instances = {}, port }) {
    const base = unit.replace(/\.service$/, '');
    if (!isTemplate(unit))
        return [{ name: base, unit: `${base}.service`, port }];
    return Object.entries(instances).map(([name, own]) => ({ name, unit: `${base}${name}.service`, port: own }));
}
function privilegesOf(units) {
    return units.flatMap(({ unit }) => [
        { as: 'root', words: ['systemctl', '--no-block', 'start', unit], why: `start ${unit}` },
        { as: 'root', words: ['systemctl', '--no-block', 'stop', unit], why: `stop ${unit}` },
        { as: 'root', words: ['systemctl', 'reset-failed', unit], why: `start ${unit} again after systemd gave up on it` },
    ]);
}
function systemd_readStatus(result) {
    const [state, detail = '', restarts = '', over = ''] = (result?.stdout.split('\n')[0] ?? '').split('\t');
    if (state === 'running' || state === 'stopped' || state === 'failed')
        return { state, detail, restarts: Number(restarts), over: over === 'over' };
    if (result === undefined)
        throw new Error('the answer to status lacks its result');
    throw (0,failure ._I)(result, { code: 'LG-RUNTIME-STATUS-UNREADABLE', problem: 'systemd does not say how the unit is', next: 'run the command above on the host and see what it prints' });
}
function together(all) {
    const states = new Set(all.map(({ state }) => state));
    const [state = 'stopped'] = states;
    return { state: states.size > 1 ? 'failed' : state, detail: all.map(({ detail }) => detail).join('; '), restarts: all.reduce((sum, { restarts = 0 }) => sum + restarts, 0), over: all.some(({ over }) => over === true) };
}
function systemd_open(settings, site) {
    const units = unitsOf(settings);
    const { settle, 'start-timeout': starting, 'stop-timeout': stopping } = settings;
    const those = (instance) => units.filter(({ name }) => instance === undefined || name === instance);
    const does = (title, program, words, deadlineMs) => (0,command .qc)(title, program, words, { library: true, idempotent: true, deadlineMs: deadlineMs + systemd_SLACK_MS });
    const askServing = ({ name, unit }, release) => ({
        commands: [(0,command .hF)(`ask what the processes of ${unit} hold`, 'lg_systemd_serves', [site.layout.root, release, unit], { library: true })],
        read: ([result]) => readServing(name, result?.stdout ?? ''),
    });
    return {
        kind: 'systemd',
        privileges: privilegesOf(units),
        start: (instance) => those(instance).map(({ unit }) => does(`start ${unit}`, 'lg_systemd_start', [unit, String(settle), String(starting)], settle + starting)),
        stop: (instance) => those(instance).map(({ unit }) => does(`stop ${unit}`, 'lg_systemd_stop', [unit, String(stopping)], stopping)),
        status: (instance) => (0,command .zr)((0,command .Ag)(those(instance).map(({ unit }) => ({ commands: [(0,command .hF)(`ask how ${unit} is`, 'lg_systemd_status', [unit], { library: true })], read: ([result]) => systemd_readStatus(result) }))), together),
        mayOutlive: true,
        serves: (release, instance) => (0,command .Ag)(those(instance).map((unit) => askServing(unit, release))),
        logs: (lines) => (0,command .zr)((0,command .Ag)(units.map(({ unit }) => ({ commands: [(0,command .hF)(`read the journal of ${unit}`, 'lg_systemd_journal', [unit, String(lines)], { library: true })], read: ([result]) => result?.stdout ?? '' }))), (texts) => texts.map((text, index) => (units.length === 1 ? text : `==> ${units[index]?.unit ?? ''} <==\n${text}`)).join('\n')),
        instances: units.flatMap(({ name, port }) => (port === undefined ? [] : [{ name, port }])),
    };
}
const systemd_plugin = { kind: 'systemd', schema: settings_schema, open: systemd_open };

; 


const runtimes = {
    command: command_plugin,
    systemd: systemd_plugin,
};


  }),

  8780:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  we: () => (  markerOf),
  Gc: () => (  parseBatch),
  Xu: () => (  renderBatch),
  iR: () => (  renderFrame),
  bq: () => (  renderFrameSetup)
});

var host_library = __webpack_require__(1480);
; 
const HEAD_BYTES = 32_768;
const TAIL_BYTES = 65_536;
const frames_escape = (text) => text.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&');
function readSections(marker, stream) {
    const clean = stream.replaceAll(new RegExp(`\\n${frames_escape(marker)} progress [^\\n]*\\n`, 'g'), '');
    const sections = new Map();
    const lines = new RegExp(`(?:^|\\n)${frames_escape(marker)} (begin|end) (\\d+)([^\\n]*)\\n`, 'g');
    let open;
    for (const match of clean.matchAll(lines)) {
        const index = Number(match[2]);
        const words = (match[3] ?? '').split(' ').filter((word) => word !== '');
        if (match[1] === 'begin') {
            open = { index, from: match.index + match[0].length, begin: words };
            sections.set(index, { text: clean.slice(open.from), begin: words, end: undefined });
        }
        else if (open?.index === index) {
            sections.set(index, { text: clean.slice(open.from, match.index), begin: open.begin, end: words });
            open = undefined;
        }
    }
    return sections;
}
function restore(text) {
    const bytes = Buffer.from(text);
    if (bytes.length <= HEAD_BYTES + TAIL_BYTES)
        return { text, truncated: false };
    return { text: `${bytes.subarray(0, HEAD_BYTES).toString()}\n[… cut here …]\n${bytes.subarray(bytes.length - TAIL_BYTES).toString()}`, truncated: true };
}
function readFrames(marker, streams) {
    const errors = readSections(marker, streams.stderr);
    const frames = new Map();
    for (const [index, section] of readSections(marker, streams.stdout)) {
        const out = restore(section.text);
        const err = restore(errors.get(index)?.text ?? '');
        const [code, until] = section.end ?? [];
        const seconds = Number(until) - Number(section.begin[0]);
        frames.set(index, {
            code: code === undefined || !/^\d+$/.test(code) ? null : Number(code),
            stdout: out.text,
            stderr: err.text,
            truncated: out.truncated || err.truncated,
            durationMs: Number.isFinite(seconds) ? Math.max(0, Math.round(seconds * 1000)) : 0,
        });
    }
    return frames;
}

var render = __webpack_require__(8515);
; 



function renderFrameSetup(nonce) {
    return `LG_WORD=${markerOf(nonce)}\nlg_batch_begin\n`;
}
function renderFrame(command, index, nonce) {
    const seconds = String(Math.max(1, Math.round(command.deadlineMs)) / 1000);
    const keeper = command.library === true ? 'lg_batch_within' : 'lg_batch_external';
    return `lg_body() { ${(0,render .hc)(`${keeper} ${seconds}`, command)}; }\nlg_batch_frame ${markerOf(nonce)} ${String(index)}\n`;
}
function renderBatch(commands, { nonce, parallel, stopOnFailure, library }) {
    const frames = commands.map((command, index) => renderFrame(command, index, nonce));
    const body = parallel === true && commands.length > 1 ? sideBySide(frames) : frames.join(stopOnFailure === true ? '[ "$lg_status" -eq 0 ] || return 0\n' : '');
    const script = `${renderFrameSetup(nonce)}lg_frames() {\n${body}}\nlg_frames\n`;
    return `${library ?? (0,host_library .f)(script)}\n${script}`;
}
function sideBySide(frames) {
    const started = frames.map((frame, index) => `( ${frame}) >"$lg_folder/${String(index)}.out" 2>"$lg_folder/${String(index)}.err" &\n`).join('');
    const shown = `for lg_index in ${frames.map((_, index) => String(index)).join(' ')}; do
cat "$lg_folder/$lg_index.out"
cat "$lg_folder/$lg_index.err" >&2
done`;
    return `lg_batch_folder
if [ -z "$lg_folder" ]; then
${frames.join('')}return 0
fi
trap 'rm -rf -- "$lg_folder"' EXIT
trap 'exit 129' HUP INT TERM
${started}wait
${shown}
`;
}
function markerOf(nonce) {
    if (!/^[A-Za-z0-9]+$/.test(nonce))
        throw new Error('a nonce is letters and digits');
    return `lockgate-${nonce}`;
}
function parseBatch(nonce, host, commands, streams) {
    const frames = readFrames(markerOf(nonce), streams);
    return commands.map((command, index) => {
        const frame = frames.get(index);
        const base = { host, title: command.title, command: (0,render .vL)(command) };
        if (frame === undefined)
            return { ...base, exitCode: null, signal: null, stdout: '', stderr: '', truncated: false, durationMs: 0, timedOut: false };
        const { stdout, stderr, truncated, durationMs } = frame;
        const timedOut = frame.code !== null && [124, 137, 143].includes(frame.code) && durationMs >= command.deadlineMs - 100;
        const signal = timedOut || frame.code === null ? null : signalOf(frame.code);
        const exitCode = timedOut || signal !== null ? null : frame.code;
        return { ...base, exitCode, signal, stdout, stderr, truncated, durationMs, timedOut };
    });
}
const SIGNALS = ['HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2', 'PIPE', 'ALRM', 'TERM'];
function signalOf(code) {
    const name = SIGNALS[code - 129];
    return name === undefined ? null : `SIG${name}`;
}


  }),

  6605:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    A: () => (  mintNonce)
  });
  var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
  var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = __webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);

function mintNonce() {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomBytes)(16).toString('hex');
}


  }),

  2114:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    p: () => (  plain)
  });
  var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
  var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = __webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);

function plain(text) {
    return (text
        .replaceAll('\r\n', '\n')
        .replaceAll(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g, '')
        .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, ''));
}
function fence(text) {
    const word = `lockgate-${randomBytes(16).toString('hex')}`;
    return `::stop-commands::${word}\n${plain(text)}\n::${word}::`;
}


  }),

  8515:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    CB: () => (  renderCommand),
    hD: () => (  quote),
    hc: () => (  renderWith),
    vL: () => (  describeCommand)
  });
  var _model_secret__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1405);

const PLAIN_WORD = /^[A-Za-z0-9_./:@%+,-][A-Za-z0-9_./:=@%+,-]*$/;
const PLAIN_PROGRAM = /^[A-Za-z0-9_./+-]*[./+-][A-Za-z0-9_./+-]*$|^[A-Za-z0-9_]+$/;
const RESERVED = new Set('case do done elif else esac fi for function if in select then time until while'.split(' '));
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
function quote(word) {
    if (word.includes('\0'))
        throw new Error('a word for a shell cannot hold a zero byte');
    return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
function quoteProgram(program) {
    if (program === '')
        throw new Error('a command needs a program');
    return PLAIN_PROGRAM.test(program) && !RESERVED.has(program) ? program : `'${quote(program).replace(/^'|'$/g, '')}'`;
}
const valueOf = (value) => (value instanceof _model_secret__WEBPACK_IMPORTED_MODULE_0__  .z ? value.reveal() : value);
const folder = (path) => quote(path.startsWith('/') ? path : `./${path}`);
function assignments(command) {
    return Object.entries(command.env ?? {}).map(([name, value]) => {
        if (!VARIABLE.test(name))
            throw new Error(`"${name}" is no name of a variable`);
        return `${name}=${quote(valueOf(value))}`;
    });
}
function renderWith(prefix, command) {
    const call = [...(prefix === '' ? [] : [prefix]), quoteProgram(command.program), ...command.words.map(quote)].join(' ');
    const exports = assignments(command);
    const steps = [
        ...(command.cwd === undefined ? [] : [`cd -- ${folder(command.cwd)} || exit 125`]),
        ...(exports.length === 0 ? [] : [`export ${exports.join(' ')}`]),
        call,
    ].join('; ');
    if (command.stdin === undefined)
        return `( ${steps} ) </dev/null`;
    return `printf %s ${quote(valueOf(command.stdin))} | ( ${steps} )`;
}
function renderCommand(command) {
    return renderWith('', command);
}
function describeCommand(command) {
    const { program, words } = command;
    const typed = program === 'sh' && words.length === 2 && words[0] === '-c' ? (words[1] ?? '') : [quoteProgram(program), ...words.map(quote)].join(' ');
    const variables = Object.entries(command.env ?? {}).map(([name, value]) => `${name}=${value instanceof _model_secret__WEBPACK_IMPORTED_MODULE_0__  .z ? String(value) : quote(value)} `);
    const input = command.stdin === undefined ? '' : ` < ${command.stdin instanceof _model_secret__WEBPACK_IMPORTED_MODULE_0__  .z ? String(command.stdin) : `(${String(Buffer.byteLength(command.stdin))} bytes)`}`;
    const where = command.cwd === undefined ? '' : `cd ${quote(command.cwd)} && `;
    return `${where}${variables.join('')}${typed}${input}`;
}


  }),

  356:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    k: () => (  ask)
  });
async function ask(shell, probe, options) {
    return probe.read(probe.commands.length === 0 ? [] : await shell.run(probe.commands, options));
}


  }),

  1955:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    y: () => (  keepLease)
  });
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
  var _model_lease__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7815);
  var _take_lease__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5473);



const RENEW_AFTER_MS = 40_000;
const LOOK_EVERY_MS = 250;
function keepLease(held, layout, ports) {
    const end = { stopped: false, lost: undefined };
    const over = () => end.stopped || end.lost !== undefined;
    const keep = async () => {
        let renewed = ports.now().getTime();
        while (!over()) {
            await ports.sleep(LOOK_EVERY_MS);
            if (over() || ports.now().getTime() - renewed < RENEW_AFTER_MS)
                continue;
            renewed = ports.now().getTime();
            for (const { shell, token } of held) {
                try {
                    await (0,_take_lease__WEBPACK_IMPORTED_MODULE_1__  .E)(shell, layout, token, _model_lease__WEBPACK_IMPORTED_MODULE_2__  .M);
                }
                catch (thrown) {
                    const failure = (0,_model_failure__WEBPACK_IMPORTED_MODULE_0__  .h_)(thrown);
                    if (failure.code === 'LG-FENCED')
                        end.lost = failure;
                }
            }
        }
    };
    const kept = keep().catch(() => undefined);
    return {
        get lost() {
            return end.lost;
        },
        stop: () => {
            end.stopped = true;
            return kept;
        },
    };
}


  }),

  7669:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  mw: () => (  broken),
  FA: () => (  newerFormat),
  z8: () => (  parseJournal),
  QM: () => (  parseLease),
  Ye: () => (  parseManifests),
  Yq: () => (  parseReleases)
});

var schemas = __webpack_require__(225);
var errors = __webpack_require__(7428);
; 
const ACTION_IDS = ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check', 'rollback', 'notify', 'lockgate'];
const VERB_IDS = ['adopt', 'backups', 'deploy', 'diagnose', 'exec', 'logs', 'plan', 'releases', 'restart', 'status', 'unlock', 'validate'];
const FLOW_IDS = [...ACTION_IDS, ...VERB_IDS];

var failure = __webpack_require__(2891);
; 



const line = { v: schemas .euz(1), at: schemas .YjP(), change: schemas .YjP(), token: schemas .aig(), action: schemas .k5n(FLOW_IDS) };
const undo = schemas .Ikc({
    kind: schemas .k5n(['none', 'discard-release', 'start-old', 'switch-back', 'restore-database', 'leave-maintenance']),
    text: schemas .YjP(),
});
const journalLine = schemas .gMt('kind', [
    schemas .Ikc({ ...line, kind: schemas .euz('opened'), owner: schemas .YjP(), attempt: schemas .aig(), version: schemas .YjP(), commit: schemas .YjP(), actor: schemas .YjP().exactOptional(), ref: schemas .YjP().exactOptional(), url: schemas .YjP().exactOptional(), previous: schemas .YjP() }),
    schemas .Ikc({ ...line, kind: schemas .k5n(['begin', 'done', 'failed']), step: schemas .YjP(), title: schemas .YjP(), undo, exitCode: schemas .aig().exactOptional() }),
    schemas .Ikc({ ...line, kind: schemas .euz('fact'), name: schemas .YjP(), data: schemas .L5J() }),
    schemas .Ikc({ ...line, kind: schemas .euz('closed'), outcome: schemas .k5n(['released', 'rolled-back', 'nothing-changed', 'held', 'partial', 'failed']) }),
]);
const releaseEntry = schemas .Ikc({
    v: schemas .euz(1),
    at: schemas .YjP(),
    id: schemas .YjP(),
    version: schemas .YjP(),
    commit: schemas .YjP(),
    artefact: schemas .YjP(),
    schema: schemas .YjP(),
    schemaFloor: schemas .YjP(),
    origin: schemas .YjP().exactOptional(),
    status: schemas .k5n(['pending', 'active', 'good', 'bad', 'retired']),
});
const lease = schemas .Ikc({ v: schemas .euz(1), owner: schemas .YjP(), token: schemas .aig(), expires: schemas .aig(), change: schemas .YjP(), note: schemas .YjP() });
const manifest = schemas .Ikc({
    v: schemas .euz(1),
    id: schemas .YjP(),
    at: schemas .YjP(),
    engine: schemas .YjP(),
    engineVersion: schemas .YjP(),
    change: schemas .YjP(),
    file: schemas .YjP(),
    bytes: schemas .aig(),
    databaseBytes: schemas .aig(),
    sha256: schemas .YjP(),
    schema: schemas .YjP(),
    tables: schemas .g1P(schemas .YjP(), schemas .Ikc({ rows: schemas .aig(), hash: schemas .YjP() })),
    verified: schemas .k5n(['checksum', 'readable', 'restored']),
    copies: schemas .YOg(schemas .Ikc({ place: schemas .YjP(), verified: schemas .zMY() })),
    durationMs: schemas .aig(),
});
function parse(schema, value, { host, file }) {
    const answer = schema.safeParse(value);
    if (answer.success)
        return answer.data;
    const version = typeof value === 'object' && value !== null && 'v' in value ? value.v : undefined;
    if (typeof version === 'number' && version > 1)
        throw newerFormat(host, `${file}: "v":${String(version)}`);
    throw broken(host, `${file}: ${errors .S1(answer.error).replaceAll('\n', ' ')}: ${JSON.stringify(value).slice(0, 300)}`);
}
function json(text) {
    try {
        return { value: JSON.parse(text) };
    }
    catch {
        return undefined;
    }
}
function whole(schema, texts, place) {
    return texts.flatMap((text) => {
        const read = json(text);
        return read === undefined ? [] : [parse(schema, read.value, place)];
    });
}
function parseJournal(texts, host) {
    return whole(journalLine, texts, { host, file: 'journal' });
}
function parseReleases(texts, host) {
    return whole(releaseEntry, texts, { host, file: 'releases' });
}
function parseManifests(texts, host) {
    return whole(manifest, texts, { host, file: 'manifests' });
}
function parseLease(text, host) {
    const read = json(text);
    if (read === undefined)
        throw broken(host, `lease: ${text.slice(0, 300)}`);
    const found = parse(lease, read.value, { host, file: 'lease' });
    return found.owner === '' ? undefined : found;
}
function newerFormat(host, found) {
    return new failure .HR({
        kind: 'state',
        code: 'LG-STATE-NEWER',
        problem: 'a newer version of Lockgate keeps the record on this host',
        host,
        cause: `the format found is ${found}; this version knows format 1`,
        next: 'use the version of Lockgate that deployed last (the journal and the job summaries name it), or a later one',
    });
}
function broken(host, cause) {
    return new failure .HR({
        kind: 'state',
        code: 'LG-STATE-BROKEN',
        problem: 'the record on the host cannot be read',
        host,
        cause,
        next: 'look at the files in .lockgate on the host; put back what a person changed there, or remove the line that is damaged',
    });
}


  }),

  2482:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    u: () => (  readState)
  });
  var _model_command__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(144);
  var _lines__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7669);
  var _refusals__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1140);



const JOURNAL_PARTS = ['1', '2', '3'];
const linesOf = (text) => text.split('\n').filter((line) => line !== '');
function readState(layout) {
    const read = (title, part, ...words) => (0,_model_command__WEBPACK_IMPORTED_MODULE_2__  .hF)(title, `lg_state_read_${part}`, [layout.state, ...words], { library: true });
    return {
        commands: [
            read('read the lease', 'head', layout.current),
            ...JOURNAL_PARTS.map((part) => read('read the journal', 'journal', part)),
            read('read the release log', 'releases'),
            read('read the newest backup', 'manifests', 'newest'),
            read('read the other backups', 'manifests', 'others'),
        ],
        read: ([head, ...parts]) => {
            if (head === undefined)
                throw new Error('the answer to readState lacks its results');
            const { host } = head;
            const facts = (0,_refusals__WEBPACK_IMPORTED_MODULE_1__  .ut)(head).split('\n');
            const fact = (kind) => facts.find((line) => line.startsWith(`${kind} `))?.slice(kind.length + 1);
            const hostNow = Number(fact('now'));
            if (!Number.isInteger(hostNow))
                throw (0,_lines__WEBPACK_IMPORTED_MODULE_0__  .mw)(host, `no time in its answer: ${head.stdout.slice(0, 300)}`);
            const texts = parts.map((part) => {
                if (part.truncated)
                    throw (0,_lines__WEBPACK_IMPORTED_MODULE_0__  .mw)(host, `${part.title}: more than fits into an answer`);
                return (0,_refusals__WEBPACK_IMPORTED_MODULE_1__  .ut)(part);
            });
            const journal = texts.splice(0, JOURNAL_PARTS.length).join('');
            const [releases = '', newest = '', others = ''] = texts;
            const text = fact('lease');
            const lease = text === undefined ? undefined : (0,_lines__WEBPACK_IMPORTED_MODULE_0__  .QM)(text, host);
            const current = fact('current') ?? '';
            return {
                exists: !facts.includes('absent'),
                lease,
                leaseLive: (lease !== undefined && lease.expires > hostNow) || facts.includes('busy'),
                hostNow,
                journal: (0,_lines__WEBPACK_IMPORTED_MODULE_0__  .z8)(linesOf(journal), host),
                releases: (0,_lines__WEBPACK_IMPORTED_MODULE_0__  .Yq)(linesOf(releases), host),
                manifests: (0,_lines__WEBPACK_IMPORTED_MODULE_0__  .Ye)([...linesOf(newest), ...linesOf(others)], host).sort((a, b) => (a.id < b.id ? -1 : 1)),
                current,
            };
        },
    };
}


  }),

  1140:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    $G: () => (  refusalFailure),
    W$: () => (  findRefusal),
    ut: () => (  answerOf),
    yj: () => (  LeaseHeld)
  });
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
  var _lines__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7669);


class LeaseHeld extends _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR {
    holder;
    constructor(host, holder) {
        const left = holder.secondsLeft > 0 ? `unless renewed it ends in ${String(holder.secondsLeft)} s by the host's clock` : 'its time is over, but its script is still running';
        super({
            kind: 'lease-held',
            code: 'LG-LEASE-HELD',
            problem: `${holder.owner} is changing this environment`,
            host,
            cause: `${holder.note === '' ? '' : `${holder.note}; `}lease ${String(holder.token)}; ${left}`,
            next: 'wait until that run has ended and run this again; if it is dead, its lease ends by itself at the time above',
        });
        this.holder = holder;
    }
}
function findRefusal(stdout) {
    const match = /^refused (LG-[A-Z-]+) ?(.*)$/m.exec(stdout);
    return match === null ? undefined : { code: match[1] ?? '', words: match[2] ?? '' };
}
function answerOf(result) {
    const refusal = findRefusal(result.stdout);
    if (refusal !== undefined)
        throw refusalFailure(result.host, refusal.code, refusal.words);
    if (result.exitCode !== 0) {
        throw (0,_model_failure__WEBPACK_IMPORTED_MODULE_0__  ._I)(result, {
            code: 'LG-STATE-UNREADABLE',
            problem: `${result.title}: it did not work`,
            next: 'look at what the host said; POSIX sh, coreutils, sed, grep and flock are what it needs',
        });
    }
    return result.stdout;
}
function refusalFailure(host, code, words) {
    switch (code) {
        case 'LG-STATE-NEWER':
            return (0,_lines__WEBPACK_IMPORTED_MODULE_1__  .FA)(host, words);
        case 'LG-STATE-BROKEN':
            return (0,_lines__WEBPACK_IMPORTED_MODULE_1__  .mw)(host, words);
        case 'LG-LEASE-HELD':
            return new LeaseHeld(host, parseHolder(words));
        case 'LG-FENCED':
            return fenced(host, words);
        default:
            return new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({ kind: 'state', code, host, cause: words, ...(MEANINGS[code] ?? UNKNOWN) });
    }
}
const UNKNOWN = { problem: 'the host refused', next: 'look at the cause' };
const MEANINGS = {
    'LG-STATE-READ-ONLY': {
        problem: 'the record on the host cannot be written',
        next: 'let the SSH user write the release path and its .lockgate folder, and see that the file system is not mounted read-only',
    },
    'LG-STATE-FULL': {
        problem: 'the disk of the release path is full',
        next: 'make room on that disk (old backups, logs) and run this again; nothing was begun that was not recorded',
    },
    'LG-STATE-UNREADABLE': {
        problem: 'the record on the host may not be read',
        next: 'connect as the user that deploys, or let this user read the .lockgate folder',
    },
    'LG-STATE-NO-FLOCK': {
        problem: 'the host lacks flock',
        next: 'install util-linux on the host (or busybox with flock)',
    },
    'LG-LEASE-BUSY': {
        problem: 'the lock of this environment is not let go',
        next: 'look on the host which process holds .lockgate/lock (fuser, or ls -l /proc/*/fd) and end it, then run this again',
    },
    'LG-TASK-NOT-STARTED': {
        problem: 'the script that should do the work was not started',
        next: 'look at the cause; nothing was changed, so it can be run again',
    },
};
function fenced(host, words) {
    const [token = '', owner = ''] = words.split(' ');
    return new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({
        kind: 'interrupted',
        code: 'LG-FENCED',
        problem: 'the lease is not ours any more: nothing was changed by this script',
        host,
        cause: owner === '' ? 'the lease was given back' : `${owner} has taken over (lease ${token})`,
        next: 'look at the run that took over; it settles what this one left unfinished',
    });
}
function parseHolder(words) {
    const at = words.indexOf(' ');
    const secondsLeft = Number(words.slice(0, at));
    try {
        const { owner, token, note } = JSON.parse(words.slice(at + 1));
        return { owner: owner ?? '', token: token ?? 0, note: note ?? '', secondsLeft };
    }
    catch {
        return { owner: 'somebody else', token: 0, note: '', secondsLeft };
    }
}


  }),

  5473:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    E: () => (  renewLease),
    _: () => (  takeLease)
  });
  var _model_command__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(144);
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
  var _read_state__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2482);
  var _refusals__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1140);




const OWNER = /^[A-Za-z0-9._/@:-]+$/;
const TAKE_DEADLINE_MS = 60_000;
async function takeLease(shell, layout, request, also) {
    const { owner, attempt = 1, change, note, ttlS, ownerIsGone, wayBack } = request;
    if (!OWNER.test(owner))
        throw new Error(`"${owner}" cannot own a lease`);
    const tail = `"attempt":${String(attempt)},"change":${JSON.stringify(change)},"note":${JSON.stringify(note)}}`;
    const words = [layout.state, owner, String(ttlS), tail, wayBack === true ? '1' : '0', ownerIsGone?.owner ?? '', String(ownerIsGone?.token ?? '')];
    const take = (0,_model_command__WEBPACK_IMPORTED_MODULE_3__  .qc)('take the lease', 'lg_lease_take', words, { library: true, deadlineMs: TAKE_DEADLINE_MS, idempotent: true });
    const state = (0,_read_state__WEBPACK_IMPORTED_MODULE_1__  .u)(layout);
    const results = await shell.run([take, ...state.commands, ...(also?.commands ?? [])]);
    const [taking, ...rest] = results;
    if (taking === undefined)
        throw new Error('the shell answered nothing');
    const said = (0,_refusals__WEBPACK_IMPORTED_MODULE_2__  .ut)(taking);
    const snapshot = state.read(rest.slice(0, state.commands.length));
    const answer = also?.read(rest.slice(state.commands.length));
    if (said.trim() === '')
        return { token: 0, how: 'new', from: '', snapshot, answer };
    const match = /^taken (\d+) (new|inherited|taken-over) ?(.*)$/m.exec(said);
    if (match === null) {
        throw new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({ kind: 'state', code: 'LG-STATE-UNREADABLE', problem: 'the host did not say whether the lease was taken', host: shell.host, cause: said.slice(0, 300), next: 'run this again: the same run inherits its lease' });
    }
    return { token: Number(match[1]), how: match[2], from: match[3] ?? '', snapshot, answer };
}
async function renewLease(shell, layout, token, ttlS) {
    const renew = (0,_model_command__WEBPACK_IMPORTED_MODULE_3__  .qc)('renew the lease', 'lg_lease_renew', [layout.state, String(token), String(ttlS)], { library: true, idempotent: true });
    const [result] = await shell.run([renew]);
    if (result !== undefined)
        (0,_refusals__WEBPACK_IMPORTED_MODULE_2__  .ut)(result);
}


  }),

  8626:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  W: () => (  strategies)
});

var schemas = __webpack_require__(225);
; 
const FINAL = { kind: 'none', text: 'a way back is never gone back from' };
function routeAll({ proxy, runtime }, id, host) {
    if (proxy === undefined)
        return [];
    const names = runtime.instances.map(({ name }) => name);
    return [{ id, title: 'let every instance get traffic', host, does: proxy.route(names), undo: FINAL }];
}

; 


const schema = schemas .rej({}).describe('Stop the old release, switch, start the new one: simple, and not answering meanwhile.');
function idOf(verb, host, { hosts }) {
    return hosts.length === 1 ? verb : `${verb}@${host}`;
}
function forward(parts, release, previous) {
    const { proxy } = parts;
    const back = previous === undefined
        ? { kind: 'switch-back', text: `stop ${release} and take current away: nothing ran before it` }
        : { kind: 'switch-back', text: `switch current back to ${previous}` };
    const startOld = previous === undefined ? back : { kind: 'start-old', text: `stop ${release} and start ${previous} again` };
    const steps = parts.hosts.flatMap((host) => [
        ...(proxy === undefined ? [] : [{ id: idOf('proxy.prepare', host, parts), title: 'see that the proxy passes to the instances', host, does: proxy.prepare(), undo: FINAL }]),
        {
            id: idOf('runtime.stop', host, parts),
            title: previous === undefined ? 'make sure that nothing runs' : `stop ${previous}`,
            host,
            does: parts.runtime.stop(),
            undo: previous === undefined ? { kind: 'none', text: 'nothing ran before it' } : { kind: 'start-old', text: `start ${previous} again` },
        },
        { id: idOf('release.switch', host, parts), title: `switch current to ${release}`, host, does: parts.artefact.activate(release), undo: back },
        { id: idOf('runtime.start', host, parts), title: `start ${release}`, host, does: parts.runtime.start(), undo: startOld },
        ...routeAll(parts, idOf('proxy.route', host, parts), host),
    ]);
    return [{ steps, asks: parts.hosts.map((host) => ({ host })) }];
}
function back(parts, { from, target, whileStopped }) {
    const hosts = parts.hosts.toReversed();
    const stop = (host) => ({ id: idOf('runtime.stop', host, parts), title: `stop ${from}`, host, does: parts.runtime.stop(), undo: FINAL });
    const restart = (host) => [
        ...(target === undefined
            ? [{ id: idOf('release.remove', host, parts), title: 'take current away: nothing ran before', host, does: parts.artefact.deactivate(), undo: FINAL }]
            : [
                { id: idOf('release.switch-back', host, parts), title: `switch current back to ${target}`, host, does: parts.artefact.activate(target), undo: FINAL },
                { id: idOf('runtime.start-old', host, parts), title: `start ${target}`, host, does: parts.runtime.start(), undo: FINAL },
            ]),
        ...routeAll(parts, idOf('proxy.route', host, parts), host),
    ];
    const ready = target === undefined ? [] : hosts.map((host) => ({ id: idOf('release.ready', host, parts), title: `see that ${target} is there`, host, does: parts.artefact.ready(target), undo: FINAL }));
    if (hosts.length === 1 || whileStopped.length > 0)
        return [{ steps: [...ready, ...hosts.map(stop), ...whileStopped, ...hosts.flatMap(restart)], asks: [] }];
    return [...ready.map((step) => ({ steps: [step], asks: [] })), ...hosts.map((host) => ({ steps: [stop(host), ...restart(host)], asks: [] }))];
}
const recreate = { kind: 'recreate', forward, back, hold: () => ({ steps: [], out: [] }) };
const recreate_plugin = { kind: 'recreate', schema, open: () => recreate };

var command = __webpack_require__(144);
var failure = __webpack_require__(2891);
var units = __webpack_require__(8766);
; 
const stepId = (verb, host, instance) => `${verb}@${host}${instance === undefined ? '' : `/${instance}`}`;
function replace({ parts, proxy, names, drain }, host, instance, what, undo) {
    const others = names.filter((name) => name !== instance);
    return [
        { id: stepId('proxy.unroute', host, instance), title: `let ${instance} get no new requests`, host, does: proxy.route(others), undo },
        { id: stepId('proxy.drain', host, instance), title: `let ${instance} end its requests`, host, does: drain(instance), undo },
        { id: stepId('runtime.restart', host, instance), title: `start ${instance} with ${what}`, host, does: [...parts.runtime.stop(instance), ...parts.runtime.start(instance)], undo },
    ];
}
function reroute({ proxy, names }, host, instance, undo) {
    return { id: stepId('proxy.route', host, instance), title: `let ${instance} get traffic again`, host, does: proxy.route(names), undo };
}

; 


function back_back(roll, request) {
    const { parts: { hosts, artefact } } = roll;
    const { target, whileStopped } = request;
    const reversed = hosts.toReversed();
    const ready = target === undefined ? [] : reversed.map((host) => ({ id: stepId('release.ready', host), title: `see that ${target} is there`, host, does: artefact.ready(target), undo: FINAL }));
    const looked = ready.map((step) => ({ steps: [step], asks: [] }));
    if (target === undefined || whileStopped.length > 0)
        return [...looked, allAtOnce(roll, request, reversed)];
    return [...looked, ...reversed.flatMap((host) => oneByOne(roll, target, host, begunOn(roll, request, host)))];
}
function begunOn({ names }, { begun }, host) {
    const steps = begun.get(host);
    const touched = steps === undefined ? names : names.filter((name) => steps.has(stepId('runtime.restart', host, name)));
    return touched.toReversed();
}
function allAtOnce({ parts }, { from, target, whileStopped }, hosts) {
    const { artefact, runtime } = parts;
    const stopping = hosts.map((host) => ({ id: stepId('runtime.stop', host), title: `stop ${from}`, host, does: runtime.stop(), undo: FINAL }));
    const starting = hosts.flatMap((host) => [
        ...(target === undefined
            ? [{ id: stepId('release.remove', host), title: 'take current away: nothing ran before', host, does: artefact.deactivate(), undo: FINAL }]
            : [
                { id: stepId('release.switch-back', host), title: `switch current back to ${target}`, host, does: artefact.activate(target), undo: FINAL },
                { id: stepId('runtime.start-old', host), title: `start ${target}`, host, does: runtime.start(), undo: FINAL },
            ]),
        ...routeAll(parts, stepId('proxy.route', host), host),
    ]);
    return { steps: [...stopping, ...whileStopped, ...starting], asks: [] };
}
function oneByOne(roll, target, host, names) {
    const { parts: { artefact } } = roll;
    const switching = { id: stepId('release.switch-back', host), title: `switch current back to ${target}`, host, does: artefact.activate(target), undo: FINAL };
    const stages = names.map((name, index) => ({
        steps: [index === 0 ? switching : reroute(roll, host, names[index - 1] ?? '', FINAL), ...replace(roll, host, name, target, FINAL)],
        asks: [{ host, instances: [name] }],
    }));
    const last = [...(names.length === 0 ? [switching] : []), ...routeAll(roll.parts, stepId('proxy.route', host), host)];
    return [...stages, { steps: last, asks: names.length === 0 ? [{ host, instances: [] }] : [] }];
}

; 

function forward_forward(roll, release, previous) {
    const { parts: { hosts, artefact }, proxy, names } = roll;
    const undo = { kind: 'switch-back', text: previous === undefined ? `stop ${release} and take current away: nothing ran before it` : `switch current back to ${previous}` };
    const startOld = previous === undefined ? undo : { kind: 'start-old', text: `start ${previous} again, and let every instance get traffic` };
    const opening = (host) => [
        { id: stepId('proxy.prepare', host), title: 'see that the proxy passes to the instances', host, does: proxy.prepare(), undo: { kind: 'none', text: 'it moves no traffic' } },
        { id: stepId('release.switch', host), title: `switch current to ${release}`, host, does: artefact.activate(release), undo },
    ];
    const stages = names.map((name, index) => ({
        steps: hosts.flatMap((host) => {
            const before = index === 0 ? opening(host) : [reroute(roll, host, names[index - 1] ?? '', startOld)];
            return [...before, ...replace(roll, host, name, release, startOld)];
        }),
        asks: hosts.map((host) => ({ host, instances: [name] })),
    }));
    return [...stages, { steps: hosts.map((host) => reroute(roll, host, names.at(-1) ?? '', startOld)), asks: [] }];
}

; 

function hold({ parts, proxy, names }, ill) {
    const undo = { kind: 'start-old', text: 'a way back lets every instance get traffic' };
    const hosts = parts.hosts.map((host) => {
        const meant = ill.filter((one) => one.host === host).flatMap(({ instances = names }) => instances);
        const out = names.filter((name) => meant.includes(name));
        return { host, out: out.length === names.length ? [] : out };
    });
    return {
        steps: hosts.map(({ host, out }) => ({
            id: stepId('proxy.route-held', host),
            title: out.length === 0 ? 'let every instance get traffic' : `let every instance but ${out.join(', ')} get traffic`,
            host,
            does: proxy.route(names.filter((name) => !out.includes(name))),
            undo,
        })),
        out: hosts.filter(({ out }) => out.length > 0).map(({ host, out }) => ({ host, instances: out })),
    };
}

; 







const rolling_schema = schemas .rej({
    drain: units .p0.prefault('30s').describe('The longest that requests to an instance which gets no new ones may take to end; what is left then is cut, and told.'),
})
    .describe('One instance after the other, each without traffic while it is replaced.');
const SLACK_MS = 15_000;
function rolling_open({ drain }) {
    const rollOf = (parts) => {
        const { proxy, runtime } = parts;
        if (proxy === undefined || runtime.instances.length === 0)
            throw unsuited(proxy);
        const portOf = (name) => runtime.instances.find((one) => one.name === name)?.port ?? 0;
        return {
            parts,
            proxy,
            names: runtime.instances.map(({ name }) => name),
            drain: (name) => [(0,command .qc)(`wait until no request is left at ${name}`, 'lg_drain', [name, String(portOf(name)), String(drain)], { library: true, idempotent: true, deadlineMs: drain + SLACK_MS })],
        };
    };
    return {
        kind: 'rolling',
        forward: (parts, release, previous) => forward_forward(rollOf(parts), release, previous),
        back: (parts, request) => back_back(rollOf(parts), request),
        hold: (parts, ill) => hold(rollOf(parts), ill),
    };
}
function unsuited(proxy) {
    return new failure .HR({
        kind: 'configuration',
        code: 'LG-ROLLING-UNSUITED',
        problem: proxy === undefined ? 'rolling needs something before the instances that can keep traffic from one of them' : 'rolling needs instances with ports, and the runtime tells none',
        next: proxy === undefined ? 'add proxy: { kind: nginx, upstream: … }, or choose strategy: { kind: recreate }' : 'give the runtime its instances: { "1": 8001, "2": 8002 }, or choose strategy: { kind: recreate }',
    });
}
const rolling_plugin = { kind: 'rolling', schema: rolling_schema, open: rolling_open };

; 


const strategies = {
    recreate: recreate_plugin,
    rolling: rolling_plugin,
};


  })

};
;