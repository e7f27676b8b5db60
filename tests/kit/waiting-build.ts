/** Is a program in the place of the one that builds reports: it says that it has begun, and never ends. */
process.once('message', () => {
  process.send?.({ kind: 'composed', faults: '[]' });
});
process.on('disconnect', () => process.exit(1));
setInterval(() => undefined, 60_000);
