"use strict";
exports.id = 340;
exports.ids = [340];
exports.modules = {

  266:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    h: () => (  resolveTargets)
  });
  var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
  var node_fs__WEBPACK_IMPORTED_MODULE_0___default = __webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
  var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
  var node_path__WEBPACK_IMPORTED_MODULE_1___default = __webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_1__);
  var _model_failure__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2891);
  var _shell_known_hosts__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4975);




const KNOWN_HOSTS = 'LOCKGATE_KNOWN_HOSTS';
function wrong(code, problem, host, next, cause) {
    return new _model_failure__WEBPACK_IMPORTED_MODULE_2__  .HR({ kind: 'configuration', code, problem, host, next, cause });
}
function findPins(host, source) {
    const variable = source.variables[KNOWN_HOSTS] ?? '';
    const pins = (0,_shell_known_hosts__WEBPACK_IMPORTED_MODULE_3__  .G)(variable, host.address, host.port);
    if (host.knownHosts === undefined || pins.types.length > 0 || pins.authorityOnly)
        return { knownHosts: variable, knownHostsSource: KNOWN_HOSTS };
    try {
        return { knownHosts: (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(source.workspace, host.knownHosts), 'utf8'), knownHostsSource: host.knownHosts };
    }
    catch (error) {
        throw wrong('LG-SSH-KNOWN-HOSTS', `the file of known hosts ${host.knownHosts} cannot be read`, host.alias, `add it to the repository, or put its lines into the variable ${KNOWN_HOSTS}`, error instanceof Error ? error.message : String(error));
    }
}
function needSecret(name, host, source) {
    if (name === undefined)
        return undefined;
    const secret = source.secret(name);
    if (secret !== undefined)
        return secret;
    throw wrong('LG-SECRET-MISSING', `the variable ${name} is not set`, host.alias, `hand it to the step: env: { ${name}: \${{ secrets.${name} }} } (a secret that does not exist is empty)`);
}
function findBastion(host, hosts, seen) {
    if (host.via === undefined)
        return undefined;
    const bastion = hosts.get(host.via);
    if (bastion === undefined)
        throw wrong('LG-SSH-VIA', `there is no host ${host.via} to go through`, host.alias, 'name another host under via');
    if (host.via === host.alias || seen.includes(host.via))
        throw wrong('LG-SSH-VIA', `${host.via} is gone through to reach itself`, host.alias, 'name another host under via');
    return bastion;
}
function resolveTargets(settings, source) {
    const hosts = new Map([...settings.hosts, ...settings.bastions].map((host) => [host.alias, host]));
    const targets = new Map();
    const problems = new Map();
    const attempt = (part, otherwise) => {
        try {
            return part();
        }
        catch (error) {
            if (!(error instanceof _model_failure__WEBPACK_IMPORTED_MODULE_2__  .HR))
                throw error;
            if (!problems.has(error.message))
                problems.set(error.message, error);
            return otherwise;
        }
    };
    const resolve = (host, seen) => {
        const known = targets.get(host.alias);
        if (known !== undefined)
            return known;
        const agent = source.variables['SSH_AUTH_SOCK'];
        const keyless = source.agentStandsIn === true && (agent ?? '') !== '' && host.key !== undefined && source.secret(host.key) === undefined;
        const key = keyless ? undefined : attempt(() => needSecret(host.key, host, source), undefined);
        const passphrase = keyless ? undefined : attempt(() => needSecret(host.passphrase, host, source), undefined);
        const via = attempt(() => findBastion(host, hosts, seen), undefined);
        const target = {
            alias: host.alias,
            address: host.address,
            port: host.port,
            user: source.asPlanUser === true ? (host.planUser ?? host.user) : host.user,
            ...(key === undefined ? {} : { key }),
            ...(passphrase === undefined ? {} : { passphrase }),
            ...(agent === undefined || agent === '' ? {} : { agent }),
            ...attempt(() => findPins(host, source), { knownHosts: '', knownHostsSource: KNOWN_HOSTS }),
            ...(via === undefined ? {} : { via: resolve(via, [...seen, host.alias]) }),
        };
        targets.set(host.alias, target);
        return target;
    };
    for (const host of settings.hosts)
        resolve(host, []);
    if (problems.size > 0)
        throw new _model_failure__WEBPACK_IMPORTED_MODULE_2__  .oo([...problems.values()]);
    return targets;
}


  }),

  4975:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    G: () => (  pinsFor),
    ax: () => (  fingerprintOf),
    cp: () => (  knownHostLine),
    zj: () => (  keyTypeOf)
  });
  var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
  var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = __webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);

