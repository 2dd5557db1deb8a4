import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, chownSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSIONS = '/usr/lib/postgresql';
const SETTINGS = `
listen_addresses = ''
fsync = off
max_connections = 40
max_prepared_transactions = 2
autovacuum = off
`;

/** A cluster of the tests' own: a socket in a folder, no port, its files gone with it. */
export interface Server {
  /** The folder of its socket. */
  readonly socket: string;
  sql(database: string, text: string): string;
  /** Runs a program of PostgreSQL as its administrator. */
  run(program: string, words: readonly string[], input?: string): string;
  restart(): void;
  stop(): void;
}

/** Words that run a program as the user that the server runs as. */
export const asPostgres = (program: string, words: readonly string[]): [string, string[]] => ['sudo', ['-n', '-u', 'postgres', '--', program, ...words]];

export function startServer(): Server {
  const version = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a))[0];
  if (version === undefined) throw new Error(`there is no server of PostgreSQL below ${VERSIONS}`);
  const bin = join(VERSIONS, version, 'bin');
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-pg-'));
  const uid = Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }));
  chownSync(folder, uid, statSync(folder).gid);
  const data = join(folder, 'data');
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
  const run: Server['run'] = (program, words, input = '') => {
    const [sudo, all] = asPostgres(program, words);
    return execFileSync(sudo, all, { input, encoding: 'utf8', cwd: '/', env, stdio: ['pipe', 'pipe', 'pipe'] });
  };
  run(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']);
  // A role with a password is asked for it; the administrator is known by its user.
  run('tee', [join(data, 'pg_hba.conf')], 'local all guarded scram-sha-256\nlocal all all trust\n');
  appendFileSync(join(data, 'postgresql.conf'), `${SETTINGS}unix_socket_directories = '${folder}'\n`);
  const control = (...words: string[]): void => {
    const [sudo, all] = asPostgres(join(bin, 'pg_ctl'), ['-D', data, '-l', join(folder, 'log'), '-w', '-s', ...words]);
    // With no pipe that the server could hold open.
    execFileSync(sudo, all, { cwd: '/', env, stdio: 'ignore' });
  };
  control('start');
  return {
    socket: folder,
    run,
    sql: (database, text) => run('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', folder, '-d', connect(database), '-f', '-'], text),
    restart: () => {
      control('-m', 'immediate', 'restart');
    },
    stop: () => {
      for (const client of clients.splice(0)) closeClient(client);
      control('-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The name of a database that no program takes for a connection string. */
export const connect = (database: string): string => `dbname='${database.replaceAll(/[\\']/g, '\\$&')}'`;

const clients: ChildProcess[] = [];

/** A client that stays; its statements are written to its input. */
export function openClient(server: Server, database: string): ChildProcess {
  const [sudo, all] = asPostgres('psql', ['-X', '-q', '-A', '-t', '-h', server.socket, '-d', connect(database), '-f', '-']);
  const client = spawn(sudo, all, { cwd: '/', stdio: ['pipe', 'ignore', 'ignore'] });
  client.stdin.on('error', () => undefined);
  clients.push(client);
  return client;
}

/** Ends it whatever it does; psql itself goes when its input is gone or its session is. */
export function closeClient(client: ChildProcess): void {
  client.stdin?.destroy();
  client.kill('SIGKILL');
}
