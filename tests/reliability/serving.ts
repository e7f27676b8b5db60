/**
 * The process that runs kill, fill and flood: the app behind its whole HTTP server, without pages, so that
 * nothing is to be built.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readConfig } from '#server/process/config.ts';
import { createApp } from '#server/app.ts';
import { openHttpServer } from '#server/http/server.ts';

const app = await createApp(readConfig(process.env));
const server = openHttpServer(app, (_, response) => void response.writeHead(404).end());
server.listen(app.config.port, app.config.host, () => console.log('serving'));
process.on('SIGTERM', () => {
  server.close();
  void app.close().then(() => process.exit(0));
});

// Reports the memory that is in use, without what waits to be collected (`Served.memoryInUse`).
process.on('SIGUSR2', () => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  console.log(`in use: ${heapUsed + external}.`);
});
