import { killAtPoints } from './kill-points';

describe('every step of the way back from an ill release', () => {
  killAtPoints('the way back killed before, inside and after every step', {
    flow: 'ill',
    modes: ['runner', 'both', 'cut', 'host'],
    seconds: ['post', 'next', 'attempt'],
    choose: ({ name }) => name.startsWith('rollback') || name === 'release bad',
  });
});
