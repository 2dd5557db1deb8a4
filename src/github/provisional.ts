import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import type { Secret } from '../model/secret';
import type { Ports } from '../shell/ports';
import { renderCommand } from '../shell/render';
import type { Shell } from '../shell/shell';

export function planOnly(shell: Shell, record: (script: string) => void): Shell {
  return {
    host: shell.host,
    get usage() {
      return shell.usage;
    },
    run: async (commands, options) => {
      const read = await shell.run(commands.filter((command) => !command.mutates), options);
      return commands.map((command) => {
        if (!command.mutates) return read.shift() as NonNullable<(typeof read)[0]>;
        record(renderCommand(command));
        return { host: shell.host, title: command.title, command: '', exitCode: 0, signal: null, stdout: '', stderr: '', truncated: false, durationMs: 0, timedOut: false };
      });
    },
    script: () => Promise.reject(new Error('no')),
    upload: () => Promise.reject(new Error('no')),
    forward: (port, address) => shell.forward(port, address),
    close: () => shell.close(),
  };
}

export function createPorts(options: { shell: (alias: string) => Shell; secret: (name: string) => Secret | undefined; signal: AbortSignal; progress: (line: string) => void }): Ports {
  return {
    http: () => Promise.resolve({ kind: 'unasked', cause: 'no' }),
    tcp: () => Promise.resolve({ kind: 'unasked', cause: 'no' }),
    local: () => Promise.reject(new Error('no')),
    now: () => new Date(),
    sleep: (ms) => wait(ms),
    random: (bytes) => randomBytes(bytes).toString('hex'),
    ...options,
  };
}
