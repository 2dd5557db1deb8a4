import { z } from 'zod';

import { address, from, headers, path, port } from './settings';

/** The keys of a check that asks the same several times. */
export const manyKeys = {
  path: path.optional().describe('Path to ask for; / by default.').meta({ examples: ['/products'] }),
  url: address.optional().describe('A whole address instead of a path: asked from the runner.').meta({ examples: ['https://shop.example.org/products'] }),
  from: from.optional().describe('host: the port, through the connection; public: the address of the environment. Default: the port where there is one.'),
  service: z.string().min(1).optional().describe('Which service or instance to ask, where the runtime has several.').meta({ examples: ['1'] }),
  port: port.optional().describe('The port on the host, where it is not the one of the runtime.').meta({ examples: [8001] }),
  headers: headers.prefault({}).describe('Headers of the request; secret ones by the name of their variable.').meta({ examples: [{ Accept: 'application/json' }] }),
  requests: z.int().min(1).max(1000).prefault(20).describe('How often it is asked.').meta({ examples: [50] }),
};
