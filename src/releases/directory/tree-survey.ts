/** What becomes of a path that every release shares. */
export interface SharedState {
  readonly path: string;
  /** `link`: shared/ gets a link to it. `there`: shared/ has it. `other`: shared/ has another one. `missing`: nobody has it. */
  readonly state: 'link' | 'there' | 'other' | 'missing';
}

/** What was found on one host. */
export interface TreeSurvey {
  readonly user: string;
  /** Without links in its path; empty where it cannot be told. */
  readonly tree: string;
  readonly current: { readonly kind: 'absent' | 'folder' } | { readonly kind: 'link'; readonly to: string };
  /** The tree is the release path itself. */
  readonly inside: boolean;
  readonly files: number;
  readonly kilobytes: number;
  readonly freeKilobytes: number;
  readonly writable: boolean;
  readonly unreadable: readonly string[];
  readonly shared: readonly SharedState[];
}

const STATES: readonly string[] = ['link', 'there', 'other', 'missing'] satisfies SharedState['state'][];

/** Pure. */
export function readTreeSurvey(text: string): TreeSurvey {
  const lines = text.split('\n').filter((line) => line !== '');
  const all = (kind: string): string[] => lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  const one = (kind: string): string => all(kind)[0] ?? '';
  const current = one('current');
  return {
    user: one('user'),
    tree: one('tree'),
    current: current.startsWith('link ') ? { kind: 'link', to: current.slice('link '.length) } : { kind: current === 'folder' ? 'folder' : 'absent' },
    inside: one('inside') === 'yes',
    files: Number(one('files')),
    kilobytes: Number(one('kilobytes')),
    freeKilobytes: Number(one('free')),
    writable: one('writable') === 'yes',
    unreadable: all('unreadable').map((path) => path.replace(/^\.\//, '')),
    shared: all('shared').flatMap((line) => {
      const [state = '', ...rest] = line.split(' ');
      return STATES.includes(state) ? [{ state: state as SharedState['state'], path: rest.join(' ') }] : [];
    }),
  };
}

