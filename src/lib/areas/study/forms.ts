/** Reads the texts of a study, and the phases of its plan, from their forms. */
import { z } from 'zod';
import type { Bilingual } from '#base/locale.ts';
import { studyTexts, type StudyText } from '#rules/study/study.ts';
import { bilingualIn } from '#lib/forms/fields.ts';
import { date, id, optionalLine, optionalPassage, version } from '#lib/forms/shapes.ts';

export const studyTextsIn = (form: FormData): Record<StudyText, Bilingual> =>
  Object.fromEntries(studyTexts.map((text) => [text, bilingualIn(form, text)])) as Record<
    StudyText,
    Bilingual
  >;

const phaseWording = {
  nameEn: optionalLine,
  nameZh: optionalLine,
  descriptionEn: optionalPassage,
  descriptionZh: optionalPassage
};
export const newPhaseForm = z.object({
  ...phaseWording,
  plannedFrom: date,
  plannedTo: date,
  actualFrom: date,
  actualTo: date
});
export const phaseForm = z.object({ id, version, ...phaseWording });
export const phaseRemovalForm = z.object({ id, version });
