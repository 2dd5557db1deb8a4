import { compileExcludes } from '../../shell/exclude';

/** Of what is ignored in the checkout, what lies in the folder that becomes the release and is not asked for: paths from that folder. Pure. */
export function ignoredBelow(ignored: readonly string[], source: string, include: readonly string[]): string[] {
  const top = source === '.' ? '' : `${source.replace(/^(\.\/)+|\/+$/g, '')}/`;
  const asked = compileExcludes(include);
  return ignored.flatMap((path) => {
    const name = path.startsWith(top) ? path.slice(top.length) : '';
    return name === '' || asked(name, true) ? [] : [name];
  });
}
