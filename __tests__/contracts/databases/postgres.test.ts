import { type Server, startServer } from './postgres-server';
import { postgresSubject, ROLES } from './postgres-subject';
import { describeDatabase } from './suite';

let server: Server;

beforeAll(() => {
  server = startServer();
  server.sql('postgres', ROLES);
});
afterAll(() => {
  server.stop();
});

describeDatabase('postgres by sudo, under dash', () => postgresSubject(server));
