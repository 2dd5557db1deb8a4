import type { Document, ErrorCode, YAMLError } from 'yaml';
import { isScalar, visit } from 'yaml';

export interface YamlComplaint {
  readonly offset: number;
  readonly what: string;
  readonly next: string;
}

const QUOTE_IT = 'put the value in quotes';

/** What went wrong, by the parser's code; the parser's own words where a code has several causes. */
const ADVICE: Partial<Record<ErrorCode, readonly [string, string]>> = {
  TAB_AS_INDENT: ['a tab is used for indentation', 'indent with spaces, two per level'],
  BLOCK_AS_IMPLICIT_KEY: ['a second ": " stands in one value', 'put a value that contains ": " in quotes'],
  BAD_INDENT: ['this line is indented neither like the lines above nor like their parent', 'begin keys of one map in the same column, and close every [ and {'],
  MULTILINE_IMPLICIT_KEY: ['this line is not `key: value`', 'write a colon and a space after the key'],
  MISSING_CHAR: ['something is not closed or not separated here', 'close every quote, [ and {, and put a comma between their parts'],
  BAD_SCALAR_START: ['a value cannot begin with this character', QUOTE_IT],
  BAD_DQ_ESCAPE: ['a backslash in double quotes begins an escape that does not exist', "use single quotes: 'C:\\path', or double the backslash"],
  MULTIPLE_DOCS: ['a second document begins here', 'remove the line `---`: the file holds one configuration'],
  KEY_OVER_1024_CHARS: ['this key is longer than 1024 characters', 'close the quote, or use a shorter key'],
  MULTIPLE_ANCHORS: ['a value has two anchors', 'keep one of them'],
  ALIAS_PROPS: ['an alias cannot have an anchor or a tag', 'write the anchor at the value itself'],
};

function lineAround(text: string, offset: number): string {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const to = text.indexOf('\n', offset);
  return text.slice(from, to === -1 ? undefined : to);
}

/** Where the quote opens that never closes: the parser complains at the end of the file. */
function openQuote(document: Document, end: number): number | undefined {
  let found: number | undefined;
  visit(document, {
    Scalar: (_, node) => {
      if (isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') && (node.range?.[1] ?? 0) >= end) found = node.range?.[0];
    },
  });
  return found;
}

/** An error of the YAML parser in words that say what to do. */
export function explainYamlError(error: YAMLError, text: string, document: Document): YamlComplaint {
  const offset = error.pos[0];
  const line = lineAround(text, offset);
  if (/^(<{7}|={7}|>{7})/m.test(text)) {
    const marker = text.search(/^(<{7}|={7}|>{7})/m);
    return { offset: marker, what: 'a merge conflict was left in the file', next: 'resolve it and remove the lines <<<<<<<, ======= and >>>>>>>' };
  }
  if (error.code === 'MISSING_CHAR' && /quote/.test(error.message)) {
    return { offset: openQuote(document, Math.min(offset, text.trimEnd().length)) ?? offset, what: 'this quote is never closed', next: 'close it at the end of the value' };
  }
  const bare = /(?<=[[{].*[[{,:]\s*|[[{]\s*)\$\{/.exec(line);
  if (bare !== null && error.code !== 'TAB_AS_INDENT') {
    return { offset: text.lastIndexOf('\n', offset - 1) + 1 + bare.index, what: '${…} is not in quotes inside { } or [ ], where its braces mean a map', next: 'put it in quotes: "${NAME}"' };
  }
  if (text.includes('\u00a0') && line.includes('\u00a0')) {
    return { offset: text.indexOf('\u00a0', text.lastIndexOf('\n', offset - 1) + 1), what: 'a no-break space stands where a space should be', next: 'type the space again (it was probably copied from a web page)' };
  }
  if (error.code === 'MISSING_CHAR' && /Implicit map keys/.test(error.message)) {
    return { offset, what: 'this line is not `key: value`', next: 'write a colon and a space after the key' };
  }
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY' && !/:\s.*:\s/.test(`${line} `)) {
    const below = text.indexOf('\n', offset) + 1;
    const indent = /^\s*/.exec(text.slice(below))?.[0].length ?? 0;
    return { offset: below + indent, what: 'this line is indented deeper than the one above, which has a value already', next: 'begin it in the same column as the key above, or remove that value' };
  }
  if (error.code === 'UNEXPECTED_TOKEN' && /node end/.test(error.message)) {
    return { offset, what: 'there is text after the end of the value', next: /'[^']*'\w/.test(line) ? "double a quote inside single quotes: 'it''s', or use double quotes" : 'put the whole value in one pair of quotes' };
  }
  if (error.code === 'BAD_INDENT' && /sufficiently indented and end with a (.)/.test(error.message)) {
    const closing = error.message.at(-1) ?? '';
    return { offset, what: `a ${closing === ']' ? '[' : '{'} above is never closed`, next: `close it with ${closing} before this line` };
  }
  const [what, next] = ADVICE[error.code] ?? [`this is not YAML: ${error.message}`, 'correct the line; values with special characters belong in quotes'];
  return { offset, what, next };
}

/** Tags are the only thing that the parser merely warns of. */
export function explainYamlWarning(warning: YAMLError): YamlComplaint {
  return warning.code === 'TAG_RESOLVE_FAILED'
    ? { offset: warning.pos[0], what: 'a value that begins with ! is a YAML tag, and there are none here', next: QUOTE_IT }
    : { offset: warning.pos[0], what: warning.message, next: 'correct the line' };
}
