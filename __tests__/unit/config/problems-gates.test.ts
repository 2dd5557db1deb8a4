import type { Given } from './load';
import { add, told } from './load';

describe('gates and what they need', () => {
  test.each<[string, Given, string[]]>([
    [
      'checks without a moment',
      add('gates:\n  - http: { path: / }\n'),
      [
        'TYPE 12:3 gates: a list stands where moments are named -> say when these are asked: gates: { released: [ … ] }; moments: preflight, backed-up, migrated, instance, released, watch',
      ],
    ],
    [
      'moments that are not there',
      add('gates:\n  release: [http: { path: / }]\n  http: { path: / }\n  follow-up: []\n'),
      [
        'UNKNOWN-KEY 12:3 gates: there is no moment "release" -> did you mean "released"?',
        'UNKNOWN-KEY 13:3 gates: "http" is a check, and a moment belongs here -> put it under a moment: released: [http: …]; moments: preflight, backed-up, migrated, instance, released, watch',
        'UNSUPPORTED 14:3 gates.follow-up: checks at the moment "follow-up" are not supported by this version -> remove them, or use a version of Lockgate that has them',
      ],
    ],
    [
      'settings beside the check',
      add('gates:\n  released:\n    - http:\n      path: /health\n'),
      [
        'TYPE 14:7 gates.released[0]: "path" stands beside "http", not inside it -> indent it by two more spaces, or write - http: { path: … }',
      ],
    ],
    [
      'checks without settings',
      add('gates:\n  released:\n    - service\n    - http:{path: /}\n    - service:active\n'),
      [
        'TYPE 13:7 gates.released[0]: a check is a kind and its settings -> write - service: and its settings after it',
        'TYPE 14:7 gates.released[1]: a space is missing after the colon -> write "http: " with a space',
        'TYPE 15:7 gates.released[2]: a space is missing after the colon -> write "service: " with a space',
      ],
    ],
    [
      'two checks in one entry',
      add('gates:\n  released:\n    - http: { path: / }\n      tcp: { port: 1 }\n'),
      [
        'TYPE 14:7 gates.released[0]: two checks in one entry: http and tcp -> begin a new entry with "- " for each check',
      ],
    ],
    [
      'unknown checks',
      add('gates:\n  released:\n    - htpp: { path: / }\n    - attempts: 3\n    - curl: x\n'),
      [
        'UNKNOWN-KIND 13:7 gates.released[0]: this version has no check of the kind "htpp" -> did you mean "http"?',
        'MISSING-KEY 14:7 gates.released[1]: this check has no kind -> begin it with one of command, disk, env-file, foreign-keys, http, logs, opens, processes, requirements, resources, rows, service, size, sql, tables, tcp, transactions, window',
        'UNKNOWN-KIND 15:7 gates.released[2]: this version has no check of the kind "curl" -> choose another kind, or a version of Lockgate that has it; known here: command, disk, env-file, foreign-keys, http, logs, opens, processes, requirements, resources, rows, service, size, sql, tables, tcp, transactions, window',
      ],
    ],
    [
      'words of other tools in a check',
      add('gates:\n  released:\n    - http: { path: /, retries: 3, jsn: {}, interval: 5, timeout: 10 }\n'),
      [
        'UNKNOWN-KEY 13:24 gates.released[0].http: unknown key "retries" -> did you mean "attempts"?',
        'UNKNOWN-KEY 13:36 gates.released[0].http: unknown key "jsn" -> did you mean "json"?',
        'UNKNOWN-KEY 13:45 gates.released[0].http: unknown key "interval" -> did you mean "every"?',
        'VALUE 13:67 gates.released[0].http.timeout: 10 has no unit: a duration is needed -> write 10s for seconds, 10m for minutes, 10ms for milliseconds',
      ],
    ],
    [
      'a check without a dash',
      add('gates:\n  released:\n    http: { path: / }\n'),
      [
        'VALUE 13:5 gates.released: a list of checks belongs here -> put "- " in front of each check: - http: { path: /health }',
      ],
    ],
    [
      'an environment that is not there',
      add('gates:\n  released:\n    - http: { path: /, only: [prod] }\n'),
      [
        'REFERENCE 13:31 gates.released[0].only: there is no environment "prod" -> did you mean "production"?',
      ],
    ],
    [
      'a role that no host has',
      add('gates:\n  released:\n    - http: { path: /, roles: [web] }\n'),
      [
        'REFERENCE 13:32 gates.released[0].http: no host has the role "web": this check would never be asked -> give a host the role: { at: …, roles: [web] }',
      ],
    ],
    [
      'values of checks',
      add('gates:\n  released:\n    - service: activ\n    - foreign-keys: none\n    - disk: { free: 20 }\n    - disk: { free: lots }\n    - opens: { at: 9:00 }\n    - http: { path: /, on-fail: rolback }\n    - http: { path: /, successes: 5, attempts: 3 }\n    - http: { attempts: 3 }\n      attempts: 4\n    - http: { path: /, headers: { Authorization: { secret: "Bearer abc" } } }\n    - http:\n    - logs: { last: 1, none: ERROR }\n'),
      [
        'VALUE 13:16 gates.released[0].service: "activ" is none of active, stopped -> did you mean "active"?',
        'VALUE 14:21 gates.released[1].foreign-keys: "none" is not "no-orphans" -> write "no-orphans"',
        'VALUE 15:21 gates.released[2].disk.free: 20 has no unit -> write 20%; or write 20MB or 20GB',
        'VALUE 16:21 gates.released[3].disk.free: "lots" is not a percentage; "lots" is not a size -> write a number and a unit, such as 20%, 5%; or write a number and a unit, such as 5MB, 2GB, 500kB, 1MiB',
        'VALUE 17:20 gates.released[4].opens.at: "9:00" is not a time of day -> write hours and minutes, such as 09:00',
        'VALUE 18:33 gates.released[5].http.on-fail: "rolback" is none of rollback, hold, warn -> did you mean "rollback"?',
        'VALUE 19:24 gates.released[6].http: 5 passes in a row cannot come from 3 attempts -> raise attempts or lower successes',
        'DUPLICATE-KEY 21:7 gates.released[7]: "attempts" stands beside "http" and inside it -> keep one of the two',
        "VALUE 22:60 gates.released[8].http.headers.Authorization.secret: this looks like the secret itself, not like the name of a variable (its value is not shown) -> put the value into a secret of the repository or environment, hand it over with `env:`, and write the variable's name here, such as DEPLOY_KEY; and replace the secret: whoever reads this file has it",
        'TYPE 23:7 gates.released[9].http: there is nothing under this key -> indent what belongs to it by two more spaces, or remove the key',
        'VALUE 24:21 gates.released[10].logs.last: 1 has no unit: a duration is needed -> write 1s for seconds, 1m for minutes, 1ms for milliseconds',
        'TYPE 24:30 gates.released[10].logs.none: "ERROR" stands where a list belongs -> write [ERROR]',
      ],
    ],
    [
      'checks of a database that is not there',
      add('gates:\n  migrated:\n    - tables: [a]\n    - rows: { of: [a], equal: true }\n'),
      [
        'REFERENCE 13:7 gates.migrated[0].tables: a check of the kind "tables" needs a database -> add database: { kind: … }, or remove the check',
        'REFERENCE 14:7 gates.migrated[1].rows: a check of the kind "rows" needs a database -> add database: { kind: … }, or remove the check',
      ],
    ],
    [
      'a watch as a list',
      add('gates:\n  watch:\n    - http: { path: / }\n'),
      [
        'TYPE 13:5 gates.watch: a list stands where for, every and checks belong -> write watch: { for: 5m, every: 10s, checks: [ … ] }',
      ],
    ],
    [
      'a watch without units',
      add('gates:\n  watch: { for: 5, evry: 10s }\n'),
      [
        'VALUE 12:17 gates.watch.for: 5 has no unit: a duration is needed -> write 5s for seconds, 5m for minutes, 5ms for milliseconds',
        'UNKNOWN-KEY 12:20 gates.watch: unknown key "evry" -> did you mean "every"?',
      ],
    ],
    [
      'instances without a runtime',
      add('gates:\n  instance: [http: { path: / }]\n').replace('runtime: { kind: systemd, unit: shop }\n', ''),
      [
        'REFERENCE 11:3 gates.instance: there is no runtime whose instances could be asked -> add runtime: { kind: … }, or move the checks to released',
      ],
    ],
    [
      'nobody to ask',
      add('gates:\n  released: [http: { path: / }]\n').replace('url: "https://example.org", ', ''),
      [
        'REFERENCE 12:14 gates.released[0].http: there is neither a public address nor a port of the runtime to ask -> add url: https://… to the environment, or a port to the runtime',
      ],
    ],
    [
      'a backup of nothing',
      add('backup: { to: /b }\n'),
      [
        'REFERENCE 11:1 backup: there is no database to back up -> add database: { kind: … }, or remove backup',
      ],
    ],
    [
      'migrations of nothing',
      add('migrations: { kind: sql, files: a }\n'),
      [
        'REFERENCE 11:1 migrations: migrations of the kind "sql" need a database -> add database: { kind: … }',
      ],
    ],
  ])('%s', (_, given, expected) => {
    expect(told(given)).toEqual(expected);
  });
});
