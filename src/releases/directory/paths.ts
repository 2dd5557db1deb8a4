import { z } from 'zod';

import { complain } from '../../model/units';

const inside = z
  .string()
  .min(1)
  .regex(/^(?!\/)(?!.*(^|\/)\.{1,2}(\/|$))(?!.*\/\/)/, {
    error: ({ input }) => complain(`"${String(input)}" is not a path below the release`, 'write it from the top of the release, without . and ..: .env or var/uploads/'),
  });

/** One file or folder, from the top of the release. */
export const sharedPath = inside.regex(/^[^[\]\\*?\n]+$/, { error: ({ input }) => complain(`"${String(input)}" is not the path of one file or folder`, 'write each path out, without * ? [ ] \\') });

/** One file, from the top of the release. */
export const filePath = sharedPath.regex(/[^/]$/, { error: ({ input }) => complain(`"${String(input)}" is a folder`, 'write the path of a file: .env') });

/** Whether one of them is the other, or in it. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [`${one.replace(/\/$/, '')}/`, `${other.replace(/\/$/, '')}/`];
  return a.startsWith(b) || b.startsWith(a);
}
