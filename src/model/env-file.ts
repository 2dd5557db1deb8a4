/**
 * The file that tells an application its variables. What is written here is read alike by systemd (EnvironmentFile=, old and
 * new), by a POSIX shell (`.`), by python-dotenv and by `lg_env_split`; what one of them would read otherwise is refused.
 */

/** A variable as it will be written; its value may be a secret. */
export interface EnvVariable {
  readonly name: string;
  readonly value: string;
}

/** The release that the file belongs to: its last line says so, and the processes that were given the file carry it. */
export const RELEASE_VARIABLE = 'LOCKGATE_RELEASE';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** A shell does not let these be set. */
const READ_ONLY = new Set(['BASHOPTS', 'BASH_VERSINFO', 'EUID', 'PPID', 'SHELLOPTS', 'UID', '_']);

/** Why a name cannot be that of a variable of the application; undefined where it can. */
export function refuseName(name: string): string | undefined {
  if (!NAME.test(name)) return 'it is no name of a variable: letters, digits and _, and no digit first';
  if (/^(lg|lockgate)_/i.test(name)) return 'names that begin with LOCKGATE_ or LG_ are Lockgate\'s own';
  return READ_ONLY.has(name) ? 'a shell does not let it be set' : undefined;
}

/** Why a value cannot be written so that everybody reads the same; undefined where it can. Never shows it. */
export function refuseValue(value: string): string | undefined {
  if (/[^\P{Cc}\t]/u.test(value)) return 'it holds a line break or another control character: hand it over encoded, as base64';
  if (/\p{Surrogate}/u.test(value)) return 'it is no text in UTF-8';
  if (/\$\{.*\}/.test(value)) return 'it holds "${…}", which python-dotenv would fill in';
  if (value.endsWith('\\')) return 'it ends with a backslash, which python-dotenv takes for one before the quote';
  if (/[$`]/.test(value) && /['\\]/.test(value)) return 'it holds a dollar or a backtick, and a single quote or a backslash as well: no quoting means the same to a shell, systemd and python-dotenv';
  return undefined;
}

/** One value as all of them read it back. In single quotes nothing is special but their end and, to old versions of systemd, a backslash. */
function quoteValue(value: string): string {
  return /['\\]/.test(value) ? `"${value.replaceAll(/[\\"]/g, '\\$&')}"` : `'${value}'`;
}

/** The whole file. Names and values have passed `refuseName` and `refuseValue`. */
export function renderEnvFile(variables: readonly EnvVariable[], release: string): string {
  const lines = [...variables, { name: RELEASE_VARIABLE, value: release }].map(({ name, value }) => {
    const why = refuseValue(value);
    if (why !== undefined) throw new Error(`${name} cannot be written: ${why}`);
    return `${name}=${quoteValue(value)}`;
  });
  return `# Written with this release by Lockgate, and gone back with it. Change it by a deploy.\n${lines.join('\n')}\n`;
}
