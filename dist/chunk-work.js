"use strict";
exports.id = 112;
exports.ids = [112];
exports.modules = {

  4817:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);

__webpack_require__.d(__webpack_exports__, {
  runs: () => (  runs),
  specs: () => (  specs_generated .d)
});

var run = __webpack_require__(9930);
var health_check_run = __webpack_require__(2337);
var lockgate_run = __webpack_require__(4489);
var migrate_run = __webpack_require__(4824);
var notify_run = __webpack_require__(847);
var plan = __webpack_require__(8672);
var ask = __webpack_require__(7942);
; 


const run_run = (context) => (context.dryRun ? (0,plan .e)(context, 'preflight', ask .p) : (0,ask .k)(context));

var rollback_run = __webpack_require__(7849);
var rolling_deploy_run = __webpack_require__(5914);
var specs_generated = __webpack_require__(8860);
; 









const runs = {
    backup: run .e,
    'health-check': health_check_run .e,
    lockgate: lockgate_run .e,
    migrate: migrate_run .e,
    notify: notify_run .e,
    preflight: run_run,
    rollback: rollback_run .e,
    'rolling-deploy': rolling_deploy_run .e,
};


  }),

  1536:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);

__webpack_require__.d(__webpack_exports__, {
  loadToolkit: () => (  loadToolkit),
  openContext: () => (  openContext),
  plugins: () => (  plugins .N),
  publish: () => (  publish)
});

var plugins = __webpack_require__(3875);
var scope = __webpack_require__(4703);
var load = __webpack_require__(1181);
var compose_context = __webpack_require__(8874);
var remembering_shell = __webpack_require__(7448);
var external_node_fs_ = __webpack_require__(3024);
; 

function readDispatch(env) {
    if (env['GITHUB_EVENT_NAME'] !== 'workflow_dispatch')
        return undefined;
    try {
        const event = JSON.parse((0,external_node_fs_.readFileSync)(env['GITHUB_EVENT_PATH'] ?? '', 'utf8'));
        const inputs = typeof event === 'object' && event !== null && 'inputs' in event ? event.inputs : undefined;
        return typeof inputs === 'object' && inputs !== null ? Object.values(inputs).filter((value) => typeof value === 'string') : [];
    }
    catch {
        return [];
    }
}

var schemas = __webpack_require__(3798);
var failure = __webpack_require__(2891);
var report_text = __webpack_require__(5655);
var read_answer = __webpack_require__(7386);
; 

const MINUTE_MS = 60_000;
function limitedFor({ status, headers, message }, now) {
    if (status !== 403 && status !== 429 && status !== 0)
        return undefined;
    const after = (0,read_answer .mu)(headers['retry-after'], now);
    if (after !== undefined)
        return after;
    const reset = Number(headers['x-ratelimit-reset'] ?? 'none');
    const spent = headers['x-ratelimit-remaining'] === '0';
    if (spent && Number.isFinite(reset))
        return Math.max(1000, reset * 1000 - now.getTime());
    return status === 429 || spent || /rate limit/i.test(message) ? MINUTE_MS : undefined;
}

; 



