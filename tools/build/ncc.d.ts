declare module '@vercel/ncc' {
  interface Options {
    readonly cache?: boolean;
    readonly license?: string;
    readonly minify?: boolean;
    readonly quiet?: boolean;
    readonly transpileOnly?: boolean;
    readonly target?: string;
  }
  interface Asset {
    readonly source: string | Buffer;
  }
  export default function ncc(entry: string, options: Options): Promise<{ readonly code: string; readonly assets: Readonly<Record<string, Asset>> }>;
}
