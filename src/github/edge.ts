import { Masks } from '../entry/masks';
import { readSecrets } from '../entry/secrets';
import type { Secret } from '../model/secret';
import { renderWorkflowCommand } from './commands';
import { Log } from './log';

/** How one process speaks to the runner, and what it must not say. */
export interface Edge {
  readonly log: Log;
  readonly masks: Masks;
  /** A variable of the step's environment that holds a secret, registered for masking; undefined where it is empty. */
  readonly secret: (name: string) => Secret | undefined;
}

export function openEdge(env: Readonly<Record<string, string | undefined>>): Edge {
  const masks = new Masks((text) => {
    process.stdout.write(renderWorkflowCommand('add-mask', text));
  });
  const log = new Log((text) => masks.redact(text));
  return {
    log,
    masks,
    secret: readSecrets(env, masks, (name) => {
      log.warn(`the secret ${name} is too short or too ordinary a word to be hidden in logs; choose a longer one`);
    }),
  };
}
