import type { Exception } from './finding';

/** Every finding that is left as it is. Nothing else silences a linter, and an exception that nothing needs is an error. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    linter: 'actionlint',
    rule: 'syntax-check',
    file: /^\.github\/workflows\/(deploy-[^/]+|release)\.yml$/,
    subject: /^queue: max$/,
    reason: 'newer than actionlint 1.7.12; without it GitHub drops the older of two runs that wait',
  },
  {
    linter: 'zizmor',
    rule: 'self-repository',
    file: /^\.github\/workflows\/deploy-[^/]+\.yml$/,
    subject: /^\.\/\.github\/workflows\/deploy\.yml$/,
    reason: 'neither actionlint, act nor GitHub Enterprise Server knows `$/` yet, and a path in the same commit is as good',
  },
  {
    linter: 'zizmor',
    rule: 'secrets-inherit',
    file: /^\.github\/workflows\/deploy-[^/]+\.yml$/,
    subject: /^\.\/\.github\/workflows\/deploy\.yml$/,
    reason: 'the secrets of an environment reach a called workflow in no other way: docs/decisions/0013-secrets-inherit.md',
  },
  {
    linter: 'zizmor',
    rule: 'unpinned-uses',
    file: /^\.github\/workflows\/(deploy|rollback)\.yml$/,
    subject: /^lockgate\/lockgate\/actions\/[a-z-]+@v1$/,
    reason: 'our own actions, by the tag that moves with each release of ours; actions of others are named by digest, without exception',
  },
  {
    linter: 'zizmor',
    rule: 'anonymous-definition',
    file: /^\.github\/workflows\/(deploy|rollback)\.yml$/,
    subject: /^(verdict|rollback)$/,
    reason: 'what they do is what they are called',
  },
  {
    linter: 'zizmor',
    rule: 'concurrency-limits',
    file: /^\.github\/workflows\/rollback\.yml$/,
    subject: /^on:$/,
    reason: 'the way back stands in no queue: a deploy that waits for its approval must not hold it up; the lease on the hosts decides',
  },
];
