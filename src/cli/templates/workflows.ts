import { callerWorkflow } from './callers';
import { deployWorkflow } from './deploy';
import { rollbackWorkflow } from './rollback';
import { readWiring, type WiringRequest } from './wiring';

export interface TemplateFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly content: string;
}

const FOLDER = '.github/workflows';

/** Every workflow of a team, made from its configuration. Pure. */
export function workflowFiles(request: WiringRequest): TemplateFile[] {
  const { file } = request;
  const wiring = readWiring(request);
  return [
    { path: `${FOLDER}/deploy.yml`, content: deployWorkflow(wiring, file) },
    ...wiring.environments.map((name) => ({ path: `${FOLDER}/deploy-${name}.yml`, content: callerWorkflow(wiring, name, file) })),
    { path: `${FOLDER}/rollback.yml`, content: rollbackWorkflow(wiring, file) },
  ];
}
