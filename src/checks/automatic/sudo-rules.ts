/** One command that sudo allows, as `sudo -l` lists it. */
interface Rule {
  readonly users: readonly string[];
  readonly password: boolean;
  readonly command: string;
  readonly negated: boolean;
}

/** A list is wrapped where it is long: what does not begin a rule goes on with the one before. */
function joinWrapped(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    if (/^ {1,4}\(/.test(line)) joined.push(line.trim());
    else if (joined.length > 0 && /^\s{5,}\S/.test(line)) joined.push(`${joined.pop() ?? ''} ${line.trim()}`);
  }
  return joined;
}

const TAG = /^(?:[A-Z_]+|(?:CWD|CHROOT|ROLE|TYPE|TIMEOUT)=\S+):? ?/;
const TAGS = ['NOPASSWD', 'PASSWD', 'SETENV', 'NOSETENV', 'EXEC', 'NOEXEC', 'FOLLOW', 'NOFOLLOW', 'MAIL', 'NOMAIL', 'LOG_INPUT', 'NOLOG_INPUT', 'LOG_OUTPUT', 'NOLOG_OUTPUT', 'INTERCEPT', 'NOINTERCEPT'];

/** Pure. The rules in what `sudo -n -l` printed, in their order: the last that matches counts. */
export function readRules(lines: readonly string[]): Rule[] {
  const free = lines.some((line) => /(^|[ ,])!authenticate\b/.test(line));
  return joinWrapped(lines).flatMap((line) => {
    const [, who = '', list = ''] = /^\(([^)]*)\) ?(.*)$/.exec(line) ?? [];
    // Before a colon stand users, after it groups.
    const users = (who.split(':')[0] ?? '').split(',').map((user) => user.trim());
    let password = !free;
    return list.split(/(?<!\\), /).map((item): Rule => {
      let command = item.trim();
      for (let tag = TAG.exec(command); tag !== null; tag = TAG.exec(command)) {
        const word = tag[0].replace(/[: ]+$/, '');
        if (!TAGS.includes(word) && !word.includes('=')) break;
        if (word === 'NOPASSWD') password = false;
        if (word === 'PASSWD') password = true;
        command = command.slice(tag[0].length);
      }
      return { users, password, command: command.replace(/^!\s*/, ''), negated: command.startsWith('!') };
    });
  });
}

/** A pattern of sudoers as an expression: wildcards mean something, a backslash takes their meaning away. */
function expressionOf(pattern: string): RegExp {
  let text = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    if (char === '\\') {
      at += 1;
      text += pattern.charAt(at).replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
    } else text += char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[$()+.[\]^{|}]/g, '\\$&');
  }
  return new RegExp(`^${text}$`, 'us');
}

function matches({ users, command }: Rule, user: string, path: string, words: readonly string[]): boolean {
  if (!users.includes(user) && !users.includes('ALL')) return false;
  if (command === 'ALL') return true;
  const [, program = '', wanted] = /^(\S+)(?: (.*))?$/s.exec(command) ?? [];
  if (program.endsWith('/') ? !path.startsWith(program) || path.slice(program.length).includes('/') : !expressionOf(program).test(path)) return false;
  if (wanted === undefined) return true;
  return wanted === '""' ? words.length === 0 : expressionOf(wanted).test(words.join(' '));
}

/**
 * Pure. Whether what sudo allows it allows without a password: `sudo -l` says yes to both. Undefined where it cannot be told.
 */
export function withoutPassword(lines: readonly string[], user: string, path: string, words: readonly string[]): boolean | undefined {
  const rules = readRules(lines);
  const last = rules.findLast((rule) => matches(rule, user, path, words));
  if (last !== undefined) return last.negated ? undefined : !last.password;
  return rules.length > 0 && rules.every(({ password }) => !password) ? true : undefined;
}

/** A word as sudoers takes it: what means something there stands behind a backslash. */
const sudoersWord = (word: string): string => word.replace(/[\\,:=*?[\]!"]/g, '\\$&');

/** The line that allows it. */
export function sudoersLine(me: string, user: string, path: string, words: readonly string[]): string {
  return [`${me} ALL=(${user}) NOPASSWD: ${path}`, ...words.map(sudoersWord)].join(' ');
}
