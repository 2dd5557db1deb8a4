import { z } from 'zod';

import { complain, percentage, size } from '../model/units';
import { bytes, percent } from './answer';

/** `20%` of something, or a number of it. */
export type Amount = { readonly share: number } | { readonly count: number };

const isShare = (written: string): boolean => written.trim().endsWith('%');

/** `2GB` or `20%`. */
export const space = z.string({ error: complain('this is no amount of space', 'write a size such as 2GB or a share such as 20%') }).transform((written, context): Amount => {
  const parsed = (isShare(written) ? percentage : size).safeParse(written);
  if (parsed.success) return isShare(written) ? { share: parsed.data } : { count: parsed.data };
  context.addIssue({ code: 'custom', message: parsed.error.issues[0]?.message ?? '' });
  return z.NEVER;
});

/** `20` or `80%`. */
export const number = z.union([z.int().min(0).transform((count): Amount => ({ count })), percentage.transform((share): Amount => ({ share }))]);

export const showSpace = (amount: Amount): string => ('share' in amount ? percent(amount.share) : bytes(amount.count));
export const showNumber = (amount: Amount): string => ('share' in amount ? percent(amount.share) : String(amount.count));

/** The amount as a number, where all of it is this much. */
export const amountOf = (amount: Amount, all: number): number => ('share' in amount ? amount.share * all : amount.count);

/** Numbers behind a word on a line of its own, tab-separated, as host functions print them; undefined where one is none. */
export function figuresAfter(stdout: string, word: string, many: number): number[] | undefined {
  const line = stdout.split('\n').find((one) => one.startsWith(`${word}\t`));
  const figures = line?.split('\t').slice(1, many + 1) ?? [];
  return figures.length === many && figures.every((figure) => /^[0-9]+(\.[0-9]+)?$/.test(figure)) ? figures.map(Number) : undefined;
}
