import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bundle } from '../../../tools/build/bundle';
import { FileCommands, parsePairs } from '../../../tools/workflow-runner/file-commands';
import { findNode } from '../../../tools/workflow-runner/node-binary';

export interface Acted {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Record<string, string>;
  readonly state: Record<string, string>;
  readonly summary: string;
}

export interface ActOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly configuration?: string | undefined;
  /** Content of `.github/known_hosts`. */
  readonly knownHosts?: string;
  readonly post?: boolean;
  /** Sent as soon as the action says READY. */
  readonly signal?: NodeJS.Signals;
}

export const CONFIGURATION = `version: 1
app: shop
ssh: { user: deploy, port: 22, key: DEPLOY_KEY, known-hosts: .github/known_hosts }
release: { kind: test, path: /srv/shop }
strategy: { kind: test }
runtime: { kind: test }
environments:
  production: { hosts: { web: "\${WEB:-127.0.0.1}" } }
`;

const folders: string[] = [];
let program = '';

/** Bundles `fixtures/act.ts` as the actions are bundled, so that it runs as they do. */
export async function prepare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-act-bundle-'));
  folders.push(folder);
  mkdirSync(join(folder, 'dist'));
  for (const { path, content } of await bundle(join(__dirname, 'fixtures/act.ts'))) writeFileSync(join(folder, path), content);
  program = join(folder, 'dist/index.js');
}

export function cleanUp(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Runs a scenario of `fixtures/act.ts` as the runner would: a process with variables and files of its own. */
export async function act(scenario: string, options: ActOptions = {}): Promise<Acted> {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-act-'));
  folders.push(folder);
  const workspace = join(folder, 'workspace');
  mkdirSync(join(workspace, '.github'), { recursive: true });
  if (options.configuration !== '') writeFileSync(join(workspace, '.github/lockgate.yml'), options.configuration ?? CONFIGURATION);
  if (options.knownHosts !== undefined) writeFileSync(join(workspace, '.github/known_hosts'), options.knownHosts);
  const files = new FileCommands(join(folder, 'commands'));
  const { output, state, step_summary, env, path } = files.paths();
  const child = spawn(findNode(undefined, true).path, [program, options.post === true ? 'post' : 'main', scenario], {
    cwd: workspace,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_RUN_ID: '42',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_JOB: 'deploy',
      GITHUB_SHA: 'c'.repeat(40),
      GITHUB_REF_NAME: 'main',
      GITHUB_ACTOR: 'octocat',
      GITHUB_API_URL: 'http://127.0.0.1:1',
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: output,
      GITHUB_STATE: state,
      GITHUB_STEP_SUMMARY: step_summary,
      GITHUB_ENV: env,
      GITHUB_PATH: path,
      INPUT_ENVIRONMENT: 'production',
      'INPUT_DRY-RUN': 'false',
      'INPUT_GITHUB-TOKEN': 'ghs_0123456789',
      'INPUT_JOB-STATUS': 'success',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const before = stdout.includes('READY');
    stdout += text;
    if (options.signal !== undefined && !before && stdout.includes('READY')) child.kill(options.signal);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code, signal] = await new Promise<[number | null, string | null]>((done) => child.on('close', (...end) => { done(end); }));
  return { code, signal, stdout, stderr, outputs: files.pairs('output'), state: parsePairs(readFileSync(state, 'utf8')), summary: files.summary().text };
}
