import { killAtRandom } from './kill-random';

describe('killed at random times, part 1 of 4', () => {
  killAtRandom(1);
});
