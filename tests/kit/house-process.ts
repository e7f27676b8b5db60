/** A real house in a process of its own, so that a test can kill it: behind its whole HTTP server, but without pages. */
import { readConfig } from '#server/config.ts';
import { buildHouse } from '#server/house.ts';
import { openHttpServer } from '#server/http/server.ts';

const config = readConfig(process.env);
const house = await buildHouse(config);
const server = openHttpServer(house, (_, response) => void response.writeHead(404).end());
server.listen(config.port, config.host, () => console.log('serving'));
process.on('SIGTERM', () => {
  server.close();
  void house.close().then(() => process.exit(0));
});