const TIMEOUT_MS = 10_000;
const responseParts = schemas .Ikc({ headers: schemas .g1P(schemas .YjP(), schemas .L5J()), data: schemas .L5J() });
function textsOf(headers) {
    return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' || typeof value === 'number' ? [[name.toLowerCase(), String(value)]] : [])));
}
function readResponse(error) {
    const response = typeof error === 'object' && error !== null && 'response' in error ? error.response : undefined;
    const read = responseParts.safeParse(response);
    return read.success ? { headers: textsOf(read.data.headers), data: read.data.data } : undefined;
}
function readRefusal(error, now) {
    const thrown = typeof error === 'object' && error !== null ? error : {};
    const status = 'status' in thrown && typeof thrown.status === 'number' ? thrown.status : 0;
    const message = (0,report_text .ml)((0,report_text .Ow)(error instanceof Error ? error.message : String(error)), 200);
    return { status, message, limitedMs: limitedFor({ status, headers: readResponse(error)?.headers ?? {}, message }, now) };
}
function classify({ status, message, limitedMs }) {
    if (limitedMs !== undefined)
        return { kind: 'limited', status, message, waitMs: limitedMs };
    if (status === 401 || (status === 403 && /not accessible|must have|permission|bad credentials|resource protected/i.test(message)))
        return { kind: 'forbidden', status, message };
    if (status === 404)
        return { kind: 'missing', status, message };
    return status >= 400 && status < 500 ? { kind: 'refused', status, message } : { kind: 'silent', status, message };
}
function isAnswered(answer) {
    return 'value' in answer;
}
class GitHubApi {
    options;
    #octokit;
    constructor(options) {
        this.options = options;
    }
    async ask({ schema, request }) {
        if (this.options.token === '')
            return { kind: 'no-token', status: 0, message: '' };
        let refusal = { status: 0, message: '' };
        for (const last of [false, true]) {
            try {
                const octokit = await this.#connect();
                const { data } = await request(octokit, { signal: AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS) });
                const read = schema.safeParse(data);
                return read.success ? { value: read.data } : { kind: 'silent', status: 0, message: 'the answer makes no sense' };
            }
            catch (error) {
                refusal = readRefusal(error, this.#now());
                if (last || refusal.limitedMs !== undefined || (refusal.status !== 0 && refusal.status < 500))
                    break;
            }
        }
        return classify(refusal);
    }
    async relay({ method, path, body }) {
        const began = performance.now();
        const elapsed = () => performance.now() - began;
        const tell = (data) => JSON.stringify(data ?? null).replaceAll(this.options.token, '***');
        try {
            const octokit = await this.#connect();
            const answer = await octokit.request({ method, url: path, ...(body === undefined ? {} : { data: body }), request: { signal: AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS) } });
            return { kind: 'answered', status: answer.status, headers: textsOf(answer.headers), body: tell(answer.data), ms: elapsed() };
        }
        catch (error) {
            const { status, limitedMs } = readRefusal(error, this.#now());
            const response = readResponse(error);
            if (response === undefined || status === 0)
                return { kind: 'unreachable', cause: 'no answer', ms: elapsed() };
            return { kind: 'answered', status, headers: response.headers, body: tell(response.data), ms: elapsed(), ...(limitedMs === undefined ? {} : { limitedMs }) };
        }
    }
    #now() {
        return this.options.now?.() ?? new Date();
    }
    #connect() {
        const { token, apiUrl } = this.options;
        this.#octokit ??= Promise.all( [__webpack_require__.e(295), __webpack_require__.e(942), __webpack_require__.e(326)]).then(__webpack_require__.bind(__webpack_require__, 2413)).then(({ getOctokit: open }) => open(token, { baseUrl: apiUrl, log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined } }));
        return this.#octokit;
    }
}
function explainUnanswered({ kind, status, message, waitMs = 0 }, permission) {
    const code = status === 0 ? '' : ` (${String(status)})`;
    switch (kind) {
        case 'no-token':
            return 'there is no token: set the input github-token';
        case 'limited':
            return `the rate limit of the API is reached${code}: it answers again in ${String(Math.ceil(waitMs / 1000))} s`;
        case 'forbidden':
        case 'missing':
            return `the token may not: add "${permission}" to the job's permissions${code}`;
        case 'refused':
            return status === 403 ? `the token may not: add "${permission}" to the job's permissions${code}` : `${message}${code}`;
        case 'silent':
            return `${message}${code}`;
    }
}

; 




