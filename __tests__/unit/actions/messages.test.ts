import { z } from 'zod';

import { placesOf, readReferences, writeReferences } from '../../../src/actions/notify/messages';
import type { ForgeApi, NotifierPlugin } from '../../../src/notifiers/notifier';

const notifier = (kind: string, more: Partial<NotifierPlugin> = {}): NotifierPlugin => ({ kind, schema: z.strictObject({}), open: () => ({ send: () => Promise.resolve({ delivered: true, cause: '', reference: '' }) }), ...more });
const plugins = { chat: notifier('chat'), record: notifier('record', { uninvited: ({ forge }) => forge !== undefined }) };
const forge: ForgeApi = { repository: 'acme/shop', ask: () => Promise.resolve({ kind: 'unasked', cause: '' }) };

test('places are told apart, and who is told anyway comes last', () => {
  const listed = [{ kind: 'chat', settings: { a: 1 }, required: true }, { kind: 'chat', settings: { a: 2 }, required: false }];
  expect(placesOf(listed, plugins, forge).map(({ place, required, invited }) => [place, required, invited])).toEqual([['chat', true, true], ['chat.2', false, true], ['record', false, false]]);
  expect(placesOf(listed, plugins, undefined).map(({ place }) => place)).toEqual(['chat', 'chat.2']);
  expect(placesOf([{ kind: 'record', settings: {}, required: true }], plugins, forge).map(({ place, invited }) => [place, invited])).toEqual([['record', true]]);
});

test('references survive the way between jobs, and anything else is passed over', () => {
  const written = 'discord=1417 github-deployment=77 discord.2=1418';
  expect(writeReferences(readReferences(written))).toBe(written);
  expect([...readReferences('discord=1417; x= =y a=b=c discord.x=1 ../=1 webhook=m-1\nnext=2')]).toEqual([['webhook', 'm-1'], ['next', '2']]);
  expect(writeReferences(readReferences(''))).toBe('');
});
