import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** What a process was seen with. The text itself is shown by nothing that prints a sample: it may be anybody's. */
export class Sample {
  readonly #text: string;

  constructor(
    readonly pid: number,
    readonly parent: number,
    readonly kind: 'arguments' | 'environment',
    text: string,
  ) {
    this.#text = text;
  }

  /** Its words or its variables, one a line. */
  get text(): string {
    return this.#text;
  }
}

interface Written {
  readonly pid: number;
  readonly parent: number;
  readonly kind: Sample['kind'];
  readonly text: string;
}

const EVERY_MS = 5;

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

/**
 * Reads, every few milliseconds, the argument list of every process of this machine, and the environment of those that this
 * process started (at any remove) or whose environment names a folder. A process must live for 50 ms to be seen, longer
 * where others have the processor; one that is gone sooner may be missed.
 */
export class ProcessSampler {
  private constructor(
    private readonly input: Writable,
    private readonly output: Promise<string>,
  ) {}

  static async start(folder = '', everyMs = EVERY_MS): Promise<ProcessSampler> {
    const child = spawn(process.execPath, [join(__dirname, 'watch-processes.cjs'), String(everyMs), String(process.pid), folder], { stdio: ['pipe', 'pipe', 'inherit'], env: {} });
    const stdout: Readable = child.stdout;
    let text = '';
    stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const output = once(child, 'close').then(([code]) => {
      if (code !== 0) throw new Error(`the sampler ended with ${String(code)}`);
      return text;
    });
    await Promise.race([once(stdout, 'data'), output]);
    return new ProcessSampler(child.stdin, output);
  }

  /** Ends the watch; everything that was seen, each once. */
  async stop(): Promise<{ readonly rounds: number; readonly samples: readonly Sample[] }> {
    this.input.end();
    const [, head = '{}', ...lines] = (await this.output).split('\n').filter((line) => line !== '');
    const { rounds } = JSON.parse(head) as { rounds: number };
    const samples = lines.map((line): Sample => {
      const { pid, parent, kind, text } = JSON.parse(line) as Written;
      return new Sample(pid, parent, kind, utf8(text).replaceAll('\0', '\n'));
    });
    return { rounds, samples };
  }
}

/** The program's name alone: its words may be what must not be seen. */
function programOf(samples: readonly Sample[], pid: number): string {
  const words = samples.filter((sample) => sample.kind === 'arguments' && sample.pid === pid).map(({ text }) => text.split('\n')[0]?.split('/').at(-1)?.slice(0, 20) ?? '');
  return [...new Set(words)].join(', then ');
}

/** Samples as texts to search. */
export function textsOf(samples: readonly Sample[], all: readonly Sample[] = samples): { where: string; text: string }[] {
  return samples.map(({ pid, kind, text }) => ({ where: `${kind} of process ${String(pid)} (${programOf(all, pid)})`, text }));
}
