/**
 * The anchor that GitHub makes of a heading: lower case, everything gone but letters, marks, digits, `_`, `-` and spaces, and the
 * spaces made hyphens.
 */
export function slugOf(heading: string): string {
  return heading.trim().toLowerCase().replace(/[^\p{L}\p{M}\p{Nd}\p{Pc}\- ]/gu, '').replaceAll(' ', '-');
}

/** The anchors of a page's headings, in order: one that is there already is counted on. */
export function anchorsOf(headings: readonly string[]): string[] {
  const taken = new Map<string, number>();
  return headings.map((heading) => {
    const slug = slugOf(heading);
    let anchor = slug;
    while (taken.has(anchor)) {
      const next = (taken.get(slug) ?? 0) + 1;
      taken.set(slug, next);
      anchor = `${slug}-${String(next)}`;
    }
    taken.set(anchor, 0);
    return anchor;
  });
}
