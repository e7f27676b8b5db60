/** Describes a response as files carry it, and states what exporting and importing need of who writes and reads files. */
import type { Cells } from '#document/answers.ts';
import type { ImportPlan, Present } from '#document/planned-import.ts';
import type { ConfidentialAnswer } from '#rules/answers/confidential.ts';
import type { ExchangeFormat } from '#rules/exchange/exchange.ts';
import type { CityFramework } from '#rules/framework/framework.ts';
import type { SectionContent } from '#base/content.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { Parts } from '#base/parts.ts';
import type { FileFault } from '#base/read-file.ts';
import type { Result } from '#base/refusal.ts';

export interface AnswerBook {
  readonly study: { readonly slug: string; readonly title: Bilingual };
  readonly city: { readonly id: string; readonly name: Bilingual };
  readonly framework: CityFramework;
  /** Names the language of headings that are in one language only; the city's texts are in both. */
  readonly language: Locale;
  /** As `#document/answers` reads and writes them; none in an empty form. */
  readonly cells: Cells;
  /**
   * Lists the texts with any content: general accounts, whose id is that of a characteristic, and passages
   * (`answerSection` of `#document/answer-cells`).
   */
  readonly texts: readonly SectionContent[];
}

export interface Importing {
  readonly studySlug: string;
  readonly cityId: string;
  readonly framework: CityFramework;
  readonly present: Present;
  /** Names what the person may write. */
  readonly parts: Parts;
  readonly heldBack: readonly ConfidentialAnswer[];
  /** Begins the ids of records that come from another city or study. */
  readonly newIds: string;
}

export interface PlannedFile {
  readonly format: ExchangeFormat;
  readonly frameworkVersion: string | null;
  readonly isOfAnotherCity: boolean;
  readonly isOfAnotherStudy: boolean;
  readonly plan: ImportPlan;
}

export interface UnreadFile {
  readonly fault: FileFault;
  readonly detail: string;
}

export interface FileExchange {
  /** `throttled` or `busy` where too many wait already. */
  write(format: ExchangeFormat, book: AnswerBook, requester: string): Promise<Result<Uint8Array>>;
  /** Plans what the file would change, too; its format follows from its bytes. `throttled` or `busy` as above. */
  read(bytes: Uint8Array, importing: Importing, requester: string): Promise<Result<PlannedFile | UnreadFile>>;
}
