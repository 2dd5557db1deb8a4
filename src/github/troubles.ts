import { NOT_REACHED, NOT_TOUCHED, type Troubles } from '../model/trouble';

export const troubles: Troubles = {
  'LG-APPROVAL-PERMISSION': { host: NOT_TOUCHED, usually: 'The input `github-token` was emptied, or the token may not read the run.' },
  'LG-APPROVAL-UNKNOWN': { host: NOT_TOUCHED, means: 'GitHub was asked who approved the run, and did not answer, so it counts as not approved.', usually: 'The job has `permissions:` without `actions: read`, or GitHub’s API is disturbed.', next: 'Give the job the permissions that the action’s page lists; where GitHub is disturbed, run the job again.' },
  'LG-INPUT-MISSING': { host: NOT_REACHED, usually: 'The step has no `with: { environment: … }`, or an expression in it came out empty.' },
  'LG-INPUT-RENAMED': { host: NOT_REACHED, usually: 'The workflow was written for an earlier version.' },
  'LG-INPUT-VALUE': { host: NOT_REACHED, means: 'An input of the step holds something that it cannot be.', usually: 'A typing error, or a path that leads out of the checkout.' },
  'LG-JOB-STATUS': { host: 'As the job left it. Nothing is closed and nothing goes back until the next run.', usually: 'The input `job-status` was set by hand.' },
  'LG-OUTPUT-SECRET': { host: 'As the action left it: it is told at its end.', usually: 'A host name, a path or a short word was stored as a secret, and GitHub would drop the output that contains it.' },
  'LG-RUNNER-WRITE': { host: NOT_TOUCHED, usually: 'A runner of one’s own whose disk is full, or whose `RUNNER_TEMP` belongs to somebody else.' },
  'LG-VERSION-NOT-CHECKED-OUT': { host: NOT_REACHED, usually: 'A run by hand with `version: v1.4.0`, and a checkout of the branch.' },
};
