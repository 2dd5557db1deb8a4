import type { Given } from './load';
import { add, change, told } from './load';

describe('types and plugin sections', () => {
  test.each<[string, Given, string[]]>([
    [
      'a number in quotes',
      change('key: DEPLOY_KEY', 'port: "22"'),
      [
        'TYPE 3:28 ssh.port: "22" in quotes is text, and a number belongs here -> remove the quotes: 22',
      ],
    ],
    [
      'a number that is too large',
      change('key: DEPLOY_KEY', 'port: 99999'),
      [
        'VALUE 3:28 ssh.port: "99999" is too large -> write at most 65535',
      ],
    ],
    [
      'a word for a number',
      change('key: DEPLOY_KEY', 'port: abc'),
      [
        'TYPE 3:28 ssh.port: "abc" is not a number -> write a number',
      ],
    ],
    [
      'a fraction for a whole number',
      change('key: DEPLOY_KEY', 'port: 22.5'),
      [
        'TYPE 3:28 ssh.port: 22.5 is not a whole number -> write a whole number',
      ],
    ],
    [
      'a relative release path',
      change('/srv/shop', 'srv/shop'),
      [
        'VALUE 6:9 release.path: "srv/shop" is not an absolute path -> write it from the root: /srv/app',
      ],
    ],
    [
      'a path that climbs',
      change('/srv/shop', '/srv/../etc'),
      [
        'VALUE 6:9 release.path: a path with . or .. in it says something else than it seems to -> write it out: /srv/app',
      ],
    ],
    [
      'a missing key of a section is told at its name',
      change('  path: /srv/shop\n', ''),
      [
        'MISSING-KEY 4:1 release: the key "path" is missing -> add path: … (The folder on the host: releases/<id>, current, shared/ and .lockgate/ are in it)',
      ],
    ],
    [
      'no kind',
      change('  kind: directory\n', ''),
      [
        'MISSING-KEY 4:1 release: the key "kind" is missing -> add kind: directory',
      ],
    ],
    [
      'a misspelt kind',
      change('kind: directory', 'kind: directry'),
      [
        'UNKNOWN-KIND 5:9 release.kind: this version has no release of the kind "directry" -> did you mean "directory"?',
      ],
    ],
    [
      'a misspelt key of a plugin',
      change('  path:', '  exclud: [a]\n  path:'),
      [
        'UNKNOWN-KEY 6:3 release: unknown key "exclud" -> did you mean "exclude"?',
      ],
    ],
    [
      'a key in capitals',
      change('  path:', '  Path:'),
      [
        'MISSING-KEY 4:1 release: the key "path" is missing -> add path: … (The folder on the host: releases/<id>, current, shared/ and .lockgate/ are in it)',
        'UNKNOWN-KEY 6:3 release: unknown key "Path" -> did you mean "path"?',
      ],
    ],
    [
      'one value for a list',
      change('  path:', '  exclude: .git\n  path:'),
      [
        'TYPE 6:12 release.exclude: ".git" stands where a list belongs -> write [.git]',
      ],
    ],
    [
      'nothing for a list',
      change('  path:', '  exclude:\n  path:'),
      [
        'TYPE 6:3 release.exclude: there is nothing after the colon -> write one entry per line, each after "- ", or remove the key',
      ],
    ],
    [
      'dashes without a space',
      change('  path:', '  exclude:\n    -a\n    -b\n  path:'),
      [
        'TYPE 7:5 release.exclude: a list belongs here: a space is missing after the dash -> write "- " with a space in front of each entry',
      ],
    ],
    [
      'a kind alone',
      change('{ kind: systemd, unit: shop }', 'systemd'),
      [
        'TYPE 7:10 runtime: "systemd" alone does not say enough -> write { kind: systemd } and its keys',
      ],
    ],
    [
      'a list for a map',
      change('runtime: { kind: systemd, unit: shop }', 'runtime:\n  - kind: systemd\n  - unit: shop'),
      [
        'TYPE 8:3 runtime: a list stands where a map of keys belongs -> remove the "- " in front of the keys',
      ],
    ],
    [
      'nothing under a section',
      change(' { kind: systemd, unit: shop }', ''),
      [
        'TYPE 7:1 runtime: there is nothing under this key -> indent what belongs to it by two more spaces, or remove the key',
      ],
    ],
    [
      'yes for true',
      change('{ kind: systemd, unit: shop }', '{ kind: command, start: x, debug: yes }'),
      [
        'TYPE 7:44 runtime.debug: "yes" is text here: only true and false are yes and no -> write true',
      ],
    ],
    [
      'numbers for text, as written',
      change('{ kind: systemd, unit: shop }', '{ kind: command, start: x, env: { WORKERS: 4, V: 1.10 } }'),
      [
        'TYPE 7:53 runtime.env.WORKERS: 4 is read as a number, and text belongs here -> put it in quotes: "4"',
        'TYPE 7:59 runtime.env.V: 1.10 is read as a number, and text belongs here -> put it in quotes: "1.10"',
      ],
    ],
    [
      'a number for text',
      change('unit: shop', 'unit: 5'),
      [
        'TYPE 7:33 runtime.unit: 5 is read as a number, and text belongs here -> put it in quotes: "5"',
      ],
    ],
    [
      'numbers without units, and more, at once',
      add('database: { kind: sqlite, file: x }\nbackup: { to: /b, minimum-size: 5, timeout: 10, verify: restord, keep: 5 }\nmigrations: { kind: sql, files: [a], lock-timeout: 5, lock_timeout: 5s, when: before, acknowledge: { "a.sql": lock } }\nrollback: { loss-allowed: 0 }\n'),
      [
        'VALUE 12:33 backup.minimum-size: 5 has no unit: a size is needed -> write 5MB or 5GB',
        'VALUE 12:45 backup.timeout: 10 has no unit: a duration is needed -> write 10s for seconds, 10m for minutes, 10ms for milliseconds',
        'VALUE 12:57 backup.verify: "restord" is none of checksum, readable, restored -> did you mean "restored"?',
        'VALUE 12:72 backup.keep: 5 does not say what is counted -> write { last: 5 } or { days: 5 }',
        'VALUE 13:52 migrations.lock-timeout: 5 has no unit: a duration is needed -> write 5s for seconds, 5m for minutes, 5ms for milliseconds',
        'UNKNOWN-KEY 13:55 migrations: unknown key "lock_timeout" -> did you mean "lock-timeout"?',
        'VALUE 13:79 migrations.when: "before" is none of before-switch, after-switch, maintenance -> did you mean "before-switch"?',
        'VALUE 13:102 migrations.acknowledge["a.sql"]: "a.sql" is not <name>@<digest> -> copy the line that preflight prints: "database/search.sql@3f9c2ab1": [lock]',
        'VALUE 14:27 rollback.loss-allowed: 0 has no unit: a number of rows is needed -> write 0 rows',
      ],
    ],
    [
      'a kind of copy of a later version',
      add('database: { kind: sqlite, file: x }\nbackup: { to: b, copies: [{ s3: { bucket: x } }], keep: 14 }\n'),
      [
        'VALUE 12:15 backup.to: "b" is not an absolute path -> write it from the root: /var/backups/app',
        'UNSUPPORTED 12:29 backup.copies[0]: "s3" is not supported here by this version -> remove it, or use a version of Lockgate that has it',
        'VALUE 12:57 backup.keep: 14 does not say what is counted -> write { last: 14 } or { days: 14 }',
      ],
    ],
    [
      'a map for a list',
      add('notify: { kind: discord, webhook: X }\n'),
      [
        'TYPE 11:9 notify: a map stands where a list belongs -> put "- " in front of each entry',
      ],
    ],
    [
      'a key of another kind',
      change('unit: shop', 'unit: shop, start: ./run'),
      [
        'UNKNOWN-KEY 7:39 runtime: unknown key "start" -> "start" is a key of the kind "command": remove it, or, where environments differ in kind, write the whole section in each of them',
      ],
    ],
  ])('%s', (_, given, expected) => {
    expect(told(given)).toEqual(expected);
  });
});
