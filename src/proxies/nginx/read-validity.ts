import type { CommandResult } from '../../model/command';
import { commandFailure } from '../../model/failure';
import type { ProxyValidity } from '../proxy';

/** Words of those who would have run the test: they say nothing of the configuration. */
const NOT_NGINX = /^(sudo|sh|dash|bash|ash|busybox)\b[^\n]*: /m;

/** `lg_nginx_test`: what the test said, and whether it was content. A test that was never run is no answer. */
export function readValidity(result: CommandResult | undefined, user: string, test: string): ProxyValidity {
  if (result === undefined) throw new Error('the test of nginx lacks its result');
  const [verdict = '', ...lines] = result.stdout.split('\n');
  const text = lines.join('\n').trim();
  const asked = user === '' ? test : `${test} (as ${user})`;
  const ran = verdict === 'valid' || (verdict === 'invalid' && !NOT_NGINX.test(text));
  if (result.exitCode !== 0 || !ran) {
    throw commandFailure({ ...result, stderr: result.stderr === '' ? text : result.stderr }, { code: 'LG-PROXY-UNTESTED', problem: 'the configuration of nginx could not be tested', next: `let the deploy user run it without a password: ${asked}` });
  }
  return { valid: verdict === 'valid', text, asked, next: `mend the file and the line that nginx names, on the host, until "${test}" is content; nginx works with what it read before, until it is reloaded or started again` };
}
