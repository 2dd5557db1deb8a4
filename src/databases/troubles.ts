import { NOT_REACHED, NOT_TOUCHED, ONLY_READ, type Troubles } from '../model/trouble';

const NO_BACKUP = 'As it was, but for the backup: what was written of it is removed. No migration was begun.';

export const troubles: Troubles = {
  'LG-BACKUP-ANSWER': { host: NO_BACKUP, means: 'The backup did not end with a manifest that can be read, so it does not count.', usually: 'A database with many thousands of tables.' },
  'LG-BACKUP-FAILED': { host: NO_BACKUP, means: 'The backup could not be made or could not be proven.', usually: 'No room in `backup.to`, a role that may not read every table or make the scratch database, or a program that is older than the server.', next: 'Remove the cause that the lines above name, and run again.' },
  'LG-BACKUP-ID': { host: NOT_TOUCHED, usually: 'A version or commit with a character that no file name should have.' },
  'LG-DATABASE-ABSENT': { host: ONLY_READ, means: 'There is no database yet.', usually: 'A first deploy, where that is no error: the migrations make it. Where it is told as one, the name or file in `database:` is not the one that the application uses.', next: 'Make the database (PostgreSQL), or correct `database.name` or `database.file`.' },
  'LG-DATABASE-ANSWER': { host: ONLY_READ, means: 'What the database answered is too long, or not whole.', usually: 'A query of a check that returns many rows or long texts, or a connection that broke in the answer.', next: 'Ask for less (a count, the first rows), or run again.' },
  'LG-DATABASE-CONNECTIONS': { host: ONLY_READ, usually: 'The application keeps as many as there are: a pool that is larger than `max_connections` allows.' },
  'LG-DATABASE-DOWN': { host: ONLY_READ, usually: 'The server is stopped or restarting, or listens at another socket or port than the default.' },
  'LG-DATABASE-FAILED': { host: ONLY_READ, means: 'The database refused to answer.', usually: 'A right that the role lacks, or a table or column that a check names and that is not there.' },
  'LG-DATABASE-GRANT': { host: ONLY_READ, usually: 'A table `lockgate_migrations` of before plans had a user of their own ([server-setup.md](server-setup.md#a-user-for-plans)), or rights that somebody took away.', next: 'Run in the database, as the owner of the table, the statement that is told, such as `GRANT SELECT ON public.lockgate_migrations TO plan;`.' },
  'LG-DATABASE-LOCKED': { host: 'As it was: what could not get its lock was given up within its deadline, and everything in its transaction with it.', means: 'Somebody else holds a lock, and waiting longer would make others wait.', usually: 'A transaction left open by a console or a long report.' },
  'LG-DATABASE-MISSING': { host: ONLY_READ, usually: 'The file was moved, or the application writes another one than `database.file` names.' },
  'LG-DATABASE-PASSWORD': { host: NOT_REACHED, usually: 'The step has no `env:` that hands the secret over.' },
  'LG-DATABASE-SUDO': { host: ONLY_READ, usually: 'The rule of sudoers is missing; [server-setup.md](server-setup.md) has it, and preflight prints the line.' },
  'LG-POSTGRES-MISSING': { host: ONLY_READ, usually: 'The database runs on another machine, and nobody installed the client programs on this one.' },
  'LG-QUERY': { host: ONLY_READ, usually: 'Several statements in one, a statement that writes, or a semicolon in the middle.' },
  'LG-SQLITE-MISSING': { host: ONLY_READ, usually: 'A minimal system without Python and without the program sqlite3.' },
  'LG-TRIAL-TOO-LONG': { host: ONLY_READ, usually: 'The schema of the backup is from long before the one of now.' },
};
