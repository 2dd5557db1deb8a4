import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { canInstall, installPackages } from '../test/debian';
import { findProgram } from '../test/requirements';
import { must, type Surroundings } from './run';

/** What the newest of the programs asks for. */
const OLDEST = [1, 25] as const;
/** Taken where the machine's own is older: a Go of any age gets it as it gets any module, and checks its sum. */
const NEWER = 'go1.26.8';

export interface Go {
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function isRecent(version: string): boolean {
  const [, major, minor] = /\bgo(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]);
}

function findOwn(): string {
  const find = (): string | undefined => findProgram('go') ?? findProgram('go', '/usr/local/go/bin');
  const own = find() ?? (canInstall() && installPackages(['golang-go', 'ca-certificates']) ? find() : undefined);
  if (own === undefined) throw new Error('there is no Go: apt-get install golang-go, of any version');
  return own;
}

/** A module keeps no permissions: what of a Go is run is made runnable, as a newer Go does it. */
function makeRunnable(root: string): void {
  const tools = join(root, 'pkg/tool');
  for (const folder of [join(root, 'bin'), ...readdirSync(tools).map((name) => join(tools, name))]) {
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o555);
  }
}

/** A Go that is recent enough: the machine's own, or one that its own brings. */
export async function findGo(folder: string): Promise<Go> {
  const own = findOwn();
  const here: Surroundings = { cwd: folder, env: { GOTOOLCHAIN: 'local' } };
  if (isRecent(await must(own, ['version'], here))) return { program: own, env: { GOTOOLCHAIN: 'local' } };
  const [os = '', architecture = ''] = (await must(own, ['env', 'GOHOSTOS', 'GOHOSTARCH'], here)).split('\n');
  const said = await must(own, ['mod', 'download', '-json', `golang.org/toolchain@v0.0.1-${NEWER}.${os}-${architecture}`], here);
  const { Dir: root } = JSON.parse(said) as { readonly Dir: string };
  makeRunnable(root);
  return { program: join(root, 'bin/go'), env: { GOTOOLCHAIN: 'local', GOROOT: undefined } };
}
