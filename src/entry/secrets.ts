import { Secret } from '../model/secret';
import type { Masks } from './masks';

/** Variables that hold secrets, each registered for masking when it is first read; undefined where one is empty. */
export function readSecrets(env: Readonly<Record<string, string | undefined>>, masks: Masks, unhidden: (name: string) => void): (name: string) => Secret | undefined {
  const seen = new Map<string, Secret>();
  return (name) => {
    const known = seen.get(name);
    if (known !== undefined) return known;
    const value = env[name] ?? '';
    if (value.trim() === '') return undefined;
    const secret = new Secret(name, value);
    seen.set(name, secret);
    if (!masks.register(secret)) unhidden(name);
    return secret;
  };
}
