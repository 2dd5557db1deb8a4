/** Pure: texts that fit into the limits of services, which count at most UTF-16 units. */

/** At most `limit` long, cut where a word ends if there is such a place, with an ellipsis. Pairs of surrogates stay together. */
export function fitText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  if (limit < 1) return '';
  const cut = text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '');
  const space = text[limit - 1] === ' ' ? -1 : cut.lastIndexOf(' ');
  return `${(space > cut.length / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:–-]+$/, '')}…`;
}

/** The same for a text that grows when it is escaped: nothing is cut within an escape. */
export function fitEscaped(text: string, limit: number, escape: (text: string) => string): string {
  let room = limit;
  let escaped = escape(fitText(text, room));
  while (escaped.length > limit && room > 0) {
    room -= Math.max(1, Math.floor((escaped.length - limit) / 2));
    escaped = escape(fitText(text, room));
  }
  return escaped.length <= limit ? escaped : '';
}

/** As many whole lines as fit, then how many more there are; `total` counts those that are not even here. */
export function fitLines(lines: readonly string[], limit: number, total = lines.length): string {
  const more = (shown: number): string => (total <= shown ? '' : shown === 0 ? `… ${String(total)} in all` : `… and ${String(total - shown)} more`);
  for (let shown = lines.length; shown >= 0; shown -= 1) {
    const text = [...lines.slice(0, shown), more(shown)].filter((line) => line !== '').join('\n');
    if (text.length <= limit) return text;
  }
  return '';
}
