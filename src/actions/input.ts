import type { FlowContext } from './flow';

/** An optional input; empty and absent are the same. */
export function input(context: FlowContext, name: string): string | undefined {
  const value = context.inputs.get(name);
  return value === undefined || value === '' ? undefined : value;
}
