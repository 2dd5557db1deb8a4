import { readFileSync } from 'node:fs';
import type { Libraries } from './libraries';
import { asMap, readTree, type TreeMap, WorkflowError } from './tree';

function refuse(name: string, messages: readonly string[]): void {
  if (messages.length > 0) throw new WorkflowError(`${name} is not valid:\n  ${messages.join('\n  ')}`);
}

/** Parses a workflow and refuses what GitHub would refuse: unknown keys, contexts and functions, wrong `needs`, ids twice. */
export async function parseWorkflowFile(libraries: Libraries, name: string, content: string): Promise<TreeMap> {
  const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = libraries.parser;
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  const messages = (): string[] => context.errors.getErrors().map((error) => error.message);
  if (value === undefined) {
    refuse(name, [...messages(), 'no workflow in it']);
    throw new WorkflowError(`${name} is empty`);
  }
  refuse(name, messages());
  const template = await convertWorkflowTemplate(context, value);
  refuse(name, (template.errors ?? []).map((error) => error.Message));
  return asMap(readTree(libraries, context, value));
}

/** Parses an action.yml against GitHub's schema. */
export function parseActionFile(libraries: Libraries, file: string): TreeMap {
  const { context, value } = libraries.actionParser.parseAction({ name: file, content: readFileSync(file, 'utf8') }, new libraries.parser.NoOperationTraceWriter());
  if (value === undefined) throw new WorkflowError(`${file} is empty`);
  libraries.actionTemplate.convertActionTemplate(context, value);
  refuse(file, context.errors.getErrors().map((error) => error.message));
  return asMap(readTree(libraries, context, value));
}
