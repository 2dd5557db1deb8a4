import { plugins } from '../../actions/plugins';
import { loadSettings } from '../../config/load';
import { parseFile } from '../../config/parse-yaml';
import { openContext } from '../open-context';
import { usage } from '../read-words';
import type { Surroundings } from '../surroundings';
import type { Terminal } from '../terminal';
import { type Draft, type Host, writeConfiguration } from './configuration';
import { listUnits, readNames, readUnits, showUnits, type Unit } from './unit';

/** `deploy@web.example.org`, or with `:2222` behind it. */
export function readHost(text: string): Host {
  const [, user, address, port] = /^([a-z_][a-z0-9_.-]*)@([A-Za-z0-9](?:[A-Za-z0-9.-]*|[0-9a-f:]*:[0-9a-f:]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (user === undefined || address === undefined) throw usage(`"${text.slice(0, 60)}" is no user and address`, 'write --host deploy@web.example.org');
  return { user, address, port: port === undefined ? 22 : Number(port) };
}

/** The units on a host that somebody wrote, asked over a connection whose key is pinned, as a deploy would ask. */
export async function askUnits(surroundings: Surroundings, terminal: Terminal, draft: Draft): Promise<readonly Unit[]> {
  const environment = draft.environments.at(-1) ?? '';
  const file = 'the configuration to be';
  const text = writeConfiguration({ ...draft, environments: [environment] });
  const there: Surroundings = {
    ...surroundings,
    configuration: () => ({ name: file, text, environments: [environment], parsed: parseFile(text, file) }),
    settings: (name, { onSecret = surroundings.secret } = {}) => loadSettings({ text, file, environment: name, variables: surroundings.variables, plugins, onSecret }),
  };
  const opened = await openContext(there, terminal, 'init');
  try {
    const shell = await opened.context.connect('web');
    const names = readNames((await shell.run([listUnits()]))[0]);
    return names.length === 0 ? [] : readUnits((await shell.run([showUnits(names)]))[0]);
  } finally {
    await opened.close();
  }
}
