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
  interface Built {
    readonly code: string;
    readonly assets: Readonly<Record<string, Asset>>;
    /** Webpack's own. */
    readonly stats: { toJson(options: Readonly<Record<string, unknown>>): { readonly modules?: readonly import('./licenses').BundledModule[]; readonly chunks?: readonly import('./chunks').BundledChunk[] } };
  }
  export default function ncc(entry: string, options: Options): Promise<Built>;
}
