/** Parses lists that a column holds as JSON text; what is no such list is empty. */
import { z } from 'zod';
import { linkKinds } from '#rules/meetings/statement-link.ts';

const ids = z.array(z.string()).catch([]);
const links = z.array(z.object({ kind: z.enum(linkKinds), id: z.string() })).catch([]);

export const idsFrom = (json: string): string[] => ids.parse(JSON.parse(json));
export const linksFrom = (json: string): z.output<typeof links> => links.parse(JSON.parse(json));
