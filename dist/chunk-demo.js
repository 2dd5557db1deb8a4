"use strict";
exports.id = 594;
exports.ids = [594];
exports.modules = {

  9249:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);

__webpack_require__.d(__webpack_exports__, {
  demo: () => (  demo)
});

var external_node_fs_ = __webpack_require__(3024);
var external_node_path_ = __webpack_require__(6760);
var failure = __webpack_require__(2891);
var result = __webpack_require__(4863);
; 


const versions = ['v1', 'v2', 'v3'];
function layVersion(source, version, folder) {
    (0,external_node_fs_.mkdirSync)(folder, { recursive: true });
    const from = version === 'v1' ? source : (0,external_node_path_.join)(source, 'versions', version);
    (0,external_node_fs_.cpSync)(from, folder, { recursive: true, filter: (path) => path !== (0,external_node_path_.join)(source, 'versions') && !['__pycache__', 'node_modules'].includes((0,external_node_path_.basename)(path)) && !path.endsWith('.db') });
}

var external_node_child_process_ = __webpack_require__(1421);
var external_node_http_ = __webpack_require__(7067);
var external_node_os_ = __webpack_require__(8161);
; 

function processesOf(folder) {
    return (0,external_node_fs_.readdirSync)('/proc')
        .map(Number)
        .filter((pid) => pid > 1 && pid !== process.pid)
        .filter((pid) => {
        try {
            const state = (0,external_node_fs_.readFileSync)(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')[0];
            if (state === 'Z' || state === 'X')
                return false;
            return `${(0,external_node_fs_.readlinkSync)(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`) || (0,external_node_fs_.readFileSync)(`/proc/${pid}/environ`, 'utf8').includes(`${folder}/`);
        }
        catch {
            return false;
        }
    });
}
function killProcessesOf(folder) {
    const found = processesOf(folder);
    for (const pid of found) {
        try {
            process.kill(pid, 'SIGKILL');
        }
        catch {
        }
    }
    return found.length;
}
async function endProcessesOf(folder) {
    let ended = 0;
    for (let round = 0; round < 50; round++) {
        const found = killProcessesOf(folder);
        if (found === 0)
            return ended;
        ended += found;
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`processes of ${folder} do not end`);
}

; 




