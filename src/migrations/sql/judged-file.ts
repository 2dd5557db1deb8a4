import type { Judgement } from '../classifier/judgement';
import type { MigrationFile } from './files';

export interface JudgedFile {
  readonly file: MigrationFile;
  readonly judgement: Judgement;
  /** Of the file that takes it back. */
  readonly down?: Judgement;
}
