import { closest, distance } from 'fastest-levenshtein';

/** Words people bring along from other tools, and what they are called here. */
const ALSO_KNOWN_AS: Readonly<Record<string, readonly string[]>> = {
  address: ['at'],
  dest: ['to', 'path'],
  directory: ['path', 'to'],
  env: ['environments', 'env-file'],
  healthcheck: ['http', 'gates'],
  host: ['at', 'hosts'],
  hostname: ['at'],
  ip: ['at'],
  interval: ['every'],
  delay: ['every'],
  period: ['for', 'every'],
  duration: ['for'],
  identity: ['key'],
  'private-key': ['key'],
  'ssh-key': ['key'],
  'key-file': ['key'],
  bastion: ['via'],
  jump: ['via'],
  'proxy-jump': ['via'],
  retries: ['attempts'],
  retry: ['attempts'],
  tries: ['attempts'],
  retention: ['keep'],
  servers: ['hosts'],
  service: ['unit'],
  type: ['kind'],
  engine: ['kind'],
  'username': ['user'],
  checks: ['gates'],
  notifications: ['notify'],
  destination: ['to'],
  deadline: ['timeout'],
  'on-failure': ['on-fail'],
  'min-size': ['minimum-size'],
};

function bare(word: string): string {
  return word.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Two letters that changed places are one slip of a finger, however short the word. */
function letters(word: string): string {
  return Array.from(bare(word)).sort().join('');
}

/** The known word that was probably meant, if any is near enough. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const same = known.find((candidate) => bare(candidate) === bare(word) && candidate !== word);
  if (same !== undefined) return same;
  const plain = word.replaceAll(/([a-z])([A-Z])/g, '$1-$2').replaceAll('_', '-').toLowerCase();
  const renamed = (Object.hasOwn(ALSO_KNOWN_AS, plain) ? ALSO_KNOWN_AS[plain] : undefined)?.find((candidate) => known.includes(candidate));
  if (renamed !== undefined) return renamed;
  const swapped = known.find((candidate) => letters(candidate) === letters(word));
  if (swapped !== undefined) return swapped;
  if (known.length === 0 || word.length < 2) return undefined;
  const candidate = closest(word.toLowerCase(), known);
  const far = distance(word.toLowerCase(), candidate);
  return far <= Math.max(1, Math.floor(Math.min(word.length, candidate.length) / 3)) || (word.length >= 4 && (candidate.startsWith(word) || word.startsWith(candidate))) ? candidate : undefined;
}

/** The next action for a word that is not known. */
export function suggest(word: string, known: readonly string[], otherwise: string): string {
  const near = nearest(word, known);
  if (near !== undefined) return `did you mean "${near}"?`;
  return known.length === 0 ? otherwise : `${otherwise}; known here: ${[...known].sort().join(', ')}`;
}
