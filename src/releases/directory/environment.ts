import { z } from 'zod';

import { mutating, reading } from '../../model/command';
import type { Command, Probe } from '../../model/command';
import { refuseName, refuseValue, renderEnvFile } from '../../model/env-file';
import { commandFailure, Failure } from '../../model/failure';
import { Secret } from '../../model/secret';
import type { TakeSecret } from '../../model/secret';
import { complain, releasedSecret } from '../../model/units';
import type { EnvironmentChange, ReleaseEnvironment } from '../artefact';
import { filePath } from './paths';

const name = z.string().superRefine((input, context) => {
  const why = refuseName(input);
  if (why !== undefined) context.addIssue({ code: 'custom', message: complain(`"${input}" cannot be a variable of the application: ${why}`, 'choose another name') });
});

const value = z.string().superRefine((input, context) => {
  const why = refuseValue(input);
  if (why !== undefined) context.addIssue({ code: 'custom', message: complain(`this value cannot be written into the file: ${why}`, 'write it without, or keep it in a file under release.shared') });
});

export const environment = z
  .strictObject({
    file: filePath.default('.env').describe('Where it is written, from the top of the release. Default: .env').meta({ examples: ['.env'] }),
    values: z.record(name, value).default({}).describe('Variables that are no secrets, as text: { LOG_LEVEL: info, FEATURE_X: "on" }.').meta({ examples: [{ LOG_LEVEL: 'info', SHOP_NAME: 'The Shop' }] }),
    secrets: z.record(name, releasedSecret(refuseValue)).default({}).describe('Variables whose values are secrets: the name that the application knows, and the NAME of the variable of the step that holds it.').meta({ examples: [{ DATABASE_URL: 'PROD_DATABASE_URL' }] }),
  })
  .refine(({ values, secrets }) => Object.keys(values).length + Object.keys(secrets).length > 0, { error: complain('no variable is given', 'write values: { LOG_LEVEL: info }, or secrets: { DATABASE_URL: PROD_DATABASE_URL }, or leave `environment` out') })
  .refine(({ values, secrets }) => Object.keys(values).every((key) => !Object.hasOwn(secrets, key)), { path: ['values'], error: complain('a variable stands under `secrets` as well', 'keep it in one of the two') })
  .describe('What the application is told by variables: a file of the release that its owner alone may read, gone back with it.')
  .meta({ examples: [{ values: { LOG_LEVEL: 'info' }, secrets: { DATABASE_URL: 'PROD_DATABASE_URL' } }] });

export type EnvironmentSettings = z.output<typeof environment>;

interface OwnEnvironment extends ReleaseEnvironment {
  write(id: string): readonly Command[];
}

/** Everything that is missing at once. */
function collect({ values, secrets }: EnvironmentSettings, take: TakeSecret | undefined): { name: string; value: string }[] {
  const taken = Object.entries(secrets).map(([key, variable]) => ({ key, variable, secret: take?.(variable) }));
  const missing = taken.filter(({ secret }) => secret === undefined).map(({ variable }) => variable);
  const refused = taken.flatMap(({ key, secret }) => (secret === undefined ? [] : [refuseValue(secret.reveal())].flatMap((why) => (why === undefined ? [] : [`${key}: ${why}`]))));
  if (missing.length + refused.length > 0) {
    throw new Failure({
      kind: 'configuration',
      code: missing.length > 0 ? 'LG-SECRET-MISSING' : 'LG-SECRET-VALUE',
      problem: missing.length > 0 ? `secrets of the application's environment are not set: ${missing.join(', ')}` : `secrets cannot be written into the application's environment (they are not shown): ${refused.join('; ')}`,
      next: missing.length > 0 ? `hand them to the step: ${missing.map((one) => `env: { ${one}: \${{ secrets.${one} }} }`).join(', ')}` : 'make new secrets without it, or keep them in a file under release.shared',
    });
  }
  return [...Object.entries(values).map(([key, text]) => ({ name: key, value: text })), ...taken.map(({ key, secret }) => ({ name: key, value: secret?.reveal() ?? '' }))];
}

function readChanges(stdout: string): EnvironmentChange[] {
  return stdout.split('\n').flatMap((text): EnvironmentChange[] => {
    const [how, of] = text.split('\t');
    return of !== undefined && (how === 'added' || how === 'changed' || how === 'removed' || how === 'moved') ? [{ name: of, how }] : [];
  });
}

/** Its text is one secret: whoever shows the command shows what it is, and nothing of it. */
export function openEnvironment(settings: EnvironmentSettings, root: string, take: TakeSecret | undefined): OwnEnvironment {
  const { file, values, secrets } = settings;
  const text = (id: string): Secret => new Secret('variables of the application', renderEnvFile(collect(settings, take), id));
  return {
    file,
    names: [...Object.keys(values), ...Object.keys(secrets)],
    secrets: Object.keys(secrets),
    write: (id) => [mutating(`write ${file}: what the application is told`, 'lg_release_environment', [root, id, file], { library: true, bounded: true, idempotent: true, stdin: text(id) })],
    differs: (id): Probe<readonly EnvironmentChange[]> => ({
      commands: [reading('compare what the application is told', 'lg_release_differs', [root, id, file], { library: true, bounded: true, stdin: text(id) })],
      read: ([result]) => {
        if (result === undefined) throw new Error('the answer about the environment is missing');
        if (result.exitCode !== 0) throw commandFailure(result, { code: 'LG-RELEASE-ENVIRONMENT', problem: 'it cannot be told what the application is told now', next: 'read what the host said above' });
        return readChanges(result.stdout);
      },
    }),
  };
}
