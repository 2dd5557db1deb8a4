import type { StepPlan } from './frame';
import { asMap, asText, Expression, type Tree, WorkflowError } from './tree';

const missing = ['parallel', 'background', 'wait', 'wait-all', 'cancel'];

/** Gives every step its id, made up as GitHub does where there is none, and its condition. */
export function planSteps(trees: readonly Tree[]): StepPlan[] {
  const taken = new Set<string>();
  return trees.map((item) => {
    const tree = asMap(item);
    const unknown = missing.find((key) => tree.has(key));
    if (unknown !== undefined) throw new WorkflowError(`steps with "${unknown}" are not run here`);
    const id = asText(tree.get('id')) || makeId(asText(tree.get('uses')), taken);
    taken.add(id);
    return { id, stage: 'main', tree, state: {}, condition: new Map([['if', tree.get('if') ?? new Expression('success()')]]) };
  });
}

function makeId(uses: string, taken: ReadonlySet<string>): string {
  const base = uses === '' ? '__run' : /^(?:\.|\$)\//.test(uses) ? '__self' : `__${uses.replace(/@.*$/, '').replace(/[^A-Za-z0-9_-]+/g, '_')}`;
  let id = base;
  for (let count = 2; taken.has(id); count++) id = `${base}_${count}`;
  return id;
}
