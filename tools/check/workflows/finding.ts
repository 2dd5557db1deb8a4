/** What a linter does not like. */
export interface Finding {
  readonly linter: 'actionlint' | 'zizmor';
  readonly rule: string;
  /** Whose workflows they are. */
  readonly place: string;
  /** From the root of the place. */
  readonly file: string;
  readonly line: number;
  /** The text that it points at. */
  readonly subject: string;
  readonly message: string;
}

/** A finding that stands, and why. */
export interface Exception {
  readonly linter: Finding['linter'];
  readonly rule: string;
  /** The files, from the root of their place. */
  readonly file: RegExp;
  /** The whole of what it points at. */
  readonly subject: RegExp;
  readonly reason: string;
}

export interface Verdict {
  readonly findings: readonly Finding[];
  /** Exceptions that nothing needs any more. */
  readonly dead: readonly Exception[];
}

function covers(exception: Exception, finding: Finding): boolean {
  return exception.linter === finding.linter && exception.rule === finding.rule && exception.file.test(finding.file) && exception.subject.test(finding.subject);
}

/** What is left of the findings, and of the exceptions. */
export function judge(findings: readonly Finding[], exceptions: readonly Exception[]): Verdict {
  return {
    findings: findings.filter((finding) => !exceptions.some((exception) => covers(exception, finding))),
    dead: exceptions.filter((exception) => !findings.some((finding) => covers(exception, finding))),
  };
}

export function describeFinding({ linter, rule, place, file, line, subject, message }: Finding): string {
  return `${place}: ${file}:${String(line)}: ${message} [${linter} ${rule}]\n    ${subject}`;
}

export function describeDead({ linter, rule, file, subject }: Exception): string {
  return `tools/check/workflows/exceptions.ts: nothing needs the exception ${linter} ${rule} for ${String(subject)} in ${String(file)} any more: take it out`;
}
