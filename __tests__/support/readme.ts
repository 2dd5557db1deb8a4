/** The fenced blocks of a page in one language, in order. */
export function readBlocks(page: string, language = 'yaml'): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);
}
