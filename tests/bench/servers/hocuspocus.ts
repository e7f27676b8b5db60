/**
 * Runs Hocuspocus with its SQLite extension, as its documentation starts it. With DEBOUNCE a text is stored
 * so many milliseconds after an edit at the latest: during continuous typing `debounce` alone would wait.
 * Usage: node hocuspocus.ts PORT CACHE DATA_DIR [DEBOUNCE]
 */
interface Server {
  listen(): Promise<unknown>;
}

export {};

const [, , port, cache = '', dataDir = '', debounce] = process.argv;
const peer = `${cache}/hocuspocus/node_modules/@hocuspocus`;
const { Server } = (await import(`${peer}/server/dist/hocuspocus-server.esm.js`)) as {
  Server: new (configuration: Readonly<Record<string, unknown>>) => Server;
};
const { SQLite } = (await import(`${peer}/extension-sqlite/dist/hocuspocus-sqlite.esm.js`)) as {
  SQLite: new (configuration: { database: string }) => unknown;
};

const server = new Server({
  port: Number(port),
  address: '127.0.0.1',
  quiet: true,
  extensions: [new SQLite({ database: `${dataDir}/hocuspocus.sqlite` })],
  ...(debounce ? { debounce: Number(debounce), maxDebounce: Number(debounce) } : {})
});
await server.listen();
console.log('ready');
