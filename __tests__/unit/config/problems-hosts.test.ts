import type { Given } from './load';
import { change, told } from './load';

describe('hosts', () => {
  test.each<[string, Given, string[]]>([
    [
      'an underscore in a key',
      change('key: DEPLOY_KEY', 'known_hosts: x'),
      [
        'UNKNOWN-KEY 3:22 ssh: unknown key "known_hosts" -> did you mean "known-hosts"?',
      ],
    ],
    [
      'a word of another tool',
      change('key: DEPLOY_KEY', 'private_key: X'),
      [
        'UNKNOWN-KEY 3:22 ssh: unknown key "private_key" -> did you mean "key"?',
      ],
    ],
    [
      'hosts as a list',
      change('hosts: { web: 192.0.2.2 }', 'hosts: [192.0.2.2]'),
      [
        'TYPE 10:52 hosts: a list stands where hosts are named -> give each host an alias: hosts: { web-1: <address>, web-2: <address> }',
      ],
    ],
    [
      'one address for hosts',
      change('hosts: { web: 192.0.2.2 }', 'hosts: 192.0.2.2'),
      [
        'TYPE 10:52 hosts: one address stands where hosts are named -> give the host an alias: hosts: { web: <address> }',
      ],
    ],
    [
      'no hosts',
      change(', hosts: { web: 192.0.2.2 }', ''),
      [
        'NO-HOST 10:3 environments.production: the environment "production" has no hosts -> add hosts: { web: <address> } under environments.production',
      ],
    ],
    [
      'an alias in capitals',
      change('web: 192.0.2.2', 'Web_1: 192.0.2.2'),
      [
        'VALUE 10:54 hosts.Web_1: "Web_1" cannot be an alias: it appears in outputs and reports -> use small letters, digits and dashes, beginning with a letter or digit: web-1',
      ],
    ],
    [
      'a user in an address',
      change('web: 192.0.2.2', 'web: root@192.0.2.2'),
      [
        'VALUE 10:59 hosts.web: the user does not belong to the address -> write { at: <address>, user: <user> }',
      ],
    ],
    [
      'a port in an address',
      change('web: 192.0.2.2', 'web: "h.example:22"'),
      [
        'VALUE 10:59 hosts.web: the port does not belong to the address -> write { at: <address>, port: <port> }',
      ],
    ],
    [
      'a scheme in an address',
      change('web: 192.0.2.2', 'web: "ssh://h.example"'),
      [
        'VALUE 10:59 hosts.web: an address has no scheme -> write the name or number of the host alone, as ssh takes it',
      ],
    ],
    [
      'a word of another tool for an address',
      change('web: 192.0.2.2', 'web: { host: 192.0.2.2 }'),
      [
        'MISSING-KEY 10:54 hosts.web: the key "at" is missing -> add at: … (The name or number of the host. It appears in no output)',
        'UNKNOWN-KEY 10:61 hosts.web: unknown key "host" -> did you mean "at"?',
      ],
    ],
    [
      'an address like an option',
      change('web: 192.0.2.2', 'web: -oProxyCommand=x'),
      [
        'VALUE 10:59 hosts.web: this is not the name or number of a host -> write it as ssh takes it, such as web.example.org, 203.0.113.7 or 2001:db8::7',
      ],
    ],
    [
      'nothing for an address',
      change('web: 192.0.2.2', 'web:'),
      [
        'TYPE 10:54 hosts.web: there is nothing after the colon -> write text or a map, or remove the key',
      ],
    ],
    [
      'an unknown bastion',
      change('web: 192.0.2.2', 'web: { at: a, via: gte }, gate: { at: b, roles: [bastion] }'),
      [
        'REFERENCE 10:73 hosts.web.via: there is no host "gte" to go through -> did you mean "gate"?',
      ],
    ],
    [
      'a way in a circle',
      change('web: 192.0.2.2', 'web: { at: a, via: db }, db: { at: b, via: web }'),
      [
        'REFERENCE 10:97 hosts.db.via: the way to "db" goes in a circle: db → web → db -> remove via from the host that is reached directly',
      ],
    ],
    [
      'nobody to log in as',
      change('user: deploy, ', ''),
      [
        'MISSING-KEY 3:1 ssh: nobody is named to log in as -> add ssh: { user: deploy } for all hosts, or user: beside at:',
      ],
    ],
    [
      'a plan by the very user that deploys',
      change('user: deploy, ', 'user: deploy, plan-user: deploy, '),
      [
        'VALUE 3:33 ssh.plan-user: plan-user is the very user that deploys -> leave plan-user out, or name a user that may only read',
      ],
    ],
    [
      'a plan by a user of one host alone',
      change('web: 192.0.2.2', 'web: { at: a, plan-user: plan }, db: b'),
      [
        'MISSING-KEY 10:87 hosts.db.plan-user: no plan-user is named for "db", and one is for others -> add plan-user to ssh, for all hosts, or beside at:',
      ],
    ],
  ])('%s', (_, given, expected) => {
    expect(told(given)).toEqual(expected);
  });
});
