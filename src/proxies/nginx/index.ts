import { z } from 'zod';

import { mutating, reading } from '../../model/command';
import type { Command, CommandResult } from '../../model/command';
import { commandFailure, Failure } from '../../model/failure';
import { below } from '../../model/layout';
import type { Privilege } from '../../model/privilege';
import type { Site } from '../../model/site';
import { complain } from '../../model/units';
import type { Backend, Proxy, ProxyPlugin } from '../proxy';
import { nginxFiles } from './files';
import { readValidity } from './read-validity';

/** Each set of instances is a group of servers in the generated file. */
const MOST_INSTANCES = 6;

const program = z.string().regex(/^[^\s'"]+( [^\s'"]+)*$/, { error: () => complain('this is not a program and its words', 'write it without quotes, one blank between two words: systemctl reload nginx') });

function wordsOf(line: string): [string, ...string[]] {
  const [first = '', ...rest] = line.split(' ');
  return [first, ...rest];
}

const schema = z
  .strictObject({
    file: z
      .string()
      .regex(/^[A-Za-z0-9._/-]+\.conf$/, { error: ({ input }) => complain(`"${String(input)}" is not the path of a .conf file in letters, digits, dots, dashes`, 'write it from the root, or below the release path: proxy/upstream.conf') })
      .default('proxy/upstream.conf')
      .describe('The file that is generated for `http`. Beside it: <upstream>.route.conf for `server`. The deploy user writes them, nginx reads them.')
      .meta({ examples: ['proxy/upstream.conf'] }),
    upstream: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, { error: ({ input }) => complain(`"${String(input)}" cannot be a variable of nginx`, 'use small letters, digits and underscores: directory') })
      .describe('The name behind `proxy_pass http://$`: directory.')
      .meta({ examples: ['shop'] }),
    port: z.int().min(1).max(65_535).default(8079).describe('A free port on 127.0.0.1 at which nginx says which instances it passes to.').meta({ examples: [8079] }),
    user: z.string().min(1).default('root').describe('The user who may test and reload nginx.').meta({ examples: ['root'] }),
    test: program.default('nginx -t').describe('What tests the configuration.').meta({ examples: ['nginx -t'] }),
    reload: program.default('systemctl reload nginx').describe('What makes nginx read its configuration again.').meta({ examples: ['systemctl reload nginx'] }),
  })
  .describe('nginx on the same host, with `include` of two generated files and `proxy_pass http://$<upstream>`.');

type Settings = z.output<typeof schema>;

const DEADLINE_MS = 60_000;

function open(settings: Settings, site: Site, instances: readonly Backend[]): Proxy {
  const { upstream, port, user, test, reload } = settings;
  if (instances.length === 0 || instances.length > MOST_INSTANCES) throw unsuited(instances.length);
  const file = below(site.layout, settings.file);
  const prefix = `${file.slice(0, file.lastIndexOf('/'))}/${upstream}`;
  const files = nginxFiles({ upstream, prefix, answers: port }, instances);
  const ports = (names: readonly string[]): string => instances.filter(({ name }) => names.includes(name)).map((one) => String(one.port)).sort((a, b) => Number(a) - Number(b)).join(' ');
  const all = ports(instances.map(({ name }) => name));
  const call = (title: string, name: string, words: readonly string[]): Command => mutating(title, name, words, { library: true, bounded: true, idempotent: true, deadlineMs: DEADLINE_MS });
  const privileges: Privilege[] = [
    { as: user, words: wordsOf(test), why: 'test the configuration of nginx before it is read' },
    { as: user, words: wordsOf(reload), why: 'let nginx read the generated file when the instances change' },
  ];
  return {
    kind: 'nginx',
    privileges,
    prepare: () => [call('see that nginx passes to the instances', 'lg_nginx_prepare', [file, prefix, files.id, String(port), all, files.upstreams, files.route, user, test, reload])],
    route: (to) => {
      // Nobody would get what is meant for an instance that there is not.
      const unknown = to.filter((name) => !instances.some((one) => one.name === name));
      if (unknown.length > 0) throw new Error(`no instance is called ${unknown.join(', ')}: there are ${instances.map(({ name }) => name).join(', ')}`);
      return [call(to.length === 0 ? 'let no instance get traffic' : `let ${to.join(' and ')} get the traffic`, 'lg_nginx_route', [prefix, files.id, String(port), all, ports(to)])];
    },
    admit: (instance) => `rm -f ${prefix}.out-${ports([instance])}`,
    routed: () => ({
      commands: [reading('ask nginx which instances get traffic', 'lg_nginx_routed', [files.id, String(port)], { library: true, bounded: true })],
      read: (results) => {
        const routed = told(results, 'nginx does not say which instances get traffic').split(' ');
        return instances.filter((one) => routed.includes(String(one.port))).map(({ name }) => name);
      },
    }),
    close: (page) => [call('let everybody get the page of maintenance', 'lg_nginx_close', [prefix, files.id, String(port), page])],
    open: () => [call('let nobody get the page of maintenance any more', 'lg_nginx_open', [prefix, files.id, String(port)])],
    closed: () => ({
      commands: [reading('ask nginx whether it is in maintenance', 'lg_nginx_closed', [files.id, String(port)], { library: true, bounded: true })],
      read: (results) => told(results, 'nginx does not say whether it is in maintenance') === 'closed',
    }),
    validate: () => ({
      commands: [reading(`test the configuration of nginx: ${test}`, 'lg_nginx_test', [user, test], { library: true, bounded: true })],
      read: ([result]) => readValidity(result, user, test),
    }),
  };
}

function told([result]: readonly CommandResult[], problem: string): string {
  if (result === undefined) throw new Error('the answer of nginx lacks its result');
  if (result.exitCode === 0) return result.stdout.trim();
  throw commandFailure(result, { code: 'LG-PROXY-SILENT', problem, next: 'run a deploy once, which writes its file, and see that nginx includes it' });
}

function unsuited(count: number): Failure {
  return new Failure({
    kind: 'configuration',
    code: 'LG-PROXY-INSTANCES',
    problem: count === 0 ? 'the proxy has nothing to pass to: the runtime tells no ports' : `nginx is given ${String(count)} instances of a host, and ${String(MOST_INSTANCES)} are the most`,
    next: count === 0 ? 'give the runtime a port, or instances with their ports' : 'use fewer instances on each host, with more workers each',
  });
}

/** nginx on the host itself, told by files which instances get traffic. */
export const plugin: ProxyPlugin<Settings> = { kind: 'nginx', schema, open };
