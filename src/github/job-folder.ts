type Variables = Readonly<Record<string, string | undefined>>;

/** Below the runner's temporary folder; one for a job, since a runner of one's own may keep the temporary folder longer than that. */
export function jobFolder(env: Variables): string {
  const words = [env['GITHUB_RUN_ID'], env['GITHUB_RUN_ATTEMPT'] ?? '1', env['GITHUB_JOB']];
  return `lockgate-job/${words.map((word) => (word ?? '').replace(/[^A-Za-z0-9_-]/g, '') || 'none').join('-')}`;
}
