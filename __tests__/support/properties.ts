import fc from 'fast-check';

/**
 * Every run tries the same values, so that a change is red for what it did itself. Others are looked for on purpose:
 * `LOCKGATE_PROPERTIES=explore` (another seed at every run) and `LOCKGATE_PROPERTY_RUNS` (how many values; 100 unless a test says).
 */
const explores = process.env['LOCKGATE_PROPERTIES'] === 'explore';
const runs = Number(process.env['LOCKGATE_PROPERTY_RUNS'] ?? 0);

fc.configureGlobal({
  ...(explores ? {} : { seed: 20_260_101 }),
  ...(runs > 0 ? { numRuns: runs } : {}),
});

export default fc;
