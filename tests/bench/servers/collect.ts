/**
 * Is loaded before a server under test: SIGUSR2 collects its garbage, so that memory figures count live
 * objects only.
 */
process.on('SIGUSR2', () => {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
});
