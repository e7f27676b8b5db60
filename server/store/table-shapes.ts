/**
 * Every table with the shape of its rows as JSON, its key, and how it hangs on a study: what backups and archives are written
 * from and parsed by. Parents come before children. The type of `tableShapes` fails to compile where the schema has moved on.
 */
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Schema } from './schema.ts';

export type TableName = keyof Schema;
export type Row<Table extends TableName> = Selectable<Schema[Table]>;

const text = z.string();
const textOrNull = z.string().nullable();
const count = z.int();
const number = z.number();
const truth = z.union([z.literal(0), z.literal(1)]);
const time = z.iso.datetime({ precision: 3 });
const timeOrNull = time.nullable();
const bytes = z.base64().transform((base64) => new Uint8Array(Buffer.from(base64, 'base64')));
const json = z.string().refine(isHarmlessJson, 'is not JSON');

/** JSON text without keys that reach into prototypes. */
function isHarmlessJson(value: string): boolean {
  try {
    parseHarmless(value);
    return true;
  } catch {
    return false;
  }
}

/** `JSON.parse` that throws for keys which reach into prototypes. */
export const parseHarmless = (value: string): unknown =>
  JSON.parse(value, (key, inner: unknown) => {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') throw new SyntaxError(`The key ${key} is not allowed`);
    return inner;
  });

type Shapes = { [Table in TableName]: z.ZodType<Row<Table>> };

export const tableShapes = {
  user: z.strictObject({
    id: text, email: text, passwordHash: textOrNull, nameEn: text, nameZh: text, locale: z.enum(['en', 'zh']).nullable(),
    isAdministrator: truth, suspendedAt: timeOrNull, createdAt: time
  }),
  session: z.strictObject({ id: text, userId: text, createdAt: time, expiresAt: time, endsAt: time }),
  signInAttempt: z.strictObject({ key: text, failures: count, windowStartedAt: time }),
  study: z.strictObject({
    id: text, slug: text, titleEn: text, titleZh: text, shortTitleEn: text, shortTitleZh: text, programmeEn: text, programmeZh: text,
    purposeEn: text, purposeZh: text, scopeEn: text, scopeZh: text, isBench: truth, createdAt: time, eventSeq: count, eventHash: text,
    version: count
  }),
  side: z.strictObject({
    studyId: text, id: text, position: count, code: text, nameEn: text, nameZh: text, counterpartEn: text, counterpartZh: text,
    pilotTarget: count
  }),
  body: z.strictObject({
    studyId: text, id: text, position: count, nameEn: text, nameZh: text, descriptionEn: text, descriptionZh: text
  }),
  bodyMember: z.strictObject({ studyId: text, bodyId: text, userId: text }),
  grant: z.strictObject({
    id: text, studyId: text, userId: text, role: z.enum(['secretariat', 'chair', 'expert', 'city', 'observer']), sideId: textOrNull,
    cityId: textOrNull, createdAt: time
  }),
  city: z.strictObject({
    studyId: text, id: text, number: count, sideId: text, kind: text, nameEn: text, nameZh: text, shortNameEn: text, shortNameZh: text,
    parentEn: textOrNull, parentZh: textOrNull, countryEn: text, countryZh: text, isoCountry: text, isoSubdivision: textOrNull,
    latitude: number, longitude: number, timeZone: text, selectionReasonEn: textOrNull, selectionReasonZh: textOrNull, version: count
  }),
  rapporteur: z.strictObject({ studyId: text, cityId: text, userId: text, duty: z.enum(['lead', 'reviewer']) }),
  framework: z.strictObject({ studyId: text, id: text, version: text, content: json }),
  rubric: z.strictObject({ studyId: text, id: text, content: json }),
  glossaryTerm: z.strictObject({
    studyId: text, id: text, termEn: text, termZh: text, definitionEn: text, definitionZh: text, group: text, cautionEn: textOrNull,
    cautionZh: textOrNull
  }),
  criterion: z.strictObject({
    studyId: text, id: text, sideId: text, position: count, group: text, textEn: text, textZh: text, checks: json
  }),
  criterionCheck: z.strictObject({
    studyId: text, cityId: text, criterionId: text, result: z.enum(['met', 'partly', 'not-met', 'unknown']), noteEn: text, noteZh: text,
    evidence: text, version: count
  }),
  foundingDecision: z.strictObject({
    studyId: text, id: text, titleEn: text, titleZh: text, placeEn: text, placeZh: text, takenOn: text, parties: json, points: json
  }),
  phase: z.strictObject({
    studyId: text, id: text, position: count, nameEn: text, nameZh: text, descriptionEn: text, descriptionZh: text,
    plannedFrom: textOrNull, plannedTo: textOrNull, actualFrom: textOrNull, actualTo: textOrNull, version: count
  }),
  deliverable: z.strictObject({
    studyId: text, id: text, position: count, titleEn: text, titleZh: text, ownerBodyId: textOrNull, dueOn: textOrNull,
    deliveredOn: textOrNull, state: z.enum(['planned', 'in-progress', 'delivered', 'dropped']), version: count
  }),
  assessment: z.strictObject({
    id: text, studyId: text, cityId: text,
    state: z.enum(['collecting', 'drafting', 'internal-review', 'consultation', 'revision', 'approval', 'approved']),
    stateSince: time, invitedAt: timeOrNull, startedAt: timeOrNull, submittedAt: timeOrNull, acceptedAt: timeOrNull, version: count
  }),
  record: z.strictObject({
    id: text, studyId: text, cityId: text, recordType: text, position: count, fields: json, source: text, version: count
  }),
  indicator: z.strictObject({
    studyId: text, cityId: text, id: text, position: count, section: text, labelEn: text, labelZh: text, value: number.nullable(),
    valueTo: number.nullable(), valueText: textOrNull, unit: text, currency: textOrNull, comparator: text, referenceYear: textOrNull,
    noteEn: text, noteZh: text, caveat: textOrNull, source: text
  }),
  document: z.strictObject({
    id: text, studyId: text, kind: z.enum(['response', 'findings', 'chapter']), cityId: textOrNull, slug: textOrNull, position: count,
    titleEn: textOrNull, titleZh: textOrNull, state: z.enum(['drafting', 'review', 'approval', 'approved']).nullable(), generation: count
  }),
  generation: z.strictObject({ documentId: text, n: count.positive(), openedAt: time, endedAt: timeOrNull, lastSeq: count }),
  documentSnapshot: z.strictObject({ documentId: text, generation: count, throughSeq: count, bytes, createdAt: time, stateVector: bytes.nullable(), structsEnd: count.nullable() }),
  documentUpdate: z.strictObject({ documentId: text, generation: count, seq: count, userId: text, at: time, bytes }),
  documentSegment: z.strictObject({ documentId: text, generation: count, fromSeq: count, toSeq: count, bytes }),
  quarantine: z.strictObject({ id: text, documentId: text, generation: count, userId: text, at: time, reason: text, bytes }),
  clientOwner: z.strictObject({ documentId: text, generation: count, clientId: count, userId: text }),
  lateProposal: z.strictObject({ id: text, documentId: text, generation: count, userId: text, receivedAt: time, bytes }),
  event: z.strictObject({
    studyId: text, seq: count, at: time, actorId: textOrNull, actorRole: textOrNull, kind: text, needs: text, cityId: textOrNull,
    documentId: textOrNull, payload: json, previousHash: text, hash: text
  }),
  busSecret: z.strictObject({ id: count, bytes }),
  postedRing: z.strictObject({ id: text, at: time, ring: json })
} satisfies Shapes;

