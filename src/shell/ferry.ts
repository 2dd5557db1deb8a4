import type { Upload } from '../model/step';
import type { Channel } from './channel';
import { BoundedText } from './bounded-text';
import { quote } from './render';
import type { UploadOptions } from './shell';
import { TransferError } from './upload-failures';
import type { UploadHost } from './upload-host';

const TELL_EVERY_MS = 3_000;
const SILENCE_MS = 300_000;
const MARK = /lockgate-takes-(rsync|tar)\n/;

/** The one remote command of an upload, whichever of the two ways it takes. */
export class Ferry {
  #channel: Channel | undefined;
  readonly #errors = new BoundedText(8192, 8192);
  #bytes = 0;
  #moved = performance.now();
  #stalled = false;
  readonly #stop = (): void => this.#channel?.close();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly to: UploadHost,
    private readonly upload: Upload,
    total: number,
    private readonly options: UploadOptions,
  ) {
    options.signal?.addEventListener('abort', this.#stop, { once: true });
    const began = performance.now();
    let told = began;
    this.#timer = setInterval(() => {
      const now = performance.now();
      if (now - this.#moved > SILENCE_MS && this.#channel !== undefined) {
        this.#stalled = true;
        this.#channel.close();
      }
      if (now - told < TELL_EVERY_MS) return;
      told = now;
      const rate = this.#bytes / Math.max(1, now - began) / 1000;
      options.onProgress?.(`upload ${megabytes(this.#bytes)} of at most ${megabytes(total)}, ${rate.toFixed(1)} MB/s`);
    }, 500);
    this.#timer.unref();
  }

  /** Starts the remote side. `rsync` are the words of rsync's server, where the runner has one to talk to it. */
  async start(rsync: readonly string[] | undefined): Promise<'rsync' | 'tar'> {
    const to = quote(this.upload.to);
    const byRsync = rsync === undefined ? '' : `if command -v rsync >/dev/null 2>&1; then mkdir -p -- ${to} && echo lockgate-takes-rsync && exec ${['rsync', ...rsync].map(quote).join(' ')}; exit; fi; `;
    const byTar = `rm -rf -- ${to} && mkdir -p -- ${to} && echo lockgate-takes-tar && exec tar -x -o -m -p -f - -C ${to}`;
    const channel = await this.to.open(`exec sh -c ${quote(byRsync + byTar)}`);
    this.#channel = channel;
    if (this.options.signal?.aborted === true) channel.close();
    this.#moved = performance.now();
    channel.stdin.on('error', () => undefined);
    channel.stderr.on('data', (chunk: Buffer) => {
      this.#errors.add(chunk);
    });
    return new Promise((resolve, reject) => {
      let seen = '';
      const listen = (chunk: Buffer): void => {
        seen += chunk.toString('latin1');
        const found = MARK.exec(seen);
        if (found === null) return;
        channel.stdout.off('data', listen);
        channel.stdout.pause();
        const rest = seen.slice(found.index + found[0].length);
        if (rest !== '') channel.stdout.unshift(Buffer.from(rest, 'latin1'));
        resolve(found[1] === 'rsync' ? 'rsync' : 'tar');
      };
      channel.stdout.on('data', listen);
      channel.ended.then(({ exitCode }) => {
        reject(new TransferError(`${this.said}\nexit code ${String(exitCode)}`));
      }, reject);
    });
  }

  get channel(): Channel {
    if (this.#channel === undefined) throw new Error('the remote side was not started');
    return this.#channel;
  }

  /** What the remote side complained about so far. */
  get said(): string {
    return this.#stalled ? `nothing moved for ${String(SILENCE_MS / 1000)} s` : this.#errors.toString();
  }

  /** To be called with every piece that goes there. */
  count(bytes: number): void {
    this.#bytes += bytes;
    this.#moved = performance.now();
  }

  close(): void {
    clearInterval(this.#timer);
    this.options.signal?.removeEventListener('abort', this.#stop);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
