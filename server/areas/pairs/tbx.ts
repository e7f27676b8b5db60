/**
 * Reads and writes a glossary as TBX: version 3 (ISO 30042:2019, TBX-Basic) both ways, and version 2 as Weblate
 * and other programs write it. What TBX has no place for is in notes of ours.
 */
import {
  termKinds,
  variantUses,
  type GlossaryTerm,
  type TermKind,
  type TermVariant
} from '#rules/pairs/glossary.ts';
import { languageTag, locales, type Bilingual, type Locale } from '#base/locale.ts';
import { xmlText } from '#server/files/xml.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { mostEntries, reasonOf, type GlossaryEntry } from './glossary-entry.ts';
import { parseXml } from '#server/files/xml-parsing.ts';

const space = 'urn:iso:std:iso:30042:ed-2';
/** Begins a note that only this program reads. */
const own = 'meridian:';
const idPrefix = 'c-';

const statuses = {
  preferred: 'preferredTerm-admn-sts',
  allowed: 'admittedTerm-admn-sts',
  forbidden: 'deprecatedTerm-admn-sts',
  'false-friend': 'deprecatedTerm-admn-sts'
} as const;

/** TBX version 3; the same terms give the same text. */
export function tbxOf(title: string, terms: readonly GlossaryTerm[]): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="${space}">`,
    '<tbxHeader><fileDesc>',
    `<titleStmt><title>${xmlText(title)}</title></titleStmt>`,
    '<sourceDesc><p>Meridian</p></sourceDesc>',
    '</fileDesc></tbxHeader>',
    '<text><body>',
    ...terms.flatMap(entryLines),
    '</body></text>',
    '</tbx>',
    ''
  ];
  return lines.join('\n');
}

function entryLines(term: GlossaryTerm): string[] {
  const note = (text: string): string => `<note>${xmlText(text)}</note>`;
  return [
    `<conceptEntry id="${xmlText(idPrefix + term.id)}">`,
    `<descrip type="subjectField">${xmlText(term.group)}</descrip>`,
    note(`${own}kind=${term.kind}`),
    ...(term.isChecked ? [] : [note(`${own}required=no`)]),
    ...locales
      .filter(
        (language) =>
          term.term[language] !== '' ||
          term.definition[language] !== '' ||
          term.variants.some((variant) => variant.language === language)
      )
      .flatMap((language) => [
        `<langSec xml:lang="${languageTag(language)}">`,
        ...(term.definition[language]
          ? [`<descrip type="definition">${xmlText(term.definition[language])}</descrip>`]
          : []),
        ...(term.caution?.[language] ? [note(term.caution[language])] : []),
        ...(term.term[language] ? termLines(term.term[language], 'preferred', []) : []),
        ...term.variants
          .filter((variant) => variant.language === language)
          .flatMap(({ text, use, reason }) =>
            termLines(text, use, [
              ...(use === 'false-friend' ? [note(`${own}use=${use}`)] : []),
              ...locales
                .filter((reader) => reason[reader] !== '')
                .map((reader) => note(`${own}reason-${reader}=${reason[reader]}`))
            ])
          ),
        '</langSec>'
      ]),
    '</conceptEntry>'
  ];
}

const termLines = (text: string, status: keyof typeof statuses, notes: readonly string[]): string[] => [
  '<termSec>',
  `<term>${xmlText(text)}</term>`,
  `<termNote type="administrativeStatus">${statuses[status]}</termNote>`,
  ...notes,
  '</termSec>'
];

interface ReadTerm {
  text: string;
  status: string;
  notes: string[];
}
interface ReadLanguage {
  language: Locale | null;
  definition: string;
  notes: string[];
  terms: ReadTerm[];
}
interface ReadEntry {
  id: string;
  group: string;
  definition: string;
  notes: string[];
  languages: ReadLanguage[];
}

const entryNames = ['conceptEntry', 'termEntry'];
const languageNames = ['langSec', 'langSet'];
const termNames = ['termSec', 'tig', 'ntig'];

/** Throws `UnreadableFileError` for anything else. */
export function parseTbx(text: string): GlossaryEntry[] {
  const reader = new TbxReader();
  parseXml(
    text,
    {
      open: (name, attributes) => reader.open(name, attributes),
      close: (name) => reader.close(name),
      text: (piece) => reader.text(piece)
    },
    { bareDoctype: true }
  );
  return reader.entries();
}

class TbxReader {
  readonly #read: ReadEntry[] = [];
  #root = '';
  #entry: ReadEntry | null = null;
  #language: ReadLanguage | null = null;
  #term: ReadTerm | null = null;
  /** Holds the type of the element that is open, and what is written in it so far. */
  #type = '';
  #written = '';

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#root === '') {
      this.#root = name;
      if (name !== 'tbx' && name !== 'martif') throw new UnreadableFileError('wrong-type', name);
    }
    if (entryNames.includes(name)) {
      if (this.#read.length >= mostEntries) throw new UnreadableFileError('too-large', 'entries');
      this.#entry = { id: attributes['id'] ?? '', group: '', definition: '', notes: [], languages: [] };
      this.#read.push(this.#entry);
    } else if (languageNames.includes(name) && this.#entry) {
      this.#language = { language: localeOf(attributes['lang'] ?? ''), definition: '', notes: [], terms: [] };
      this.#entry.languages.push(this.#language);
    } else if (termNames.includes(name) && this.#language) {
      this.#term = { text: '', status: '', notes: [] };
      this.#language.terms.push(this.#term);
    }
    this.#type = attributes['type'] ?? '';
    this.#written = '';
  }

  text(piece: string): void {
    this.#written += piece;
  }

  close(name: string): void {
    const written = this.#written.replace(/\s+/g, ' ').trim();
    this.#written = '';
    const [entry, language, term] = [this.#entry, this.#language, this.#term];
    if (termNames.includes(name)) this.#term = null;
    else if (languageNames.includes(name)) this.#language = null;
    else if (entryNames.includes(name)) this.#entry = null;
    else if (written === '' || !entry) return;
    else if (name === 'term' && term) term.text = written;
    else if (name === 'termNote' || name === 'administrativeStatus') {
      if (term && (name !== 'termNote' || this.#type === 'administrativeStatus')) term.status = written;
    } else if (name === 'note') (term ?? language ?? entry).notes.push(written);
    else if (name === 'definition' || (name === 'descrip' && this.#type === 'definition'))
      (language ?? entry).definition = written;
    else if (name === 'subjectField' || (name === 'descrip' && this.#type === 'subjectField'))
      entry.group = written;
  }

  entries(): GlossaryEntry[] {
    if (this.#root === '') throw new UnreadableFileError('broken');
    return this.#read.flatMap((entry) => entryFrom(entry) ?? []);
  }
}

/** Null for one that a study does not have, such as traditional characters. */
function localeOf(tag: string): Locale | null {
  const plain = tag.toLowerCase().replaceAll('_', '-');
  if (/^en\b/.test(plain)) return 'en';
  return /^(?:zh|cmn)\b/.test(plain) && !/hant|-tw|-hk|-mo/.test(plain) ? 'zh' : null;
}

const facts = (notes: readonly string[], name: string): string | null =>
  notes.find((note) => note.startsWith(`${own}${name}=`))?.slice(own.length + name.length + 1) ?? null;
const plainNotes = (notes: readonly string[]): string =>
  notes.filter((note) => !note.startsWith(own)).join(' ');

/** Returns an entry with a term in at least one of both languages, or null. */
function entryFrom({ id, group, definition, notes, languages }: ReadEntry): GlossaryEntry | null {
  const both = (read: (language: ReadLanguage) => string): Bilingual => ({
    en:
      languages
        .filter(({ language }) => language === 'en')
        .map(read)
        .find(Boolean) ?? '',
    zh:
      languages
        .filter(({ language }) => language === 'zh')
        .map(read)
        .find(Boolean) ?? ''
  });
  const main = (language: ReadLanguage): ReadTerm | undefined =>
    language.terms.find(({ status }) => /prefer/i.test(status)) ??
    language.terms.find(({ status }) => useOf(status) === 'allowed');
  const term = both((language) => main(language)?.text ?? '');
  if (term.en === '' && term.zh === '') return null;
  const variants: TermVariant[] = languages.flatMap((read) => {
    const { language } = read;
    if (language === null) return [];
    const preferred = main(read);
    return read.terms
      .filter((one) => one !== preferred && one.text !== '')
      .map((one) => {
        const use = variantUses.find((each) => each === facts(one.notes, 'use')) ?? useOf(one.status);
        const reason = {
          en: facts(one.notes, 'reason-en') ?? plainNotes(one.notes),
          zh: facts(one.notes, 'reason-zh') ?? ''
        };
        return { language, text: one.text, use, reason: reasonOf(use, reason) };
      });
  });
  const kind = facts(notes, 'kind');
  const definitions = both((language) => language.definition);
  return {
    id: id.startsWith(idPrefix) ? id.slice(idPrefix.length) : null,
    term,
    definition: definitions.en || definitions.zh ? definitions : { en: definition, zh: '' },
    group,
    caution: both((language) => plainNotes(language.notes)),
    kind: termKinds.find((one): one is TermKind => one === kind) ?? 'term',
    isChecked: facts(notes, 'required') !== 'no',
    variants
  };
}

const useOf = (status: string): 'allowed' | 'forbidden' =>
  /deprecat|supersed|forbid|obsolete|not.?recommended/i.test(status) ? 'forbidden' : 'allowed';
