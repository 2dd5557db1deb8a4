/**
 * Workflow commands as `@actions/core` writes them. They are written here because that package, with the HTTP client it brings
 * along, takes longer to load than everything else together; it is loaded when the work is done, for outputs and summary.
 */
const escapeData = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const escapeProperty = (text: string): string => escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

export function renderWorkflowCommand(name: string, data: string, properties: Readonly<Record<string, string | number>> = {}): string {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name}${pairs.length === 0 ? '' : ` ${pairs.join(',')}`}::${escapeData(data)}\n`;
}
