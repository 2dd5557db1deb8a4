import { classifiers } from '../../src/migrations/classifier/classifiers';

/** A program of its own, to be bundled: says what it finds in a file that drops a table. */
void classifiers.postgres().then((judge) => {
  console.log(judge('SELECT 1;\nDROP TABLE a').findings[0]?.text);
});
