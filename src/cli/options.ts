import type { OptionSpec } from './option-spec';

/** Options of every verb. */
export const plainOptions = {
  config: { description: 'The configuration file. Default: .github/lockgate.yml', value: 'FILE' },
  directory: { description: 'The folder of the repository. Default: the one you stand in, or the one above it that has the configuration.', value: 'FOLDER', short: 'C' },
  json: { description: 'One JSON document on stdout; everything for people goes to stderr.' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** Options of every verb that talks to hosts. */
export const hostOptions = {
  environment: { description: 'The environment of the configuration. Default: the only one there is.', value: 'NAME', short: 'e' },
  ...plainOptions,
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** The same where something is written after a question. */
export const commonOptions = {
  ...hostOptions,
  'dry-run': { description: 'Print the exact commands and write nothing on a host.' },
  yes: { description: 'Do not ask before something is written.', short: 'y' },
} as const satisfies Readonly<Record<string, OptionSpec>>;
