import { readWords } from '../../../src/cli/read-words';
import { terminalForge } from '../../../src/cli/terminal-forge';
import { allFailures, Failure } from '../../../src/model/failure';

const OPTIONS = { environment: { description: 'x', value: 'NAME', required: true }, tree: { description: 'x', value: 'FOLDER' }, yes: { description: 'x' } };

const problems = (...words: string[]): string[] => {
  try {
    readWords(words, OPTIONS);
  } catch (error) {
    return error instanceof Failure ? allFailures(error).map(({ facts }) => `${facts.problem}: ${facts.next}`) : [String(error)];
  }
  return [];
};

test('values stand behind their option or in it', () => {
  expect([...readWords(['--environment', 'production', '--tree=/opt/a b=c', '--yes'], OPTIONS).options]).toEqual([['environment', 'production'], ['tree', '/opt/a b=c'], ['yes', 'true']]);
});

test('everything that is wrong is told at once', () => {
  expect(problems('--enviroment', 'x', '--yes=1', '--tree', '--yes')).toEqual([
    '"--enviroment" is no option here: write --environment',
    '"x" is no option here: see lockgate --help',
    '--yes takes no value: write --yes alone',
    '--tree has no value: write --tree FOLDER',
    '--yes stands there twice: leave one of them',
    '--environment is missing: add --environment NAME',
  ]);
  expect(problems('--environment', '--constructor', 'x')[0]).toContain('--environment has no value');
});

test('a terminal knows of the runs of its own machine alone', async () => {
  const forge = terminalForge({ machine: 'me@laptop', mark: 'abc', owner: 'me@laptop/9.abc.k' }, (pid) => pid === 7 || pid === 9, 9);
  const owners = ['me@laptop/7.abc.k', 'me@laptop/8.abc.k', 'me@laptop/9.abc.j', 'me@laptop/9.abc.k', 'me@laptop/8.abd.k', 'you@laptop/8.abc.k', 'team/shop/8/deploy', 'me@laptop/x'];
  expect(await Promise.all(owners.map((owner) => forge.isRunOver(owner)))).toEqual([false, true, true, undefined, undefined, undefined, undefined, undefined]);
});
