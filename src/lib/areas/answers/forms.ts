/** Parses which page of the changes of answers an address asks for. */
import { z } from 'zod';

const oldest = z.coerce.number().int().min(1).max(1_000_000).optional().catch(undefined);

/** Returns of how many of the oldest changes the page is made; undefined for the newest page. */
export const oldestChanges = (parameters: URLSearchParams): number | undefined =>
  oldest.parse(parameters.get('changes'));
