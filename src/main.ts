export { main, post } from './github/main';

/** What the command `lockgate` calls. What only it needs is in a chunk of its own, which no action loads. */
export async function cli(words: readonly string[], version: string): Promise<void> {
  await (await import(/* webpackChunkName: "cli" */ './cli/main')).cli(words, version);
}
