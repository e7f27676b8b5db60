/**
 * Holds the running app for SvelteKit's bundle. The bundle holds its own copy of every module it imports, so
 * nothing that must exist once (pools, rooms) may be imported from src/; it is handed over here instead.
 * src/hooks.server.ts repeats the key, since it may import types only from server/.
 */
import type { App } from './app.ts';

const key = Symbol.for('meridian.app');

export function registerApp(app: App): void {
  (globalThis as Record<symbol, unknown>)[key] = app;
}