const environmentAnswer = schemas .Ikc({ protection_rules: schemas .YOg(schemas .Ikc({ type: schemas .YjP(), reviewers: schemas .YOg(schemas .L5J()).optional() })).optional() });
const reviewsAnswer = schemas .YOg(schemas .Ikc({ state: schemas .k5n(['approved', 'rejected', 'pending']), user: schemas .Ikc({ login: schemas .YjP() }).nullable(), environments: schemas .YOg(schemas .Ikc({ name: schemas .YjP().optional() })) }));
const PERMISSION = 'actions: read';
const NOT_IN_PLAN = /upgrade|billing plan|not available for (this|your) plan|make this repository public/i;
function unknown(what, unanswered) {
    const reason = explainUnanswered(unanswered, PERMISSION);
    const mayNot = unanswered.kind === 'no-token' || unanswered.kind === 'forbidden' || unanswered.kind === 'missing' || unanswered.status === 403;
    const passing = unanswered.kind === 'limited' || unanswered.kind === 'silent';
    return {
        kind: 'unknown',
        failure: new failure .HR({
            kind: !passing && mayNot ? 'configuration' : 'gate-closed',
            code: !passing && mayNot ? 'LG-APPROVAL-PERMISSION' : 'LG-APPROVAL-UNKNOWN',
            problem: 'whether this run was approved cannot be told, so it counts as not approved',
            command: `asked GitHub for ${what}`,
            cause: reason,
            so: 'nothing was changed',
            next: unanswered.kind === 'no-token' ? 'hand the action a token: github-token: ${{ github.token }}' : !passing && mayNot ? `add to the job: permissions: { ${PERMISSION}, contents: read }` : 'run the job again when GitHub answers; see https://www.githubstatus.com',
        }),
    };
}
async function askReviews(api, { owner, repo, run }) {
    return api.ask({ schema: reviewsAnswer, request: (octokit, request) => octokit.rest.actions.getReviewsForRun({ owner, repo, run_id: run, request }) });
}
function saidBy(reviews, state, environment) {
    const alike = reviews.filter((one) => one.state === state && one.environments.some(({ name }) => name?.toLowerCase() === environment.toLowerCase()));
    return [...new Set(alike.map(({ user }) => (0,report_text .Ow)(user?.login ?? 'somebody whose account is gone')))];
}
async function askApproval(api, of) {
    const { owner, repo, environment } = of;
    const [rules, reviews] = await Promise.all([
        api.ask({ schema: environmentAnswer, request: (octokit, request) => octokit.rest.repos.getEnvironment({ owner, repo, environment_name: environment, request }) }),
        askReviews(api, of),
    ]);
    if (!isAnswered(rules)) {
        if (rules.kind === 'missing' && isAnswered(reviews))
            return { kind: 'no-reviewers', why: `GitHub knows no environment ${environment} in ${owner}/${repo}` };
        if (rules.status === 403 && NOT_IN_PLAN.test(rules.message))
            return { kind: 'no-reviewers', why: `the plan of the account has no reviewers: ${rules.message}` };
        return unknown(`the rules of the environment ${environment}`, rules);
    }
    const asks = (rules.value.protection_rules ?? []).some(({ type, reviewers = [] }) => type === 'required_reviewers' && reviewers.length > 0);
    if (!asks)
        return { kind: 'no-reviewers', why: `the environment ${environment} has no required reviewers on GitHub` };
    if (!isAnswered(reviews))
        return unknown('the approvals of this run', reviews);
    return { kind: 'reviews', approved: saidBy(reviews.value, 'approved', environment), rejected: saidBy(reviews.value, 'rejected', environment) };
}

; 



const PAGE = 100;
const FILES = 300;
const compareAnswer = schemas .Ikc({
    total_commits: schemas .aig(),
    behind_by: schemas .aig(),
    commits: schemas .YOg(schemas .Ikc({ sha: schemas .YjP(), commit: schemas .Ikc({ message: schemas .YjP(), author: schemas .Ikc({ name: schemas .YjP().optional() }).nullable() }), author: schemas .Ikc({ login: schemas .YjP().optional() }).nullable().optional() })),
    files: schemas .YOg(schemas .Ikc({ filename: schemas .YjP() })).optional(),
});
const line = (text, limit) => (0,report_text .ml)((0,report_text .Ow)(text), limit);
async function changesBetween(api, repository, from, to) {
    const page = (number) => api.ask({ schema: compareAnswer, request: (octokit, request) => octokit.rest.repos.compareCommitsWithBasehead({ ...repository, basehead: `${from}...${to}`, per_page: PAGE, page: number, request }) });
    const first = await page(1);
    if (!isAnswered(first)) {
        if (first.kind === 'missing')
            return { untold: `${from.slice(0, 10)} or ${to.slice(0, 10)} is no commit of ${repository.owner}/${repository.repo}: it was deployed from another repository, or its history was written anew, or the job lacks the permission "contents: read"` };
        return { untold: `GitHub did not tell: ${explainUnanswered(first, 'contents: read')}` };
    }
    const { total_commits: total, behind_by: lacking, files = [] } = first.value;
    const last = Math.ceil(total / PAGE);
    const before = last > 2 ? await page(last - 1) : first;
    const rest = last > 1 ? await page(last) : undefined;
    const commits = [before, rest].flatMap((one) => (one !== undefined && isAnswered(one) ? one.value.commits : [])).slice(-PAGE);
    return {
        commits: commits.reverse().map(({ sha, commit, author }) => ({ id: sha, subject: line(commit.message.split('\n')[0] ?? '', 200), author: line(author?.login ?? commit.author?.name ?? '', 60) })),
        total,
        lacking,
        files: files.map(({ filename }) => line(filename, 300)),
        filesCut: files.length >= FILES,
    };
}