function parseKnownHosts(text) {
    return text.split('\n').flatMap((line) => {
        const words = line.trim().split(/\s+/);
        const first = words[0] ?? '';
        if (first === '' || first.startsWith('#'))
            return [];
        const marker = first.startsWith('@') ? first : '';
        const [hosts, type, key] = marker === '' ? words : words.slice(1);
        return hosts === undefined || type === undefined || key === undefined ? [] : [{ marker, hosts, type, key }];
    });
}
function matchesHashed(pattern, host) {
    const [, , salt = '', hash = ''] = pattern.split('|');
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHmac)('sha1', Buffer.from(salt, 'base64')).update(host).digest('base64') === hash;
}
function matchesPattern(pattern, host) {
    const expression = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
    return new RegExp(`^${expression}$`, 'i').test(host);
}
function namesHost(hosts, host) {
    if (hosts.startsWith('|1|'))
        return matchesHashed(hosts, host);
    const patterns = hosts.split(',');
    if (patterns.some((pattern) => pattern.startsWith('!') && matchesPattern(pattern.slice(1), host)))
        return false;
    return patterns.some((pattern) => !pattern.startsWith('!') && matchesPattern(pattern, host));
}
function knownHostName(address, port) {
    return port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${String(port)}`;
}
function pinsFor(text, address, port) {
    const lines = parseKnownHosts(text);
    const naming = (name) => lines.filter((line) => namesHost(line.hosts, name));
    const exact = naming(knownHostName(address, port));
    const mine = exact.some((line) => line.marker === '') ? exact : [...exact, ...naming(address.toLowerCase())];
    const keys = mine.filter((line) => line.marker === '');
    const revoked = mine.filter((line) => line.marker === '@revoked');
    return {
        types: [...new Set(keys.map((line) => line.type))],
        authorityOnly: keys.length === 0 && mine.some((line) => line.marker === '@cert-authority'),
        verdict: (key) => {
            const offered = key.toString('base64');
            if (revoked.some((line) => line.key === offered))
                return 'revoked';
            if (keys.some((line) => line.key === offered))
                return 'pinned';
            return keys.length === 0 ? 'unknown' : 'changed';
        },
    };
}
function keyTypeOf(key) {
    return key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}
function fingerprintOf(key) {
    return `SHA256:${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
function knownHostLine(address, port, key) {
    return `${knownHostName(address, port)} ${keyTypeOf(key)} ${key.toString('base64')}`;
}


  }),

  6749:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  o: () => (  SshConnections)
});

var p_retry = __webpack_require__(4995);
var failure = __webpack_require__(2891);
var promises_ = __webpack_require__(8500);
; 

