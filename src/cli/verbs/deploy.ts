import { deployStages } from '../../actions/deploy-stages';
import { run as deploy } from '../../actions/lockgate/run';
import { approvePlan } from '../approve-plan';
import { lossOption, scopeOption, versionOption } from '../deploy-options';
import { hostOptions } from '../options';
import { readRepository, requireRead } from '../repository';
import { usage } from '../read-words';
import { some, tellIgnored } from '../tell-ignored';
import type { Verb } from '../verb';

export const verb: Verb = {
  description: 'deploys what is checked out, one gate at a time, and goes back when a gate closes',
  options: {
    ...hostOptions,
    ...versionOption,
    ...scopeOption,
    ...lossOption,
    'plan-digest': { description: 'Digest of an approved plan: what would run now must be the same.', value: 'DIGEST' },
    approve: { description: 'Digest of a plan that you have read and approve, where the configuration demands an approval: what runs is that plan or nothing. Without it the plan is shown, and you are asked.', value: 'DIGEST' },
    dirty: { description: 'Deploy the folder as it is, although it is not what is committed.' },
    'dry-run': { description: 'Print the exact commands and write nothing on a host.' },
  },
  example: 'deploy -e production',
  more: [
    ['deploy -e staging --version v1.4.0', 'under a name of your own'],
    ['deploy -e production --approve 2-…', 'what `plan` showed, where an approval is required'],
    ['deploy -e production --scope application', 'without touching the database'],
    ['deploy -e production --scope configuration', 'to change what the application is told, and nothing else'],
  ],
  run: async (context, terminal, call) => {
    const repository = await readRepository(context.run.workspace);
    requireRead(repository);
    const { changed } = repository;
    if (changed.length > 0 && !context.inputs.has('dirty')) {
      throw usage(`the folder is not what is committed: ${some(changed)}`, 'commit it or put it aside (git stash); --dirty deploys the folder as it is');
    }
    tellIgnored(context, terminal);
    terminal.progress(`deploying ${context.run.version === '' ? 'this folder' : context.run.version} to ${context.settings.environment}: ${deployStages(context).map(({ id }) => id).join(', ')}`);
    const approved = await approvePlan(context, terminal, call);
    return 'declined' in approved ? approved.declined : deploy(approved);
  },
};
