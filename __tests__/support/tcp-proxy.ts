export { TcpProxy, type TcpProxyOptions } from '../../tools/ssh-server/tcp-proxy';
