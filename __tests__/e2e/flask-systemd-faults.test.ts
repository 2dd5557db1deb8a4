// needs: docker
import { DirectoryTable, testDirectoryFaults } from '../support/directory-faults';
import { change } from './flask-systemd-faults-change';
import { reach } from './flask-systemd-faults-reach';
import { ready } from './flask-systemd-faults-ready';
import { serve } from './flask-systemd-faults-serve';

let table: DirectoryTable;

beforeAll(async () => {
  table = await DirectoryTable.start();
});
afterAll(() => table.close());

describe('before anybody is let in', () => {
  testDirectoryFaults(reach, () => table);
});
describe('preflight', () => {
  testDirectoryFaults(ready, () => table);
});
describe('what is changed before the switch', () => {
  testDirectoryFaults(change, () => table);
});
describe('what serves', () => {
  testDirectoryFaults(serve, () => table);
});
