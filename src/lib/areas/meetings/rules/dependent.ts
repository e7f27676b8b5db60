import type { SupportRole } from '#rules/bibliography/support.ts';
import type { Bilingual } from '#base/locale.ts';

/** Describes what rests on a thing of the study: a statement that cites it, or one that it helps with. */
export interface Dependent {
  readonly kind: 'practice' | 'theme' | 'step' | 'next-step';
  readonly id: string;
  readonly form: 'practice' | 'trend' | 'challenge' | 'step' | 'next-step' | 'recommendation';
  readonly title: Bilingual;
  /** Says what the thing does for a trend or a challenge; null for everything else. */
  readonly role: SupportRole | null;
}
