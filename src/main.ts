export { main, post } from './github/main';

/** What the command `lockgate` calls. It needs nearly all that an action does: the same chunk holds both. */
export async function cli(words: readonly string[], version: string): Promise<void> {
  await (await import(/* webpackChunkName: "work" */ './cli/main')).cli(words, version);
}
