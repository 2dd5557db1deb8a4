import { z } from 'zod';

import { complain, duration, secretName } from '../../model/units';
import { expectation, pattern } from '../expectation';

const statusRange = z.string().regex(/^[1-5][0-9]{2}-[1-5][0-9]{2}$/, { error: complain('this is no range of status codes', 'write it as 200-299') });
const status = z.union([z.int().min(100).max(599), statusRange]);

const header = z.union([
  z.string(),
  z.strictObject({
    secret: secretName.describe('Name of the variable that holds the value.').meta({ examples: ['HEALTH_TOKEN'] }),
    prefix: z.string().optional().describe('Text before the value, such as "Bearer ".').meta({ examples: ['Bearer '] }),
  }),
]);

export const path = z.string().startsWith('/', { error: complain('a path begins with a slash', 'write it as /health') });
export const address = z.url({ protocol: /^https?$/ });
export const from = z.enum(['host', 'public']);
export const port = z.int().min(1).max(65535);
export const statuses = z.union([status, z.array(status).min(1)]);
export const json = z.record(z.string().min(1), expectation);
export const headers = z.record(z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/), header);
export type Headers = z.output<typeof headers>;

export const schema = z
  .strictObject({
    path: path.optional().describe('Path to ask for; / by default.').meta({ examples: ['/health'] }),
    url: address.optional().describe('A whole address instead of a path: asked from the runner.').meta({ examples: ['https://shop.example.org/health'] }),
    from: from.optional().describe('host: the port, through the connection; public: the address of the environment. Default: the port where there is one; once released, both.'),
    service: z.string().min(1).optional().describe('Which service or instance to ask, where the runtime has several.').meta({ examples: ['1'] }),
    port: port.optional().describe('The port on the host, where it is not the one of the runtime.').meta({ examples: [8001] }),
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']).prefault('GET').describe('Method of the request.'),
    headers: headers.prefault({}).describe('Headers of the request; secret ones by the name of their variable.').meta({ examples: [{ Authorization: { secret: 'HEALTH_TOKEN', prefix: 'Bearer ' } }] }),
    body: z.string().optional().describe('Body of the request.').meta({ examples: ['{"name":"probe"}'] }),
    status: statuses.prefault(200).describe('Status codes that count as healthy: one, a range such as 200-299, or a list.').meta({ examples: ['200-299'] }),
    json: json.prefault({}).describe('Dotted path into the JSON answer → the value it must have, or equals, min, max, matches, one-of.').meta({ examples: [{ status: 'ok', 'database.latency': { max: 50 } }] }),
    contains: z.string().min(1).optional().describe('Text that the answer must contain.').meta({ examples: ['Welcome'] }),
    matches: pattern.optional().describe('Regular expression that the answer must match.').meta({ examples: ['<title>Shop'] }),
    'response-headers': z.record(z.string().min(1), expectation).prefault({}).describe('Header of the answer → the value it must have.').meta({ examples: [{ 'Content-Type': { matches: 'html' } }] }),
    version: z.union([z.literal(true), z.string().min(1)]).optional().describe('Proof that the new release is what serves: the dotted path at which the JSON answer tells its version or release; `true`: at version or release, in a header X-Version or X-Release, or as the whole answer.').meta({ examples: ['release.version'] }),
    under: duration.optional().describe('How quickly the answer must come.').meta({ examples: ['2s'] }),
  })
  .refine(({ url, path, from, service, port }) => url === undefined || (path ?? from ?? service ?? port) === undefined, {
    path: ['url'],
    error: complain('`url` stands beside path, from, service or port', 'write the whole address in `url` and leave the others out'),
  });

export type HttpSettings = z.output<typeof schema>;
