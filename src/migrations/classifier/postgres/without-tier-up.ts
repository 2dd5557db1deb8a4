import { setFlagsFromString } from 'node:v8';

// V8 would optimize the parser's one very large function after a handful of files: half a second of a second core and 550 MB, which no
// deploy has so many files to gain back from. The parser is instantiated as it is imported, so this is imported before it.
// Both are needed: either of them alone, like a large budget, lets it through sooner or later.
setFlagsFromString('--no-wasm-tier-up');
setFlagsFromString('--no-wasm-dynamic-tiering');
