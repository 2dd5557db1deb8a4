import type { TemplateContext } from '@actions/workflow-parser/templates/template-context';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token';
import type { Libraries } from './libraries';

/** An expression that is still to be evaluated. */
export class Expression {
  constructor(readonly text: string) {}
}

/** What a workflow or action file says, with positions forgotten and expressions kept. */
export type Tree = null | string | number | boolean | Expression | readonly Tree[] | TreeMap;
export type TreeMap = ReadonlyMap<string, Tree>;

/** A file that GitHub would refuse, or a feature that this runner does not have. */
export class WorkflowError extends Error {}

/** Turns the parser's tokens into a tree; every `if` gets its implied `success()` here, by GitHub's own function. */
export function readTree(libraries: Libraries, context: TemplateContext, token: TemplateToken, key = ''): Tree {
  const { isBasicExpression, isMapping, isSequence, isString, isNumber, isBoolean } = libraries.parser;
  if (key === 'if' && (token.definitionInfo?.allowedContext ?? []).includes('always(0,0)')) {
    const condition = libraries.ifCondition.convertToIfCondition(context, token);
    if (condition === undefined) throw new WorkflowError('a condition is not valid');
    return new Expression(condition.expression);
  }
  if (isBasicExpression(token)) return new Expression(token.expression);
  if (isMapping(token)) {
    const map = new Map<string, Tree>();
    for (const pair of token) {
      if (!isString(pair.key)) throw new WorkflowError(`a key must be plain text, not ${pair.key.toString()}`);
      map.set(pair.key.value, readTree(libraries, context, pair.value, pair.key.value));
    }
    return map;
  }
  if (isSequence(token)) return Array.from(token, (item) => readTree(libraries, context, item));
  if (isString(token) || isNumber(token) || isBoolean(token)) return token.value;
  return null;
}

export function asMap(tree: Tree | undefined): TreeMap {
  return tree instanceof Map ? tree : new Map<string, Tree>();
}

export function asList(tree: Tree | undefined): readonly Tree[] {
  if (tree === undefined || tree === null) return [];
  return Array.isArray(tree) ? (tree as readonly Tree[]) : [tree];
}

/** The text of a scalar that is no expression. */
export function asText(tree: Tree | undefined): string {
  return typeof tree === 'string' || typeof tree === 'number' || typeof tree === 'boolean' ? String(tree) : '';
}
