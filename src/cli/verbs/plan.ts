import { plan } from '../../actions/plan/plan';
import { hostOptions } from '../options';
import { scopeOption, versionOption } from '../deploy-options';
import { readRepository, requireRead } from '../repository';
import { tellIgnored } from '../tell-ignored';
import type { Verb } from '../verb';

export const verb: Verb = {
  description: 'says what a deploy would do and whether it may begin, and writes nothing',
  options: { ...hostOptions, ...versionOption, ...scopeOption },
  example: 'plan -e production',
  more: [['plan -e production --json', 'with the digest that `deploy --plan-digest` takes']],
  run: async (context, terminal, call) => {
    requireRead(await readRepository(context.run.workspace));
    tellIgnored(context, terminal);
    return plan(call.rehearse());
  },
};
