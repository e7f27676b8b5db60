import { locales, type Bilingual } from '#base/locale.ts';
import { isAlone, languageNames, type FilePart } from '#rules/framework/answer-kinds/file-part.ts';
import type { FieldValueModel } from './parts.ts';

export interface Column {
  readonly key: string;
  readonly label: Bilingual;
  readonly width: number;
  /** Says whether the column is only for the program that reads the file. */
  readonly isHidden: boolean;
  /** Says whether the column is left out where all its cells are empty. */
  readonly isRare: boolean;
}

export const column = (
  key: string,
  en: string,
  zh: string,
  width: number,
  more: Partial<Pick<Column, 'isHidden' | 'isRare'>> = {}
): Column => ({
  key,
  label: { en, zh },
  width,
  isHidden: more.isHidden ?? false,
  isRare: more.isRare ?? false
});
export const aboutColumns = (prefix: string, name: Bilingual | null, isRare: boolean): Column[] => {
  const of = (en: string, zh: string): [string, string] =>
    name ? [`${name.en} · ${en}`, `${name.zh} · ${zh}`] : [en, zh];
  return [
    column(`${prefix}@source`, ...of('Source', '来源'), 22, { isRare }),
    ...locales.map((language) =>
      column(
        `${prefix}.${language}@note`,
        ...of(`Remark, ${languageNames[language].en}`, `备注（${languageNames[language].zh}）`),
        30,
        { isRare }
      )
    )
  ];
};

/**
 * Returns the key of a part: of a question's value the part after an equals sign, of a record's field the
 * same after the field's id.
 */
export const partKey = (field: string | null, part: string): string => `${field ?? ''}=${part}`;

export const widthOf = ({ form }: FilePart): number =>
  form === 'text' ? 44 : form === 'entries' ? 50 : form === 'choices' || form === 'choice' ? 26 : 14;

/** Where the part is the only one of its field that people read, the column has the field's name. */
export function partColumn(field: FieldValueModel, part: FilePart): Column {
  const label = isAlone(part)
    ? field.label
    : { en: `${field.label.en} · ${part.label.en}`, zh: `${field.label.zh} · ${part.label.zh}` };
  return column(partKey(field.id, part.id), label.en, label.zh, widthOf(part), { isRare: part.rare });
}
