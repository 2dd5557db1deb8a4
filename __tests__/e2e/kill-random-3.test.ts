import { killAtRandom } from './kill-random';

describe('killed at random times, part 3 of 4', () => {
  killAtRandom(3);
});
