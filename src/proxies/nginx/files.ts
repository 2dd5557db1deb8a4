import { createHash } from 'node:crypto';

import type { Backend } from '../proxy';

/** What is generated for nginx, and where. */
export interface NginxFiles {
  /** For `http`: a group of servers for each set of instances, and the answer that says which set is routed to. */
  readonly upstreams: string;
  /** For `server`: sets the variable that `proxy_pass` takes, anew for each request. */
  readonly route: string;
  /** Digest of both: what nginx answers with once it has taken them. */
  readonly id: string;
}

export interface NginxNames {
  readonly upstream: string;
  /**
   * `/srv/directory/proxy/directory`: `<this>.route.conf`, `<this>.out-<port>` while that instance gets no traffic, and
   * `<this>.maintenance` while nobody gets one but `<this>.page`.
   */
  readonly prefix: string;
  /** Port on 127.0.0.1 at which nginx says what it does. */
  readonly answers: number;
}

/** Every set of the ports, in their own order. */
function subsets(ports: readonly number[]): number[][] {
  return ports.reduce<number[][]>((sets, port) => [...sets, ...sets.map((set) => [...set, port])], [[]]);
}

export const setName = (ports: readonly number[]): string => ports.map((port) => `-${String(port)}`).join('');

/** Seconds after which a visitor who got the page of maintenance may come again. */
const RETRY_AFTER = 60;

const HEAD = '# Written by Lockgate, and written anew by it: do not edit.\n';

/**
 * Whether an instance gets traffic is a file that is looked for with each request, so that nginx is not reloaded when that
 * changes: a reload closes idle connections, and breaks the request that is sent on one at that moment. So is maintenance: while
 * its file is there, requests go to nginx's own small server, which answers with the page. The page is a file apart, which stays: a
 * request that was on its way there when maintenance was left still gets it.
 */
export function nginxFiles({ upstream, prefix, answers }: NginxNames, instances: readonly Backend[]): NginxFiles {
  const ports = instances.map(({ port }) => port).sort((a, b) => a - b);
  const state = `$lockgate_${upstream}`;
  const closed = `$lockgate_${upstream}_closed`;
  const route = [
    // A cache of what files there are would make this wrong for as long as it holds.
    'open_file_cache off;',
    `set ${state} "";`,
    ...ports.map((port) => `if (!-f "${prefix}.out-${String(port)}") { set ${state} "\${lockgate_${upstream}}-${String(port)}"; }`),
    `set $${upstream} "lockgate_${upstream}${state}";`,
    `set ${closed} "";`,
    `if (-f "${prefix}.maintenance") { set $${upstream} "lockgate_${upstream}"; set ${closed} " closed"; }`,
  ];
  const groups = subsets(ports).map((set) => {
    // An instance that refuses a connection is passed over, and asked again by the next request.
    const servers = set.length === 0 ? [`server 127.0.0.1:${String(answers)};`] : set.map((port) => `server 127.0.0.1:${String(port)} max_fails=0;`);
    return `upstream lockgate_${upstream}${setName(set)} { ${servers.join(' ')} }`;
  });
  const slash = prefix.lastIndexOf('/');
  const [folder, name] = [prefix.slice(0, slash), prefix.slice(slash + 1)];
  const marker = (id: string): string[] => [
    'server {',
    `  listen 127.0.0.1:${String(answers)};`,
    '  access_log off;',
    // What is not read is not too large.
    '  client_max_body_size 0;',
    `  include "${prefix}.route.conf";`,
    `  location = /lockgate { default_type text/plain; return 200 "${id} set${state}${closed}\\n"; }`,
    '  error_page 503 /lockgate-page;',
    '  location = /lockgate-page {',
    '    internal;',
    `    root "${folder}";`,
    '    types { }',
    '    default_type "text/html; charset=utf-8";',
    `    add_header Retry-After ${String(RETRY_AFTER)} always;`,
    '    add_header Cache-Control no-store always;',
    `    try_files "/${name}.page" =503;`,
    '  }',
    '  location / { return 503; }',
    '}',
  ];
  const id = createHash('sha256').update(JSON.stringify([groups, route, marker('')])).digest('hex').slice(0, 16);
  return { id, route: `${HEAD}${route.join('\n')}\n`, upstreams: `${HEAD}${[...groups, ...marker(id)].join('\n')}\n` };
}
