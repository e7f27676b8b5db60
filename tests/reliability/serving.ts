/** The process that runs kill, fill and flood: the house behind its whole HTTP server, without pages, so that nothing is to be built. */
import { readConfig } from '#server/config.ts';
import { buildHouse } from '#server/house.ts';
import { openHttpServer } from '#server/http/server.ts';

const house = await buildHouse(readConfig(process.env));
const server = openHttpServer(house, (_, response) => void response.writeHead(404).end());
server.listen(house.config.port, house.config.host, () => console.log('serving'));
process.on('SIGTERM', () => {
  server.close();
  void house.close().then(() => process.exit(0));
});
