import { NOT_REACHED, NOT_SWITCHED, NOT_TOUCHED, type Troubles } from '../model/trouble';

const NOT_APPLIED = 'As it was: no migration was begun.';

export const troubles: Troubles = {
  'LG-MIGRATION-COMMAND': { host: NOT_APPLIED, usually: 'The line prints its log to standard output, where the revision or the names are read from.' },
  'LG-MIGRATION-DOWN-ALONE': { host: NOT_REACHED, usually: 'The migration was renamed and its way down was not.' },
  'LG-MIGRATION-EDITED': { host: NOT_APPLIED, means: 'A file differs from what was applied under its name.', usually: 'Somebody corrected a migration that had run already, or line endings were changed.' },
  'LG-MIGRATION-FILE-ENCODING': { host: NOT_REACHED, usually: 'An editor on Windows saved it with a byte order mark or in another encoding.' },
  'LG-MIGRATION-FILE-MISSING': { host: NOT_REACHED, means: 'No file is where `migrations.files` says.', usually: 'A pattern from another folder than the checkout, or a checkout without the file.' },
  'LG-MIGRATION-FILE-OUTSIDE': { host: NOT_REACHED, usually: 'A path that begins with `/` or `..`, or a link that leads out of the repository.' },
  'LG-MIGRATION-INCOMPLETE': { host: `Some migrations may be applied: the record and the database say which. ${NOT_SWITCHED}`, usually: 'The command of the team ends with 0 although it stopped early.' },
  'LG-MIGRATION-NEEDS-NO-TRANSACTION': { host: NOT_APPLIED, usually: '`CREATE INDEX CONCURRENTLY`, `VACUUM` or `ALTER SYSTEM` in a file with other statements.' },
  'LG-MIGRATION-NEEDS-RELEASE': { host: NOT_TOUCHED, usually: 'Pending migrations of the kind `command` were asked for before a release that can tell them is on the host.' },
  'LG-MIGRATION-REFUSED': { host: NOT_APPLIED, means: 'The file holds a statement that Lockgate does not run.', usually: 'A transaction of its own (`BEGIN`, `COMMIT`), a command of psql such as `\\copy`, `COPY … TO STDOUT`, or the table `lockgate_migrations` itself.' },
  'LG-MIGRATION-SYNTAX': { host: NOT_APPLIED, means: 'A statement of the file is no SQL for this database: its own parser was asked.', usually: 'A typing error; or SQL of another kind of database, or of a newer version than this server is.' },
  'LG-MIGRATION-UNACKNOWLEDGED': { host: NOT_APPLIED, usually: 'A migration that drops data, locks a table or breaks the release before, and that nobody has said yes to. A change of the file makes an earlier yes lapse.' },
  'LG-MIGRATION-UNKNOWN': { host: NOT_APPLIED, usually: 'A typing error, or the migration is applied already.' },
};
