import { killAtPoints } from './kill-points';

describe('every step of a good release', () => {
  killAtPoints('runner, script or both killed before, inside and after every step', { flow: 'good', modes: ['runner', 'both', 'host'], seconds: ['post', 'next', 'attempt'] });
});
