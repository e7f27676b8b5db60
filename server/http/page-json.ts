/** Knows which page a request is making, for what is written into it from everywhere: src/ may not import what Node tells of that. */
import { AsyncLocalStorage } from 'node:async_hooks';

/** Collects the JSON of one page. */
interface JsonCollector {
  /** Returns the number of the place in the page; undefined where it holds no more. */
  readonly collect: (json: string) => number | undefined;
}

const pages = new AsyncLocalStorage<JsonCollector>();

export const pageJson = {
  /** What is collected within `make` is for this page. */
  within: <T>(page: JsonCollector, make: () => T): T => pages.run(page, make),
  collect: (json: string): number | undefined => pages.getStore()?.collect(json)
};
