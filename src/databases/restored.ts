import type { CommandResult } from '../model/command';
import { succeeded } from '../model/command';

/** The name under which a restore says that it kept what it replaced. Pure. */
export function readKept(result: CommandResult): string | undefined {
  return succeeded(result) ? /; the one before is kept as (.+)$/m.exec(result.stdout)?.[1] : undefined;
}
