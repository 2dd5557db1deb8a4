import { NOT_REACHED, TAKEN_BACK, type Troubles } from '../model/trouble';

export const troubles: Troubles = {
  'LG-BUG': { host: 'On record up to the step that was begun last; nothing is assumed to have worked. The post step of the job, or the next run, goes by that record.', means: 'Something happened that nobody thought of: a mistake of Lockgate, not of yours.', usually: 'There is no usual cause; the lines above have the place.', next: 'Report it with the lines above. The next run settles what was left open.' },
  'LG-CANCELLED': { host: TAKEN_BACK, means: 'Somebody ended the run, or the command.', usually: 'A person pressed "Cancel", a newer run took the place of this one in its concurrency group, or the time of the job was up.' },
  'LG-ENVIRONMENT': { host: NOT_REACHED, means: 'What every job of GitHub Actions knows of itself is missing or cannot be recorded.', usually: 'An action was started by hand or by another runner than that of GitHub Actions.', next: 'Run it as a step of a workflow; from a terminal, use `npx lockgate`.' },
  'LG-SECRET-MISSING': { host: NOT_REACHED, means: 'A secret that the configuration names was not handed to the step.', usually: 'The secret does not exist in this environment of GitHub (GitHub hands over an empty text then), or the step has no `env:` that hands it over.' },
};
