// needs: docker
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { EXAMPLE } from '../../tools/test-server/flask-systemd';
import { DirectoryRig } from '../support/directory-rig';
import { type Answer, failedAnswers, OpenLoop } from '../support/open-loop';

let rig: DirectoryRig;
beforeAll(async () => {
  rig = await DirectoryRig.start();
});
afterAll(async () => {
  await rig.close();
});

/** The lines in which the configuration of two instances is another one. */
const two = readFileSync(join(EXAMPLE, '.github/lockgate.rolling.yml'), 'utf8').split('\n').filter((line) => /^(runtime|strategy|proxy):/.test(line));

async function expectReleased(version: string): Promise<string> {
  const { code, log, outputs } = await rig.deploy(version);
  if (code !== 0) throw new Error(`${version}: exit code ${String(code)}\n${log.replace(/::add-mask::.*\n/g, '')}`);
  expect(outputs).toMatchObject({ outcome: 'released' });
  return outputs['release-id'] ?? '';
}

/** When nginx was reloaded, by the server's own record; milliseconds since the epoch. */
async function reloads(): Promise<number[]> {
  const lines = await rig.server.must("journalctl --unit nginx --output short-unix --no-pager | grep -i ' reloaded nginx' || true");
  return lines.split('\n').filter((line) => line !== '').map((line) => Number(line.split(' ')[0]) * 1000);
}

/** So long around a reload the former workers close what is idle. */
const RELOAD_MS = 500;

/**
 * As the page of the example says it; visitors read and write all the while, and never try again. nginx is reloaded once, since it has not heard of the
 * instances before, and that closes idle connections: a request that is sent on one in this moment is nobody's but nginx's to answer.
 */
test('a directory of one unit becomes one of two instances, and is rolled, with no request lost', async () => {
  const first = await expectReleased('v1');
  const load = new OpenLoop({
    ...{ address: rig.server.address, port: 80, rate: 20, kept: 0.5, posts: 0.2, slow: 0.05, slowMs: 1000 },
    ...{ paths: { get: '/', post: '/companies', slow: '/report?seconds=1' }, body: (index: number) => JSON.stringify({ name: `n${String(index)}` }) },
  });
  const before = await reloads();
  const began = Date.now();
  load.start();
  await rig.server.must('systemctl enable --quiet --now directory@1 directory@2');
  await rig.server.must('for port in 8001 8002; do until curl -fs "http://127.0.0.1:$port/health"; do sleep 0.1; done; done');
  rig.configure((text) => text.replace(/^runtime: .*\nstrategy: .*\n/m, `${two.join('\n')}\n`));
  const second = await expectReleased('v2');
  await rig.server.must('systemctl disable --quiet --now directory');
  const answers = await load.stop();
  const reloaded = (await reloads()).slice(before.length);
  expect(reloaded).toHaveLength(1);
  const closedByReload = ({ kept, status, at }: Answer): boolean => kept && status === 0 && reloaded.some((time) => Math.abs(began + at - time) < RELOAD_MS);
  expect(failedAnswers(answers).filter((answer) => !closedByReload(answer))).toEqual([]);
  expect(failedAnswers(answers).length).toBeLessThanOrEqual(1);
  expect(second).not.toBe(first);
  for (const port of ['8001', '8002', '80']) expect(JSON.parse(await rig.server.must(`curl -fs http://127.0.0.1:${port}/health`))).toEqual({ status: 'ok', database: 'connected', version: 'v2', release: second });
  // What was answered as written is there.
  expect(Number(await rig.sql('SELECT count(*) FROM companies'))).toBe(answers.filter(({ kind, status }) => kind === 'post' && status === 201).length);
});
