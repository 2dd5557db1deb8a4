import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

import { layVersion, type Version, versions } from './application';

const SUBJECTS: Readonly<Record<Version, string>> = {
  v1: 'A shop: list, detail, add',
  v2: 'Know what is in stock',
  v3: 'Keep connections open instead of opening one per request',
};

/** The demo's application as a team would have it: a repository with a commit and a tag per version. */
export class Repository {
  constructor(
    readonly root: string,
    source: string,
  ) {
    mkdirSync(root, { recursive: true });
    this.git('init', '--quiet', '--initial-branch=main');
    for (const version of versions) {
      layVersion(source, version, root);
      this.git('add', '--all');
      this.git('commit', '--quiet', '--message', SUBJECTS[version]);
      this.git('tag', version);
    }
  }

  /** Puts the work tree at a version, and takes out what a deploy of another one has compiled there. */
  show(version: Version): string {
    this.git('clean', '--quiet', '-fdx');
    this.git('checkout', '--quiet', version);
    return this.git('rev-parse', 'HEAD');
  }

  log(from: string, to: string): { sha: string; subject: string; files: string[] }[] {
    return this.git('log', '--format=%H %s', `${from}..${to}`)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ sha: line.slice(0, 40), subject: line.slice(41), files: this.git('show', '--name-only', '--format=', line.slice(0, 40)).split('\n') }));
  }

  private git(...words: string[]): string {
    const settings = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.org', '-c', 'commit.gpgsign=false', '-c', 'tag.gpgsign=false', '-c', 'advice.detachedHead=false', '-c', 'core.hooksPath=/dev/null'];
    return execFileSync('git', [...settings, ...words], { cwd: this.root, encoding: 'utf8', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } }).trim();
  }
}
