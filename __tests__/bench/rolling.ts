import { DirectoryRig } from '../support/directory-rig';
import { type Answer, failedAnswers, OpenLoop } from '../support/open-loop';
import type { Bar } from './table';

const DEPLOYS = Number(process.env['LOCKGATE_ROUNDS'] ?? 20);
const RATE = 100;
const SLOW_MS = 3000;
const LATE_MS = 1000;
const RESTARTS = 3;

/** Room for the requests of three seconds that are under way at once, on one instance while the other is replaced. */
const THREADS = `
install -d /etc/systemd/system/directory@.service.d
printf '%s\\n' '[Service]' 'ExecStart=' 'ExecStart=/srv/directory/current/.venv/bin/python -m gunicorn --bind 127.0.0.1:800%i --worker-class gthread --workers 2 --threads 40 --graceful-timeout 20 directory.wsgi:app' >/etc/systemd/system/directory@.service.d/threads.conf
systemctl daemon-reload`;

interface Outcome {
  readonly asked: number;
  readonly failed: number;
  readonly late: number;
  /** POSTs that were answered as written and are not there, or there more than once. */
  readonly lost: number;
  readonly doubled: number;
}

function isLate({ kind, ms }: Answer): boolean {
  return ms > LATE_MS + (kind === 'slow' ? SLOW_MS : 0);
}

/** Runs something under the load, and judges every answer, and every row in the database, afterwards. */
async function underLoad(rig: DirectoryRig, mark: string, work: () => Promise<void>): Promise<Outcome> {
  const load = new OpenLoop({
    ...{ address: rig.server.address, port: 80, rate: RATE, kept: 0.5, posts: 0.2, slow: 0.1, slowMs: SLOW_MS },
    paths: { get: '/', post: '/companies', slow: `/report?seconds=${String(SLOW_MS / 1000)}` },
    body: (index) => JSON.stringify({ name: `${mark}-${String(index)}` }),
  });
  load.start();
  let answers: readonly Answer[] = [];
  try {
    await work();
  } finally {
    answers = await load.stop();
  }
  const posted = answers.filter(({ kind }) => kind === 'post');
  const written = posted.filter(({ status }) => status === 201).length;
  const [rows = 0, different = 0] = (await rig.sql(`SELECT count(*), count(DISTINCT name) FROM companies WHERE name LIKE '${mark}-%'`)).split('|').map(Number);
  return { asked: answers.length, failed: failedAnswers(answers).length, late: answers.filter(isLate).length, lost: Math.max(0, written - different), doubled: rows - different };
}

function tell({ asked, failed, late, lost, doubled }: Outcome): string {
  return `${String(failed)} failed, ${String(late)} late, ${String(lost)} lost, ${String(doubled)} doubled of ${String(asked)}`;
}

/** Deploys one after the other over two instances while visitors read and write, and the same load under `systemctl restart`. */
export async function benchRolling(): Promise<Bar[]> {
  const rig = await DirectoryRig.start({ file: 'lockgate.rolling.yml' });
  try {
    await rig.server.must(THREADS);
    const deploy = async (version: string): Promise<void> => {
      const { code, log } = await rig.deploy(version);
      if (code !== 0) throw new Error(`${version} ended with exit code ${String(code)}:\n${log}`);
    };
    await deploy('v0');
    let seconds = 0;
    const rolled = await underLoad(rig, 'rolled', async () => {
      const began = performance.now();
      for (let round = 1; round <= DEPLOYS; round += 1) await deploy(`v${String(round)}`);
      seconds = (performance.now() - began) / 1000 / DEPLOYS;
    });
    const restarted = await underLoad(rig, 'restarted', async () => {
      for (let round = 0; round < RESTARTS; round += 1) {
        await rig.server.must('systemctl restart directory@1 directory@2');
        await rig.server.must('for port in 8001 8002; do until curl -fs -o /dev/null "http://127.0.0.1:$port/health"; do sleep 0.1; done; done');
      }
    });
    return [
      {
        bar: `${String(DEPLOYS)} rolling deploys under ${String(RATE)} requests a second: none failed, none over ${String(LATE_MS / 1000)} s late, no POST lost or doubled`,
        measured: `${tell(rolled)}; ${seconds.toFixed(1)} s a deploy`,
        comparedWith: `${String(RESTARTS)} times systemctl restart: ${tell(restarted)}`,
        met: rolled.failed + rolled.late + rolled.lost + rolled.doubled === 0,
      },
    ];
  } finally {
    await rig.close();
  }
}