; 





const runAnswer = schemas .Ikc({ status: schemas .YjP() });
class GitHubForge {
    options;
    #warned = new Set();
    #api;
    constructor(options) {
        this.options = options;
        this.#api = new GitHubApi(options);
    }
    async isRunOver(owner) {
        const match = /^([^/]+)\/([^/]+)\/(\d+)\//.exec(owner);
        const [, account, repo, run] = match ?? [];
        if (account === undefined || repo === undefined || run === undefined)
            return undefined;
        const answer = await this.#ask(`whether the run ${run} is over`, 'actions: read', runAnswer, (octokit, request) => octokit.rest.actions.getWorkflowRun({ owner: account, repo, run_id: Number(run), request }));
        return answer === undefined ? undefined : answer.status === 'completed';
    }
    changesBetween(from, to) {
        return changesBetween(this.#api, this.#repo, from, to);
    }
    async approval() {
        const run = this.#run;
        if (run !== undefined)
            return askApproval(this.#api, run);
        return { kind: 'unknown', failure: new failure .HR({ kind: 'bug', code: 'LG-BUG', problem: `the owner ${this.options.owner} is no run that could have been approved`, next: 'please report this' }) };
    }
    isByHand(text) {
        const { written } = this.options;
        if (written === undefined)
            return 'this run was not started by hand: nobody filled in a form (workflow_dispatch)';
        return written.some((one) => one.trim() === text.trim()) ? true : 'what the step was given is in no input of the form that this run was started with';
    }
    async approvers() {
        const run = this.#run;
        const answer = run === undefined ? undefined : await askReviews(this.#api, run);
        return answer === undefined || !isAnswered(answer) ? [] : saidBy(answer.value, 'approved', this.options.environment);
    }
    api() {
        if (this.options.token === '' || this.options.dryRun)
            return undefined;
        return { repository: this.options.repository, ask: (request) => this.#api.relay(request) };
    }
    get #repo() {
        const [owner = '', repo = ''] = this.options.repository.split('/');
        return { owner, repo };
    }
    get #run() {
        const [owner, repo, run] = this.options.owner.split('/');
        return owner === undefined || repo === undefined || !/^\d+$/.test(run ?? '') ? undefined : { owner, repo, run: Number(run), environment: this.options.environment };
    }
    async #ask(what, permission, schema, request) {
        const answer = await this.#api.ask({ schema, request });
        if (isAnswered(answer))
            return answer.value;
        this.#giveUp(what, explainUnanswered(answer, permission));
        return undefined;
    }
    #giveUp(what, reason) {
        const message = `GitHub did not tell ${what}: ${reason}`;
        if (!this.#warned.has(message))
            this.options.warn(message);
        this.#warned.add(message);
    }
}

var external_node_path_ = __webpack_require__(6760);
var exec = __webpack_require__(1260);
var version = __webpack_require__(8328);
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
var promises_ = __webpack_require__(1455);
var trace = __webpack_require__(5136);
var keep_file = __webpack_require__(2636);
var job_folder = __webpack_require__(8349);
; 





async function keepTrace({ report, outputs }, masks, env) {
    const temp = env['RUNNER_TEMP'] ?? '';
    if (temp === '' || report.status === 'dry-run')
        return;
    const told = Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== '' && masks.find(value) === undefined));
    await (0,keep_file .a)(temp, `${(0,job_folder .O)(env)}/${report.startedAt.replace(/[^0-9]/g, '')}-${report.action}.json`, JSON.stringify((0,trace .fC)(report, told)));
}
async function readTraces(env) {
    const temp = env['RUNNER_TEMP'] ?? '';
    if (temp === '')
        return [];
    const folder = (0,external_node_path_.join)(temp, (0,job_folder .O)(env));
    const names = await (0,promises_.readdir)(folder).catch(() => []);
    const texts = await Promise.all(names.filter((name) => name.endsWith('.json')).sort().map((name) => (0,promises_.readFile)((0,external_node_path_.join)(folder, name), 'utf8').catch(() => '')));
    return texts.flatMap((text) => (0,trace .ce)(text) ?? []);
}

