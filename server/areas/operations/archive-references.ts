/**
 * Maps what the rows of an archive point to: people, who may have other ids in the installation that imports
 * the study, and each other. Ids that a hash covers keep the value that was hashed: who signed, and who did
 * what in the event log.
 */
import type { ArchivedPerson, ArchivedRows, ArchivedTable } from './archive-rows.ts';
import { sha256 } from '#server/files/sha256.ts';

/** Lists the columns that name a person and follow the person's account. */
const peopleColumns: { readonly [Table in ArchivedTable]?: readonly (keyof ArchivedRows[Table][number])[] } =
  {
    bodyMember: ['userId'],
    grant: ['userId'],
    rapporteur: ['userId'],
    frameworkDraft: ['userId'],
    lateProposal: ['userId', 'decidedBy'],
    step: ['userId'],
    parity: ['userId'],
    translationPair: ['userId', 'checkedBy'],
    translationNote: ['userId'],
    acceptedFinding: ['userId'],
    termProposal: ['userId'],
    termVote: ['userId'],
    machineDraft: ['userId', 'acceptedBy'],
    thread: ['userId', 'settledBy'],
    comment: ['userId'],
    mention: ['userId'],
    suggestion: ['userId', 'claimedBy', 'decidedBy'],
    consultation: ['submittedBy'],
    cityComment: ['userId', 'decidedBy', 'answeredBy'],
    version: ['userId'],
    sentBack: ['userId'],
    seal: ['userId'],
    evidence: ['userId', 'withdrawnBy'],
    evidenceFile: ['userId'],
    evidenceUse: ['userId'],
    attestation: ['userId'],
    evidenceChange: ['userId'],
    clarification: ['userId', 'returnedBy', 'withdrawnBy', 'reviewedBy'],
    department: ['userId'],
    assignment: ['userId'],
    answerImport: ['userId', 'undoneBy'],
    confidentialAnswer: ['userId'],
    confidentialReader: ['userId', 'namedBy', 'removedBy'],
    noting: ['userId'],
    meeting: ['userId'],
    nextStep: ['userId'],
    report: ['userId'],
    reportPassage: ['userId'],
    reportBuild: ['userId'],
    reportErratum: ['userId'],
    erratumProposal: ['userId'],
    erratumConfirmation: ['userId'],
    practice: ['userId'],
    practiceValidation: ['userId'],
    practiceConsent: ['askedBy', 'answeredBy'],
    practiceFocus: ['userId'],
    theme: ['userId'],
    themeValidation: ['userId'],
    support: ['userId'],
    code: ['userId'],
    coding: ['userId'],
    codingMemo: ['userId'],
    codingTask: ['userId', 'firstCoderId', 'secondCoderId'],
    codingSettlement: ['userId'],
    roadmap: ['userId'],
    roadmapStep: ['userId'],
    roadmapRelease: ['userId'],
    bibliography: ['userId'],
    contextTopic: ['userId'],
    contextEntry: ['userId'],
    contextFigure: ['userId'],
    contextTable: ['userId'],
    providerTalk: ['userId'],
    outsideImage: ['userId'],
    assessor: ['userId', 'namedBy'],
    cityTie: ['userId'],
    panelRound: ['userId', 'revealedBy'],
    score: ['userId'],
    settlement: ['userId', 'agreedBy'],
    panelResult: ['userId'],
    dissent: ['userId']
  };

type AnyRow = Readonly<Record<string, unknown>>;

const columnsOf = (table: ArchivedTable): readonly string[] => peopleColumns[table] ?? [];
const textsIn = (row: AnyRow, columns: readonly string[]): string[] =>
  columns.flatMap((column) => (typeof row[column] === 'string' ? [row[column]] : []));

/** Without those who appear in the event log alone. */
export function listPeopleIn(rows: ArchivedRows): string[] {
  const named = (Object.keys(peopleColumns) as ArchivedTable[]).flatMap((table) =>
    (rows[table] as readonly object[]).flatMap((row) => textsIn(row as AnyRow, columnsOf(table)))
  );
  return [...named, ...[...rows.signature, ...rows.reportSignature].map((signature) => signature.userId)];
}

/** Replaces the ids of people in the rows by their ids in this installation. */
export function withPeople<R extends object>(
  table: ArchivedTable,
  rows: readonly R[],
  idOf: ReadonlyMap<string, string>
): R[] {
  const columns = columnsOf(table);
  if (columns.length === 0) return [...rows];
  return rows.map((row) => {
    const settled = columns.map((column) => {
      const id = (row as AnyRow)[column];
      return [column, typeof id === 'string' ? (idOf.get(id) ?? id) : id];
    });
    return { ...row, ...Object.fromEntries(settled) } as R;
  });
}

