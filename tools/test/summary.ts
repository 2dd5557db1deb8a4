/** The part of jest's JSON result that is counted. */
export interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/**
 * A test that was skipped or only announced counts as failed, and so does a file that could not run. Never green on
 * nothing: no result, no test, or an exit code that says otherwise is a failure of its own.
 */
export function count(result: JestResult | undefined, exitCode: number | null): Count {
  if (result === undefined) return { passed: 0, failed: 1 };
  const failed = result.numFailedTests + result.numPendingTests + result.numTodoTests + result.numRuntimeErrorTestSuites;
  const green = exitCode === 0 && result.numPassedTests > 0;
  return { passed: result.numPassedTests, failed: failed === 0 && !green ? 1 : failed };
}

export function sentence({ passed, failed }: Count): string {
  return `${String(passed)} passed, ${String(failed)} failed`;
}
