/** Loaded before a server under test: SIGUSR2 collects its garbage, so that memory is measured of what lives. */
process.on('SIGUSR2', () => {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
});
