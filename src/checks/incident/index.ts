import { z } from 'zod';

import type { CheckPlugin } from '../check';
import { askOnce } from '../requests/ask-once';
import { describeWanted } from '../requests/judge-answer';
import { address, headers, json, schema as http, statuses } from '../requests/settings';

const schema = z.strictObject({
  url: address.describe('A whole address outside: a status page, a calendar of incidents.').meta({ examples: ['https://status.example.org/api/incidents.json'] }),
  json: json.prefault({}).describe('Dotted path into the JSON answer → the value it must have: { incidents: [] }.').meta({ examples: [{ incidents: [] }] }),
  headers: headers.prefault({}).describe('Headers of the request; secret ones by the name of their variable.').meta({ examples: [{ Accept: 'application/json' }] }),
  status: statuses.prefault(200).describe('Status codes that count: one, a range such as 200-299, or a list.').meta({ examples: [200] }),
});

type Settings = z.output<typeof schema>;

/** The same question as http asks of an address. */
const asHttp = (settings: Settings): z.output<typeof http> => ({ ...http.parse({ url: settings.url }), ...settings });

/** Somebody outside says that this is no time to deploy. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'incident',
  schema: schema.describe('A page outside says that no incident is open.').meta({ examples: [{ url: 'https://status.example.org/api/incidents.json', json: { incidents: [] } }] }),
  defaults: { attempts: 3, everyMs: 2000, timeoutMs: 5000, successes: 1, onFail: 'hold' },
  create: (settings) => ({ asks: 'runner', once: true, ask: (context, ports, timeoutMs) => askOnce(asHttp(settings), context, ports, timeoutMs) }),
  describe: (settings) => `${settings.url} answers ${describeWanted(asHttp(settings), { release: '', version: '' })}`,
};
