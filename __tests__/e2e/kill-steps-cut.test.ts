import { killAtPoints } from './kill-points';

describe('every step of a good release', () => {
  killAtPoints('connection cut before, inside and after every step', { flow: 'good', modes: ['cut'], seconds: ['post'] });
});
