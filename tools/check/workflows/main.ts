import { EXCEPTIONS } from './exceptions';
import { describeDead, describeFinding, judge } from './finding';
import { lint } from './lint';
import { isWorkflow } from './place';
import { gatherPlaces } from './places';

async function main(): Promise<void> {
  const places = gatherPlaces();
  const { findings, dead } = judge(await lint(places), EXCEPTIONS);
  const lines = [...findings.map(describeFinding), ...dead.map(describeDead)];
  for (const line of lines) console.error(line);
  const workflows = [places.own, ...places.teams].flatMap(({ files }) => [...files.keys()].filter(isWorkflow)).length;
  console.log(`${String(workflows)} workflows, ${String(places.actions.size)} actions: ${lines.length === 0 ? 'nothing to say' : String(lines.length)}`);
  process.exitCode = lines.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
