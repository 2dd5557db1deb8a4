import type { OptionSpec } from './verb';

/** Options of every verb that talks to hosts. */
export const commonOptions = {
  environment: { description: 'The environment of the configuration.', value: 'NAME', required: true },
  config: { description: 'The configuration file. Default: .github/lockgate.yml', value: 'FILE' },
  'dry-run': { description: 'Print the exact commands and write nothing on a host.' },
  yes: { description: 'Do not ask before something is written.' },
} as const satisfies Readonly<Record<string, OptionSpec>>;
