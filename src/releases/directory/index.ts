import { z } from 'zod';

import { mapProbe, mutating, reading, shellLine } from '../../model/command';
import type { Command, Probe } from '../../model/command';
import { commandFailure } from '../../model/failure';
import type { TakeSecret } from '../../model/secret';
import type { Site } from '../../model/site';
import { complain, duration } from '../../model/units';
import type { Artefact, ArtefactPlugin } from '../artefact';
import { openAdoption } from './adopt';
import { environment, openEnvironment } from './environment';
import { ignoredBelow } from './ignored';
import { overlap, sharedPath } from './paths';

const line = z.string().min(1);

const schema = z
  .strictObject({
    source: z
      .string()
      .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))/, { error: () => complain('this is not a folder in the repository', 'write its path from the top of the repository: dist') })
      .default('.')
      .describe('The folder of the repository that becomes the release. Default: all of it.')
      .meta({ examples: ['dist'] }),
    exclude: z.array(line).default(['.git']).describe('What is not brought to the host: names, paths from the top with a slash before them, * and ?. Default: .git').meta({ examples: [['.git', '.env', 'tests']] }),
    include: z.array(line).default([]).describe('What git ignores and is brought all the same by `lockgate deploy` from a folder of yours, as `git status --ignored` names it: what you build there. A workflow brings what its checkout holds, built files among it, and needs none of this.').meta({ examples: [['dist']] }),
    shared: z.array(sharedPath).default([]).describe('Files and folders of shared/ that every release is linked to, such as .env and uploads/. A missing folder is made; a missing file is a failure.').meta({ examples: [['.env', 'uploads/']] }),
    environment: environment.optional(),
    build: z.array(line).default([]).describe('Lines that are run in the folder of the release, in this order, before anything is switched.').meta({ examples: [['python3 -m venv .venv', '.venv/bin/pip install -r requirements.txt']] }),
    'build-timeout': duration.prefault('10m').describe('The longest that one of these lines may take.').meta({ examples: ['20m'] }),
  })
  .refine(({ shared, environment: told }) => told === undefined || !shared.some((path) => overlap(path, told.file)), {
    path: ['environment'],
    error: complain('the file of the environment is shared as well: it would be one for all releases', 'take it, and the folder it is in, out of `shared`; or leave `environment` out and keep the file on the host'),
  })
  .describe('A folder of files per release, and one link that names the one that serves.');

type Settings = z.output<typeof schema>;

const ASSEMBLE_DEADLINE_MS = 600_000;

function open(settings: Settings, site: Site, secret?: TakeSecret): Artefact {
  const { root, releases } = site.layout;
  const call = (title: string, verb: string, words: readonly string[], deadlineMs?: number): Command =>
    mutating(title, `lg_release_${verb}`, [root, ...words], { library: true, bounded: true, idempotent: true, ...(deadlineMs === undefined ? {} : { deadlineMs }) });
  const path = (id: string): string => `${releases}/${id}`;
  const told = settings.environment === undefined ? undefined : openEnvironment(settings.environment, root, secret);
  return {
    kind: 'directory',
    path,
    upload: (id, previous) => ({
      from: settings.source === '.' ? site.workspace : `${site.workspace}/${settings.source}`,
      to: `${path(id)}.part`,
      // What is shared comes from the host alone, and what the application is told from the configuration: a copy in the repository must not even pass by.
      exclude: [...new Set([...settings.exclude, ...settings.shared.map((shared) => `/${shared.replace(/\/$/, '')}`), ...(told === undefined ? [] : [`/${told.file}`])])],
      without: ignoredBelow(site.ignored ?? [], settings.source, settings.include),
      ...(previous === undefined || previous === '' ? {} : { linkDest: path(previous) }),
    }),
    assemble: (id, digest, version) => [
      call('check the files and put them into place', 'place', [id, digest, settings.build.length === 0 ? '0' : '1'], ASSEMBLE_DEADLINE_MS),
      ...settings.shared.map((shared) => call(`link ${shared} to the shared one`, 'share', [id, shared])),
      ...(told?.write(id) ?? []),
      ...settings.build.map((text) =>
        mutating(`build: ${text.split('\n')[0] ?? ''}`, shellLine(text).program, shellLine(text).words, {
          cwd: path(id),
          deadlineMs: settings['build-timeout'],
          env: { LOCKGATE_RELEASE: id },
          idempotent: true,
        }),
      ),
      call('mark the release as complete', 'finish', [id, digest, version]),
    ],
    ready: (id) => [reading(`see that ${id} can be switched to`, 'lg_release_ready', [root, id], { library: true, bounded: true })],
    ...(told === undefined ? {} : { environment: told }),
    derive: (id, base, origin, version) => [
      call(`copy the files of ${base}`, 'derive', [id, base, origin], ASSEMBLE_DEADLINE_MS),
      ...(told?.write(id) ?? []),
      call('mark the release as complete', 'finish', [id, '', version]),
    ],
    activate: (id) => [call(`let current name ${id}`, 'activate', [id])],
    deactivate: () => [call('take current away', 'deactivate', [])],
    discard: (id) => [call(`remove the files of ${id}`, 'discard', [id], ASSEMBLE_DEADLINE_MS)],
    retain: (good, protect, keep) => [call('remove old releases', 'retain', [...new Set([...good.slice(-Math.max(1, keep)), ...protect])], ASSEMBLE_DEADLINE_MS)],
    current: () => currentOf(root),
    adoption: openAdoption(site, settings.shared),
  };
}

function currentOf(root: string): Probe<string> {
  const probe: Probe<string> = {
    commands: [reading('ask which release serves', 'lg_release_current', [root], { library: true, bounded: true })],
    read: ([result]) => {
      if (result === undefined) throw new Error('the answer to current lacks its result');
      if (result.exitCode === 0) return result.stdout;
      throw commandFailure(result, { code: 'LG-RELEASE-CURRENT', problem: 'it cannot be told which release serves', next: 'look at the link `current` in the release path on the host' });
    },
  };
  return mapProbe(probe, (text) => text.trim());
}

/** A folder of files per release; `current` is a link that is renamed into place. */
export const plugin: ArtefactPlugin<Settings> = { kind: 'directory', schema, open };
