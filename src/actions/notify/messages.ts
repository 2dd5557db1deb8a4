import type { Settings } from '../../config/settings';

/** How the messages of a deploy are found again: `discord=1417 github-deployment=77 discord.2=1418`, one word for each place. */
export type References = ReadonlyMap<string, string>;

const WORD = /^([a-z0-9-]+(?:\.\d+)?)=([A-Za-z0-9._-]{1,100})$/;

/** Anything that is no such word is passed over: a message that is not found again is sent anew. */
export function readReferences(text: string): Map<string, string> {
  const words = text.split(/\s+/).flatMap((word) => {
    const [, place, reference] = WORD.exec(word) ?? [];
    return place === undefined || reference === undefined ? [] : [[place, reference] as const];
  });
  return new Map(words);
}

export function writeReferences(references: References): string {
  return [...references].map(([place, reference]) => `${place}=${reference}`).join(' ');
}

/** A name for each configured place: its kind, and from the second of a kind on its number. */
export function placesOf(notify: Settings['notify']): string[] {
  return notify.map(({ kind }, index) => {
    const nth = notify.slice(0, index + 1).filter((one) => one.kind === kind).length;
    return nth === 1 ? kind : `${kind}.${String(nth)}`;
  });
}