const END_MS = 2_000;
class ChannelAhead {
    #waiting;
    #refused = false;
    async take(connection, command) {
        const waiting = this.#waiting;
        if (waiting?.command !== command)
            return undefined;
        this.#waiting = undefined;
        const channel = await waiting.channel;
        if (waiting.connection === connection && !waiting.ended)
            return channel;
        channel?.close();
        return undefined;
    }
    async drop() {
        const waiting = this.#waiting;
        this.#waiting = undefined;
        this.#refused = true;
        const channel = await waiting?.channel;
        if (channel === undefined)
            return;
        channel.close();
        const given = new AbortController();
        await Promise.race([channel.ended, (0,promises_.setTimeout)(END_MS, undefined, { signal: given.signal })]).catch(() => undefined);
        given.abort();
    }
    prepare(connection, command, start) {
        if (this.#waiting !== undefined || this.#refused)
            return;
        const channel = start().catch(() => {
            this.#refused = true;
            return undefined;
        });
        const waiting = { connection, command, channel, ended: false };
        const end = () => {
            waiting.ended = true;
        };
        void channel.then((opened) => opened?.ended.then(end, end));
        this.#waiting = waiting;
    }
}

var esm = __webpack_require__(9487);
var greet = __webpack_require__(7895);
var known_hosts = __webpack_require__(4975);
var ssh_failures = __webpack_require__(7842);
var lib = __webpack_require__(5472);
; 


function readPrivateKey(target) {
    const { key, passphrase } = target;
    if (key === undefined)
        throw new Error('there is no key to read');
    const text = `${key.reveal().replaceAll('\r\n', '\n').trim()}\n`;
    const parsed = lib.utils.parseKey(text, passphrase?.reveal());
    if (parsed instanceof Error)
        return explain(target, text, parsed);
    const [first] = [parsed].flat();
    if (first?.isPrivateKey() !== true) {
        return (0,ssh_failures .GL)(target, { code: 'LG-SSH-KEY', problem: `${key.name} holds a public key`, next: `put the private key into ${key.name}, the file without .pub` });
    }
    return first;
}
function explain(target, text, error) {
    const name = target.key?.name ?? '';
    if (/no passphrase/i.test(error.message)) {
        return (0,ssh_failures .GL)(target, {
            code: 'LG-SSH-PASSPHRASE-MISSING',
            problem: `the key in ${name} needs a passphrase`,
            next: 'name the variable that holds it: ssh: { passphrase: DEPLOY_KEY_PASSPHRASE }',
        });
    }
    if (target.passphrase !== undefined && /passphrase|integrity|decrypt|cipher/i.test(error.message)) {
        return (0,ssh_failures .GL)(target, {
            code: 'LG-SSH-PASSPHRASE-WRONG',
            problem: `the passphrase in ${target.passphrase.name} does not open the key in ${name}`,
            next: `correct ${target.passphrase.name}; ssh-keygen -y -f <the key file> tells whether a passphrase is right`,
        });
    }
    const looks = text.startsWith('-----BEGIN') ? 'its text is damaged or of a kind that is not supported' : 'it does not start with "-----BEGIN"';
    return (0,ssh_failures .GL)(target, { code: 'LG-SSH-KEY', problem: `${name} holds no private key`, cause: looks, next: `put the whole private key file into ${name}, first and last line included` });
}

var ssh_target = __webpack_require__(8552);
; 







class Fleeting extends Error {
    failure;
    constructor(failure) {
        super(failure.message);
        this.failure = failure;
    }
}
const ALGORITHMS = {
    'ssh-ed25519': ['ssh-ed25519'],
    'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
    'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
    'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
    'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};
const SAFE = Object.values(ALGORITHMS).flat();
function authentication(target) {
    const { user: username, key, agent } = target;
    if (key !== undefined) {
        const read = readPrivateKey(target);
        if (read instanceof failure .HR)
            throw read;
        return { method: { type: 'publickey', username, key: read }, offered: describeKey(key.name, read) };
    }
    if (agent !== undefined && agent !== '')
        return { method: { type: 'agent', username, agent }, offered: 'it was offered every key of the SSH agent (ssh-add -l lists them)' };
    throw (0,ssh_failures .GL)(target, {
        code: 'LG-SSH-NO-KEY',
        problem: 'there is neither a key nor an SSH agent to log in with',
        next: 'name the variable that holds the private key (ssh: { key: DEPLOY_KEY }) and pass it to the step, or start an agent',
    });
}
function describeKey(name, key) {
    return `it was offered ${key.type} ${(0,known_hosts .ax)(key.getPublicSSH())}, the key in ${name}`;
}
async function connectOnce(target, options, through) {
    const timeoutMs = options.connectTimeoutMs ?? ssh_target .c;
    const { method, offered } = authentication(target);
    const pins = (0,known_hosts .G)(target.knownHosts, target.address, target.port);
    if (pins.authorityOnly) {
        throw (0,ssh_failures .GL)(target, { code: 'LG-SSH-HOST-CERTIFICATE', problem: `${target.knownHostsSource} names only a certificate authority for this host`, next: "pin the host's own key beside it" });
    }
    const wanted = pins.types.flatMap((type) => ALGORITHMS[type] ?? []);
    const stage = { connected: false, handshake: false, offered };
    let refused;
    const reach = () => options.greetings?.take(target.address, target.port) ?? (0,greet .KV)(target.address, target.port, timeoutMs, options.signal);
    const sock = through === undefined ? await reach().catch((error) => toss(target, error, stage)) : await through();
    stage.connected = true;
    if (sock.destroyed)
        toss(target, sock.errored ?? new Error('Connection lost before handshake'), stage);
    let agentProblem;
    const config = {
        sock,
        ident: greet .L3,
        username: target.user,
        readyTimeout: timeoutMs,
        keepaliveInterval: options.keepAliveMs ?? 15_000,
        keepaliveCountMax: 3,
        algorithms: { serverHostKey: wanted.length === 0 ? SAFE : wanted },
        hostVerifier: (key) => {
            const verdict = pins.verdict(key);
            if (verdict !== 'pinned')
                refused = (0,ssh_failures .M9)(target, verdict, key);
            return verdict === 'pinned';
        },
        authHandler: [method],
    };
    const ssh = new esm .H();
    const connecting = ssh.connect(config);
    const client = ssh.connection;
    const abort = () => void sock.destroy();
    options.signal?.addEventListener('abort', abort, { once: true });
    client?.on('handshake', () => {
        stage.handshake = true;
    });
    client?.on('error', (error) => {
        if ('level' in error && error.level === 'agent')
            agentProblem = error;
    });
    try {
        await connecting;
    }
    catch (error) {
        sock.destroy();
        if (refused !== undefined)
            throw refused;
        if (agentProblem !== undefined) {
            throw (0,ssh_failures .f$)(target, { code: 'LG-SSH-AGENT', problem: 'the SSH agent does not answer', cause: agentProblem.message, next: 'check SSH_AUTH_SOCK, or name a key' }, error);
        }
        return toss(target, error, stage);
    }
    finally {
        options.signal?.removeEventListener('abort', abort);
    }
    if (client === null)
        throw new Error('a connection that is ready has a client');
    return client;
}
function toss(target, error, stage) {
    const { failure, retry } = (0,ssh_failures .vZ)(target, error, stage);
    throw retry ? new Fleeting(failure) : failure;
}

var thrown = __webpack_require__(3702);
; 






class SshConnection {
    target;
    options;
    via;
    usage = { commands: 0, handshakes: 0 };
    #open;
    #closed = false;
    #ahead = new ChannelAhead();
    #many = false;
    #connecting = false;
    #abandoned = new AbortController();
    constructor(target, options = {}, via) {
        this.target = target;
        this.options = options;
        this.via = via;
    }
    async exec(command) {
        const open = await this.ready();
        this.usage.commands += 1;
        const ahead = await this.#ahead.take(open, command);
        if (ahead !== undefined)
            return ahead;
        const start = async (tries) => {
            if (tries === 2)
                await this.#ahead.drop();
            try {
                return await this.start(open, command);
            }
            catch (error) {
                throw open.lost === undefined || !(error instanceof Error) ? error : new p_retry .lc(error);
            }
        };
        return (0,p_retry .Ay)(start, { retries: 3, minTimeout: 50, factor: 3 });
    }
    async execScript(command, manyFollow) {
        const first = this.usage.commands === 0;
        const channel = await this.exec(command);
        if (first)
            setImmediate(() => this.options.onFirstScript?.());
        this.#many ||= manyFollow;
        const open = await this.#open?.catch(() => undefined);
        const room = this.usage.commands < (this.options.commandsAhead ?? Infinity);
        if (room && this.#many && open !== undefined && !this.#closed)
            this.#ahead.prepare(open, command, () => this.start(open, command));
        return channel;
    }
    start(open, command) {
        return new Promise((resolve, reject) => {
            const refuse = (error) => {
                const cause = (0,thrown .b)(error);
                const { target } = this;
                if (open.lost !== undefined || /Not connected|No response/.test(cause))
                    reject((0,ssh_failures .w4)(target, open.lost ?? cause));
                else
                    reject((0,ssh_failures .f$)(target, { code: 'LG-SSH-EXEC', problem: 'the host let us in but runs no command', cause, next: 'check MaxSessions and ForceCommand in sshd_config' }, error));
            };
            try {
                open.client.exec(command, (error, stream) => {
                    if (error !== undefined) {
                        refuse(error);
                        return;
                    }
                    let exit;
                    const ended = new Promise((done, broken) => {
                        stream.on('exit', (code, signal) => {
                            exit = { exitCode: code, signal: signal === undefined || signal === '' ? null : `SIG${signal.replace(/^SIG/, '')}` };
                        });
                        stream.on('close', () => {
                            if (exit === undefined && open.lost !== undefined)
                                broken((0,ssh_failures .w4)(this.target, open.lost));
                            else
                                done(exit ?? { exitCode: null, signal: null });
                        });
                    });
                    ended.catch(() => undefined);
                    stream.on('error', () => undefined);
                    resolve({
                        stdin: stream.stdin,
                        stdout: stream.stdout,
                        stderr: stream.stderr,
                        ended,
                        close: () => {
                            stream.signal('TERM');
                            stream.close();
                        },
                    });
                });
            }
            catch (error) {
                refuse(error);
            }
        });
    }
    async forward(port, address = '127.0.0.1') {
        const { client } = await this.ready();
        return new Promise((resolve, reject) => {
            const refuse = (error) => {
                reject((0,ssh_failures .Cs)(this.target, port, error));
            };
            try {
                client.forwardOut('127.0.0.1', 0, address, port, (error, stream) => {
                    if (error !== undefined)
                        refuse(error);
                    else
                        resolve(stream);
                });
            }
            catch (error) {
                refuse(error);
            }
        });
    }
    openAhead() {
        this.#open ??= this.connect();
        this.#open.catch(() => undefined);
    }
    async close() {
        this.#closed = true;
        if (this.#connecting)
            this.#abandoned.abort();
        const open = await this.#open?.catch(() => undefined);
        this.#open = undefined;
        if (open === undefined || open.lost !== undefined)
            return;
        const gone = new Promise((resolve) => {
            open.client.once('close', resolve);
            setTimeout(() => {
                open.client.destroy();
                resolve();
            }, 1000).unref();
        });
        open.client.end();
        await gone;
    }
    async ready() {
        if (this.#closed)
            throw new Error('the connection was closed by us');
        const before = this.#open;
        const current = await before?.catch(() => undefined);
        if (current?.lost !== undefined && this.#open === before)
            this.#open = undefined;
        const opening = (this.#open ??= this.connect());
        try {
            return await opening;
        }
        catch (error) {
            if (this.#open === opening)
                this.#open = undefined;
            throw error;
        }
    }
    async connect() {
        const { via, target } = this;
        const signal = AbortSignal.any([...(this.options.signal === undefined ? [] : [this.options.signal]), this.#abandoned.signal]);
        const options = { ...this.options, signal };
        const through = via === undefined ? undefined : () => this.throughBastion(via);
        const attempt = async () => {
            try {
                return await connectOnce(target, options, through);
            }
            catch (error) {
                throw error instanceof Fleeting || !(error instanceof Error) ? error : new p_retry .lc(error);
            }
        };
        this.#connecting = true;
        const client = await (0,p_retry .Ay)(attempt, { retries: (options.attempts ?? 3) - 1, minTimeout: 500, factor: 3, signal })
            .catch((error) => {
            throw error instanceof Fleeting ? error.failure : signal.aborted ? interrupted(target) : error;
        })
            .finally(() => {
            this.#connecting = false;
        });
        this.usage.handshakes += 1;
        const open = { client, lost: undefined };
        let cause;
        client.on('error', (error) => {
            cause ??= error.message;
        });
        client.on('close', () => {
            open.lost = cause ?? 'the other side ended it';
        });
        return open;
    }
    async throughBastion(via) {
        try {
            return await via.forward(this.target.port, this.target.address);
        }
        catch (error) {
            if (!(error instanceof failure .HR) || !error.code.startsWith('LG-SSH-FORWARD-'))
                throw error;
            throw (0,ssh_failures .f$)(this.target, {
                code: 'LG-SSH-VIA',
                problem: `the bastion ${via.target.alias} does not get through to this host`,
                cause: error.facts.cause,
                next: `check that ${via.target.alias} reaches it and allows forwarding (AllowTcpForwarding, PermitOpen)`,
            }, error);
        }
    }
}
function interrupted(target) {
    return new failure .HR({ kind: 'interrupted', code: 'LG-INTERRUPTED', problem: 'stopped while connecting', host: target.alias, next: 'nothing was sent to the host' });
}

; 

function isSame(one, other) {
    if (one === undefined || other === undefined)
        return one === other;
    const keys = ['alias', 'address', 'port', 'user', 'key', 'passphrase', 'agent', 'knownHosts', 'knownHostsSource'];
    return keys.every((key) => one[key] === other[key]) && isSame(one.via, other.via);
}
class SshConnections {
    options;
    #connections = new Map();
    #mistaken = [];
    constructor(options = {}) {
        this.options = options;
    }
    to(target) {
        const known = this.#connections.get(target.alias);
        if (known !== undefined && isSame(known.target, target))
            return known;
        if (known !== undefined)
            this.#mistaken.push(known.close());
        const via = target.via === undefined ? undefined : this.to(target.via);
        const connection = new SshConnection(target, this.options, via);
        this.#connections.set(target.alias, connection);
        return connection;
    }
    openAhead(target) {
        this.to(target).openAhead();
    }
    async close() {
        this.options.greetings?.close();
        const all = [...this.#connections.values()];
        await Promise.all([...this.#mistaken, ...all.filter((connection) => connection.target.via !== undefined).map((connection) => connection.close())]);
        await Promise.all(all.map((connection) => connection.close()));
        this.#connections.clear();
    }
}


  }),

  7842:
  ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

  __webpack_require__.d(__webpack_exports__, {
    Cs: () => (  forwardFailure),
    GL: () => (  settingsFailure),
    M9: () => (  hostKeyFailure),
    Qr: () => (  isBroken),
    f$: () => (  sshFailure),
    vZ: () => (  connectFailure),
    w4: () => (  brokenFailure)
  });
  var _model_failure__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2891);
  var _known_hosts__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4975);
  var _thrown__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3702);



function sshFailure(target, facts, thrown) {
    return new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({ kind: 'connection', host: target.alias, ...facts }, thrown === undefined ? undefined : { cause: thrown });
}
function settingsFailure(target, facts) {
    return new _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR({ kind: 'configuration', host: target.alias, ...facts });
}
function hostKeyFailure(target, verdict, key) {
    const line = (0,_known_hosts__WEBPACK_IMPORTED_MODULE_1__  .cp)(target.address, target.port, key);
    const offered = `it offers ${(0,_known_hosts__WEBPACK_IMPORTED_MODULE_1__  .zj)(key)} ${(0,_known_hosts__WEBPACK_IMPORTED_MODULE_1__  .ax)(key)}`;
    const source = target.knownHostsSource;
    if (verdict === 'revoked') {
        return sshFailure(target, {
            code: 'LG-SSH-HOST-KEY-REVOKED',
            problem: `the host shows a key that ${source} marks as revoked`,
            cause: offered,
            next: 'do not connect: find out why a revoked key is still in use, and give the host a new one',
        });
    }
    if (verdict === 'changed') {
        return sshFailure(target, {
            code: 'LG-SSH-HOST-KEY-CHANGED',
            problem: `the host key is not the one that is pinned in ${source}`,
            cause: offered,
            next: `somebody may be in between. Only if the key was changed on purpose, replace the host's lines in ${source} with: ${line}`,
        });
    }
    return sshFailure(target, {
        code: 'LG-SSH-HOST-KEY-UNKNOWN',
        problem: `no host key is pinned for this host in ${source}`,
        cause: offered,
        next: `compare the fingerprint with the one on the server (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then add this line to ${source}: ${line}`,
    });
}
function connectFailure(target, thrown, stage) {
    const message = (0,_thrown__WEBPACK_IMPORTED_MODULE_2__  .b)(thrown).replaceAll(target.address, target.alias);
    const code = (0,_thrown__WEBPACK_IMPORTED_MODULE_2__  .$)(thrown);
    const fail = (facts) => sshFailure(target, { cause: message, ...facts }, thrown);
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
        return { retry: code === 'EAI_AGAIN', failure: fail({ code: 'LG-SSH-NAME', problem: "the host's name has no address", next: `check the address of ${target.alias} in the configuration` }) };
    }
    if (code === 'ECONNREFUSED') {
        return { retry: true, failure: fail({ code: 'LG-SSH-REFUSED', problem: `nothing listens on port ${String(target.port)}`, next: 'check the port and that sshd runs' }) };
    }
    if (/no matching host key format/.test(message)) {
        return {
            retry: false,
            failure: fail({
                code: 'LG-SSH-HOST-KEY-TYPE',
                problem: `the host has no key of a type that is pinned in ${target.knownHostsSource}`,
                next: 'list its keys with ssh-keyscan from a place you trust, compare, and pin one of them',
            }),
        };
    }
    if (/no matching/.test(message)) {
        return { retry: false, failure: fail({ code: 'LG-SSH-ALGORITHM', problem: 'the host offers no algorithm that is considered safe', next: "update the host's sshd" }) };
    }
    if (/All configured authentication methods failed/.test(message)) {
        return { retry: false, failure: fail({ code: 'LG-SSH-AUTH', problem: `the host does not let ${target.user} in with this key`, cause: stage.offered, next: `add the public key to ~${target.user}/.ssh/authorized_keys on the host; see that this file, its folder and the home belong to ${target.user} and that nobody else may write them (chmod 600, 700, 755), since sshd passes over a key elsewhere without a word; or correct user and key` }) };
    }
    if (!stage.connected) {
        return { retry: true, failure: fail({ code: 'LG-SSH-UNREACHABLE', problem: 'the host cannot be reached', next: 'check the address, the firewall and that the host is up' }) };
    }
    if (/Timed out/.test(message)) {
        const problem = stage.handshake ? 'the login did not come to an end' : 'something accepts the connection and then says nothing';
        return { retry: !stage.handshake, failure: fail({ code: 'LG-SSH-SILENT', problem, next: 'look at sshd on the host (load, memory, MaxStartups); the port may belong to something else' }) };
    }
    if (/Invalid identification|Protocol|Expected/i.test(message)) {
        return { retry: false, failure: fail({ code: 'LG-SSH-NOT-SSH', problem: 'what answers there does not speak SSH', next: 'check address and port' }) };
    }
    const when = stage.handshake ? 'during the login' : 'before the login';
    return { retry: !stage.handshake || code === 'ECONNRESET' || code === 'EPIPE', failure: fail({ code: 'LG-SSH-LOST', problem: `the connection broke ${when}`, next: "look at sshd's log on the host; try again" }) };
}
function brokenFailure(target, cause) {
    return sshFailure(target, {
        code: 'LG-SSH-BROKEN',
        problem: 'the connection broke before the answer was complete',
        cause,
        next: 'try again; what was running on the host is found there by the next run',
    });
}
const isBroken = (thrown) => thrown instanceof _model_failure__WEBPACK_IMPORTED_MODULE_0__  .HR && thrown.code === 'LG-SSH-BROKEN';
function forwardFailure(target, port, thrown) {
    const reason = typeof thrown === 'object' && thrown !== null && 'reason' in thrown ? thrown.reason : undefined;
    const cause = (0,_thrown__WEBPACK_IMPORTED_MODULE_2__  .b)(thrown);
    if (reason === 2) {
        return sshFailure(target, { code: 'LG-SSH-FORWARD-UNREACHABLE', problem: `nothing answers on port ${String(port)} of the host`, cause, next: 'check that the application listens there' }, thrown);
    }
    return sshFailure(target, { code: 'LG-SSH-FORWARD-REFUSED', problem: `the host does not forward connections to port ${String(port)}`, cause, next: 'allow it in sshd_config (AllowTcpForwarding, PermitOpen) or ask the port by a command on the host' }, thrown);
}


  })

};
;