/** `3 h`, `2 d`: how long ago something was. Pure. */
export function formatSince(iso: string, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - Date.parse(iso)) / 60_000));
  if (Number.isNaN(minutes)) return 'of unknown age';
  if (minutes < 120) return `${String(minutes)} min`;
  return minutes < 48 * 60 ? `${String(Math.round(minutes / 60))} h` : `${String(Math.round(minutes / 1440))} d`;
}
