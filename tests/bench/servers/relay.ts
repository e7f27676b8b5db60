/**
 * The lower limit: `ws` alone. Forwards each update to the other members of its room, one send per frame; no
 * document, no storage, no rights. A new client's sync step 1 is answered with an empty update, or with the
 * snapshot that the command names. Usage: node relay.ts PORT [SNAPSHOT]
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { encodeStep2 } from '../clients/protocol.ts';

const [, , port, snapshot] = process.argv;
const answer = encodeStep2('y-websocket', '', snapshot ? readFileSync(snapshot) : Uint8Array.of(0, 0));
const updateMessage = 2;

const rooms = new Map<string, Set<WebSocket>>();
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 64 * 2 ** 20 });

sockets.on('connection', (socket, request) => {
  const name = request.url ?? '';
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room);
  room.add(socket);
  socket.on('close', () => {
    room.delete(socket);
    if (room.size === 0) rooms.delete(name);
  });
  socket.on('message', (message: Buffer) => {
    if (message[0] !== 0) return;
    if (message[1] === 0) socket.send(answer);
    else if (message[1] === updateMessage)
      for (const other of room) if (other !== socket) other.send(message);
  });
});

server.listen(Number(port), '127.0.0.1', () => console.log('ready'));
process.once('SIGTERM', () => process.exit(0));
