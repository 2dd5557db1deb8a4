import { NOT_REACHED, TAKEN_BACK, type Troubles } from '../model/trouble';

export const troubles: Troubles = {
  'LG-CHECK-UNKNOWN': { host: NOT_REACHED, usually: 'A typing error in the configuration.' },
  'LG-GATE-…': {
    host: 'It depends on the moment. `PREFLIGHT`: nothing was begun. `BACKED-UP`: a backup is there and nothing else. `MIGRATED`: the schema is the new one and the release before serves. `INSTANCE`, `RELEASED`, `WATCH`: the new release was started; the line "so" says whether it is gone back from or whether a person decides.',
    means: 'A check of the gate of that moment did not pass: `LG-GATE-RELEASED`, for example. With `-INCONCLUSIVE` at its end it could not be asked, which never counts as a pass.',
    usually: 'What the check says: the application is ill, the disk is full, a table has lost rows. Where it is inconclusive: a port that nothing answers at, or a tool that is missing on the host.',
    next: 'Read "got" and "expected" in the summary. Where the release is ill, mend it and deploy again; where the check asks too much, change it in the configuration.',
  },
  'LG-INTERRUPTED': { host: TAKEN_BACK, means: 'The run was cancelled while something was being asked.', usually: 'A person pressed "Cancel", or the time of the job was up.', next: 'Nothing was decided by it. The post step of the job, or the next run, brings the hosts to one known version.' },
};
