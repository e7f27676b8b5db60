/** The record of approvals as a table: one row for each signature, and one for a version that has none. */
import type { ApprovalRecord } from '#server/services/way/approval-reading.ts';

export const approvalColumns = [
  'subject',
  'title_en',
  'title_zh',
  'state',
  'version',
  'version_fate',
  'version_at',
  'sha256',
  'side',
  'chair_en',
  'chair_zh',
  'signed_at',
  'digest',
  'void_at',
  'void_reason_en',
  'void_reason_zh',
  'sent_back_at',
  'sent_back_reason_en',
  'sent_back_reason_zh',
  'changed_since'
] as const;

type Row = readonly (string | number | null)[];

export function approvalRows({ subjects, sides }: ApprovalRecord): Row[] {
  const codeOf = (id: string): string => sides.find((side) => side.id === id)?.code ?? id;
  return [
    approvalColumns,
    ...subjects.flatMap((line) => {
      const subject = [line.subject, line.title?.en ?? '', line.title?.zh ?? '', line.state];
      return line.versions.flatMap((version): Row[] => {
        const head = [...subject, version.number, version.fate, version.at, version.hash];
        const back = version.sentBack;
        const tail = [
          back?.at ?? null,
          back?.reason.en ?? '',
          back?.reason.zh ?? '',
          line.isChanged ? 'yes' : 'no'
        ];
        if (version.signatures.length === 0) return [[...head, '', '', '', null, '', null, '', '', ...tail]];
        return version.signatures.map(({ sideId, name, at, digest, voided }) => [
          ...head,
          codeOf(sideId),
          name.en,
          name.zh,
          at,
          digest,
          voided?.at ?? null,
          voided?.reason.en ?? '',
          voided?.reason.zh ?? '',
          ...tail
        ]);
      });
    })
  ];
}
