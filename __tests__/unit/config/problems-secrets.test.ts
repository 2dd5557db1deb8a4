import type { Given } from './load';
import { add, change, told } from './load';

describe('secrets and variables', () => {
  test.each<[string, Given, string[]]>([
    [
      'an address for the name of a secret',
      change('DEPLOY_KEY', '"https://hooks/x"'),
      [
        "VALUE 3:27 ssh.key: this looks like an address, not like the name of a variable (its value is not shown) -> put the value into a secret of the repository or environment, hand it over with `env:`, and write the variable's name here, such as DEPLOY_KEY",
      ],
    ],
    [
      'a variable for the name of a secret',
      change('DEPLOY_KEY', '"${DEPLOY_KEY}"'),
      [
        'VALUE 3:27 ssh.key: secrets are never filled in: this takes the name of the variable that holds the secret -> write DEPLOY_KEY alone, and hand it over with env: { DEPLOY_KEY: ${{ secrets.DEPLOY_KEY }} } in the workflow',
      ],
    ],
    [
      'a file for the name of a secret',
      change('DEPLOY_KEY', '~/.ssh/id_rsa'),
      [
        "VALUE 3:27 ssh.key: this looks like the path of a file, not like the name of a variable (it is not shown) -> put the value into a secret of the repository or environment, hand it over with `env:`, and write the variable's name here, such as DEPLOY_KEY",
      ],
    ],
    [
      'an expression of GitHub for the name of a secret',
      change('DEPLOY_KEY', '"${{ secrets.DEPLOY_KEY }}"'),
      [
        'VALUE 3:27 ssh.key: secrets are never filled in: this takes the name of the variable that holds the secret -> write DEPLOY_KEY alone, and hand it over with env: { DEPLOY_KEY: ${{ secrets.DEPLOY_KEY }} } in the workflow',
      ],
    ],
    [
      'something in small letters for the name of a secret',
      change('DEPLOY_KEY', 'deploy_key'),
      [
        'VALUE 3:27 ssh.key: this is not the name of a variable as Lockgate takes it: capitals, digits and _ (its value is not shown) -> write a name such as DEPLOY_KEY; if this is the secret itself, replace it: whoever reads this file has it',
      ],
    ],
    [
      'a dollar before the name of a secret',
      change('DEPLOY_KEY', '$DEPLOY_KEY'),
      [
        'VALUE 3:27 ssh.key: this takes the name of a variable, without a dollar -> write the name alone, such as DEPLOY_KEY',
      ],
    ],
    [
      'an address of a webhook is never shown',
      add('notify: [{ kind: discord, webhook: "https://discord.com/api/webhooks/1/abc" }, { kind: slak, webhook: X }, { kind: webhook }]\n'),
      [
        "VALUE 11:36 notify[0].webhook: this looks like an address, not like the name of a variable (its value is not shown) -> put the value into a secret of the repository or environment, hand it over with `env:`, and write the variable's name here, such as DEPLOY_KEY",
        'UNKNOWN-KIND 11:88 notify[1].kind: this version has no notifier of the kind "slak" -> choose another kind, or a version of Lockgate that has it; known here: discord, webhook',
        'MISSING-KEY 11:108 notify[2]: the key "url" is missing -> add url: … (The name of the variable)',
      ],
    ],
    [
      'a missing variable is told at its own column',
      change('192.0.2.2', '"${PRODUCTION_HOST}"'),
      [
        'MISSING-VARIABLE 10:60 hosts.web: the variable PRODUCTION_HOST is not set -> set it in the step: env: { PRODUCTION_HOST: … } (an unset secret or variable of GitHub is empty), or give a default: ${PRODUCTION_HOST:-default}',
      ],
    ],
    [
      'an expression of GitHub',
      change('192.0.2.2', '"${{ secrets.HOST }}"'),
      [
        'VARIABLE 10:60 hosts.web: GitHub does not fill in ${{ … }} in this file -> hand the value over with `env:` in the workflow and write ${NAME} here',
      ],
    ],
    [
      'a default written another way',
      change('192.0.2.2', '"${HOST-x}"'),
      [
        'VARIABLE 10:60 hosts.web: "${HOST-x}" is not a variable: only ${NAME} and ${NAME:-default} are filled in -> write ${HOST:-default}; for a dollar and brace that the shell or the application should see write $${',
      ],
    ],
    [
      'a variable that is not closed',
      change('192.0.2.2', '"${HOST"'),
      [
        'VARIABLE 10:60 hosts.web: a variable that is not closed -> write ${NAME}; for a dollar and brace that the shell or the application should see write $${',
      ],
    ],
    [
      'a variable in a default',
      change('192.0.2.2', '"${HOST:-${X}}"'),
      [
        'VARIABLE 10:60 hosts.web: a default cannot contain another variable -> write the default out, or set the variable in the workflow',
      ],
    ],
    [
      'braces of the shell, beside a plain dollar that is fine',
      change('  path:', '  build: ["echo ${X%.*} $HOME"]\n  path:'),
      [
        'VARIABLE 6:17 release.build[0]: "${X%.*}" is not a variable: only ${NAME} and ${NAME:-default} are filled in -> correct the name; for a dollar and brace that the shell or the application should see write $${',
      ],
    ],
    [
      'what a variable was filled in with is not shown',
      [change('key: DEPLOY_KEY', 'port: "${PORT}"'), { variables: { PORT: 'secret-value' } }],
      [
        'TYPE 3:28 ssh.port: ${PORT} was filled in with something that is not a number -> set the variable to a number',
      ],
    ],
  ])('%s', (_, given, expected) => {
    expect(told(given)).toEqual(expected);
  });
});
