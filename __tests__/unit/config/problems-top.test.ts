import type { Given } from './load';
import { add, change, SMALL, told } from './load';

describe('the top of the file', () => {
  test.each<[string, Given, string[]]>([
    [
      'everything that is missing, at once',
      'version: 1\n',
      [
        'MISSING-KEY 1:1 the key "environments" is missing -> add environments: { production: { hosts: { web: <address> } } }',
        'MISSING-KEY 1:1 the key "app" is missing -> add app: <name>, in small letters, digits and dashes',
        'MISSING-KEY 1:1 the key "release" is missing -> add release: { kind: directory, path: /srv/<app> }',
      ],
    ],
    [
      'no version',
      change('version: 1\n', ''),
      [
        'MISSING-KEY 1:1 the key "version" is missing -> add the line version: 1 at the top',
      ],
    ],
    [
      'a newer format says nothing but that',
      change('version: 1', 'version: 2'),
      [
        'VERSION 1:10 version: this file is written for format 2, and this version of Lockgate reads format 1 -> use Lockgate v2: the same actions at @v2',
      ],
    ],
    [
      'a version in quotes',
      change('version: 1', 'version: "1"'),
      [
        'TYPE 1:10 version: this is not the version of a format -> remove the quotes: version: 1',
      ],
    ],
    [
      'a version that is a word',
      change('version: 1', 'version: latest'),
      [
        'TYPE 1:10 version: this is not the version of a format -> write version: 1',
      ],
    ],
    [
      'a misspelt section',
      add('databse: { kind: sqlite, file: x }\n'),
      [
        'UNKNOWN-KEY 11:1 unknown key "databse" -> did you mean "database"?',
      ],
    ],
    [
      'a key of a section at the top',
      add('keep: 5\n'),
      [
        'UNKNOWN-KEY 11:1 unknown key "keep" -> "keep" belongs under release: indent it there',
      ],
    ],
    [
      'a section of a later version',
      add('env-file: { path: .env }\n'),
      [
        'UNSUPPORTED 11:1 "env-file" is not supported by this version -> remove it, or use a version of Lockgate that has it',
      ],
    ],
    [
      'a key of ssh at the top',
      add('user: x\n'),
      [
        'UNKNOWN-KEY 11:1 unknown key "user" -> "user" belongs under ssh: indent it there',
      ],
    ],
    [
      'an address without a scheme',
      change('https://example.org', 'example.org'),
      [
        'VALUE 10:22 url: this is not an address that begins with https:// or http:// -> write it in full: https://example.org',
      ],
    ],
    [
      'an address with a password',
      change('https://example.org', 'https://a:hunter2@example.org'),
      [
        'VALUE 10:22 url: an address with a password in it would be printed (it is not shown here) -> write it without, and let the check send a header: { secret: <NAME> }',
      ],
    ],
    [
      'a misspelt environment',
      [SMALL, { environment: 'prodution' }],
      [
        'ENVIRONMENT 8:1 there is no environment "prodution" -> did you mean "production"?',
      ],
    ],
    [
      'no environment chosen',
      [SMALL, { environment: '' }],
      [
        'ENVIRONMENT 8:1 no environment was chosen -> set the input environment to staging or production',
      ],
    ],
    [
      'no environments',
      'version: 1\napp: shop\nrelease: { kind: directory, path: /srv/x }\n',
      [
        'MISSING-KEY 1:1 the key "environments" is missing -> add environments: { production: { hosts: { web: <address> } } }',
      ],
    ],
    [
      'environments as a list',
      change(/environments:[\s\S]*/.exec(SMALL)![0], 'environments:\n  - production\n'),
      [
        'ENVIRONMENT 8:1 there is no environment "production": there is none at all in .github/lockgate.yml -> add environments: { production: { hosts: { web: <address> } } }',
        'TYPE 9:3 environments: a list stands where a map of keys belongs -> remove the "- " in front of the keys',
      ],
    ],
    [
      'environments inside an environment',
      change('production: {', 'production: { environments: {}, '),
      [
        'UNKNOWN-KEY 10:17 environments.production: environments and version stand at the top of the file alone -> remove it here',
      ],
    ],
  ])('%s', (_, given, expected) => {
    expect(told(given)).toEqual(expected);
  });
});
