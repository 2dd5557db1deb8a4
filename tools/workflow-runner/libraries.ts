import type * as ActionParser from '@actions/workflow-parser/actions/action-parser';
import type * as ActionTemplate from '@actions/workflow-parser/actions/action-template';
import type * as IfCondition from '@actions/workflow-parser/model/converter/if-condition';
import type * as Expressions from '@actions/expressions';
import type * as ExpressionResult from '@actions/expressions/result';
import type * as Parser from '@actions/workflow-parser';

/** GitHub's own parser and expression evaluator. */
export interface Libraries {
  readonly parser: typeof Parser;
  readonly actionParser: typeof ActionParser;
  readonly actionTemplate: typeof ActionTemplate;
  readonly ifCondition: typeof IfCondition;
  readonly expressions: typeof Expressions;
  readonly result: typeof ExpressionResult;
}

let loaded: Libraries | undefined;

/**
 * They are ES modules without a CommonJS face; a dynamic import is the one way in that works under jest, under tsx and in
 * either kind of caller.
 */
export async function loadLibraries(): Promise<Libraries> {
  loaded ??= {
    parser: await import('@actions/workflow-parser'),
    actionParser: await import('@actions/workflow-parser/actions/action-parser'),
    actionTemplate: await import('@actions/workflow-parser/actions/action-template'),
    ifCondition: await import('@actions/workflow-parser/model/converter/if-condition'),
    expressions: await import('@actions/expressions'),
    result: await import('@actions/expressions/result'),
  };
  return loaded;
}
