import type { data } from '@actions/expressions';
import type { Libraries } from './libraries';
import { asMap, asText, Expression, type Tree } from './tree';

/** Plain data only; a context that is missing reads as an empty one. */
export type Contexts = Readonly<Record<string, unknown>>;

/** What `success()` and its kin answer: the job's status for a step, the ancestors' for a job. */
export interface Status {
  success(): boolean;
  failure(): boolean;
  cancelled(): boolean;
}

const contextNames = ['github', 'env', 'vars', 'job', 'jobs', 'steps', 'runner', 'secrets', 'strategy', 'matrix', 'needs', 'inputs'];

/** Evaluates expressions of one place of a workflow against its contexts. */
export class Evaluation {
  constructor(
    private readonly libraries: Libraries,
    private readonly contexts: Contexts,
    private readonly status: Status,
  ) {}

  private run(text: string): data.ExpressionData {
    const { Lexer, Parser, Evaluator, data: kinds } = this.libraries.expressions;
    const answers = { always: () => true, success: () => this.status.success(), failure: () => this.status.failure(), cancelled: () => this.status.cancelled() };
    const functions = Object.entries(answers).map(([name, answer]) => ({ name, minArgs: 0, maxArgs: 255, call: () => new kinds.BooleanData(answer()) }));
    const tree = new Parser(new Lexer(text).lex().tokens, contextNames, functions).parse();
    const all = Object.fromEntries(contextNames.map((name) => [name, this.contexts[name] ?? {}]));
    const dictionary = JSON.parse(JSON.stringify(all), (key, value) => kinds.reviver(key, value) as unknown) as data.Dictionary;
    return new Evaluator(tree, dictionary, new Map(functions.map((one) => [one.name, one]))).evaluate();
  }

  /** The text that an expression or a plain scalar stands for. */
  text(tree: Tree | undefined): string {
    if (tree instanceof Expression) return this.run(tree.text).coerceString();
    return asText(tree);
  }

  truth(tree: Tree | undefined): boolean {
    if (tree instanceof Expression) return this.libraries.result.truthy(this.run(tree.text));
    return tree === true || tree === 'true';
  }

  number(tree: Tree | undefined): number | undefined {
    if (tree === undefined || tree === null) return undefined;
    const value = tree instanceof Expression ? this.run(tree.text).number() : Number(tree);
    return Number.isFinite(value) ? value : undefined;
  }

  /** Any value as plain data, lists and maps included. */
  value(tree: Tree | undefined): unknown {
    if (tree instanceof Expression) return JSON.parse(JSON.stringify(this.run(tree.text), (key, value) => this.libraries.expressions.data.replacer(key, value))) as unknown;
    if (Array.isArray(tree)) return (tree as readonly Tree[]).map((item) => this.value(item));
    if (tree instanceof Map) return Object.fromEntries(Array.from(asMap(tree), ([key, item]) => [key, this.value(item)]));
    return tree ?? null;
  }

  /** A mapping of texts, as `env` and `with` are; an expression that gives an object counts as one. */
  texts(tree: Tree | undefined): Record<string, string> {
    if (tree instanceof Expression) return Object.fromEntries(Object.entries(this.value(tree) as Record<string, unknown>).map(([key, item]) => [key, String(item)]));
    return Object.fromEntries(Array.from(asMap(tree), ([key, item]) => [key, this.text(item)]));
  }
}
