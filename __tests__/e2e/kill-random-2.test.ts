import { killAtRandom } from './kill-random';

describe('killed at random times, part 2 of 4', () => {
  killAtRandom(2);
});
