import { type ParsedKey, utils } from 'ssh2';

import type { Failure } from '../model/failure';
import { settingsFailure } from './ssh-failures';
import type { SshTarget } from './ssh-target';

/** The private key, or the reason why there is none. */
export function readPrivateKey(target: SshTarget): ParsedKey | Failure {
  const { key, passphrase } = target;
  if (key === undefined) throw new Error('there is no key to read');
  // A variable often loses the line at the end of a file, or has the line ends of another system.
  const text = `${key.reveal().replaceAll('\r\n', '\n').trim()}\n`;
  const parsed = utils.parseKey(text, passphrase?.reveal());
  if (parsed instanceof Error) return explain(target, text, parsed);
  // One file may hold several keys; the types say otherwise.
  const [first] = [parsed].flat() as readonly ParsedKey[];
  if (first?.isPrivateKey() !== true) {
    return settingsFailure(target, { code: 'LG-SSH-KEY', problem: `${key.name} holds a public key`, next: `put the private key into ${key.name}, the file without .pub` });
  }
  return first;
}

function explain(target: SshTarget, text: string, error: Error): Failure {
  const name = target.key?.name ?? '';
  if (/no passphrase/i.test(error.message)) {
    return settingsFailure(target, {
      code: 'LG-SSH-PASSPHRASE-MISSING',
      problem: `the key in ${name} needs a passphrase`,
      next: 'name the variable that holds it: ssh: { passphrase: DEPLOY_KEY_PASSPHRASE }',
    });
  }
  if (target.passphrase !== undefined && /passphrase|integrity|decrypt|cipher/i.test(error.message)) {
    return settingsFailure(target, {
      code: 'LG-SSH-PASSPHRASE-WRONG',
      problem: `the passphrase in ${target.passphrase.name} does not open the key in ${name}`,
      next: `correct ${target.passphrase.name}; ssh-keygen -y -f <the key file> tells whether a passphrase is right`,
    });
  }
  const looks = text.startsWith('-----BEGIN') ? 'its text is damaged or of a kind that is not supported' : 'it does not start with "-----BEGIN"';
  return settingsFailure(target, { code: 'LG-SSH-KEY', problem: `${name} holds no private key`, cause: looks, next: `put the whole private key file into ${name}, first and last line included` });
}
