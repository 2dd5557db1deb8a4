/** What an action needs once its hosts are being reached; loaded meanwhile. */
export { plugins } from '../actions/plugins';
export { openContext } from './open-context';
export { loadToolkit, publish } from './publish';
