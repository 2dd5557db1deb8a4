import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { canInstall } from '../../../tools/test/debian';
import { declaredNeeds, filesThatNeed, findMissing, findProgram, REQUIREMENTS } from '../../../tools/test/requirements';
import { count, sentence } from '../../../tools/test/summary';

const green = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0 };

describe('counting', () => {
  it.each([
    ['all passed', green, 0, { passed: 3, failed: 0 }],
    ['one failed', { ...green, numFailedTests: 1 }, 1, { passed: 3, failed: 1 }],
    ['one was skipped', { ...green, numPendingTests: 1 }, 0, { passed: 3, failed: 1 }],
    ['one is only announced', { ...green, numTodoTests: 1 }, 0, { passed: 3, failed: 1 }],
    ['a file could not run', { ...green, numRuntimeErrorTestSuites: 2 }, 1, { passed: 3, failed: 2 }],
    ['there was no test', { ...green, numPassedTests: 0 }, 0, { passed: 0, failed: 1 }],
    ['jest says no without saying why', green, 1, { passed: 3, failed: 1 }],
    ['jest was killed', green, null, { passed: 3, failed: 1 }],
    ['jest left no result', undefined, 0, { passed: 0, failed: 1 }],
  ])('%s', (_, result, exitCode, expected) => {
    expect(count(result, exitCode)).toEqual(expected);
  });

  it('is one line', () => {
    expect(sentence({ passed: 12, failed: 1 })).toBe('12 passed, 1 failed');
  });
});

describe('requirements', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-needs-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('finds what is there and names what is not', () => {
    expect(findProgram('sh')).toMatch(/\/sh$/);
    const absent = { program: 'lockgate-no-such-program', package: 'none', why: 'nothing' };
    expect(findMissing([absent, { program: 'sh', package: 'dash', why: 'everything' }])).toEqual([absent]);
  });

  it('takes no file that cannot be run for a program', () => {
    writeFileSync(join(folder, 'lockgate-plain-file'), '', { mode: 0o644 });
    expect(findProgram('lockgate-plain-file', folder)).toBeUndefined();
  });

  it('says why each is needed, and how a person gets it', () => {
    for (const { program, package: name, why } of REQUIREMENTS) expect([program, name, why].every((text) => text !== '')).toBe(true);
  });

  it('reads what a test file declares in its head', () => {
    expect(declaredNeeds("// needs: docker, kvm\nit('x', …)")).toEqual(['docker', 'kvm']);
    expect(declaredNeeds(`${'\n'.repeat(20)}// needs: docker`)).toEqual([]);
    mkdirSync(join(folder, 'e2e'));
    writeFileSync(join(folder, 'e2e/a.test.ts'), '// needs: docker\n');
    writeFileSync(join(folder, 'e2e/b.test.ts'), '\n');
    expect(filesThatNeed(folder, 'docker')).toEqual(['e2e/a.test.ts']);
  });

  it('installs on Debian and what is like it, and nowhere else', () => {
    const root = process.getuid?.() === 0;
    const system = (text: string): string => {
      writeFileSync(join(folder, 'os-release'), text);
      return join(folder, 'os-release');
    };
    expect(canInstall(system('ID=debian\n'))).toBe(root);
    expect(canInstall(system('ID=pop\nID_LIKE="ubuntu debian"\n'))).toBe(root);
    expect(canInstall(system('ID=fedora\n'))).toBe(false);
    expect(canInstall(join(folder, 'absent'))).toBe(false);
  });
});
