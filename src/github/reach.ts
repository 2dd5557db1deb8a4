/** What is needed to log in to hosts; loaded while they are being greeted. */
export { resolveTargets } from '../entry/targets';
export { SshConnections } from '../shell/ssh-connections';