/** In the order in which rows can be inserted; deletion goes the other way. */
export const tableNames = Object.keys(tableShapes) as TableName[];

/** The columns that tell a row from all others, and by which rows are ordered in files. */
export const tableKeys: Readonly<Record<TableName, readonly string[]>> = {
  user: ['id'],
  session: ['id'],
  signInAttempt: ['key'],
  study: ['id'],
  side: ['studyId', 'id'],
  body: ['studyId', 'id'],
  bodyMember: ['studyId', 'bodyId', 'userId'],
  grant: ['id'],
  city: ['studyId', 'id'],
  rapporteur: ['studyId', 'cityId', 'userId'],
  framework: ['studyId', 'id', 'version'],
  rubric: ['studyId', 'id'],
  glossaryTerm: ['studyId', 'id'],
  criterion: ['studyId', 'id'],
  criterionCheck: ['studyId', 'cityId', 'criterionId'],
  foundingDecision: ['studyId', 'id'],
  phase: ['studyId', 'id'],
  deliverable: ['studyId', 'id'],
  assessment: ['id'],
  record: ['id'],
  indicator: ['studyId', 'cityId', 'id'],
  document: ['id'],
  generation: ['documentId', 'n'],
  documentSnapshot: ['documentId', 'generation', 'throughSeq'],
  documentUpdate: ['documentId', 'generation', 'seq'],
  documentSegment: ['documentId', 'generation', 'fromSeq'],
  quarantine: ['id'],
  clientOwner: ['documentId', 'generation', 'clientId'],
  lateProposal: ['id'],
  event: ['studyId', 'seq'],
  busSecret: ['id'],
  postedRing: ['id']
};

/** Keys in alphabetical order, bytes in base64: the same row gives the same line on both engines. */
export function lineOf(row: object): string {
  const entries = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(
    Object.fromEntries(
      entries.map(([key, value]) => [key, value instanceof Uint8Array ? Buffer.from(value).toString('base64') : (value as unknown)])
    )
  );
}
