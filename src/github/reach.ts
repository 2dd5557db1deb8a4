/** What is needed to log in to hosts; loaded while they are being greeted. */
export { SshConnections } from '../shell/ssh-connections';
export { resolveTargets } from './targets';
