import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

import type { Secret } from '../model/secret';
import type { HearsUs, OpenForward } from './http';
import { askHttp, askTcp } from './http';
import { keepFile } from './keep-file';
import { plain } from './plain';
import type { Ports } from './ports';
import { runLine } from './run-line';
import type { Shell } from './shell';
import { openTunnel } from './tunnel';

export interface PortsOptions {
  /** The one connection to a host. */
  readonly shell: (alias: string) => Shell;
  readonly secret: (name: string) => Secret | undefined;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  /** Where lines of the runner run. */
  readonly workspace: string;
  /** Variables that lines of the runner are not given: what opens the servers is nothing for a test suite. */
  readonly withhold?: readonly string[];
  /** Where files for later steps are kept. */
  readonly temp?: string;
  /** How long a host may take to say that it hears us; an ill application keeps it busy. 15 s unless given. */
  readonly hearsMs?: number;
  /** Hides secrets. */
  readonly redact?: (text: string) => string;
}

/** The real world. */
export function createPorts({ shell, secret, signal, progress, workspace, withhold = [], temp = tmpdir(), hearsMs = 15_000, redact = (text) => text }: PortsOptions): Ports {
  const open: OpenForward = (host, port) => shell(host).forward(port);
  const hears: HearsUs = async (host) => {
    const given = new AbortController();
    const answer = shell(host).script(':', { deadlineMs: hearsMs }).then(({ timedOut }) => !timedOut, () => false);
    const heard = await Promise.race([answer, wait(hearsMs, false, { signal: given.signal }).catch(() => false)]);
    given.abort();
    return heard;
  };
  return {
    http: (request) => askHttp(request, open, hears, signal),
    tcp: (host, port, timeoutMs) => askTcp(host, port, timeoutMs, open, hears),
    local: (line, options) => runLine(line, { ...options, cwd: workspace, signal, withhold }),
    tunnel: (host, port) => openTunnel(host, port, open),
    now: () => new Date(),
    sleep: async (ms, until) => {
      await wait(ms, undefined, { signal: until === undefined ? signal : AbortSignal.any([signal, until]) }).catch((error: unknown) => {
        if (signal.aborted || until?.aborted !== true) throw error;
      });
    },
    random: (bytes) => randomBytes(bytes).toString('hex'),
    // Once more when control characters are gone: they may have stood in the middle of a secret.
    keepFile: (name, text) => keepFile(temp, name, redact(plain(redact(text)))),
    redact: (text) => redact(plain(redact(text))),
    secret,
    signal,
    progress,
  };
}
