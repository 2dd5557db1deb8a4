import { readFileSync } from 'node:fs';

type Variables = Readonly<Record<string, string | undefined>>;

/** What whoever started this run by hand wrote into its form; undefined where it was started in another way. */
export function readDispatch(env: Variables): readonly string[] | undefined {
  if (env['GITHUB_EVENT_NAME'] !== 'workflow_dispatch') return undefined;
  try {
    const event: unknown = JSON.parse(readFileSync(env['GITHUB_EVENT_PATH'] ?? '', 'utf8'));
    const inputs: unknown = typeof event === 'object' && event !== null && 'inputs' in event ? event.inputs : undefined;
    return typeof inputs === 'object' && inputs !== null ? Object.values(inputs).filter((value): value is string => typeof value === 'string') : [];
  } catch {
    // A form that cannot be read was filled in by nobody.
    return [];
  }
}
