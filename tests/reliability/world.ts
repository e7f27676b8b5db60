/** Houses that serve in this process and can go and come back over the same database: one, or several as nodes beside each other. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '#server/config.ts';
import { buildHouse, type House } from '#server/house.ts';
import { openHttpServer } from '#server/http/server.ts';

export interface Node {
  readonly house: House;
  /** Stays the same over a restart. */
  readonly port: number;
  /** Gentle: sockets are told. Otherwise all lines break first, without a word. */
  restart(how: 'gently' | 'abruptly'): Promise<void>;
  close(): Promise<void>;
}

interface Serving {
  readonly house: House;
  readonly server: Server;
  readonly lines: Set<Socket>;
}

async function serve(config: Config, port: number): Promise<Serving> {
  const house = await buildHouse(config);
  const server = openHttpServer(house, (_, response) => void response.writeHead(404).end());
  const lines = new Set<Socket>();
  server.on('connection', (line: Socket) => {
    lines.add(line);
    line.once('close', () => lines.delete(line));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { house, server, lines };
}

async function leave({ house, server }: Serving): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  await house.close();
  server.closeAllConnections();
  await closed;
}

/** On a port of its own choice. */
export async function openNode(config: Config): Promise<Node> {
  let serving = await serve(config, 0);
  const address = serving.server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  const { port } = address;
  return {
    get house() {
      return serving.house;
    },
    port,
    restart: async (how) => {
      if (how === 'abruptly') for (const line of serving.lines) line.destroy();
      await leave(serving);
      serving = await serve(config, port);
    },
    close: () => leave(serving)
  };
}
