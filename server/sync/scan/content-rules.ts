/** Defines what the scanner asks of a text model: which content may be where, and which of it is unknown. */
import type { ItemSite, Site } from './knowledge.ts';
import type { Struct } from './parse.ts';

export interface ContentRules {
  /** Checks for a root that every document of this model may have, besides the document's own. */
  readonly ownsRoot: (name: string) => boolean;
  /** Throws Malformed where a struct's sort of content cannot be in its site. */
  readonly check: (struct: Struct, site: ItemSite) => void;
  /** Describes what is unknown about a struct whose site may hold its sort of content, or returns null. */
  readonly unknownIn: (struct: Struct, site: Site, allowsCell?: (key: string) => boolean) => string | null;
}

export const quoted = (name: string | null): string => JSON.stringify((name ?? '').slice(0, 40));
