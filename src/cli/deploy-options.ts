import { SCOPES } from '../actions/scope';
import type { OptionSpec } from './option-spec';

export const versionOption = {
  version: { description: 'What the release is called. Default: the tag of the commit, else the branch.', value: 'NAME' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export const scopeOption = {
  scope: { description: 'What to touch: all, application (nothing that concerns the database), migrations, or configuration (what the application is told, and nothing else). Default: all', value: 'SCOPE', choices: SCOPES },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export const lossOption = {
  'approve-loss': { description: 'So many rows may be lost by going back. Default: what `rollback.loss-allowed` says.', value: 'ROWS' },
} as const satisfies Readonly<Record<string, OptionSpec>>;
