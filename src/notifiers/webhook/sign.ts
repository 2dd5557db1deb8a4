import { createHmac } from 'node:crypto';

import type { Secret } from '../../model/secret';

/** What a receiver computes over the bytes of the body to know that the message is ours. */
export function sign(body: string, key: Secret): string {
  return `sha256=${createHmac('sha256', key.reveal()).update(body, 'utf8').digest('hex')}`;
}
