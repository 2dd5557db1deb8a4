export { type NamedSecret } from './needles';
export { ProcessSampler, type Sample, textsOf } from './sampler';
export { type Finding, type Search, searchLeaks } from './search-leaks';
