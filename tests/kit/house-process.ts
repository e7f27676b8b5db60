/** A real house in a process of its own, so that a test can kill it: rooms and live events on a port, without pages. */
import { createServer } from 'node:http';
import { readConfig } from '#server/config.ts';
import { buildHouse } from '#server/house.ts';

const config = readConfig(process.env);
const house = await buildHouse(config);
const server = createServer((_, response) => response.writeHead(404).end());
server.on('upgrade', (request, socket, head) => {
  socket.on('error', () => socket.destroy());
  house.sync.handleUpgrade(request, socket, head);
});
server.listen(config.port, config.host, () => console.log('serving'));
process.on('SIGTERM', () => {
  server.close();
  void house.close().then(() => process.exit(0));
});
