import { renderWorkflowCommand } from '../../../src/github/commands';
import { parseCommand } from '../../../tools/workflow-runner/commands';
import fc from '../../support/properties';

test('exact', () => {
  expect(renderWorkflowCommand('add-mask', 'a%b\nc')).toBe('::add-mask::a%25b%0Ac\n');
  expect(renderWorkflowCommand('error', 'x: y', { title: 'a:b,c', line: 3 })).toBe('::error title=a%3Ab%2Cc,line=3::x: y\n');
});

test('the runner reads back whatever was written, in one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 1 }), (data, title) => {
      const line = renderWorkflowCommand('warning', data, { title });
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(parseCommand(line.slice(0, -1))).toEqual({ name: 'warning', data, properties: { title } });
    }),
  );
});
