/** Makes a process fail on request: loaded with `--import`, it rejects a promise that nothing waits for at SIGUSR2. */
process.on('SIGUSR2', () => void Promise.reject(new Error('a fault that nothing has caught')));
