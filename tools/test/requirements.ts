import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program that tests run, and the Debian package that brings it. */
export interface Requirement {
  readonly program: string;
  readonly package: string;
  /** Packages that it is of no use without, where its own does not bring them. */
  readonly with?: readonly string[];
  readonly why: string;
}

export const REQUIREMENTS: readonly Requirement[] = [
  { program: 'bash', package: 'bash', why: 'host scripts under a third shell' },
  { program: 'dash', package: 'dash', why: 'host scripts under the shell of Debian' },
  { program: 'busybox', package: 'busybox', why: 'host scripts under the shell of small systems' },
  // Ubuntu's comes without the keys of Debian.
  { program: 'debootstrap', package: 'debootstrap', with: ['debian-archive-keyring'], why: 'the servers in containers, which are Debian' },
  { program: 'flock', package: 'util-linux', why: 'the lease' },
  { program: 'git', package: 'git', why: 'what is deployed' },
  { program: 'go', package: 'golang-go', with: ['ca-certificates'], why: 'second opinions on workflows, which are made of their sources: tools/programs' },
  { program: 'nginx', package: 'nginx-light', why: 'a real proxy before the instances' },
  { program: 'openssl', package: 'openssl', why: 'digests of large backups' },
  { program: 'pg_ctlcluster', package: 'postgresql', why: 'PostgreSQL databases: a server of the tests\' own' },
  { program: 'ps', package: 'procps', why: 'the search for leaked secrets in the process list' },
  { program: 'psql', package: 'postgresql-client', why: 'PostgreSQL databases' },
  { program: 'python3', package: 'python3', why: 'SQLite databases and the demo' },
  { program: 'rsync', package: 'rsync', why: 'uploads' },
  { program: 'setpriv', package: 'util-linux', why: 'a host whose user has no rights' },
  { program: 'shellcheck', package: 'shellcheck', why: 'the scripts in src/host' },
  { program: 'sqlite3', package: 'sqlite3', why: 'SQLite databases, asked by a second program' },
  { program: 'ssh', package: 'openssh-client', why: 'keys and agents' },
  { program: 'sshd', package: 'openssh-server', why: 'a real server to connect to' },
  { program: 'sudo', package: 'sudo', why: 'programs that run with the rights of another user' },
  { program: 'tar', package: 'tar', why: 'uploads without rsync' },
  { program: 'zstd', package: 'zstd', why: 'compressed backups' },
];

/** The file that a name runs, looked for where a root shell looks. */
export function findProgram(program: string, path = process.env['PATH'] ?? ''): string | undefined {
  const folders = [...path.split(':').filter((folder) => folder !== ''), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return folders
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

export function findMissing(requirements: readonly Requirement[], path?: string): Requirement[] {
  return requirements.filter(({ program }) => findProgram(program, path) === undefined);
}

const NEEDS = /^\/\/ needs: (.+)$/m;

/** What the first lines of a test file say that it needs besides programs: `// needs: docker`. */
export function declaredNeeds(text: string): string[] {
  const head = text.split('\n').slice(0, 10).join('\n');
  return (NEEDS.exec(head)?.[1] ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '');
}

/** The test files below a folder that declare a need. */
export function filesThatNeed(folder: string, need: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && declaredNeeds(readFileSync(join(folder, name), 'utf8')).includes(need))
    .sort();
}
