import { randomBytes } from 'node:crypto';

/** Text of a stranger without control characters but the end of a line and the tab; the escape sequences of terminals go whole. */
export function plain(text: string): string {
  return (
    text
      .replaceAll('\r\n', '\n')
      .replaceAll(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g, '')
      .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '')
  );
}

/** Lines that a GitHub log shows as they are: between the two markers the runner obeys no workflow command. */
export function fence(text: string): string {
  const word = `lockgate-${randomBytes(16).toString('hex')}`;
  return `::stop-commands::${word}\n${plain(text)}\n::${word}::`;
}
