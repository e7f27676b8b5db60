/** Is a program in the place of the one that writes reports: it says that it has composed, and never ends. */
process.once('message', () => {
  process.send?.({ kind: 'composed', faults: [] });
});
process.on('disconnect', () => process.exit(1));
setInterval(() => undefined, 60_000);
