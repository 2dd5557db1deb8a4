import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type OpenSsh, startOpenSsh } from './openssh';

/** One word of a shell, as `quote` writes it: what it stands for, and what is left behind it. */
function takeWord(text: string): [word: string, rest: string] {
  if (!text.startsWith("'")) {
    const [word = ''] = /^\S*/.exec(text) ?? [];
    return [word, text.slice(word.length)];
  }
  const [whole = '', inner = ''] = /^'((?:[^']|'\\'')*)'(?!\\)/.exec(text) ?? [];
  return [inner.replaceAll("'\\''", "'"), text.slice(whole.length)];
}

/** A command as it stood in a script, in the form in which a plan lists it. */
function asListed(frame: string): string {
  let rest = frame;
  let input = '';
  if (rest.startsWith('printf %s ')) {
    const [stdin, behind] = takeWord(rest.slice('printf %s '.length));
    input = ` < (${String(Buffer.byteLength(stdin))} bytes)`;
    rest = behind.replace(/^ \| /, '');
  } else rest = rest.replace(/ <\/dev\/null$/, '');
  rest = rest.replace(/^\( /, '').replace(/ \)$/, '');
  rest = rest.replace(/^cd -- (.*?) \|\| exit 125; /, 'cd $1 && ').replace(/(^|&& )export (.*?); (?=lg_)/, '$1$2 ').replace(/lg_batch_(within|external) [0-9.]+ /, '');
  const line = /^(.*?)sh -c (.*)$/s.exec(rest);
  return (line === null ? rest : `${line[1] ?? ''}${takeWord(line[2] ?? '')[0]}`) + input;
}

/** A real sshd that keeps what every remote command was sent. */
export class Overheard {
  private constructor(
    readonly sshd: OpenSsh,
    private readonly folder: string,
  ) {}

  static async start(folder: string): Promise<Overheard> {
    const heard = join(folder, 'heard');
    mkdirSync(heard);
    const listener = join(folder, 'listen.sh');
    // A transfer of files is a talk between two programs, which a listener in the middle would hold up.
    const lines = ['#!/bin/sh', `PATH='${process.env['PATH'] ?? ''}'; export PATH`, `heard="${heard}/$(date +%s%N)"`, 'case $SSH_ORIGINAL_COMMAND in', '*"sh -s"*) tee "$heard" | sh -c "$SSH_ORIGINAL_COMMAND" ;;', '*) : >"$heard"; exec sh -c "$SSH_ORIGINAL_COMMAND" ;;', 'esac'];
    writeFileSync(listener, `${lines.join('\n')}\n`, { mode: 0o755 });
    return new Overheard(await startOpenSsh({ config: [`ForceCommand ${listener}`] }), heard);
  }

  get logins(): number {
    return this.sshd.log().match(/Accepted publickey/g)?.length ?? 0;
  }

  /** How many remote commands there were. */
  get count(): number {
    return readdirSync(this.folder).length;
  }

  /** The commands of all fenced scripts behind the first `from` remote commands, in their order, as a plan lists them. */
  commands(from: number): string[] {
    const scripts = readdirSync(this.folder).sort().slice(from).map((name) => readFileSync(join(this.folder, name), 'latin1'));
    return scripts.flatMap((script) => {
      const at = script.indexOf('\nLG_BODY=');
      const body = at < 0 ? '' : Buffer.from(takeWord(script.slice(at + '\nLG_BODY='.length))[0], 'latin1').toString('utf8');
      return [...body.matchAll(/lg_body\(\) \{ (.*?); \}\nlg_batch_(?:frame|plain) /gs)].map((match) => asListed(match[1] ?? ''));
    });
  }

  /** Variables that lead a job to it. */
  get env(): Record<string, string> {
    const { key, port, knownHosts } = this.sshd.target();
    return { DEPLOY_KEY: key?.reveal() ?? '', SSH_PORT: String(port), LOCKGATE_KNOWN_HOSTS: knownHosts };
  }

  close(): Promise<void> {
    return this.sshd.close();
  }
}
