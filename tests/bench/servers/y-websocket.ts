/**
 * @y/websocket-server as it is published; with a folder, on LevelDB as y-websocket's own server did it (bindState, writeState).
 * Usage: node y-websocket.ts PORT CACHE [DATA_DIR]
 */
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';

interface Doc {
  on(event: 'update', handler: (update: Uint8Array) => void): void;
}
interface Persistence {
  readonly provider: unknown;
  readonly bindState: (name: string, doc: Doc) => void;
  readonly writeState: () => Promise<void>;
}
interface Utils {
  readonly setupWSConnection: (socket: unknown, request: IncomingMessage) => void;
  readonly setPersistence: (persistence: Persistence) => void;
}
interface SocketServer {
  handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    done: (socket: unknown) => void
  ): void;
}
interface Leveldb {
  getYDoc(name: string): Promise<Doc>;
  storeUpdate(name: string, update: Uint8Array): Promise<number>;
  destroy(): Promise<void>;
}

const [, , port, cache = '', dataDir] = process.argv;
const peer = `${cache}/y-websocket-server/node_modules`;
const { setupWSConnection, setPersistence } = (await import(
  `${peer}/@y/websocket-server/src/utils.js`
)) as Utils;
const { Server } = createRequire(`${peer}/@y/websocket-server/src/utils.js`)('ws') as {
  Server: new (options: { noServer: boolean }) => SocketServer;
};

let close = (): Promise<void> => Promise.resolve();
if (dataDir) {
  const levelPeer = `${cache}/y-leveldb/node_modules`;
  const { LeveldbPersistence } = (await import(`${levelPeer}/y-leveldb/src/y-leveldb.js`)) as {
    LeveldbPersistence: new (folder: string) => Leveldb;
  };
  const stored = (await import(`${levelPeer}/yjs/src/index.js`)) as {
    encodeStateAsUpdate(doc: Doc): Uint8Array;
  };
  const served = (await import(`${peer}/yjs/src/index.js`)) as {
    applyUpdate(doc: Doc, update: Uint8Array): void;
  };
  const level = new LeveldbPersistence(dataDir);
  setPersistence({
    provider: level,
    bindState: (name, doc) =>
      void level.getYDoc(name).then((storedDoc) => {
        doc.on('update', (update) => void level.storeUpdate(name, update));
        const bytes = stored.encodeStateAsUpdate(storedDoc);
        served.applyUpdate(doc, bytes);
      }),
    writeState: () => Promise.resolve()
  });
  close = () => level.destroy();
}

const sockets = new Server({ noServer: true });
const server = createServer();
server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (accepted) => setupWSConnection(accepted, request))
);
server.listen(Number(port), '127.0.0.1', () => console.log('ready'));
process.once('SIGTERM', () => void close().then(() => process.exit(0)));
