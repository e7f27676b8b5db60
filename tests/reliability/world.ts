/**
 * Runs apps that serve in this process and can be restarted over the same database: one, or several as nodes
 * next to each other.
 */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '#server/process/config.ts';
import { createApp, type App } from '#server/app.ts';
import { openHttpServer } from '#server/http/server.ts';

export interface Node {
  readonly app: App;
  /** Stays the same over a restart. */
  readonly port: number;
  /** `gently` closes sockets with a close message. `abruptly` first breaks all connections without one. */
  restart(how: 'gently' | 'abruptly'): Promise<void>;
  close(): Promise<void>;
}

interface Serving {
  readonly app: App;
  readonly server: Server;
  readonly sockets: Set<Socket>;
}

async function serve(config: Config, port: number): Promise<Serving> {
  const app = await createApp(config);
  const server = openHttpServer(app, (_, response) => void response.writeHead(404).end());
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { app, server, sockets };
}

async function leave({ app, server }: Serving): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  await app.close();
  server.closeAllConnections();
  await closed;
}

/** On a port that the system chooses. */
export async function openNode(config: Config): Promise<Node> {
  let serving = await serve(config, 0);
  const address = serving.server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  const { port } = address;
  return {
    get app() {
      return serving.app;
    },
    port,
    restart: async (how) => {
      if (how === 'abruptly') for (const socket of serving.sockets) socket.destroy();
      await leave(serving);
      serving = await serve(config, port);
    },
    close: () => leave(serving)
  };
}
