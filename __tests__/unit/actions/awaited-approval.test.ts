import { awaitedApproval } from '../../../src/actions/way-back-outcome';

type Asked = Parameters<typeof awaitedApproval>[0];

function asked(mark: unknown, continues = false): Asked {
  const change = { id: '20261121-2104-3f9c2ab', facts: new Map(mark === undefined ? [] : [['way-back', mark]]) };
  return { change, continues, parts: { hosts: ['web'] } } as unknown as Asked;
}

test('a way back that nobody has approved is told with what it destroys, and both ways out', () => {
  const failure = awaitedApproval(asked({ level: '', why: 'R3 waits for approval: the schema broke', to: 'x', rows: '12' }));
  expect(failure?.facts).toMatchObject({ kind: 'held', code: 'LG-ROLLBACK-NEEDS-APPROVAL', host: 'web', problem: expect.stringContaining('20261121-2104-3f9c2ab destroys 12 rows') as string, next: expect.stringMatching(/approve-loss: 12 .*level: R2/) as string });
  const uncounted = awaitedApproval(asked({ level: '', why: 'R3 waits for approval: x', to: 'x', rows: 'unknown' }));
  expect(uncounted?.facts.problem).toContain('destroys rows that could not be counted');
  expect(uncounted?.facts.next).toContain('could not be counted');
  expect(uncounted?.facts.next).not.toContain('approve-loss');
});

test.each([
  ['nothing was decided', undefined],
  ['it was gone back', { level: 'R2', why: 'x', to: 'y', rows: '0' }],
  ['it was gone back with a loss that was approved', { level: 'R3', why: 'x', to: 'y', rows: '3' }],
  ['a gate holds, which loses nothing', { level: '', why: 'a gate says hold', to: '', rows: '0' }],
  ['the fact says nothing that is known', 'torn'],
])('nobody is waited for where %s', (_, mark) => {
  expect(awaitedApproval(asked(mark))).toBeUndefined();
});

test('the run whose change it is goes on with it', () => {
  expect(awaitedApproval(asked({ level: '', why: 'R3 waits for approval: x', to: 'x', rows: '12' }, true))).toBeUndefined();
});
