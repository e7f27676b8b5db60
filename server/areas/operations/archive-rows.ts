/** Defines which rows of a study an archive holds, and the shape in which each is accepted. */
import { z } from 'zod';
import { isAddress } from '#rules/people/person.ts';
import { addressForm } from '#server/auth/users.ts';
import { tables, tablesIn, type Row } from '#server/store/schema.ts';

/**
 * Lists the tables whose rows name their study, and those that belong to its documents. Who writes under
 * which Yjs client id is left out: in the new installation these ids have no owner, so that a tab of the old
 * one cannot go on writing under them. So are the update logs and their segments: an archive holds each
 * generation's content, not the keystrokes that made it. So is what belongs to the installation and its
 * people: how far each has read (inbox, readMention, versionSeen), who was reminded, e-mails (mail), and
 * invitations and readings, whose links work only in this installation; what readers said is in it with all
 * other comments. Scores are in it once they are revealed: until then only their assessors have them. Who
 * leads a meeting is temporary and left out. Of the builds of reports it holds those that were published. What a
 * city decides for itself on the roadmap (roadmapRound) is for its own people alone, and an archive is for the
 * secretariat. Codings of an open second pass are for their coder alone, and the history by which changes of
 * codes are undone belongs to the installation.
 */
export const studyTables = tablesIn('archive').filter((table) => table !== 'study');
export const documentTables = tablesIn('document-archive');
export const archivedTables = ['study', ...studyTables, ...documentTables] as const;

export type ArchivedTable = (typeof archivedTables)[number];
/** The last sequence number of its log belongs to the installation: another one begins at the content. */
export type ArchivedGeneration = Omit<Row<'generation'>, 'lastSeq'>;
/** Describes an event without the number by which readers count, which follows from the times of the log. */
export type ArchivedEvent = Omit<Row<'event'>, 'number'>;
/** Describes a file without its bytes, which are an entry of their own. */
export type ArchivedFile = Omit<Row<'evidenceFile'>, 'bytes'>;
export type ArchivedRow<Table extends ArchivedTable> = Table extends 'generation'
  ? ArchivedGeneration
  : Table extends 'evidenceFile'
    ? ArchivedFile
    : Table extends 'event'
      ? ArchivedEvent
      : Row<Table>;
export type ArchivedRows = { readonly [Table in ArchivedTable]: readonly ArchivedRow<Table>[] };

export const shapeOf = (table: ArchivedTable): z.ZodObject => {
  if (table === 'generation') return tables.generation.row.omit({ lastSeq: true });
  if (table === 'evidenceFile') return tables.evidenceFile.row.omit({ bytes: true });
  return table === 'event' ? tables.event.row.omit({ number: true }) : tables[table].row;
};

/**
 * Without password and without rights over the installation: those belong to the installation that the study
 * leaves.
 */
export const person = z.strictObject({
  id: z.string().regex(/^[\w-]{1,64}$/),
  email: z.string().refine((email) => isAddress(email) && addressForm(email) === email, 'is no address'),
  nameEn: z.string(),
  nameZh: z.string(),
  locale: z.enum(['en', 'zh']).nullable(),
  createdAt: z.iso.datetime({ precision: 3 })
});
export type ArchivedPerson = z.infer<typeof person>;
