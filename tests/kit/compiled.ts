/** Tells the processes that tests start where compiled modules are kept. */
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../node_modules/.cache/compile', import.meta.url));

/** Holds the variable for a child's environment: a server that finds its modules compiled starts in a third of the time. */
export const compiled = { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? folder };
