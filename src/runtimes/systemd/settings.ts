import { z } from 'zod';

import { complain, duration } from '../../model/units';

const port = z.int().min(1).max(65_535);

const unit = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9:_.-]*@?(\.service)?$/, {
  error: ({ input }) => complain(`"${String(input)}" is not the name of a service`, 'write it as systemctl lists it: directory, or directory@ with its instances'),
});

const instance = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9:_.-]*$/, { error: ({ input }) => complain(`"${String(input)}" cannot be the name of an instance`, 'write what stands behind the @: "1"') });

export const isTemplate = (name: string): boolean => /@(\.service)?$/.test(name);

export const schema = z
  .strictObject({
    unit: unit.describe('The unit that runs the application. With an @ at its end: the template of its instances.').meta({ examples: ['shop'] }),
    instances: z.record(instance, port).optional().describe('The instances of a template and the port on the host at which each answers: { "1": 8001, "2": 8002 }.').meta({ examples: [{ '1': 8001, '2': 8002 }] }),
    port: port.optional().describe('The port on the host at which a unit without instances answers.').meta({ examples: [8000] }),
    settle: duration.prefault('2s').describe('How long it must stay active to count as started.').meta({ examples: ['5s'] }),
    'start-timeout': duration.prefault('90s').describe('How long it may take until systemd calls it active.').meta({ examples: ['2m'] }),
    'stop-timeout': duration.prefault('95s').describe("How long it may take to stop. Longer than the unit's own TimeoutStopSec, after which systemd kills it.").meta({ examples: ['2m'] }),
  })
  .refine(({ unit: name, instances }) => isTemplate(name) === (instances !== undefined && Object.keys(instances).length > 0), {
    path: ['instances'],
    error: complain('a template needs instances, and only a template has them', 'write unit: directory@ with instances: { "1": 8001, "2": 8002 }, or unit: directory with port: 8000'),
  })
  .refine(({ instances, port: single }) => instances === undefined || single === undefined, {
    path: ['port'],
    error: complain('each instance has a port of its own', 'remove port'),
  })
  .refine(({ instances = {} }) => new Set(Object.values(instances)).size === Object.keys(instances).length, {
    path: ['instances'],
    error: complain('two instances cannot answer at the same port', 'give each a port of its own'),
  })
  .describe('A unit of systemd, or a template with several instances.');

export type SystemdSettings = z.output<typeof schema>;
