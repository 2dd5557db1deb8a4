/** What the workflows use, as they name it: our own by the major tag, other people's by digest with the version behind it. */
export const PINS = {
  suite: 'lockgate/lockgate',
  major: 'v1',
  runner: 'ubuntu-24.04',
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  upload: 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0',
} as const;

export function ours(id: string): string {
  return `${PINS.suite}/actions/${id}@${PINS.major}`;
}
