import { z } from 'zod';

import { complain, duration } from '../model/units';
import type { MaintenanceSettings } from './settings';

const name = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9:_.@-]*$/, { error: ({ input }) => complain(`"${String(input)}" is not the name of a unit or service`, 'write it as the runtime knows it: worker') });
const role = z.string().min(1);

export const maintenance = z
  .strictObject({
    stop: z
      .array(z.union([name.describe('Its name alone.'), z.strictObject({ name: name.describe('Its name.').meta({ examples: ['shop-worker'] }), roles: z.array(role).min(1).optional().describe('Only on hosts with one of these roles.').meta({ examples: [['worker']] }) })]))
      .default([])
      .describe('Units that write too, by the names that the runtime knows: stopped with the application, started again at the end.')
      .meta({ examples: [['shop-worker', { name: 'shop-mailer', roles: ['mail'] }]] }),
    page: z
      .string()
      .min(1)
      .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))/, { error: () => complain('this is not a file in the repository', 'write its path from the top of the repository: maintenance.html') })
      .optional()
      .describe('A file in the repository with the page that visitors get, 64 kB at most. Default: a plain one.')
      .meta({ examples: ['deploy/maintenance.html'] }),
    drain: duration.prefault('30s').describe('The longest that requests in flight may take to end before the application is stopped.').meta({ examples: ['10s'] }),
  })
  .describe('What is stopped and what visitors see while nothing may write.');

export function maintenanceSettings(read: z.output<typeof maintenance>): MaintenanceSettings {
  return {
    stop: read.stop.map((one) => (typeof one === 'string' ? { name: one, roles: [] } : { name: one.name, roles: one.roles ?? [] })),
    drainMs: read.drain,
    ...(read.page === undefined ? {} : { page: read.page }),
  };
}

export const NO_MAINTENANCE: MaintenanceSettings = { stop: [], drainMs: 30_000 };
