import { createServer, type AddressInfo } from 'node:net';

import type { OpenForward } from './http';

/** A port of the runner that leads to a port of the host, for programs of the team's own. */
export async function openTunnel(host: string, port: number, open: OpenForward): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<{ destroy(): unknown }>();
  const server = createServer((client) => {
    sockets.add(client);
    client.on('error', () => undefined);
    open(host, port).then(
      (stream) => {
        sockets.add(stream);
        stream.on('error', () => client.destroy());
        client.pipe(stream).pipe(client);
      },
      () => client.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
    },
  };
}