export interface ReferenceFault {
  readonly table: ArchivedTable;
  readonly text: string;
}

/** Returns the first row that points outside the archive, or does not match its hash. */
export function validateReferences(
  people: readonly ArchivedPerson[],
  rows: ArchivedRows
): ReferenceFault | undefined {
  return pointsOutside(people, rows) ?? isNotAsHashed(rows);
}

const idsOf = (list: readonly { readonly id: string }[]): ReadonlySet<string> =>
  new Set(list.map(({ id }) => id));

function pointsOutside(people: readonly ArchivedPerson[], rows: ArchivedRows): ReferenceFault | undefined {
  const known: Readonly<Record<string, ReadonlySet<string>>> = {
    studyId: idsOf(rows.study),
    documentId: idsOf(rows.document),
    cityId: idsOf(rows.city),
    substituteId: idsOf(rows.city),
    sideId: idsOf(rows.side),
    bodyId: idsOf(rows.body),
    ownerBodyId: idsOf(rows.body),
    criterionId: idsOf(rows.criterion),
    threadId: idsOf(rows.thread),
    commentId: idsOf(rows.comment),
    versionId: idsOf(rows.version),
    fromVersionId: idsOf(rows.version),
    toVersionId: idsOf(rows.version),
    consultationId: idsOf(rows.consultation),
    meetingId: idsOf(rows.meeting),
    sourceId: idsOf(rows.bibliography),
    topicId: idsOf(rows.contextTopic),
    evidenceId: idsOf(rows.evidence),
    departmentId: idsOf(rows.department),
    practiceId: idsOf(rows.practice),
    themeId: idsOf(rows.theme),
    codeId: idsOf(rows.code),
    taskId: idsOf(rows.codingTask),
    panelId: idsOf(rows.panel),
    resultId: idsOf(rows.panelResult),
    releasedId: idsOf(rows.panelResult),
    settlementId: idsOf(rows.settlement)
  };
  const persons = idsOf(people);
  for (const table of Object.keys(rows) as ArchivedTable[]) {
    for (const row of rows[table] as readonly object[]) {
      for (const [column, value] of Object.entries(row) as [string, unknown][]) {
        const held = column === 'userId' || columnsOf(table).includes(column) ? persons : known[column];
        if (typeof value === 'string' && held?.has(value) === false) {
          return {
            table,
            text: `speaks of something that the archive does not hold: ${column} ${value.slice(0, 80)}`
          };
        }
      }
    }
  }
  return undefined;
}

function isNotAsHashed(rows: ArchivedRows): ReferenceFault | undefined {
  const changed = rows.version.find((version) => sha256(version.bytes) !== version.hash);
  if (changed)
    return {
      table: 'version',
      text: `holds other bytes than were kept: the version ${changed.id} is not what its hash says`
    };
  const versions = new Map(rows.version.map((version) => [version.id, version]));
  const strayed = rows.signature.find(({ versionId, hash, subject }) => {
    const version = versions.get(versionId);
    return version?.hash !== hash || version.subject !== subject;
  });
  if (strayed)
    return {
      table: 'signature',
      text: `holds a signature on something else: ${strayed.id} was not given for the version ${strayed.versionId}`
    };
  const scan = rows.seal.find((seal) => sha256(seal.bytes) !== seal.sha256);
  if (scan)
    return {
      table: 'seal',
      text: `holds other bytes than were kept: the seal ${scan.id} is not what its hash says`
    };
  const pieces = new Map<string, ArchivedRows['reportFile'][number][]>();
  for (const piece of rows.reportFile) pieces.set(piece.sha256, [...(pieces.get(piece.sha256) ?? []), piece]);
  const broken = [...pieces].find(([hash, own]) => {
    const inOrder = own.toSorted((one, other) => one.n - other.n);
    return sha256(Buffer.concat(inOrder.map(({ bytes }) => bytes))) !== hash;
  });
  if (broken)
    return {
      table: 'reportFile',
      text: `holds other bytes than were kept: the file ${broken[0]} is not what its hash says`
    };
  const hashes = new Map(rows.event.map((event) => [event.seq, event.hash]));
  const head = rows.sentHead.find(({ seq, hash }) => seq > 0 && hashes.get(seq) !== hash);
  return (
    head && {
      table: 'sentHead',
      text: `contradicts the log of events: the head that was sent on ${head.day.slice(0, 10)} is not its event ${head.seq}`
    }
  );
}
