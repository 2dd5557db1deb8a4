import type { CheckPlugin } from '../check';
import { askOnce } from '../requests/ask-once';
import { describeWanted } from '../requests/judge-answer';
import { schema } from '../requests/settings';
import type { HttpSettings } from '../requests/settings';

/** An answer of the application over HTTP. */
export const plugin: CheckPlugin<HttpSettings> = {
  kind: 'http',
  schema: schema.describe('An answer of the application over HTTP is the one that is wanted.').meta({ examples: [{ path: '/health', json: { status: 'ok' } }] }),
  defaults: { attempts: 5, everyMs: 2000, timeoutMs: 5000, successes: 1 },
  create: (settings) => ({ asks: 'runner', once: settings.url !== undefined || settings.from === 'public', ask: (context, ports, timeoutMs) => askOnce(settings, context, ports, timeoutMs) }),
  asksApplication: (settings) => settings.url === undefined,
  describe: (settings) => `${settings.method} ${settings.url ?? settings.path ?? '/'} answers ${describeWanted(settings, { release: 'in question', version: '' })}`,
};
