/** One bar: what it asks, what was measured, and what that is compared with. */
export interface Bar {
  readonly bar: string;
  readonly measured: string;
  readonly comparedWith: string;
  /** Undefined: told for comparison, no bar of its own. */
  readonly met?: boolean;
}

const HEAD: Bar = { bar: 'bar', measured: 'measured', comparedWith: 'compared with' };

export function renderTable(bars: readonly Bar[]): string {
  const columns = ['bar', 'measured', 'comparedWith'] as const;
  const widths = columns.map((column) => Math.max(...[HEAD, ...bars].map((bar) => bar[column].length)));
  const row = (bar: Bar, verdict: string): string => `${columns.map((column, index) => bar[column].padEnd(widths[index] ?? 0)).join('  ')}  ${verdict}`.trimEnd();
  return [row(HEAD, 'verdict'), ...bars.map((bar) => row(bar, bar.met === undefined ? '' : bar.met ? 'met' : 'MISSED'))].join('\n');
}
