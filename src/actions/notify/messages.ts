import type { Settings } from '../../config/settings';
import type { ForgeApi, NotifierPlugin } from '../../notifiers/notifier';

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

export interface Place {
  /** Its kind, and from the second of a kind on its number. */
  readonly place: string;
  readonly kind: string;
  readonly settings: unknown;
  readonly required: boolean;
  /** Whether the configuration names it. */
  readonly invited: boolean;
}

/** Who is told: whom the configuration names, then whoever is told anyway. */
export function placesOf(notify: Settings['notify'], plugins: Readonly<Record<string, NotifierPlugin>>, forge: ForgeApi | undefined): Place[] {
  const named = notify.map(({ kind, settings, required }, index) => {
    const nth = notify.slice(0, index + 1).filter((one) => one.kind === kind).length;
    return { place: nth === 1 ? kind : `${kind}.${String(nth)}`, kind, settings, required, invited: true };
  });
  const others = Object.values(plugins).filter((plugin) => plugin.uninvited?.({ reference: '', forge }) === true && notify.every(({ kind }) => kind !== plugin.kind));
  return [...named, ...others.map(({ kind, schema }) => ({ place: kind, kind, settings: schema.parse({}), required: false, invited: false }))];
}