const PREFIX = 'lockgate-demo-';
const OWNER = 'owner';
function startOf(pid) {
    try {
        const facts = (0,external_node_fs_.readFileSync)(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
        return facts[0] === 'Z' || facts[0] === 'X' ? '' : (facts[19] ?? '');
    }
    catch {
        return '';
    }
}
function owner(pid) {
    return { pid, start: startOf(pid), boot: (0,external_node_fs_.readFileSync)('/proc/sys/kernel/random/boot_id', 'utf8').trim(), namespace: (0,external_node_fs_.readlinkSync)('/proc/self/ns/pid') };
}
function claim(folder, pid = process.pid) {
    (0,external_node_fs_.writeFileSync)((0,external_node_path_.join)(folder, OWNER), JSON.stringify(owner(pid)), { mode: 0o600 });
}
function disclaim(folder) {
    (0,external_node_fs_.rmSync)((0,external_node_path_.join)(folder, OWNER), { force: true });
}
function isLeft(folder) {
    try {
        const found = (0,external_node_fs_.lstatSync)(folder);
        if (!found.isDirectory() || found.uid !== process.getuid?.())
            return false;
        const { pid, start, boot, namespace } = JSON.parse((0,external_node_fs_.readFileSync)((0,external_node_path_.join)(folder, OWNER), 'utf8'));
        const now = owner(pid);
        return boot !== now.boot || (namespace === now.namespace && start !== now.start);
    }
    catch {
        return false;
    }
}
async function removeLeftovers(place = (0,external_node_os_.tmpdir)()) {
    const folders = (0,external_node_fs_.readdirSync)(place).filter((name) => name.startsWith(PREFIX)).map((name) => (0,external_node_path_.join)((0,external_node_fs_.realpathSync)(place), name)).filter(isLeft);
    for (const folder of folders) {
        await endProcessesOf(folder);
        (0,external_node_fs_.rmSync)(folder, { recursive: true, force: true, maxRetries: 5 });
    }
    return folders;
}

; 



const SUBJECTS = {
    v1: 'A shop: list, detail, add',
    v2: 'Know what is in stock',
    v3: 'Keep connections open instead of opening one per request',
};
class Repository {
    root;
    constructor(root, source) {
        this.root = root;
        (0,external_node_fs_.mkdirSync)(root, { recursive: true });
        this.git('init', '--quiet', '--initial-branch=main');
        for (const version of versions) {
            layVersion(source, version, root);
            this.git('add', '--all');
            this.git('commit', '--quiet', '--message', SUBJECTS[version]);
            this.git('tag', version);
        }
    }
    show(version) {
        this.git('clean', '--quiet', '-fdx');
        this.git('checkout', '--quiet', version);
        return this.git('rev-parse', 'HEAD');
    }
    log(from, to) {
        return this.git('log', '--format=%H %s', `${from}..${to}`)
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => ({ sha: line.slice(0, 40), subject: line.slice(41), files: this.git('show', '--name-only', '--format=', line.slice(0, 40)).split('\n') }));
    }
    git(...words) {
        const settings = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.org', '-c', 'commit.gpgsign=false', '-c', 'tag.gpgsign=false', '-c', 'advice.detachedHead=false', '-c', 'core.hooksPath=/dev/null'];
        return (0,external_node_child_process_.execFileSync)('git', [...settings, ...words], { cwd: this.root, encoding: 'utf8', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } }).trim();
    }
}

var external_node_net_ = __webpack_require__(7030);
; 


async function askHealth(url) {
    try {
        const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) });
        return { status: answer.status, body: (await answer.json()) };
    }
    catch (error) {
        return { status: 0, body: { error: String(error) } };
    }
}
function productNames(database) {
    const program = 'import json, sqlite3, sys; print(json.dumps([name for (name,) in sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True).execute("SELECT name FROM products ORDER BY id")]))';
    return JSON.parse((0,external_node_child_process_.execFileSync)('python3', ['-c', program, database], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));
}
async function checkShop(url, database, added) {
    const health = await askHealth(url);
    const names = productNames(database);
    const missing = added.filter((name) => !names.includes(name));
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    return [
        { promise: 'v2 serves again and is well', kept: health.status === 200 && health.body['version'] === '1.1.0', found: `${health.status} ${JSON.stringify(health.body)}` },
        {
            promise: 'nothing that a visitor added is lost, nothing is there twice',
            kept: missing.length === 0 && twice.length === 0 && names.length >= added.length + 3,
            found: `${added.length} confirmed, ${names.length} products with the first three, ${missing.length} missing`,
        },
    ];
}
async function freePort() {
    const server = (0,external_node_net_.createServer)();
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    return port;
}

var external_node_stream_ = __webpack_require__(7075);
var lib = __webpack_require__(5472);
var lib_default = __webpack_require__.n(lib);
; 




