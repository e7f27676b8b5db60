/**
 * Reads the forms of the research: sources, entries, topics, figures, tables, talks and images. Lengths here
 * only limit the size of the input; the domain validates it.
 */
import { readAmount } from '#rules/answers/amount.ts';
import { sourceKinds, type Citation, type SourceInput } from '#rules/bibliography/bibliography.ts';
import { figureNatures, measures, type FigureInput } from '#rules/context/context-figure.ts';
import { readColumns, readRows, type TableInput } from '#rules/context/context-table.ts';
import { registers, trendAreas, type EntryInput, type Pin, type TopicInput } from '#rules/context/context.ts';
import { permissionStates, type ImageInput } from '#rules/context/image-permission.ts';
import type { Bilingual } from '#base/locale.ts';
import type { TalkInput } from '#rules/context/provider-talk.ts';
import { comparators } from '#rules/framework/record.ts';
import { readPeriod } from '#rules/framework/typed-value.ts';
import { bilingualIn, dateIn, dateOrNull, oneOf, textIn, textOrNull, versionIn } from '#lib/forms/fields.ts';

/** Limits the rows of citations and pins that a form can send; the domain has a lower bound. */
const mostRows = 40;

/** Names the thing that a form changes, in the state in which its editor has seen it. */
export const seenIn = (form: FormData) => ({ id: textIn(form, 'id'), version: versionIn(form) });

const cautionIn = (form: FormData): Bilingual | null => {
  const caution = bilingualIn(form, 'caution');
  return caution.en === '' && caution.zh === '' ? null : caution;
};

/** Reads the numbered rows in which the first field is filled. */
const rowsIn = (form: FormData, name: string): number[] =>
  Array.from({ length: mostRows }, (_, index) => index).filter((at) => textIn(form, `${name}-${at}`) !== '');

export const citationsIn = (form: FormData): Citation[] =>
  rowsIn(form, 'source').map((at) => ({
    sourceId: textIn(form, `source-${at}`),
    place: textIn(form, `place-${at}`)
  }));

/** Writes the place of a pin as one value of a form. */
export const pinValue = ({ characteristic, question }: Pick<Pin, 'characteristic' | 'question'>): string =>
  question === null ? characteristic : `${characteristic}/${question}`;

export const pinsIn = (form: FormData): Pin[] =>
  rowsIn(form, 'pin').map((at) => {
    const [characteristic = '', question = ''] = textIn(form, `pin-${at}`).split('/');
    return { characteristic, question: question || null, city: textOrNull(form, `pinCity-${at}`) };
  });

const listIn = (form: FormData, name: string): string[] =>
  form.getAll(name).filter((value): value is string => typeof value === 'string' && value !== '');

export const sourceIn = (form: FormData): SourceInput => ({
  kind: oneOf(sourceKinds, textIn(form, 'kind')) ?? 'other',
  title: bilingualIn(form, 'title'),
  author: textIn(form, 'author'),
  publisher: bilingualIn(form, 'publisher'),
  date: dateOrNull(form, 'date'),
  address: textIn(form, 'address')
});

export const topicIn = (form: FormData): TopicInput => ({
  title: bilingualIn(form, 'title'),
  caution: cautionIn(form)
});

export const entryIn = (form: FormData): EntryInput => ({
  register: oneOf(registers, textIn(form, 'register')) ?? 'policy',
  area: oneOf(trendAreas, textIn(form, 'area')) ?? null,
  topicId: textOrNull(form, 'topic'),
  title: bilingualIn(form, 'title'),
  summary: bilingualIn(form, 'summary'),
  issuer: bilingualIn(form, 'issuer'),
  date: dateOrNull(form, 'date'),
  cities: listIn(form, 'cities'),
  caution: cautionIn(form),
  pins: pinsIn(form),
  citations: citationsIn(form)
});

/** Returns what was typed and chosen in the form of an entry; the cities are joined with a space. */
export const citiesTyped = (form: FormData): string => listIn(form, 'cities').join(' ');

export function figureIn(form: FormData): FigureInput {
  const measure = oneOf(measures, textIn(form, 'measure')) ?? 'number';
  const typed = textIn(form, 'value');
  const read = readAmount(typed.replace(/[%％]$/, ''));
  const typedTo = textIn(form, 'valueTo');
  const to = readAmount(typedTo.replace(/[%％]$/, ''));
  const typedPeriod = textOrNull(form, 'period');
  return {
    topicId: textIn(form, 'topic'),
    label: bilingualIn(form, 'label'),
    measure,
    value: read?.amount ?? null,
    valueTo: typedTo === '' ? null : (to?.amount ?? Number.NaN),
    valueText: read ? '' : typed,
    unit: measure === 'number' ? bilingualIn(form, 'unit') : { en: '', zh: '' },
    currency: measure === 'money' ? (textOrNull(form, 'currency') ?? read?.currency ?? null) : null,
    comparator: oneOf(comparators, textIn(form, 'comparator')) ?? 'eq',
    period: typedPeriod === null ? null : (readPeriod(typedPeriod) ?? typedPeriod),
    nature: oneOf(figureNatures, textIn(form, 'nature')) ?? 'unstated',
    scope: bilingualIn(form, 'scope'),
    method: bilingualIn(form, 'method'),
    caution: cautionIn(form),
    pins: pinsIn(form),
    citations: citationsIn(form)
  };
}

export function tableIn(form: FormData): TableInput {
  const measure = textIn(form, 'measure') === 'number' ? 'number' : 'percent';
  const columns = readColumns(textIn(form, 'columns'));
  return {
    topicId: textIn(form, 'topic'),
    title: bilingualIn(form, 'title'),
    note: bilingualIn(form, 'note'),
    measure,
    unit: measure === 'number' ? bilingualIn(form, 'unit') : { en: '', zh: '' },
    period: textOrNull(form, 'period'),
    nature: oneOf(figureNatures, textIn(form, 'nature')) ?? 'unstated',
    columns,
    rows: readRows(textIn(form, 'rows'), columns.length),
    citations: citationsIn(form)
  };
}

export const talkIn = (form: FormData): TalkInput => ({
  party: bilingualIn(form, 'party'),
  heldOn: dateIn(form, 'heldOn'),
  summary: bilingualIn(form, 'summary')
});

export const imageIn = (form: FormData): ImageInput => ({
  title: bilingualIn(form, 'title'),
  owner: bilingualIn(form, 'owner'),
  state: oneOf(permissionStates, textIn(form, 'state')) ?? 'not-asked',
  decidedBy: textIn(form, 'decidedBy'),
  decidedOn: dateOrNull(form, 'decidedOn'),
  document: textIn(form, 'document'),
  terms: bilingualIn(form, 'terms'),
  hash: textIn(form, 'hash').toLowerCase()
});