; 









function openForge(request, settings, run, env) {
    const { inputs, edge } = request;
    const token = edge.secret('INPUT_GITHUB-TOKEN') ?? edge.secret('GITHUB_TOKEN');
    return new GitHubForge({
        token: token?.reveal() ?? '',
        apiUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com',
        repository: env['GITHUB_REPOSITORY'] ?? '',
        owner: run.owner,
        environment: settings.environment,
        dryRun: inputs.get('dry-run') === 'true',
        written: readDispatch(env),
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
    const lease = (0,lease_state .AI)(settings);
    return (0,compose_context .i)({
        settings,
        inputs,
        run,
        forge: openForge(request, settings, run, env),
        dryRun: inputs.get('dry-run') === 'true',
        asPlanUser: inputs.get('dry-run') === 'true',
        connections,
        ...(inputs.get('dry-run') === 'true' ? { wrap: (shell) => new remembering_shell .c(shell) } : {}),
        variables: env,
        secret: edge.secret,
        masks: edge.masks,
        signal,
        progress: (line) => {
            edge.log.print(line);
        },
        withhold: ['INPUT_GITHUB-TOKEN'],
        temp: env['RUNNER_TEMP'],
        earlier: () => readTraces(env),
        mayHoldLease: () => { (0,lease_state .yf)(lease); },
        freedLease: () => { (0,lease_state .gP)(lease); },
        inheritedLease: lease_state .Sw,
    });
}

var entry_result = __webpack_require__(4863);
var console = __webpack_require__(9475);
var findings = __webpack_require__(9334);
var gate_words = __webpack_require__(1435);
var markdown = __webpack_require__(4285);
var plan = __webpack_require__(1307);
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
    const rows = checks.map((check) => [asked, check.name, check.host ?? '', check.expected, check.got, check.ms === undefined ? '' : (0,report_text .QK)(check.ms), RESULT_WORDS[check.status] ?? check.status]);
    const rest = omitted === 0 ? [] : [[asked, `${String(omitted)} more`, '', '', '', '', '✓']];
    return [...rows, ...rest, [asked, `all of them`, '', '', '', (0,report_text .QK)(ms), '']];
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
        ...(sheet.kept === '' ? [] : [['replaced database', `kept as ${sheet.kept}`]]),
    ];
    const sql = sheet.migrations.map(({ name, classes, acknowledged }) => [name, classes.length === 0 ? 'lossless' : classes.join(', '), acknowledged.length === 0 ? '' : acknowledged.join(', ')]);
    return [
        (0,markdown .R_)('Sign-off'),
        (0,markdown .AS)(rows),
        (0,markdown .tp)(['SQL', 'class', 'acknowledged'], sql),
        (0,markdown .tp)(['SQL', 'sha256'], sheet.migrations.map(({ name, digest }) => [name, digest])),
        (0,markdown .tp)(['gate', 'check', 'host', 'expected', 'got', 'took', ''], sheet.gates.flatMap(gateRows)),
    ];
}

; 






