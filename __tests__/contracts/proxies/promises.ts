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
];
