/** The combinations of a job's matrix; one empty one where there is none. `include` adds to those it fits, or stands alone. */
export function expandMatrix(matrix: unknown): Record<string, unknown>[] {
  if (matrix === null || typeof matrix !== 'object') return [{}];
  const { include = [], exclude = [], ...axes } = matrix as Record<string, unknown>;
  const lists = Object.entries(axes).filter((axis): axis is [string, unknown[]] => Array.isArray(axis[1]));
  let combinations: Record<string, unknown>[] = lists.length === 0 ? [] : [{}];
  for (const [name, values] of lists) combinations = combinations.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));
  const fits = (one: Record<string, unknown>, wanted: Record<string, unknown>): boolean => Object.entries(wanted).every(([name, value]) => JSON.stringify(one[name]) === JSON.stringify(value));
  combinations = combinations.filter((one) => !(exclude as Record<string, unknown>[]).some((unwanted) => fits(one, unwanted)));
  const originals = combinations.length;
  for (const extra of include as Record<string, unknown>[]) {
    const shared = Object.fromEntries(Object.entries(extra).filter(([name]) => name in axes));
    const matching = combinations.slice(0, originals).filter((one) => fits(one, shared));
    if (matching.length === 0) combinations.push(extra);
    else matching.forEach((one) => Object.assign(one, extra));
  }
  return combinations.length === 0 ? [{}] : combinations;
}
