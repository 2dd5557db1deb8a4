import { parse } from 'acorn';

/** Notices that must stay where they stand. */
const NOTICE = /copyright|licen[cs]e|@preserve/i;

/** A program without its comments but notices; every other character stays, and so does every line break that can end a statement. */
export function stripComments(code: string): string {
  const pieces: string[] = [];
  let kept = 0;
  const drop = (start: number, end: number): void => {
    const lineStart = code.lastIndexOf('\n', start - 1) + 1;
    const newline = code.indexOf('\n', end);
    const lineEnd = newline < 0 ? code.length : newline;
    const alone = lineStart >= kept && code.slice(lineStart, start).trim() === '' && code.slice(end, lineEnd).trim() === '';
    const instead = alone ? '' : code.slice(start, end).includes('\n') ? '\n' : ' ';
    pieces.push(code.slice(kept, alone ? lineStart : start).replace(alone ? /$^/ : /[ \t]+$/, ''), instead);
    kept = alone ? Math.min(lineEnd + 1, code.length) : end;
  };
  parse(code, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    onComment: (_block, text, start, end) => {
      if (!NOTICE.test(text)) drop(start, end);
    },
  });
  return pieces.join('') + code.slice(kept);
}