const { Server, utils } = (lib_default());
function mintKey(options = {}) {
    const { passphrase, comment = 'test' } = options;
    for (;;) {
        const pair = utils.generateKeyPairSync('ed25519', { comment, ...(passphrase === undefined ? {} : { passphrase, cipher: 'aes256-ctr', rounds: 16 }) });
        if (!(utils.parseKey(pair.private, passphrase) instanceof Error))
            return pair;
    }
}
class SshServer {
    options;
    counts = { connections: 0, logins: 0, execs: 0, forwards: 0 };
    commands = [];
    hostKey;
    #server;
    #connections = new Set();
    #children = new Set();
    #authorized;
    constructor(options) {
        this.options = options;
        this.hostKey = options.hostKey ?? mintKey();
        this.#authorized = options.authorized.map((line) => {
            const key = utils.parseKey(line);
            if (key instanceof Error)
                throw key;
            return Array.isArray(key) ? firstOf(key) : key;
        });
        this.#server = new Server({ hostKeys: [this.hostKey.private] }, (connection) => {
            this.greet(connection);
        });
    }
    static async start(options) {
        const server = new SshServer(options);
        await new Promise((resolve, reject) => {
            server.#server.once('error', reject);
            server.#server.listen(options.port ?? 0, '127.0.0.1', resolve);
        });
        return server;
    }
    get port() {
        return this.#server.address().port;
    }
    knownHosts(port = this.port, address = '127.0.0.1') {
        return `[${address}]:${String(port)} ${this.hostKey.public.split(' ').slice(0, 2).join(' ')}\n`;
    }
    dropConnections() {
        for (const connection of this.#connections) {
            const socket = Reflect.get(connection, '_sock');
            if (socket instanceof external_node_stream_.Duplex)
                socket.destroy();
        }
    }
    async close() {
        const closed = new Promise((resolve) => {
            this.#server.close(() => {
                resolve();
            });
        });
        this.dropConnections();
        for (const { pid } of this.#children) {
            try {
                if (pid !== undefined)
                    process.kill(-pid, 'SIGKILL');
            }
            catch {
            }
        }
        await closed;
    }
    greet(connection) {
        this.counts.connections += 1;
        this.#connections.add(connection);
        connection.setNoDelay(true);
        connection.on('close', () => this.#connections.delete(connection));
        connection.on('error', () => undefined);
        if (this.options.hang === 'connect') {
            const socket = Reflect.get(connection, '_sock');
            if (typeof socket === 'object' && socket !== null && 'write' in socket)
                socket.write = () => true;
        }
        connection.on('authentication', (context) => {
            if (this.options.hang === 'login')
                return;
            if (context.method !== 'publickey' || (this.options.user !== undefined && context.username !== this.options.user)) {
                context.reject(['publickey']);
                return;
            }
            const { key, blob, signature, hashAlgo } = context;
            const known = this.#authorized.find((one) => one.type === key.algo && one.getPublicSSH().equals(key.data));
            if (known === undefined)
                context.reject(['publickey']);
            else if (signature === undefined || blob === undefined)
                context.accept();
            else if (Object.is(known.verify(blob, signature, hashAlgo), true))
                context.accept();
            else
                context.reject(['publickey']);
        });
        connection.on('ready', () => {
            this.counts.logins += 1;
            connection.on('session', (accept) => {
                this.serveSession(accept());
            });
            if (this.options.forwarding === false)
                return;
            connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
                this.serveForward(accept, reject, destIP, destPort);
            });
        });
    }
    serveForward(accept, reject, address, port) {
        const { route = () => ({ address: '127.0.0.1', port }) } = this.options;
        const to = route(address, port);
        if (to === undefined) {
            reject();
            return;
        }
        this.counts.forwards += 1;
        const socket = (0,external_node_net_.connect)(to.port, to.address);
        socket.once('error', reject);
        socket.once('connect', () => {
            socket.removeAllListeners('error');
            const channel = accept();
            socket.on('error', () => channel.end());
            channel.on('error', () => socket.destroy());
            channel.on('close', () => socket.destroy());
            socket.pipe(channel).pipe(socket);
        });
    }
    serveSession(session) {
        let child;
        session.on('signal', (accept, _reject, { name }) => {
            accept?.();
            try {
                if (child?.pid !== undefined && child.exitCode === null)
                    process.kill(-child.pid, `SIG${name}`);
            }
            catch {
            }
        });
        session.on('exec', (accept, _reject, { command }) => {
            this.counts.execs += 1;
            this.commands.push(command);
            child = this.run(command, accept());
        });
    }
    run(command, channel) {
        const { env = process.env, cwd, prelude, within } = this.options;
        const line = ['sh', '-c', prelude === undefined ? command : `${prelude}\n${command}`];
        const [program = 'sh', ...words] = [...(within?.() ?? []), ...line];
        const child = (0,external_node_child_process_.spawn)(program, words, { detached: true, env, cwd, stdio: 'pipe' });
        this.#children.add(child);
        child.stdin.on('error', () => undefined);
        channel.on('error', () => undefined);
        channel.pipe(child.stdin);
        child.stdout.pipe(channel, { end: false });
        child.stderr.pipe(channel.stderr, { end: false });
        child.on('error', (error) => {
            channel.stderr.write(`${error.message}\n`);
            channel.exit(127);
            channel.close();
        });
        child.on('close', (code, signal) => {
            this.#children.delete(child);
            channel.stderr.end(() => {
                if (signal === null)
                    channel.exit(code ?? 255);
                else
                    channel.exit(signal.replace(/^SIG/, ''), false, '');
                channel.end();
            });
        });
        channel.on('close', () => {
            child.stdout.destroy();
            child.stderr.destroy();
            child.stdin.destroy();
        });
        return child;
    }
}
function firstOf(keys) {
    const [first] = keys;
    if (first === undefined)
        throw new Error('a line without a key');
    return first;
}

