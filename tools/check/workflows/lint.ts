import { runActionlint } from './actionlint';
import { everyAction } from './every-action';
import type { Finding } from './finding';
import { type Place, placeAction, withActions } from './place';
import type { Places } from './places';
import { runZizmor } from './zizmor';

/** What each linter sees: zizmor the files as they are, actionlint with what it could not look up put beside them. */
export async function lint({ own, teams, actions }: Places): Promise<Finding[]> {
  const probe: Place = { name: 'our actions', files: new Map([['.github/workflows/every-action.yml', everyAction(actions, 'suite')], ...[...actions].flatMap(([path, text]) => placeAction(`suite/${path}`, text))]) };
  const found: Finding[] = [];
  for (const place of [own, probe, ...teams.map((team) => withActions(team, actions))]) found.push(...(await runActionlint(place)));
  for (const place of [own, ...teams]) found.push(...(await runZizmor(place)));
  return found;
}
