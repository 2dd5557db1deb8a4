import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { plugins } from '../../actions/plugins';
import { askUnits, readHost } from '../init/ask-host';
import { openCheckout } from '../init/checkout';
import { type Draft, writeConfiguration } from '../init/configuration';
import { detect, nameOf } from '../init/detect';
import { placeFiles } from '../init/place-files';
import { initReport } from '../init/report';
import { chooseUnit } from '../init/unit';
import { plainOptions } from '../options';
import { usage } from '../read-words';
import { readRepository } from '../repository';
import { CONFIGURATION, type Surroundings } from '../surroundings';
import { type TemplateFile, workflowFiles } from '../templates/workflows';
import { readWiring } from '../templates/wiring';
import type { Terminal } from '../terminal';
import type { Verb, VerbResult } from '../verb';

const ENVIRONMENT = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** The top of the repository: a configuration anywhere else is read by no workflow. */
function topOf(folder: string): string {
  for (let top = folder; ; top = dirname(top)) {
    if (existsSync(join(top, '.git'))) return top;
    if (dirname(top) === top) return folder;
  }
}

function readEnvironments(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !ENVIRONMENT.test(name));
  if (wrong !== undefined || new Set(names).size < names.length) throw usage(`"${text.slice(0, 60)}" are no names of environments`, 'write --environments staging,production');
  return names;
}

/** `main`, unless what is checked out says otherwise; a branch of somebody's work is none to deploy from. */
async function branchOf(folder: string): Promise<string> {
  const { version } = await readRepository(folder);
  return version === 'master' || version === 'trunk' ? version : 'main';
}

/** A configuration of what is in the folder, and of what runs on the host where one is named. */
async function draftConfiguration(surroundings: Surroundings, terminal: Terminal, folder: string): Promise<{ readonly text: string; readonly seen: Draft['found']['seen'] }> {
  const { options } = surroundings;
  const app = options.get('app');
  if (app !== undefined && nameOf(app) !== app) throw usage(`--app cannot be "${app.slice(0, 60)}"`, `write --app ${nameOf(app)}`);
  const host = options.get('host');
  const found = detect(openCheckout(folder), app);
  const draft: Draft = { found, environments: readEnvironments(options.get('environments') ?? 'staging,production'), ...(host === undefined ? {} : { host: readHost(host) }) };
  if (draft.host === undefined) return { text: writeConfiguration(draft), seen: found.seen };
  const units = await askUnits(surroundings, terminal, draft);
  const unit = chooseUnit(units, found.app);
  const names = units.map(({ name }) => name).join(', ');
  const told = unit === undefined ? (names === '' ? 'no unit of your own runs there yet' : `which of them runs ${found.app} could not be told: ${names}`) : `${unit.name} runs in ${unit.folder === '' ? '/' : unit.folder}${unit.port === undefined ? '' : `, port ${String(unit.port)}`}`;
  return { text: writeConfiguration({ ...draft, unit }), seen: [...found.seen, ['units of the host', told]] };
}

async function init(surroundings: Surroundings, terminal: Terminal): Promise<VerbResult> {
  const startedAt = new Date();
  const folder = topOf(surroundings.folder());
  const existing = join(folder, CONFIGURATION);
  const { text, seen } = existsSync(existing) ? { text: readFileSync(existing, 'utf8'), seen: [] } : await draftConfiguration(surroundings, terminal, folder);
  const request = { text, file: CONFIGURATION, branch: surroundings.options.get('branch') ?? (await branchOf(folder)), plugins };
  const files: TemplateFile[] = [{ path: CONFIGURATION, content: text }, ...workflowFiles(request)];
  const placed = placeFiles(folder, files, surroundings.options.has('force'));
  const report = initReport({ startedAt, now: new Date(), wiring: readWiring(request), seen, placed });
  return { outputs: {}, report, data: { files: [...placed].map(([path, state]) => ({ path, state })), seen: seen.map(([what, so]) => ({ what, so })) } };
}

const { config: _config, ...options } = plainOptions;

export const verb: Verb = {
  description: 'writes a configuration of what is in the folder, and the workflows that deploy by it',
  options: {
    ...options,
    app: { description: 'The name of the application. Default: that of the folder.', value: 'NAME' },
    environments: { description: 'Their names, with commas between them. Default: staging,production', value: 'NAMES' },
    branch: { description: 'The branch whose pushes go to staging. Default: main', value: 'NAME' },
    host: { description: 'A server that it runs on already, for the last of the environments: its units are looked at.', value: 'USER@ADDRESS' },
    force: { description: 'Write over workflows that are there. A configuration that is there is never written over.' },
  },
  example: 'init --environments staging,production',
  more: [
    ['init --host deploy@web.example.org', 'with the unit that runs there'],
    ['init --force', 'the workflows anew, after a change of the configuration'],
  ],
  plain: (surroundings, terminal) => init(surroundings, terminal),
};
