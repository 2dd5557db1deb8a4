import { composeMessage, type Message } from '../../../src/model/message';

export const MESSAGE: Message = composeMessage({
  event: 'failed',
  deploys: true,
  app: 'shop',
  environment: 'production',
  version: 'v1.16.0',
  release: '20261121-2104-3f9c2ab',
  commit: '3f9c2ab'.padEnd(40, '0'),
  run: 'acme/shop/42/deploy',
  reason: 'health-check: the new release is not healthy',
  actor: 'mona',
  approvers: ['hubot'],
  durationMs: 125_000,
  gates: [{ name: 'preflight', status: 'passed', detail: '' }, { name: 'released', status: 'failed', detail: 'GET /health (web)' }],
  commits: [{ id: '3f9c2ab'.padEnd(40, '0'), subject: 'Search: quotes "and" $(all)\n::error::x' }],
  commitCount: 1,
  runUrl: 'https://github.com/acme/shop/actions/runs/42',
  environmentUrl: 'https://shop.example.org',
});

/** What a stranger who may push a commit, a tag or a branch could put into a message. */
export const HOSTILE_TEXTS = [
  '@everyone @here <@&1234> <@!5678> <#91> <:smile:123> </deploy:1>',
  '[click](https://evil.example/login) <https://evil.example> https://evil.example discord.gg/evil discordapp.com/invite/evil',
  '**bold** __under__ ~~gone~~ ||spoiler|| `code` ```fence``` > quote # title -# small *',
  '\\@everyone \\\\ \\[x](https://evil.example)',
  '- item + item 1. item',
  '\u001b[31mred \u202edesrever \u0000 \ud800 lone',
  '"}],"content":"@everyone","x":[{"',
  '::add-mask::x $(rm -rf /) `id` ${{ secrets.X }}',
];

export const HOSTILE: Message = composeMessage({
  ...MESSAGE,
  reason: HOSTILE_TEXTS.join(' '),
  actor: HOSTILE_TEXTS[0] ?? '',
  approvers: HOSTILE_TEXTS,
  gates: HOSTILE_TEXTS.map((text) => ({ name: text, status: 'failed', detail: text })),
  commits: HOSTILE_TEXTS.map((text, index) => ({ id: String(index).repeat(40), subject: text })),
  environmentUrl: 'https://shop.example.org/a)b(c?x=[1]&y=@everyone',
});

const long = (text: string, length: number): string => text.repeat(Math.ceil(length / text.length)).slice(0, length);

/** More of everything than any service takes, of texts that grow when they are escaped and of characters of two units. */
export const HUGE: Message = composeMessage({
  ...MESSAGE,
  app: long('shop*', 200),
  version: `v1.16.0-${long('_rc_', 250)}`,
  environment: long('produktion-ü ', 200),
  reason: long('🔥 it `broke` *badly* ', 9000),
  actor: long('mona_', 3000),
  approvers: Array.from({ length: 200 }, (_, index) => `hub_${String(index)}`),
  gates: Array.from({ length: 120 }, (_, index) => ({ name: `${long('|gate|', 300)}${String(index)}`, status: index === 119 ? ('failed' as const) : ('passed' as const), detail: index === 119 ? 'the one that failed' : '' })),
  commits: Array.from({ length: 100 }, (_, index) => ({ id: String(index).padStart(40, '0'), subject: long('a*b_c`d 👩‍🚀 ', 5000) })),
  commitCount: 740,
  runUrl: `https://github.com/acme/shop/actions/runs/42?${long('x', 3000)}`,
  environmentUrl: `https://shop.example.org/${long('(', 900)}`,
});
