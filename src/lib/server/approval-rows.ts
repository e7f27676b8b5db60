/**
 * Builds the record of approvals as a table: one row for each signature, and one for a version that has none.
 */
import type { ApprovalRegister } from '#areas/approval';

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

export function approvalRows({ subjects, sides }: ApprovalRegister): Row[] {
  const codeOf = (id: string): string => sides.find((side) => side.id === id)?.code ?? id;
  return [
    approvalColumns,
    ...subjects.flatMap((summary) => {
      const subject = [summary.subject, summary.title?.en ?? '', summary.title?.zh ?? '', summary.state];
      return summary.versions.flatMap((version): Row[] => {
        const head = [...subject, version.number, version.status, version.at, version.hash];
        const back = version.sentBack;
        const tail = [
          back?.at ?? null,
          back?.reason.en ?? '',
          back?.reason.zh ?? '',
          summary.isChanged ? 'yes' : 'no'
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
