/** How GitHub's runner hides secrets: the value whole, each of its lines, and their common encodings. */
export class Masks {
  readonly #needles = new Set<string>();
  #sorted: string[] = [];

  add(secret: string): void {
    const value = secret.trim();
    for (const part of [value, ...value.split(/[\r\n]+/).map((line) => line.trim())]) {
      if (part !== '') for (const needle of encodings(part)) if (needle !== '') this.#needles.add(needle);
    }
    this.#sorted = [...this.#needles].sort((a, b) => b.length - a.length);
  }

  hide(text: string): string {
    let result = text;
    for (const needle of this.#sorted) if (result.includes(needle)) result = result.split(needle).join('***');
    return result;
  }

  /** Whether GitHub would find a secret in it: such outputs never leave a job. */
  hits(text: string): boolean {
    return this.hide(text) !== text;
  }
}

function encodings(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  const shifted = (by: number): string => (bytes.length > by ? bytes.subarray(by) : bytes).toString('base64');
  const xml = value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&apos;');
  const unquoted = value.length > 8 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : '';
  return [value, shifted(0), shifted(1), shifted(2), value.replace(/"/g, '\\"'), value.replace(/'/g, "''"), JSON.stringify(value).slice(1, -1), encodeURIComponent(value), xml, unquoted];
}
