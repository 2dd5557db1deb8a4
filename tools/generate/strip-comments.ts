/** Where a scan of a shell script stands at the end of a line. */
type State = { readonly kind: 'code' | 'single' | 'double' } | { readonly kind: 'heredoc'; readonly end: string; readonly tabs: boolean };

const CODE: State = { kind: 'code' };
const HEREDOC = /^<<(-?)\s*(['"]?)([A-Za-z_][A-Za-z0-9_]*)\2/;

function scanLine(line: string, from: State): State {
  if (from.kind === 'heredoc') return (from.tabs ? line.replace(/^\t+/, '') : line) === from.end ? CODE : from;
  let state: State = from;
  let heredoc: State | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (state.kind === 'single') {
      if (char === "'") state = CODE;
    } else if (char === '\\') {
      at += 1;
    } else if (state.kind === 'double') {
      if (char === '"') state = CODE;
    } else if (char === "'" || char === '"') {
      state = { kind: char === "'" ? 'single' : 'double' };
    } else if (char === '#' && (at === 0 || /[\s;&|(]/.test(line.charAt(at - 1)))) {
      break;
    } else if (char === '<') {
      const found = HEREDOC.exec(line.slice(at));
      if (found === null) continue;
      heredoc = { kind: 'heredoc', end: found[3] ?? '', tabs: found[1] === '-' };
      at += found[0].length - 1;
    }
  }
  return state.kind === 'code' ? (heredoc ?? CODE) : state;
}

/**
 * A POSIX script without its comment lines, its shebang and its empty lines. What lies inside quotes and here-documents is
 * kept as it is, and so are comments behind code.
 */
export function stripComments(script: string): string {
  let state: State = CODE;
  const kept: string[] = [];
  for (const line of script.split('\n')) {
    const droppable = state.kind === 'code' && /^\s*(#.*)?$/.test(line);
    if (!droppable) {
      kept.push(line);
      state = scanLine(line, state);
    }
  }
  return kept.length === 0 ? '' : `${kept.join('\n')}\n`;
}
