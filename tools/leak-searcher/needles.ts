export interface NamedSecret {
  readonly name: string;
  readonly value: string;
}

/** Something to look for: bytes as latin1, and what it is to the secret. */
export interface Needle {
  readonly secret: string;
  readonly form: string;
  readonly bytes: string;
  /** In lower case, to be looked for without regard to it. */
  readonly anyCase: boolean;
}

/** Shorter pieces occur by chance. */
const SHORTEST = 6;
const SHORTEST_LINE = 8;
/** A secret of at least twice this length also counts as found where only so much of its beginning or end is seen. */
const PART = 16;
/** Lines that every key file has: its frame, and the name of the format with the kind of key. */
const ARMOUR = /^-----(BEGIN|END) [A-Z0-9 ]+-----$|^b3BlbnNzaC1rZXktdjE/;

interface Piece {
  readonly name: string;
  readonly text: string;
}

function piecesOf({ name, value }: NamedSecret): Piece[] {
  const whole = value.trim();
  if (whole.length < SHORTEST) throw new Error(`the secret ${name} is too short to be looked for: it would be found everywhere`);
  const lines = whole.split(/\r?\n/).map((line) => line.trim());
  if (lines.length > 1) {
    const telling = lines.map((text, index) => ({ name: `line ${String(index + 1)}`, text })).filter(({ text }) => text.length >= SHORTEST_LINE && !ARMOUR.test(text));
    return [{ name: 'whole', text: whole }, ...telling];
  }
  if (whole.length < 2 * PART) return [{ name: 'whole', text: whole }];
  // The beginning of an address is the same for everybody.
  const beginning = /^https?:\/\//.test(whole) ? [] : [{ name: 'its beginning', text: whole.slice(0, PART) }];
  return [{ name: 'whole', text: whole }, ...beginning, { name: 'its end', text: whole.slice(-PART) }];
}

/**
 * What base64 makes of bytes wherever they stand in a longer text: the characters that depend on their neighbours are left
 * out, which differ with the place modulo three.
 */
export function base64At(bytes: Buffer, offset: 0 | 1 | 2): string {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return padded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

function formsOf({ name, text }: Piece): Omit<Needle, 'secret'>[] {
  const bytes = Buffer.from(text, 'utf8');
  const encoded = ([0, 1, 2] as const).flatMap((offset) => {
    const standard = base64At(bytes, offset);
    const url = standard.replaceAll('+', '-').replaceAll('/', '_');
    return [...new Set([standard, url])].map((one) => ({ form: `${name}, base64 at ${String(offset)}`, bytes: one, anyCase: false }));
  });
  return [
    { form: name, bytes: bytes.toString('latin1'), anyCase: false },
    { form: `${name}, hexadecimal`, bytes: bytes.toString('hex'), anyCase: true },
    ...encoded.filter((one) => one.bytes.length >= SHORTEST),
  ];
}

export function needlesOf(secret: NamedSecret): Needle[] {
  return piecesOf(secret).flatMap((piece) => formsOf(piece).map((form) => ({ secret: secret.name, ...form })));
}
