/** A workflow command as a program prints it: `::error file=a.ts,line=3::text`. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const unescapeData = (text: string): string => text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%25/g, '%');
const unescapeProperty = (text: string): string => unescapeData(text.replace(/%3A/g, ':').replace(/%2C/g, ','));

/** Reads a line as the runner does: leading blanks are allowed; the older form `##[name]` may stand anywhere in it. */
export function parseCommand(line: string): WorkflowCommand | undefined {
  const modern = /^\s*::([^\s:]+)(?: ((?:(?!::).)*))?::([\s\S]*)$/.exec(line);
  if (modern) return build(modern[1] ?? '', modern[2] ?? '', ',', unescapeProperty, unescapeData(modern[3] ?? ''));
  const older = /##\[([^\s\]]+)(?: ([^\]]*))?\]([\s\S]*)$/.exec(line);
  if (older) return build(older[1] ?? '', older[2] ?? '', ';', unescapeData, unescapeData(older[3] ?? ''));
  return undefined;
}

function build(name: string, properties: string, separator: string, unescape: (text: string) => string, data: string): WorkflowCommand {
  const pairs = properties
    .split(separator)
    .map((pair) => /^\s*([^=]+)=([\s\S]+)$/.exec(pair))
    .filter((match) => match !== null)
    .map((match): [string, string] => [match[1] ?? '', unescape(match[2] ?? '')]);
  return { name: name.toLowerCase(), properties: Object.fromEntries(pairs), data };
}
