import { NOT_TOUCHED, type Troubles } from '../../model/trouble';

const host = `${NOT_TOUCHED} Nothing was recorded.`;

export const troubles: Troubles = {
  'LG-RESOLVE-APPLIED': { host, usually: 'It was resolved already, or a deploy has applied it since.', next: 'Nothing has to be done for those that are named; the others are listed as pending.' },
  'LG-RESOLVE-DATA': { host, usually: 'A migration with `INSERT`, `UPDATE` or `DELETE`, or with a function that writes.' },
  'LG-RESOLVE-DIFFERS': { host, usually: 'What was done by hand is not quite what the file does: another type, default or name of an index.' },
  'LG-RESOLVE-KIND': { host, usually: 'Migrations by the command of a framework, which has a record of its own.' },
  'LG-RESOLVE-ORDER': { host, means: 'Migrations are recorded in their order, and this would leave a gap.', usually: 'One in the middle was applied by hand.', next: 'Name the ones before it too, where they are applied; else let a deploy apply them.' },
  'LG-RESOLVE-UNKNOWN': { host, usually: 'A typing error, or a file that `migrations.files` does not match.', next: 'Write a name as it is listed as pending.' },
};
