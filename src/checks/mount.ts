/** The file system that holds a path, or would hold it. */
export interface Mount {
  readonly path: string;
  /** What tells file systems apart; empty where the host does not say. */
  readonly device: string;
  readonly space?: { readonly all: number; readonly free: number };
  readonly inodes?: { readonly all: number; readonly free: number };
}

/** Pure. What `lg_check_disk` printed, in bytes; a figure that is not a number is left out. */
export function readMount(stdout: string): Mount {
  const lines = stdout.split('\n').map((line) => line.split('\t'));
  const figures = (kind: string, unit: number): { all: number; free: number } | undefined => {
    const found = lines.find(([name]) => name === kind);
    const [all, free] = [found?.[1], found?.[3]];
    return all !== undefined && free !== undefined && /^[0-9]+$/.test(all) && /^[0-9]+$/.test(free) ? { all: Number(all) * unit, free: Number(free) * unit } : undefined;
  };
  const [blocks, nodes] = [figures('blocks', 1024), figures('inodes', 1)];
  const word = (name: string): string => lines.find(([first]) => first === name)?.[1] ?? '';
  return { path: word('path'), device: word('device'), ...(blocks === undefined ? {} : { space: blocks }), ...(nodes === undefined ? {} : { inodes: nodes }) };
}
