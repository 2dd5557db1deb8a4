import { parse } from 'yaml';

interface Metadata {
  readonly inputs?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** A workflow that names each action with what it requires, and asks each for all it gives: metadata is looked at where it is used. */
export function everyAction(actions: ReadonlyMap<string, string>, folder: string): string {
  const steps = [...actions].flatMap(([path, text], index) => {
    const { inputs = {}, outputs = {} } = parse(text) as Metadata;
    const required = Object.keys(inputs).filter((name) => inputs[name]?.required === true);
    const id = `action-${String(index)}`;
    return [
      `      - id: ${id}`,
      `        uses: ./${folder}/${path.replace(/\/?action\.yml$/, '')}`,
      ...(required.length === 0 ? [] : ['        with:', ...required.map((name) => `          ${name}: x`)]),
      ...Object.keys(outputs).flatMap((name) => ['      - run: echo "$GIVEN"', '        env:', `          GIVEN: \${{ steps.${id}.outputs.${name} }}`]),
    ];
  });
  return ['on: push', 'permissions: {}', 'jobs:', '  every-action:', '    runs-on: ubuntu-24.04', '    timeout-minutes: 5', '    steps:', ...steps, ''].join('\n');
}
