import type { EvidenceType } from '#rules/evidence/evidence-file.ts';
import type { EvidenceKind } from '#rules/evidence/evidence.ts';
import type { Bilingual } from '#base/locale.ts';

export interface CitedPiece {
  readonly id: string;
  readonly kind: EvidenceKind;
  readonly title: Bilingual;
  readonly isConfidential: boolean;
  readonly isWithdrawn: boolean;
  readonly newest: { readonly mediaType: EvidenceType; readonly size: number } | null;
  readonly attested: 'opens' | 'fails' | 'older' | null;
}
