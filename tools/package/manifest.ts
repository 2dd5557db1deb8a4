/** Of a package.json, what this needs to know. */
export type Manifest = Readonly<Record<string, unknown>> & { readonly name: string; readonly version: string; readonly files: readonly string[] };

/** Fields that say what the program needs where it is run. What it is built from is in its bundle, so none of them is about dependencies. */
const PUBLISHED = ['name', 'version', 'description', 'license', 'bin', 'files', 'engines'];

/** The manifest of the package: whoever runs it installs nothing beside it, and nothing of the checkout's scripts comes along. Pure. */
export function manifestOf(manifest: Manifest): Record<string, unknown> {
  return Object.fromEntries(PUBLISHED.filter((field) => field in manifest).map((field) => [field, manifest[field]]));
}
