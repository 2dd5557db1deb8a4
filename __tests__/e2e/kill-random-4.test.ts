import { killAtRandom } from './kill-random';

describe('killed at random times, part 4 of 4', () => {
  killAtRandom(4);
});
