import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** Done in place of an action of somebody else's: what it must do for ours to run, and no more. */
export type StandIn = (call: {
  readonly inputs: Readonly<Record<string, string>>;
  readonly workspace: string;
  /** The repository that a checkout gives. */
  readonly root: string;
  readonly sha: string;
  readonly ref: string;
  readonly artifacts: string;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
}) => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;

const run = promisify(execFile);

/** actions/checkout: a clone of its own, shallow unless `fetch-depth: 0`; a folder that is no repository is copied. */
const checkout: StandIn = async ({ inputs, workspace, root, sha, ref, log }) => {
  const target = resolve(workspace, inputs['path'] ?? '.');
  mkdirSync(target, { recursive: true });
  if (!existsSync(join(root, '.git'))) {
    cpSync(root, target, { recursive: true, filter: (from) => basename(from) !== 'node_modules' });
    return { commit: '', ref };
  }
  const git = async (...args: string[]): Promise<string> => (await run('git', args, { cwd: target })).stdout.trim();
  const wanted = inputs['ref'] === undefined || inputs['ref'] === '' ? sha : inputs['ref'];
  const commit = (await run('git', ['rev-parse', '--verify', `${wanted}^{commit}`], { cwd: root })).stdout.trim();
  const depth = inputs['fetch-depth'] === '0' ? [] : ['--depth=1'];
  const tags = inputs['fetch-depth'] === '0' || inputs['fetch-tags'] === 'true' ? ['--tags'] : ['--no-tags'];
  await git('init', '--quiet');
  await git('config', 'advice.detachedHead', 'false');
  if (!(await git('remote')).includes('origin')) await git('remote', 'add', 'origin', pathToFileURL(root).href);
  const named = wanted === sha ? [ref] : [wanted, `refs/heads/${wanted}`, `refs/tags/${wanted}`];
  const all = (await run('git', ['for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/tags'], { cwd: root })).stdout.split('\n');
  const known = named.find((name) => all.includes(name)) ?? '';
  const mapping = known === '' ? commit : known.startsWith('refs/tags/') ? `+${commit}:${known}` : `+${commit}:${known.replace(/^refs\/heads\//, 'refs/remotes/origin/')}`;
  await git('fetch', '--quiet', '--prune', ...depth, ...tags, 'origin', mapping);
  await git('checkout', '--quiet', '--force', ...(known.startsWith('refs/heads/') ? ['-B', known.slice('refs/heads/'.length)] : []), commit);
  log(`HEAD is now at ${commit.slice(0, 7)}`);
  return { commit, ref: known === '' ? wanted : known };
};

/** actions/upload-artifact: keeps the named files and folders; patterns are not understood. */
const upload: StandIn = ({ inputs, workspace, artifacts, log, warn }) => {
  const name = inputs['name'] === undefined || inputs['name'] === '' ? 'artifact' : inputs['name'];
  const paths = (inputs['path'] ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '').map((line) => resolve(workspace, line));
  const present = paths.filter((path) => existsSync(path));
  if (present.length === 0) {
    const message = `No files were found with the provided path: ${inputs['path'] ?? ''}. No artifacts will be uploaded.`;
    if (inputs['if-no-files-found'] === 'error') throw new Error(message);
    if (inputs['if-no-files-found'] !== 'ignore') warn(message);
    return {};
  }
  const target = join(artifacts, name);
  if (existsSync(target) && inputs['overwrite'] !== 'true') throw new Error(`Failed to CreateArtifact: an artifact with the name ${name} already exists on the workflow run`);
  for (const path of present) cpSync(path, present.length === 1 && statSync(path).isDirectory() ? target : join(target, basename(path)), { recursive: true });
  log(`Artifact ${name} has been successfully uploaded`);
  return { 'artifact-id': name };
};

/** actions/download-artifact, by name. */
const download: StandIn = ({ inputs, workspace, artifacts }) => {
  const name = inputs['name'] ?? '';
  const source = join(artifacts, name);
  if (name === '' || !existsSync(source)) throw new Error(`Unable to download artifact(s): Artifact not found for name: ${name}`);
  const target = resolve(workspace, inputs['path'] ?? '.');
  cpSync(source, target, { recursive: true });
  return { 'download-path': target };
};

export const defaultStandIns: Readonly<Record<string, StandIn>> = {
  'actions/checkout': checkout,
  'actions/upload-artifact': upload,
  'actions/download-artifact': download,
};

/** Every file under a folder, relative to it, sorted. */
export function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
