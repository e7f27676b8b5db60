/**
 * Builds the file in which a person saves text that the server does not have: what it lacks as an update that
 * can be handed in manually, and the whole text for reading. docs/protocol.md describes it.
 */
import { answersRoot } from '#document/answer-cells.ts';
import { cellsOf, type Cells } from '#document/answers.ts';
import { toBase64 } from 'lib0/buffer';
import * as Y from 'yjs';
import { passageOfRoot } from '#document/narrative.ts';
import { passageContent } from '#document/content.ts';
import { plainText } from '#base/plain.ts';
import { parseRoom } from '#document/rooms.ts';

export const rescueFormat = 'meridian-rescue-1';

export interface Rescue {
  readonly format: typeof rescueFormat;
  readonly room: string;
  readonly generation: number | null;
  readonly person: { readonly id: string; readonly name: { readonly en: string; readonly zh: string } };
  /** The time at which the file was made, by this machine's clock; ISO 8601 in UTC. */
  readonly savedAt: string;
  /** An update of Yjs (V1) in base64 with what the server is not known to hold. */
  readonly update: string;
  /** The text as it is here, for each section in both languages; only what holds anything. */
  readonly text: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The cells of a response, where it has any. */
  readonly answers?: Cells;
}

export interface RescueTools {
  readonly room: string;
  readonly person: Rescue['person'];
  readonly doc: Y.Doc;
  readonly unsent: Uint8Array;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function rescueOf({ room, person, doc, unsent, now }: RescueTools): Rescue {
  const text: Record<string, Record<string, string>> = {};
  for (const root of doc.share.keys()) {
    const passage = passageOfRoot(root);
    if (!passage) continue;
    const { section, language } = passage;
    const plain = plainText(passageContent(doc, section, language));
    if (plain.trim() !== '') text[section] = { ...text[section], [language]: plain };
  }
  const cells = doc.share.has(answersRoot) ? cellsOf(doc) : {};
  return {
    format: rescueFormat,
    room,
    generation: parseRoom(room)?.generation ?? null,
    person: { id: person.id, name: person.name },
    savedAt: new Date(now).toISOString(),
    update: toBase64(unsent),
    text,
    ...(Object.keys(cells).length > 0 ? { answers: cells } : {})
  };
}

/** Returns `meridian-<room>-<time>.json`, the time without what file systems do not take. */
export const rescueFileName = ({ room, savedAt }: Rescue): string =>
  `meridian-${room}-${savedAt.replace(/\.\d+Z$/, 'Z').replaceAll(':', '')}.json`;

/** Lets the browser save it as a file. */
export function saveRescue(rescue: Rescue): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(rescue, null, 2)], { type: 'application/json' }));
  link.download = rescueFileName(rescue);
  link.click();
  URL.revokeObjectURL(link.href);
}
