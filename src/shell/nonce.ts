import { randomBytes } from 'node:crypto';

/** A word that nothing on a host can know beforehand: it marks what is ours in a script's output. */
export function mintNonce(): string {
  return randomBytes(16).toString('hex');
}
