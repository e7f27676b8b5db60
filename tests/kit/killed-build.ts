/** Is a program in the place of the one that writes reports: it is killed once it has begun, as by the system. */
process.once('message', () => {
  process.send?.({ kind: 'begun', at: 0 }, undefined, {}, () => process.kill(process.pid, 'SIGKILL'));
});
setInterval(() => undefined, 60_000);
