import { keepingLease } from '../../../src/actions/keeping';
import type { Session } from '../../../src/actions/session';
import { takeLease } from '../../../src/state/take-lease';
import { look, request, until } from '../../contracts/state/work';
import { folderHost, type FolderHost } from '../../support/host';

let host: FolderHost;
beforeEach(() => { host = folderHost(); });
afterEach(() => { host.close(); });

/** A session as far as the lease is concerned, on one host, whose clock runs fast. */
function sessionOf(token: number, dryRun = false, sleep = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))): Session {
  const ports = { sleep };
  return { context: { ports, dryRun }, parts: { site: { layout: host.layout } }, hosts: ['web'], turn: () => ({ shell: host.shell, token }) } as unknown as Session;
}

const left = async (): Promise<number> => {
  const { lease, hostNow } = await look(host);
  return (lease?.expires ?? 0) - hostNow;
};

test('what takes longer than the lease lasts does not let it lapse, and the end of the work ends the keeping', async () => {
  const { token } = await takeLease(host.shell, host.layout, request('a', { ttlS: 2 }));
  const answer = await keepingLease(sessionOf(token), async () => {
    await until(async () => (await left()) > 60);
    return 'done';
  });
  expect(answer).toBe('done');
  const then = (await look(host)).lease?.expires;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await look(host)).lease?.expires).toBe(then);
});

test.each([
  ['in a dry run', 1, true],
  ['where the record was only looked at', 0, false],
])('nothing is written %s', async (_name, token, dryRun) => {
  await takeLease(host.shell, host.layout, request('a', { ttlS: 30 }));
  await keepingLease(sessionOf(token, dryRun), () => new Promise((resolve) => setTimeout(resolve, 300)));
  expect(await left()).toBeLessThanOrEqual(30);
});

test('work that is done does not wait for the next look at the lease', async () => {
  const { token } = await takeLease(host.shell, host.layout, request('a'));
  expect(await keepingLease(sessionOf(token, false, () => new Promise(() => undefined)), () => Promise.resolve('done'))).toBe('done');
});

test('what the work throws is thrown', async () => {
  const { token } = await takeLease(host.shell, host.layout, request('a'));
  await expect(keepingLease(sessionOf(token), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
