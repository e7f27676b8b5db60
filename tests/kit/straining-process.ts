/** Serves /healthz, and does what its parent says: stands still for half a second, or comes to hold 300 MB. */
import { createServer } from 'node:http';

const held: Buffer[] = [];
const server = createServer((_, response) => void response.end('{"ok":true}'));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address ? address.port : 0);
});
process.on('message', (act: 'work' | 'hold') => {
  if (act === 'work') work(500);
  void (act === 'hold' ? hold(300) : Promise.resolve()).then(() => process.send?.('done'));
});
process.on('disconnect', () => process.exit());

/** Keeps the process busy until it has used so much of a processor. */
function work(milliseconds: number): void {
  const before = process.cpuUsage();
  for (let used = 0; used < milliseconds * 1000;) {
    for (let n = 0; n < 100_000; n++) Math.sqrt(n);
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  }
}

async function hold(megabytes: number): Promise<void> {
  for (let n = 0; n < megabytes; n++) {
    held.push(Buffer.alloc(1024 * 1024, 1));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
