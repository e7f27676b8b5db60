/**
 * Runs a real app in a process of its own, so that a test can kill it: behind its whole HTTP server, but
 * without pages.
 */
import { readConfig } from '#server/process/config.ts';
import { createApp } from '#server/app.ts';
import { openHttpServer } from '#server/http/server.ts';

const config = readConfig(process.env);
const app = await createApp(config);
const server = openHttpServer(app, (_, response) => void response.writeHead(404).end());
server.listen(config.port, config.host, () => console.log('serving'));
process.on('SIGTERM', () => {
  server.close();
  void app.close().then(() => process.exit(0));
});