const DETAIL_LINES = 200;
const DETAIL_WIDTH = 1000;
const WELL_WIDTH = 120;
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
const LISTS = new Map([
    ['pending migrations', ['migration', 'what it may do']],
    ['migrations', ['migration', 'what it may do']],
    ['hosts', ['host', 'how it ended']],
    ['hosts after the way back', ['host', 'how it ended']],
]);
function factTable(title, rows) {
    const head = LISTS.get(title);
    return head === undefined ? (0,markdown .AS)(rows) : (0,markdown .tp)(head, rows);
}
function section(title, body) {
    return body.open.length + body.lines.length === 0 ? [] : [(0,markdown .R_)((0,markdown .FV)(title)), body];
}
function renderHead(report) {
    const parts = [
        ['version', report.version],
        ['release', report.release],
        ['took', (0,report_text .a3)(report.durationMs)],
        ['started', (0,report_text .rb)(report.startedAt) === '' ? '' : `${report.startedAt.slice(0, 10)} ${(0,report_text .rb)(report.startedAt)} UTC`],
    ];
    const line = parts.filter(([, value]) => value !== '').map(([name, value]) => `${name} ${(0,markdown .ko)(value)}`);
    return [
        (0,markdown .FY)(`## ${STATUS_WORDS[report.status]} ${[report.action, report.app, report.environment].filter((part) => part !== '').map((part) => (0,markdown .FV)(part)).join(' · ')}`),
        (0,markdown .FY)((0,markdown .ko)(report.headline, 2000)),
        (0,markdown .FY)(line.join(' · ')),
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
        (0,markdown .FY)((0,markdown .ko)(`✗ ${finding.problem}`, 2000)),
        (0,markdown .AS)(rows),
        ...(long ? [(0,markdown .DV)(finding.got, 'text')] : []),
    ];
}
function checkWord({ result, onFail, onInconclusive }) {
    if (result.status === 'passed')
        return '✓';
    const leads = result.status === 'failed' ? onFail : onInconclusive;
    return `${leads === 'warn' ? '!' : '✗'} ${result.status}`;
}
function renderGates(gates) {
    return gates.flatMap(({ moment, leads, checks, besides }) => section(`Gate ${moment}: ${besides === undefined ? LEADS_WORDS[leads] : `closed ${(0,gate_words .j)({ besides })}`}`, (0,markdown .tp)(['', 'check', 'host', 'asked', 'got', 'expected'], [...checks]
        .sort((a, b) => (a.host ?? '').localeCompare(b.host ?? ''))
        .map((check) => [checkWord(check), check.name, check.host ?? '', check.result.asked, check.result.status === 'passed' ? (0,report_text .tZ)(check.result.got, WELL_WIDTH) : check.result.got, check.result.expected]))));
}
function renderSummary(report, limit = SUMMARY_LIMIT) {
    const found = (0,findings .P)(report);
    const blocks = [
        ...renderHead(report),
        ...(found.length === 0 ? [] : [(0,markdown .R_)('What is wrong'), ...found.flatMap(renderFinding)]),
        ...section('Warnings', (0,markdown .p_)((0,findings .A)(report).map(({ moment, check }) => `${moment}, ${check.name}: ${check.result.got}; expected ${check.result.expected}`))),
        ...(report.plan === undefined ? [] : (0,plan .EG)(report.plan)),
        ...report.facts.flatMap(({ title, rows }) => section(title.slice(0, 1).toUpperCase() + title.slice(1), factTable(title, rows))),
        ...(report.signOff === undefined ? [] : renderSignOff(report.signOff)),
        ...renderGates(report.gates),
        ...section('Timeline', (0,markdown .tp)(['UTC', 'step', 'host', 'took', ''], report.timeline.map((entry) => [(0,report_text .rb)(entry.at), entry.title, entry.host ?? '', entry.status === 'not-run' || entry.status === 'planned' ? '' : (0,report_text .QK)(entry.durationMs), ENTRY_WORDS[entry.status]]))),
        ...section('Notes', (0,markdown .p_)(report.notes)),
        ...(report.details ?? []).map(({ title, text }) => (0,markdown .zH)(title, (0,report_text .L1)((0,report_text .v3)(text), DETAIL_LINES).map((line) => (0,report_text .ml)(line, DETAIL_WIDTH)).join('\n'), 'text')),
        ...(report.plan === undefined ? report.commands.flatMap(({ host, script, reads = script }) => [(0,markdown .R_)(`What would run on ${(0,markdown .FV)(host)}`), (0,markdown .DV)(reads, 'sh')]) : (0,plan .vA)(report.commands)),
    ];
    return (0,markdown .fT)(blocks, limit);
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
const loadToolkit = () => Promise.all( [__webpack_require__.e(295), __webpack_require__.e(942), __webpack_require__.e(851)]).then(__webpack_require__.bind(__webpack_require__, 6058));
async function publish(flowResult, log, masks, spec) {
    const core = await loadToolkit();
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
    if (spec !== undefined)
        await keepTrace(result, masks, process.env).catch(() => undefined);
    log.print(...(0,console .q)(result.report));
    if (result.failure !== undefined)
        core.setFailed(log.oneLine(annotate(log, result.report.action, (0,entry_result .sj)(result.failure), result.report.headline)));
}

; 





  })

};
;