import Ajv from 'ajv';

import { GitHubForge } from '../../../src/github/forge';
import { plugin as discord } from '../../../src/notifiers/discord/index';
import { plugin as deployment } from '../../../src/notifiers/github-deployment/index';
import { plugin as webhook } from '../../../src/notifiers/webhook/index';
import discordLimits from './limits/discord.json';
import deploymentLimits from './limits/github-deployment.json';
import { HOSTILE } from './messages';
import { SECRET, type Seen, type Subject } from './service';

const ajv = new Ajv({ allErrors: true });
const isDiscordMessage = ajv.compile(discordLimits);
const isDeployment = ajv.compile({ ...deploymentLimits, allOf: [{ $ref: '#/definitions/deployment' }] });
const isStatus = ajv.compile({ ...deploymentLimits, allOf: [{ $ref: '#/definitions/status' }] });

function complaints(validate: typeof isStatus, { body }: Seen): string[] {
  return validate(JSON.parse(body)) === true ? [] : (validate.errors ?? []).map(({ dataPath, message = '' }) => `${dataPath} ${message}`);
}

/** All texts that Discord reads as Markdown, and how long those of embeds are together, as it counts them. */
function discordTexts({ body }: Seen): { readonly texts: string[]; readonly total: number } {
  const { content, embeds } = JSON.parse(body);
  const inEmbeds: string[] = embeds.flatMap(({ title = '', description = '', fields = [] }) => [title, description, ...fields.flatMap(({ name, value }: { name: string; value: string }) => [name, value])]);
  return { texts: [content, ...inEmbeds], total: inEmbeds.join('').length };
}

/** What is left of Discord's Markdown when what is escaped, and what Lockgate itself lays out, is taken away. */
function discordSyntax(text: string): string[] {
  const plain = text
    .replace(/\\[^0-9A-Za-z\s]/g, '')
    .replace('**Changes since the last release**', '')
    .replace(/^`[0-9a-f]{7}` /gm, '')
    .replace(/^\[[^[\]()\n]*\]\(https:\/\/[^\s()[\]<>]*\)$/gm, '');
  return [.../@(everyone|here)|<[@#:/!&a-z]|\]\(|https?:\/\/|\*|_|~~|\|\||`|^\s*(>|#|[-+] |\d+\. )|discord(app)?\.|[[\]<]/gm[Symbol.matchAll](plain)].map(([found]) => `${found} in ${text}`);
}

const TOKEN = `ghs_${SECRET}`;

export const SUBJECTS: Readonly<Record<string, Subject>> = {
  discord: {
    open: () => discord.open(discord.schema.parse({ webhook: 'DISCORD_WEBHOOK' })),
    variable: 'DISCORD_WEBHOOK',
    credential: SECRET,
    path: `/api/webhooks/123456789012345678/${SECRET}`,
    ok: { status: 200, body: '{"id":"1417000000000000001","channel_id":"9"}' },
    objections: (seen) => [...complaints(isDiscordMessage, seen), ...(discordTexts(seen).total > 6000 ? ['the embeds are longer than 6000 characters'] : [])],
    obeyed: (seen) => discordTexts(seen).texts.flatMap(discordSyntax),
    leftOut: /… and 7[0-9]{2} more/,
    editing: { edits: ({ method, url }, reference) => method === 'PATCH' && url.endsWith(`/${SECRET}/messages/${reference}`), gone: { status: 404, body: '{"message":"Unknown Message","code":10008}' } },
  },
  'github-deployment': {
    open: () => deployment.open(deployment.schema.parse({})),
    forge: (apiUrl, now) => new GitHubForge({ now, token: TOKEN, apiUrl, repository: 'acme/shop', owner: 'acme/shop/42/deploy', environment: 'production', dryRun: false, warn: () => undefined }).api(),
    variable: 'github-token',
    credential: TOKEN,
    path: '',
    ok: { status: 201, body: '{"id":1}' },
    aside: ({ method, url }) => {
      if (method === 'GET') return { status: 200, body: '[]' };
      return url.endsWith('/deployments') ? { status: 201, body: '{"id":77}' } : undefined;
    },
    objections: (seen) => complaints(seen.url.endsWith('/deployments') ? isDeployment : isStatus, seen),
    obeyed: () => [],
    leftOut: /"description":"[^"]*…"/,
    editing: { edits: ({ url }, reference) => url.endsWith(`/deployments/${reference}/statuses`), gone: { status: 404, body: '{"message":"Not Found"}' } },
  },
  webhook: {
    open: () => webhook.open(webhook.schema.parse({ webhook: 'TEAM_WEBHOOK' })),
    variable: 'TEAM_WEBHOOK',
    credential: SECRET,
    path: `/hooks/${SECRET}`,
    ok: { status: 204 },
    objections: ({ body }) => (JSON.parse(body).format === 1 ? [] : ['it has no format']),
    // Whoever reads it gets what was written, and no more of it.
    obeyed: ({ body }) => (JSON.stringify(JSON.parse(body).commits) === JSON.stringify(HOSTILE.commits) ? [] : ['the commits are not what was written']),
  },
};

