import { setTimeout as pause } from 'node:timers/promises';

import type { Command, CommandResult } from '../model/command';
import { markerOf, parseBatch, renderBatch } from './batch';
import { mintNonce } from './nonce';
import { plain } from './plain';
import { renderCommand } from './render';
import type { BatchOptions, ScriptOptions, ScriptResult } from './shell';

/** For the login, the script's way there and the killing of what is late. */
const GRACE_MS = 30_000;
const KILL_MS = 10_000;
const HEARTBEAT_MS = 5_000;
/** How often questions are sent whose answer was killed on the host, and how long after the kill: what kills is often not done yet. */
const SENDS = 3;
const AGAIN_MS = 400;

type RunScript = (text: string, options: ScriptOptions) => Promise<ScriptResult>;

/** Nobody knows what it would have said: it, or the script around it, was killed on the host, and not because it was late. */
const isCutShort = ({ exitCode, signal, timedOut }: CommandResult): boolean => exitCode === null && !timedOut && (signal === null || signal === 'SIGKILL');

/**
 * One script for all of the commands. Where it only reads and something of it was killed on the host, it is sent again: such a
 * silence says nothing, and reading changes nothing.
 */
export async function runBatch(script: RunScript, host: string, asked: readonly Command[], options: BatchOptions = {}): Promise<CommandResult[]> {
  if (asked.length === 0) return [];
  const { commands, places } = askOnce(asked);
  const deadlines = commands.map((command) => command.deadlineMs + KILL_MS);
  // Side by side falls back to one after another where the host has no room for what they print.
  const deadlineMs = GRACE_MS + deadlines.reduce((sum, deadline) => sum + deadline, 0);
  const send = async (): Promise<{ results: CommandResult[]; timedOut: boolean }> => {
    const nonce = mintNonce();
    const progress = options.onProgress === undefined ? undefined : followProgress(nonce, commands, options.onProgress);
    try {
      const { stdout, stderr, timedOut } = await script(renderBatch(commands, { nonce, ...options }), { deadlineMs, ...(progress && { onLine: progress.onLine }) });
      return { results: parseBatch(nonce, host, commands, { stdout, stderr }), timedOut };
    } finally {
      progress?.stop();
    }
  };
  const isQuestion = options.stopOnFailure !== true && commands.every(({ mutates, idempotent }) => !mutates && idempotent);
  let sent = await send();
  for (let sends = 1; isQuestion && sends < SENDS && !sent.timedOut && sent.results.some(isCutShort); sends += 1) {
    await pause(AGAIN_MS);
    sent = await send();
  }
  const { results } = sent;
  return places.flatMap((place, index) => {
    const [result, own] = [results[place], asked[index]];
    if (result === undefined || own === undefined) return [];
    // It went on for somebody else.
    const late = (commands[place]?.deadlineMs ?? 0) > own.deadlineMs && result.durationMs > own.deadlineMs;
    return [{ ...result, title: own.title, ...(late ? { exitCode: null, signal: null, timedOut: true } : {}) }];
  });
}

/** Several checks may want to know the same: where nothing changes meanwhile, a question is asked once, for as long as the most patient of them waits. */
function askOnce(asked: readonly Command[]): { readonly commands: readonly Command[]; readonly places: readonly number[] } {
  if (asked.some(({ mutates, idempotent }) => mutates || !idempotent)) return { commands: asked, places: asked.map((_, index) => index) };
  const commands: Command[] = [];
  const known = new Map<string, number>();
  const places = asked.map((command) => {
    const key = `${String(command.library)} ${renderCommand(command)}`;
    const place = known.get(key) ?? commands.push(command) - 1;
    known.set(key, place);
    const same = commands[place];
    if (same !== undefined && same.deadlineMs < command.deadlineMs) commands[place] = { ...same, deadlineMs: command.deadlineMs };
    return place;
  });
  return { commands, places };
}

/** Hands on what the running command prints and, when it is silent for long, that it is still running. */
function followProgress(nonce: string, commands: readonly Command[], tell: (line: string) => void): { onLine: (line: string) => void; stop: () => void } {
  const marker = `${markerOf(nonce)} `;
  let title = '';
  let began = 0;
  let spoke = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    if (title !== '' && now - spoke >= HEARTBEAT_MS) tell(`${title}: ${String(Math.round((now - began) / 1000))} s`);
  }, HEARTBEAT_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
    },
    onLine: (line) => {
      if (!line.startsWith(marker)) {
        if (line.trim() === '') return;
        spoke = performance.now();
        tell(plain(line));
        return;
      }
      const [what = '', ...rest] = line.slice(marker.length).split(' ');
      if (what === 'begin') {
        title = commands[Number(rest[0])]?.title ?? '';
        began = spoke = performance.now();
      } else if (what === 'end') title = '';
      else if (what === 'progress') {
        spoke = performance.now();
        tell(plain(rest.join(' ')));
      }
    },
  };
}
