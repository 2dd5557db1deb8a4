import type { Backend, Proxy } from '../../../src/proxies/proxy';
import { TcpProxy } from '../../../tools/ssh-server/tcp-proxy';
import { failedAnswers, OpenLoop } from '../../support/open-loop';
import type { ProxyRig } from './rig';

/** A kind of proxy on the rig. */
export interface Subject {
  open(rig: ProxyRig, instances: readonly Backend[]): Proxy;
  /** Brings the proxy's own configuration to where a team has it that uses Lockgate. */
  adopt(rig: ProxyRig, proxy: Proxy): Promise<void>;
  /** Makes the configuration invalid, by somebody's hand; what is said of it matches. */
  spoil(rig: ProxyRig): RegExp;
  /** Makes only what is generated unacceptable. */
  clash(rig: ProxyRig): RegExp;
}

export interface Promised {
  readonly name: string;
  readonly holds: (rig: ProxyRig, subject: Subject) => Promise<void>;
}

function insist(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

async function ready(rig: ProxyRig, subject: Subject): Promise<Proxy> {
  const proxy = subject.open(rig, rig.instances);
  await subject.adopt(rig, proxy);
  await rig.must(proxy.prepare());
  return proxy;
}

async function answers(rig: ProxyRig, expected: string): Promise<void> {
  const found = (await rig.answering()).join(' ');
  insist(found === expected, `"${found}" answer, and not "${expected}"`);
}

/** Nothing in it means anything to a shell or to the proxy, and none of it is lost. */
const PAGE = `<!doctype html><title>Soon</title><p>It's $uri, "$(id)" & \\n 100 %s: żółw</p>\n${'x'.repeat(20_000)}`;

async function pageAnswers(rig: ProxyRig, method: string, page: string): Promise<void> {
  // Not much less than the site takes.
  const body = method === 'GET' ? {} : { body: 'b'.repeat(900_000) };
  const answer = await fetch(`http://127.0.0.1:${String(rig.nginx.port)}/deep/path?q=1`, { method, headers: { connection: 'close' }, ...body });
  const text = await answer.text();
  insist(answer.status === 503, `${method} is answered with ${String(answer.status)}`);
  insist(text === page, `${method} is answered with another page: ${text.slice(0, 80)}`);
  insist(Number(answer.headers.get('retry-after')) > 0, `${method} is not told when to come again`);
  insist(/^text\/html/.test(answer.headers.get('content-type') ?? ''), `${method} gets no page but ${String(answer.headers.get('content-type'))}`);
}

export const PROMISES: readonly Promised[] = [
  {
    name: '1. prepare moves no traffic, and does nothing where all is as it should be',
    holds: async (rig, subject) => {
      const proxy = await ready(rig, subject);
      await rig.must(proxy.route(['2']));
      const before = rig.picture();
      await rig.must(proxy.prepare());
      insist(rig.picture() === before, 'prepare did something');
      await answers(rig, '2');
      const fewer = subject.open(rig, rig.instances.slice(0, 2));
      await rig.must(fewer.prepare());
      await answers(rig, '2');
    },
  },
  {
    name: '2. when route is through, exactly the instances of the set are passed to, whatever was before',
    holds: async (rig, subject) => {
      const proxy = await ready(rig, subject);
      for (const set of [['1'], ['2', '3'], ['3'], ['1', '2', '3'], ['1', '3'], []]) {
        await rig.must(proxy.route(set));
        await rig.must(proxy.route(set));
        await answers(rig, set.length === 0 ? '503' : set.join(' '));
      }
    },
  },
  {
    name: '3. no request is lost: not one in flight, not one that is sent at that moment on a kept-alive connection',
    holds: async (rig, subject) => {
      const proxy = await ready(rig, subject);
      // Far away, so that what the proxy closes is not known at once to those who use it.
      const far = await TcpProxy.start({ to: { port: rig.nginx.port }, delayMs: 20 });
      const load = new OpenLoop({ port: far.port, rate: 100, kept: 0.5, posts: 0.2, slow: 0.1, slowMs: 500 });
      try {
        load.start();
        await new Promise((resolve) => setTimeout(resolve, 500));
        for (const set of ['1', '2', '3', '2', '1', '3', '1', '2', '3', '1']) {
          await rig.must(proxy.route([set]));
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      } finally {
        const all = await load.stop();
        await far.close();
        const failed = failedAnswers(all);
        insist(all.length > 50 && failed.length === 0, `${String(failed.length)} of ${String(all.length)} requests were lost`);
      }
    },
  },
  {
    name: '4. what somebody made invalid is told in its own words, and nothing is changed',
    holds: async (rig, subject) => {
      const proxy = await ready(rig, subject);
      await rig.must(proxy.route(['1']));
      const said = subject.spoil(rig);
      const before = rig.picture();
      const told = await rig.refused(subject.open(rig, rig.instances.slice(0, 2)).prepare());
      insist(said.test(told) && /nothing was changed/.test(told), `it says: ${told}`);
      insist(rig.picture() === before, 'something was changed');
      await answers(rig, '1');
    },
  },
  {
    name: '4. what it does not accept of ours is told in its own words, and the former is back',
    holds: async (rig, subject) => {
      const proxy = await ready(rig, subject);
      await rig.must(proxy.route(['1', '2']));
      const said = subject.clash(rig);
      const before = rig.workers().join(' ');
      const told = await rig.refused(subject.open(rig, rig.instances.slice(0, 2)).prepare());
      insist(said.test(told), `it says: ${told}`);
      insist(rig.workers().join(' ') === before, 'it was reloaded');
      await answers(rig, '1 2');
      await rig.must(proxy.route(['2']));
      await answers(rig, '2');
    },
  },
  {
    name: '5. routed says who gets traffic, and changes nothing',
    holds: async (rig, subject) => {
      const proxy = await ready(rig, subject);
      for (const set of [['1', '2', '3'], ['2'], []]) {
        await rig.must(proxy.route(set));
        const before = rig.picture();
        insist((await rig.routed(proxy)).join(' ') === set.join(' '), `it says ${(await rig.routed(proxy)).join(' ')}`);
        insist(rig.picture() === before, 'asking changed something');
      }
    },
  },
  {
    name: '6. while it is closed everybody gets the page, whatever prepare and route do; afterwards route counts again',
    holds: async (rig, subject) => {
      const proxy = await ready(rig, subject);
      await rig.must(proxy.route(['1']));
      insist(!(await rig.closed(proxy)), 'it says that it is closed');
      const before = rig.workers().join(' ');
      for (const page of ['<p>Soon.</p>', PAGE]) {
        await rig.must(proxy.close(page));
        await rig.must(proxy.close(page));
        for (const method of ['GET', 'POST', 'PUT', 'DELETE']) await pageAnswers(rig, method, page);
      }
      insist(await rig.closed(proxy), 'it does not say that it is closed');
      await rig.must(proxy.prepare());
      await rig.must(proxy.route(['2', '3']));
      await answers(rig, '503');
      await pageAnswers(rig, 'GET', PAGE);
      insist((await rig.routed(proxy)).join(' ') === '2 3', 'it does not say who gets traffic');
      await rig.must(proxy.open());
      await rig.must(proxy.open());
      await answers(rig, '2 3');
      insist(!(await rig.closed(proxy)), 'it says that it is closed');
      insist(rig.workers().join(' ') === before, 'it was reloaded');
    },
  },
  {
    name: '6. closing and opening lose no request',
    holds: async (rig, subject) => {
      const proxy = await ready(rig, subject);
      const far = await TcpProxy.start({ to: { port: rig.nginx.port }, delayMs: 20 });
      const load = new OpenLoop({ port: far.port, rate: 100, kept: 0.5, posts: 0.2, slow: 0.1, slowMs: 500 });
      let all;
      try {
        load.start();
        await new Promise((resolve) => setTimeout(resolve, 300));
        for (let turn = 0; turn < 8; turn += 1) {
          await rig.must(proxy.close(PAGE));
          await rig.must(proxy.open());
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      } finally {
        all = await load.stop();
        await far.close();
      }
      const lost = all.filter(({ status }) => status !== 200 && status !== 503);
      insist(all.length > 40 && lost.length === 0, `${String(lost.length)} of ${String(all.length)} requests were lost`);
      const bare = all.filter(({ status, body }) => status === 503 && Buffer.from(body, 'latin1').toString() !== PAGE);
      insist(bare.length === 0, `${String(bare.length)} were turned away without the page`);
    },
  },
  {
    name: '7. validate says what the proxy makes of its whole configuration, and changes nothing',
    holds: async (rig, subject) => {
      const proxy = await ready(rig, subject);
      const before = rig.picture();
      const fine = await rig.validity(proxy);
      insist(fine.valid, `it says: ${fine.text}`);
      insist(rig.picture() === before, 'asking changed something');
      const said = subject.spoil(rig);
      const spoilt = await rig.validity(proxy);
      insist(!spoilt.valid && said.test(spoilt.text) && spoilt.asked !== '' && spoilt.next !== '', `it says: ${spoilt.text}`);
      await answers(rig, '1 2 3');
    },
  },
  {
    name: '8. the line of admit, typed on the host, gives one instance its traffic again and takes none from another',
    holds: async (rig, subject) => {
      const proxy = await ready(rig, subject);
      const type = async (line: string): Promise<void> => {
        const { exitCode, stderr } = await rig.shell.script(line, { deadlineMs: 20_000 });
        insist(exitCode === 0, `"${line}" failed: ${stderr}`);
      };
      await rig.must(proxy.route(['1']));
      for (let times = 0; times < 2; times += 1) {
        await type(proxy.admit('3'));
        await answers(rig, '1 3');
        insist((await rig.routed(proxy)).join(' ') === '1 3', 'it does not say who gets traffic');
      }
      await rig.must(proxy.route([]));
      await type(proxy.admit('2'));
      await answers(rig, '2');
    },
  },
];
