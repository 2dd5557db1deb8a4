/** What is kept of a stream on the host: see `lg_batch_bound`. */
const HEAD_BYTES = 32_768;
const TAIL_BYTES = 65_536;

export interface Frame {
  /** Null when the end was never told. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly durationMs: number;
}

interface Section {
  readonly text: string;
  /** The words after the command's number on the two marker lines. */
  readonly begin: readonly string[];
  readonly end: readonly string[] | undefined;
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&');

/** The text between each "begin" and "end" of a stream, by number. What is outside is noise. */
function readSections(marker: string, stream: string): Map<number, Section> {
  const clean = stream.replaceAll(new RegExp(`\\n${escape(marker)} progress [^\\n]*\\n`, 'g'), '');
  const sections = new Map<number, Section>();
  const lines = new RegExp(`(?:^|\\n)${escape(marker)} (begin|end) (\\d+)([^\\n]*)\\n`, 'g');
  let open: { index: number; from: number; begin: string[] } | undefined;
  for (const match of clean.matchAll(lines)) {
    const index = Number(match[2]);
    const words = (match[3] ?? '').split(' ').filter((word) => word !== '');
    if (match[1] === 'begin') {
      open = { index, from: match.index + match[0].length, begin: words };
      sections.set(index, { text: clean.slice(open.from), begin: words, end: undefined });
    } else if (open?.index === index) {
      sections.set(index, { text: clean.slice(open.from, match.index), begin: open.begin, end: words });
      open = undefined;
    }
  }
  return sections;
}

/** Where the host kept the first and the last part alone, a line says so between them. */
function restore(text: string): { text: string; truncated: boolean } {
  const bytes = Buffer.from(text);
  if (bytes.length <= HEAD_BYTES + TAIL_BYTES) return { text, truncated: false };
  return { text: `${bytes.subarray(0, HEAD_BYTES).toString()}\n[… cut here …]\n${bytes.subarray(bytes.length - TAIL_BYTES).toString()}`, truncated: true };
}

/** What bounded itself was not cut. */
const asItCame = (text: string): { text: string; truncated: boolean } => ({ text, truncated: false });

/** Every command's frame in the two streams of a script. */
export function readFrames(marker: string, streams: { readonly stdout: string; readonly stderr: string }): Map<number, Frame> {
  const errors = readSections(marker, streams.stderr);
  const frames = new Map<number, Frame>();
  for (const [index, section] of readSections(marker, streams.stdout)) {
    const [code, until, whole] = section.end ?? [];
    const keep = whole === 'whole' ? asItCame : restore;
    const out = keep(section.text);
    const err = keep(errors.get(index)?.text ?? '');
    const seconds = Number(until) - Number(section.begin[0]);
    frames.set(index, {
      code: code === undefined || !/^\d+$/.test(code) ? null : Number(code),
      stdout: out.text,
      stderr: err.text,
      truncated: out.truncated || err.truncated,
      durationMs: Number.isFinite(seconds) ? Math.max(0, Math.round(seconds * 1000)) : 0,
    });
  }
  return frames;
}