; 










class Lab {
    folder;
    server;
    port;
    deployKey;
    program;
    repository;
    messages = [];
    #running = new Set();
    #hook;
    #abandon = () => {
        this.abandon();
    };
    constructor(folder, server, port, deployKey, program, repository) {
        this.folder = folder;
        this.server = server;
        this.port = port;
        this.deployKey = deployKey;
        this.program = program;
        this.repository = repository;
        this.#hook = (0,external_node_http_.createServer)((request, response) => {
            let text = '';
            request.setEncoding('utf8').on('data', (chunk) => (text += chunk));
            request.on('end', () => {
                this.#hear(text);
                response.end('{}');
            });
        });
        process.once('exit', this.#abandon);
    }
    static async open({ program, source }) {
        const folder = (0,external_node_fs_.realpathSync)((0,external_node_fs_.mkdtempSync)((0,external_node_path_.join)((0,external_node_os_.tmpdir)(), PREFIX)));
        claim(folder);
        for (const name of ['server/home', 'server/tmp', 'home'])
            (0,external_node_fs_.mkdirSync)((0,external_node_path_.join)(folder, name), { recursive: true });
        const key = mintKey({ comment: 'deploy' });
        const env = { PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', HOME: (0,external_node_path_.join)(folder, 'server/home'), TMPDIR: (0,external_node_path_.join)(folder, 'server/tmp'), LANG: 'C.UTF-8', USER: 'deploy' };
        const server = await SshServer.start({ authorized: [key.public], user: 'deploy', cwd: (0,external_node_path_.join)(folder, 'server/home'), env });
        const lab = new Lab(folder, server, await freePort(), key.private, program, new Repository((0,external_node_path_.join)(folder, 'shop'), source));
        await new Promise((resolve) => lab.#hook.listen(0, '127.0.0.1', resolve));
        return lab;
    }
    get url() {
        return `http://127.0.0.1:${this.port}`;
    }
    get database() {
        return (0,external_node_path_.join)(this.folder, 'server/srv/shop/shared/store.db');
    }
    async deploy(version, onLine) {
        this.repository.show(version);
        const child = (0,external_node_child_process_.spawn)(process.execPath, [this.program, 'deploy', '--version', version], { cwd: this.repository.root, env: this.#env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
        this.#running.add(child);
        for (const stream of [child.stdout, child.stderr])
            readLines(stream.setEncoding('utf8'), onLine);
        return new Promise((resolve, reject) => {
            child.once('error', reject);
            child.once('close', (code) => {
                this.#running.delete(child);
                resolve(code);
            });
        });
    }
    stop() {
        for (const child of this.#running)
            child.kill('SIGKILL');
    }
    async close(keep = false) {
        process.off('exit', this.#abandon);
        this.stop();
        this.#hook.closeAllConnections();
        await Promise.all([this.server.close(), new Promise((resolve) => this.#hook.close(resolve))]);
        await endProcessesOf(this.folder);
        if (keep)
            disclaim(this.folder);
        else
            this.#remove();
    }
    abandon() {
        this.stop();
        killProcessesOf(this.folder);
        this.#remove();
    }
    #remove() {
        (0,external_node_fs_.rmSync)(this.folder, { recursive: true, force: true, maxRetries: 5 });
    }
    get #env() {
        return {
            PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
            HOME: (0,external_node_path_.join)(this.folder, 'home'),
            TMPDIR: (0,external_node_path_.join)(this.folder, 'home'),
            LANG: 'C.UTF-8',
            SHOP_HOST: '127.0.0.1',
            SHOP_URL: this.url,
            SHOP_PORT: String(this.port),
            SSH_PORT: String(this.server.port),
            RELEASE_PATH: (0,external_node_path_.join)(this.folder, 'server/srv/shop'),
            BACKUP_PATH: (0,external_node_path_.join)(this.folder, 'server/var/backups/shop'),
            LOCKGATE_KNOWN_HOSTS: this.server.knownHosts(),
            DEPLOY_KEY: this.deployKey,
            DEPLOY_WEBHOOK: `http://127.0.0.1:${this.#hook.address().port}/`,
        };
    }
    #hear(text) {
        const { event = '', headline = '' } = JSON.parse(text);
        this.messages.push({ event, headline });
    }
}
function readLines(stream, onLine) {
    let rest = '';
    stream.on('data', (text) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        lines.forEach(onLine);
    });
    stream.on('end', () => {
        if (rest !== '')
            onLine(rest);
    });
}

; 




function need(problem, next, cause) {
    return new failure .HR({ kind: 'configuration', code: 'LG-DEMO-NEEDS', problem, cause, next });
}
const lacks = (program, ...words) => (0,external_node_child_process_.spawnSync)(program, words, { stdio: 'ignore', timeout: 10_000 }).error !== undefined;
function findPythonProblem() {
    const python = (0,external_node_child_process_.spawnSync)('python3', ['-c', 'import sqlite3, sys; print(sys.version_info >= (3, 7))'], { encoding: 'utf8', timeout: 10_000 });
    if (python.error !== undefined)
        return [need('the application of the demo is in Python 3, and there is no python3 here', 'install python3, with the packages of this system', python.error.message)];
    if (python.stdout.trim() === 'True')
        return [];
    return [need('the application of the demo needs Python 3.7 or later with its module sqlite3', 'install a python3 that has it', python.stderr.trim().split('\n').at(-1))];
}
function requireNeeds(source) {
    const problems = [
        ...(process.platform === 'linux' ? [] : [need('the demo\'s server is this machine, and a server of Lockgate is Linux', 'run it in WSL, in a container or on a Linux machine', `this is ${process.platform}`)]),
        ...findPythonProblem(),
        ...['git', 'flock', 'tar'].filter((program) => lacks(program, '--version')).map((program) => need(`the program ${program} is not on the PATH`, `install ${program}, with the packages of this system`)),
        ...((0,external_node_fs_.existsSync)((0,external_node_path_.join)(source, 'server.py')) ? [] : [need('the application of the demo is not where this program is', 'run the whole package, or npm run demo in a checkout', source)]),
    ];
    if (problems.length > 0)
        throw new failure .oo(problems);
}

; 
const everyMs = 50;
const patienceMs = 5_000;
class Visitors {
    url;
    visits = [];
    added = [];
    #leaving = new AbortController();
    #open = new Set();
    #timer;
    #count = 0;
    constructor(url) {
        this.url = url;
    }
    start() {
        this.#timer = setInterval(() => {
            const visit = this.visit(this.#count++).finally(() => this.#open.delete(visit));
            this.#open.add(visit);
        }, everyMs);
    }
    async stop() {
        clearInterval(this.#timer);
        await Promise.all(this.#open);
    }
    leave() {
        clearInterval(this.#timer);
        this.#leaving.abort();
    }
    async visit(number) {
        const at = Date.now();
        const name = `Cup ${number}`;
        const [method, path, body] = number % 10 === 9 ? ['POST', '/products', JSON.stringify({ name, price: 1200 })] : number % 4 === 1 ? ['GET', '/products/1', null] : ['GET', '/', null];
        const tell = (status, error, version = '') => void this.visits.push({ at, ended: Date.now(), what: `${method} ${path}`, status, error, version });
        try {
            const answer = await fetch(`${this.url}${path}`, { method, body, signal: AbortSignal.any([this.#leaving.signal, AbortSignal.timeout(patienceMs)]), headers: { 'content-type': 'application/json' } });
            await answer.text();
            if (answer.ok && method === 'POST')
                this.added.push(name);
            tell(answer.status, answer.ok ? '' : `answered ${answer.status}`, answer.headers.get('x-version') ?? '');
        }
        catch (error) {
            const cause = error instanceof Error ? error.cause : undefined;
            const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
            tell(0, code === 'ECONNREFUSED' ? 'refused' : code === 'ECONNRESET' || code === 'UND_ERR_SOCKET' ? 'cut off' : code || 'no answer');
        }
    }
}
function findOutages(visits) {
    const groups = [];
    for (const visit of visits.filter(({ error }) => error !== '').sort((a, b) => a.at - b.at)) {
        const last = groups.at(-1)?.at(-1);
        if (last !== undefined && visit.at - last.at < 1_000)
            groups.at(-1)?.push(visit);
        else
            groups.push([visit]);
    }
    return groups.map((group) => ({ from: group[0]?.at ?? 0, to: Math.max(...group.map(({ ended }) => ended)), failed: group.length, kinds: countBy(group) }));
}
function countBy(visits) {
    const counts = new Map();
    for (const { error } of visits)
        counts.set(error, (counts.get(error) ?? 0) + 1);
    return [...counts].map(([error, count]) => `${count} ${error}`).join(', ');
}

; 

function tenths(ms) {
    return `${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1000).toFixed(1)} s`;
}
function tellVisits(visits, spans) {
    const failed = visits.filter(({ error }) => error !== '').length;
    const switches = visits
        .filter(({ version }) => version !== '')
        .sort((a, b) => a.ended - b.ended)
        .filter(({ version }, index, all) => version !== all[index - 1]?.version);
    const outages = findOutages(visits).map(({ from, to, failed: count, kinds }) => {
        const during = [...spans].find(([, span]) => from >= span.from && from <= span.to)?.[0] ?? 'no deploy';
        const next = switches.find(({ ended }) => ended >= from && ended <= to + 1_000);
        const beside = next === undefined ? '' : `, from ${tenths(from - next.ended)} to ${tenths(to - next.ended)} around the first answer of ${next.version}`;
        return `  during ${during}: ${count} failed within ${tenths(to - from).replace('+', '')} (${kinds})${beside}`;
    });
    return [`  ${visits.length} requests, ${failed} failed`, ...outages, '  The strategy is recreate: the old release stops before the new one starts, and what is asked in between is refused.'];
}

; 











const TITLES = {
    v1: 'v1: the first deploy to an empty server',
    v2: 'v2: a good release with a migration',
    v3: 'v3: starts well and falls ill under traffic',
};
const GONE_BACK = 5;
const LAST_VISITS_MS = 500;
async function play(lab, visitors, terminal, signal) {
    terminal.print(`A server of its own: SSH on port ${lab.server.port} of this machine, its disk is ${lab.folder}/server, its application will be at ${lab.url}`);
    const deployed = [];
    for (const version of versions) {
        terminal.print('', TITLES[version], `  $ npx lockgate deploy --version ${version}`);
        const from = Date.now();
        const exit = await lab.deploy(version, (line) => {
            if (!signal.aborted)
                terminal.print(line === '' ? '' : `  ${line}`);
        });
        if (signal.aborted)
            return undefined;
        deployed.push({ version, exit, span: { from, to: Date.now() } });
        if (version !== 'v1')
            continue;
        if (exit !== 0)
            break;
        visitors.start();
    }
    await new Promise((resolve) => setTimeout(resolve, LAST_VISITS_MS));
    await visitors.stop();
    const exits = deployed.map(({ exit }) => exit);
    const events = lab.messages.map(({ event }) => event);
    const promises = [
        { promise: 'v1 and v2 are released', kept: exits[0] === 0 && exits[1] === 0, found: `exit codes ${exits.slice(0, 2).join(', ')}` },
        { promise: 'v3 was brought back by itself', kept: exits[2] === GONE_BACK, found: `exit code ${exits[2] ?? 'none'}` },
        ...(exits[0] === 0 ? await checkShop(lab.url, lab.database, visitors.added) : []),
        { promise: 'the team was told', kept: events.join() === 'succeeded,succeeded,rolled-back', found: events.join(', ') },
    ];
    if (signal.aborted)
        return undefined;
    terminal.print('', 'What visitors saw, twenty requests a second, every tenth adds a product', ...tellVisits(visitors.visits, new Map(deployed.map(({ version, span }) => [version, span]))));
    terminal.print('', 'What was promised', ...promises.map(({ promise, kept, found }) => `  ${kept ? '✓' : '✗'} ${promise}  (${found})`), '');
    return { deployed, promises };
}
async function demo({ options, signal }, terminal) {
    const startedAt = new Date();
    const program = (0,external_node_fs_.realpathSync)(process.argv[1] ?? '');
    const source = (0,external_node_path_.join)((0,external_node_path_.dirname)(program), '../examples/demo');
    requireNeeds(source);
    for (const folder of await removeLeftovers())
        terminal.progress(`removed ${folder}, left of a demo that was killed`);
    const keep = options.has('keep');
    const lab = await Lab.open({ program, source });
    const visitors = new Visitors(lab.url);
    const stop = () => {
        lab.stop();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
        return conclude(startedAt, await play(lab, visitors, terminal, signal), keep && !signal.aborted ? lab.folder : '');
    }
    finally {
        signal.removeEventListener('abort', stop);
        visitors.leave();
        await lab.close(keep && !signal.aborted);
    }
}
function conclude(startedAt, played, kept) {
    const now = new Date();
    const stub = { action: 'demo', environment: '', startedAt };
    if (played === undefined)
        return (0,result .Nq)(stub, new failure .HR({ kind: 'interrupted', code: 'LG-CANCELLED', problem: 'the demo was stopped', next: 'nothing is left of it; start it again' }), now);
    const { deployed, promises } = played;
    const data = { deployed: deployed.map(({ version, exit }) => ({ version, exit })), promises };
    const broken = promises.filter((one) => !one.kept);
    if (broken.length > 0) {
        const problems = broken.map(({ promise, found }) => new failure .HR({ kind: 'command', code: 'LG-DEMO-PROMISE', problem: `not kept: ${promise}`, cause: found, next: 'read what the deploys say above' }));
        return { ...(0,result .Nq)(stub, new failure .oo(problems), now), data };
    }
    return {
        outputs: {},
        data,
        report: {
            ...stub,
            status: 'passed',
            headline: 'two releases, and an ill one that came back by itself; nothing is left of it',
            app: 'shop',
            version: '',
            release: '',
            startedAt: startedAt.toISOString(),
            durationMs: now.getTime() - startedAt.getTime(),
            timeline: [],
            gates: [],
            facts: [],
            commands: [],
            failures: [],
            notes: kept === '' ? [] : [`kept: ${kept}`],
            ...(kept === '' ? {} : { headline: 'two releases, and an ill one that came back by itself' }),
        },
    };
}


  })

};
;