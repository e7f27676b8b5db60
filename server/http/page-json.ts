/**
 * Keeps the page that a request makes within reach of what is called while it is made. It stands here since src/ imports
 * nothing of Node.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** Collects the JSON of one page. */
interface JsonCollector {
  /** Returns the number of the place in the page; undefined where it holds no more. */
  readonly collect: (json: string) => number | undefined;
}

const pages = new AsyncLocalStorage<JsonCollector>();

export const pageJson = {
  /** Collects for this page what is collected while `make` runs, also after an await. */
  within: <T>(page: JsonCollector, make: () => T): T => pages.run(page, make),
  collect: (json: string): number | undefined => pages.getStore()?.collect(json)
};
