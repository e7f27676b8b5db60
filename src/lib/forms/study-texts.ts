/** Reads the texts of a study from its forms. */
import type { Bilingual } from '#base/locale.ts';
import { studyTexts, type StudyText } from '#rules/study/study.ts';
import { bilingualIn } from './fields.ts';

export const studyTextsIn = (form: FormData): Record<StudyText, Bilingual> =>
  Object.fromEntries(studyTexts.map((text) => [text, bilingualIn(form, text)])) as Record<
    StudyText,
    Bilingual
  >;
