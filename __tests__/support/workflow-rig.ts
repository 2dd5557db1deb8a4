import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import { plugins } from '../../src/actions/plugins';
import { workflowFiles } from '../../src/cli/templates/workflows';
import { Outside } from '../../tools/demo/github-api';
import { findJob, type JobResult, Queues, runWorkflow, type RunResult, type WorkflowOptions } from '../../tools/workflow-runner';
import { REPOSITORY } from './job';
import { type OpenSsh, startOpenSsh } from './openssh';
import { Rig } from './rig';

/** Two environments on the one server, and nothing that takes long. */
const quick = (text: string): string =>
  text
    .replace('user: deploy', `user: ${userInfo().username}`)
    .replace('settle: 500ms', 'settle: 100ms')
    .replace(/for: 3s\n {4}every: 1s/, 'for: 1s\n    every: 500ms')
    .replace('attempts: 3, every: 1s', 'attempts: 2, every: 100ms')
    .replace('attempts: 10, every: 500ms', 'attempts: 10, every: 100ms')
    .replace(/ {2}production: (.*)\n/, '  staging: $1\n  production: $1\n');

/**
 * The demo's shop with the workflows that `lockgate init` writes for it, deployed by the real bundles through OpenSSH's own
 * server. What GitHub's API is asked, and where messages go, is on this machine too.
 */
export class WorkflowRig {
  #runs = 2000;
  readonly #queues = new Queues();

  private constructor(
    readonly rig: Rig,
    private readonly sshd: OpenSsh,
    readonly outside: Outside,
  ) {}

  static async start(): Promise<WorkflowRig> {
    const rig = await Rig.start({ configure: quick });
    // What is started over SSH is known by its environment.
    const sshd = await startOpenSsh({ config: [`SetEnv LOCKGATE_RIG=${rig.folder}`] });
    const made = new WorkflowRig(rig, sshd, await Outside.start(() => []));
    made.wire();
    return made;
  }

  /** Writes the workflows that belong to the configuration, as a commit. */
  wire(): void {
    for (const { path, content } of workflowFiles({ text: this.rig.read('.github/lockgate.yml'), file: '.github/lockgate.yml', branch: 'main', plugins })) {
      mkdirSync(join(this.rig.workspace, path, '..'), { recursive: true });
      writeFileSync(join(this.rig.workspace, path), content);
    }
    this.rig.commit('workflows');
  }

  /** Changes a file, or adds one; a commit with a tag. */
  release(tag: string, path: string, change: (text: string) => string): void {
    this.rig.write(path, change(path.startsWith('migrations/') ? '' : this.rig.read(path)));
    this.tag(tag);
  }

  /** The application's next version, over the one that is there. */
  lay(version: 'v2' | 'v3'): void {
    cpSync(join(REPOSITORY, 'examples/demo/versions', version), this.rig.workspace, { recursive: true });
  }

  tag(tag: string): void {
    this.rig.write('VERSION', `${tag}\n`);
    this.rig.git('tag', tag);
  }

  /** A person starts a workflow. */
  dispatch(file: string, inputs: Readonly<Record<string, unknown>>, more: Partial<WorkflowOptions> = {}): Promise<RunResult> {
    return this.#run(file, { name: 'workflow_dispatch', inputs }, more);
  }

  deploy(version: string, inputs: Readonly<Record<string, unknown>> = {}, more: Partial<WorkflowOptions> = {}): Promise<RunResult> {
    return this.dispatch('deploy-production.yml', { version, ...inputs }, more);
  }

  /** A push to main of what is committed now. */
  push(more: Partial<WorkflowOptions> = {}): Promise<RunResult> {
    return this.#run('deploy-staging.yml', { name: 'push', sha: this.rig.git('rev-parse', 'HEAD').trim() }, more);
  }

  /** Variables and secrets of the team, and where the API of GitHub is. */
  settings(): Required<Pick<WorkflowOptions, 'vars' | 'secrets' | 'apiUrl'>> {
    const { DEPLOY_KEY: _key, LOCKGATE_KNOWN_HOSTS: _hosts, GITHUB_SHA: _sha, GITHUB_REF_NAME: _ref, ...vars } = this.rig.env;
    const target = this.sshd.target();
    return {
      vars: { ...vars, SSH_PORT: String(this.sshd.port), LOCKGATE_KNOWN_HOSTS: target.knownHosts },
      secrets: { DEPLOY_KEY: target.key?.reveal() ?? '', DEPLOY_WEBHOOK: `${this.outside.url}/hook` },
      apiUrl: this.outside.url,
    };
  }

  #run(file: string, event: WorkflowOptions['event'], more: Partial<WorkflowOptions>): Promise<RunResult> {
    return runWorkflow({
      file: `.github/workflows/${file}`,
      root: this.rig.workspace,
      event,
      repository: 'tea/shop',
      runId: String(++this.#runs),
      repositories: { 'lockgate/lockgate': REPOSITORY },
      ...this.settings(),
      queues: this.#queues,
      temp: this.rig.scratch,
      ...more,
    });
  }

  async close(): Promise<void> {
    await this.rig.close();
    await Promise.all([this.sshd.close(), this.outside.close()]);
  }
}

/** A job of the called workflow. */
export function jobOf(run: RunResult, id: 'plan' | 'deploy' | 'verdict'): JobResult {
  return findJob(run, `deploy/${id}`);
}

/** How the job that deploys and the verdict ended, and what the deploy says of itself; everything that was said where that is a surprise. */
export function expectEnd(run: RunResult, deploy: JobResult['conclusion'], outcome: string, verdict: JobResult['conclusion'] = outcome === 'released' ? 'success' : 'failure'): void {
  const ended = { deploy: jobOf(run, 'deploy').conclusion, outcome: jobOf(run, 'deploy').outputs['outcome'] ?? '', verdict: jobOf(run, 'verdict').conclusion };
  const expected = { deploy, outcome, verdict };
  if (JSON.stringify(ended) === JSON.stringify(expected)) return;
  const log = (['plan', 'deploy'] as const).flatMap((id) => jobOf(run, id).steps.flatMap((step) => [`— ${id}/${step.id} ${step.stage} ${step.outcome}`, ...step.log.filter((line) => !line.startsWith('##[group]'))]));
  throw new Error(`${JSON.stringify(ended)}, expected ${JSON.stringify(expected)}\n${log.join('\n')}`);
}
