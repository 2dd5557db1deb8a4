import type { OpenChannel } from './channel';

/** What an upload needs of a host. */
export interface UploadHost {
  readonly host: string;
  readonly open: OpenChannel;
}
