import { type Finding, type Objection, quoteName, type Risk } from '../judgement';
import { type Name, show } from './tree';

/** What a routine of the file does when it is called. */
export type Body = readonly Omit<Finding, 'line'>[];

/** What the file itself has made so far: nothing that existed before can be destroyed through it. */
export class Made {
  private readonly names = new Set<string>();
  private readonly routines = new Map<string, Body>();
  private readonly proofs = new Map<string, { readonly column: string; valid: boolean }>();

  /** `kind` is any word: objects of two kinds may have one name. */
  add(kind: string, name: Name): void {
    this.names.add(`${kind} ${quoteName(name.schema, name.name)}`);
  }

  has(kind: string, name: Name): boolean {
    return this.names.has(`${kind} ${quoteName(name.schema, name.name)}`) || (name.schema !== '' && this.names.has(`schema ${quoteName('', name.schema)}`));
  }

  /** Tables of the file that have a trigger whose function may do anything. */
  arm(table: Name): void {
    this.add('trigger', table);
  }

  isArmed(table: Name): boolean {
    return this.names.has(`trigger ${quoteName(table.schema, table.name)}`);
  }

  delete(kind: string, name: Name): boolean {
    return this.names.delete(`${kind} ${quoteName(name.schema, name.name)}`);
  }

  /** A column of a table that was there before. */
  addColumn(table: Name, column: string): void {
    this.names.add(`column ${quoteName(table.schema, table.name, column)}`);
  }

  hasColumn(table: Name, column: string): boolean {
    return this.names.has(`column ${quoteName(table.schema, table.name, column)}`);
  }

  deleteColumn(table: Name, column: string): boolean {
    return this.names.delete(`column ${quoteName(table.schema, table.name, column)}`);
  }

  /** A check of the file that says of one column that it is never null, until and since it holds for every row. */
  addProof(table: Name, constraint: string, column: string, valid: boolean): void {
    this.proofs.set(quoteName(table.schema, table.name, constraint), { column, valid });
  }

  validate(table: Name, constraint: string): void {
    const proof = this.proofs.get(quoteName(table.schema, table.name, constraint));
    if (proof !== undefined) proof.valid = true;
  }

  isNeverNull(table: Name, column: string): boolean {
    return [...this.proofs].some(([key, proof]) => proof.valid && proof.column === column && key.startsWith(`${quoteName(table.schema, table.name)}.`));
  }

  addRoutine({ schema, name }: Name, body: Body): void {
    const key = quoteName(schema, name);
    // Two of one name differ in what they take: which of them a call means is not told.
    this.routines.set(key, [...(this.routines.get(key) ?? []), ...body]);
  }

  routine({ schema, name }: Name): Body | undefined {
    return this.routines.get(quoteName(schema, name));
  }

  /** What the body of a routine knows when it is called at some later time: the other routines. */
  routinesAlone(): Made {
    const made = new Made();
    for (const [key, body] of this.routines) made.routines.set(key, body);
    return made;
  }

  deleteRoutine({ schema, name }: Name): boolean {
    return this.routines.delete(quoteName(schema, name));
  }

  /** Names without a schema mean something else from here on. */
  forgetUnqualified(): void {
    const unqualified = /^[a-z]+ ""\./;
    for (const name of this.names) if (unqualified.test(name)) this.names.delete(name);
    for (const name of this.routines.keys()) if (name.startsWith('"".')) this.routines.delete(name);
  }
}

/** Where a statement stands and what is told of it. */
export class Scene {
  readonly findings: Finding[] = [];
  readonly refused: Objection[] = [];
  readonly alone: Objection[] = [];
  /** Values that enums of before were given, by the line. */
  readonly enumValues = new Map<string, number>();
  line = 0;

  constructor(
    readonly made: Made = new Made(),
    /** In the body of code, which may run or not: what is made there does not count as made. */
    readonly depth = 0,
  ) {}

  tell(risk: Risk, text: string, builtOn?: Name): void {
    this.findings.push({ line: this.line, risk, text, ...(builtOn === undefined ? {} : { builtOn: builtOn.schema === '' ? quoteName(builtOn.name) : quoteName(builtOn.schema, builtOn.name) }) });
  }

  refuse(problem: string): void {
    this.refused.push({ line: this.line, problem });
  }

  needsNoTransaction(what: string): void {
    this.alone.push({ line: this.line, problem: `${what} cannot run in a transaction` });
  }

  make(kind: string, name: Name): void {
    if (this.depth === 0) this.made.add(kind, name);
  }

  isMade(kind: string, name: Name): boolean {
    return this.made.has(kind, name);
  }

  isMadeTable(name: Name): boolean {
    return this.made.has('table', name);
  }

  /** Both at once: rows that go, and code that may still ask for them. */
  destroy(what: string, name: Name | string, of = 'its rows'): void {
    const shown = typeof name === 'string' ? name : show(name);
    this.tell('loss', `${what} ${shown} destroys ${of}`);
    this.tell('break', `${what} ${shown}: code of before may still use it`);
  }
}
