/**
 * Reads a Word document from its first paragraph to its last: headings select the question, tables of
 * labelled rows and records fill its cells, and everything else is text of the passage whose label came last.
 * What is under no question is reported, and written nowhere.
 */
import type { CityFramework } from '#rules/framework/framework.ts';
import { openPackage, type OfficePackage } from '#server/files/office-package.ts';
import type { ParsedFile } from './book.ts';
import { readBody } from './docx-body.ts';
import type { DocBlock, DocParagraph, DocTable } from './docx-content.ts';
import { readForm, readRecords } from './docx-form-tables.ts';
import { looksOf, type Looks } from './docx-looks.ts';
import { commentsOf, notesOf, partOf, sentOf } from './docx-parts.ts';
import type { SentFile } from './docx-sent.ts';
import { paragraphText, paragraphsIn, rowsOf } from './docx-tables.ts';
import { tagReader } from './docx-tags.ts';
import { TextBlockReader } from './docx-text-blocks.ts';
import { allQuestions, formOf, type Form, type FormQuestion } from './form.ts';
import { FormCursor } from './form-cursor.ts';
import { openGathering, type Gathering } from './gathering.ts';
import { facetCalled, languageLabel, outlineOf, type Outline, type Target } from './outline.ts';
import type { Tag } from './tags.ts';

export function parseDocx(bytes: Uint8Array, framework: CityFramework): ParsedFile {
  const opened = openPackage(bytes, 'docx');
  const looks = looksOf(partOf(opened, 'styles'), partOf(opened, 'numbering'));
  const blocks = bodyOf(opened, looks);
  const sent = sentOf(opened);
  const form = formOf(framework);
  const parser = new DocxParser(form, { looks, sent, comments: commentsOf(opened) });
  return parser.parse(blocks);
}

function bodyOf(opened: OfficePackage, looks: Looks): DocBlock[] {
  const links = new Map(
    opened
      .relations(opened.main)
      .filter(({ type }) => type === 'hyperlink')
      .map(({ id, target }) => [id, target])
  );
  return readBody(opened.text(opened.main) ?? '', {
    looks,
    linkOf: (id) => links.get(id) ?? null,
    notes: notesOf(opened)
  });
}

/** Holds the parts of a document besides its body. */
interface DocxParts {
  readonly looks: Looks;
  readonly sent: SentFile;
  readonly comments: ReturnType<typeof commentsOf>;
}

class DocxParser {
  readonly #form: Form;
  readonly #parts: DocxParts;
  readonly #outline: Outline;
  readonly #gathering: Gathering;
  readonly #questions: ReadonlyMap<string, FormQuestion>;
  readonly #tagOf: (tag: string) => Tag | null;
  readonly #textBlocks: TextBlockReader;
  readonly #cursor: FormCursor;
  /** While controls identify the content, a paragraph is not taken for a label because of its text. */
  #isTagged = false;

  constructor(form: Form, parts: DocxParts) {
    this.#form = form;
    this.#parts = parts;
    this.#outline = outlineOf(form);
    this.#gathering = openGathering(form);
    this.#questions = new Map(allQuestions(form).map((question) => [question.id, question]));
    this.#tagOf = tagReader(allQuestions(form), form.characteristics, parts.sent.tags);
    this.#textBlocks = new TextBlockReader(parts.looks);
    this.#cursor = new FormCursor(this.#gathering, () => this.#textBlocks.startPassage());
  }

  parse(blocks: readonly DocBlock[]): ParsedFile {
    this.#isTagged = paragraphsIn(blocks).some(({ tags }) => tags.some((tag) => this.#tagOf(tag) !== null));
    for (const block of blocks) {
      if (block.kind === 'table') this.#readTable(block);
      else this.#readParagraph(block);
    }
    this.#cursor.reportUnplaced();
    return this.#gathering.finish(this.#parts.sent);
  }

  #readParagraph(paragraph: DocParagraph): void {
    const text = paragraphText(paragraph).trim();
    const style = this.#parts.looks.style(paragraph.style);
    const level = paragraph.outline ?? style.outline;
    const tag = paragraph.tags.map(this.#tagOf).find((one) => one !== null);
    const target = this.#targetOf(tag);
    if (target) {
      this.#cursor.enter(target, level ?? (target.question ? 2 : 1), text);
      if (target.question) this.#gathering.whole(target.question);
    } else if (tag?.kind === 'passage' && this.#cursor.sections.includes(tag.section))
      this.#cursor.enterPassage(tag.section, tag.language);
    else if (
      !(
        tag?.kind === 'aside' ||
        style.kind === 'contents' ||
        (style.kind === 'aside' && this.#cursor.position.section === null) ||
        this.#readAsLabel(text, level, style.kind === 'label') ||
        this.#readAsHeading(text, level)
      )
    )
      this.#cursor.put(this.#textBlocks.read(paragraph));
    this.#reportRemarks(paragraph);
  }

  #targetOf(tag: Tag | undefined): Target | undefined {
    const question = tag?.kind === 'question' ? this.#questions.get(tag.id) : undefined;
    if (question) return { question, characteristic: null };
    const characteristic =
      tag?.kind === 'characteristic' ? this.#form.characteristics.find(({ id }) => id === tag.id) : undefined;
    return characteristic && { question: null, characteristic };
  }

  /** Returns false where it is the label of neither a language nor a passage. */
  #readAsLabel(text: string, level: number | null, isLabel: boolean): boolean {
    const { question, section } = this.#cursor.position;
    const language = this.#isTagged && !isLabel ? null : languageLabel(text);
    if (language && section !== null) {
      this.#cursor.enterPassage(section, language);
      return true;
    }
    const facet =
      question && (!this.#isTagged || (level !== null && level <= 3))
        ? facetCalled(question.passages, text)
        : null;
    if (facet) this.#cursor.enterPassage(facet.section, null);
    return facet !== null;
  }

  /** Returns false where it is text of the passage. */
  #readAsHeading(text: string, level: number | null): boolean {
    const { position } = this.#cursor;
    const isInside = position.section !== null && level !== null && level > position.level;
    const target = text === '' ? null : this.#targetNamed(text, level, isInside);
    if (target) {
      this.#cursor.enter(target, level ?? position.level, text);
      if (target.question && this.#parts.sent.from.study !== null) this.#gathering.whole(target.question);
      return true;
    }
    if (level === null || isInside || text === '') return false;
    this.#cursor.leave(level, text);
    return true;
  }

  #targetNamed(text: string, level: number | null, isInside: boolean): Target | null {
    if (level !== null && !isInside) return this.#outline.ofHeading(text);
    if (this.#isTagged) return null;
    const target = this.#outline.ofParagraph(text);
    return (
      target ?? (isInside && this.#cursor.position.question === null ? this.#outline.ofHeading(text) : null)
    );
  }

  #readTable(table: DocTable): void {
    const { question, characteristic, heading } = this.#cursor.position;
    const rows = rowsOf(table);
    const context = { gathering: this.#gathering, tagOf: this.#tagOf, heading };
    const questions = question ? [question] : (characteristic?.questions ?? []);
    if (!(question && readForm(context, question, rows)) && !readRecords(context, questions, rows))
      this.#cursor.put(this.#textBlocks.readTable(table));
    for (const paragraph of paragraphsIn([table])) this.#reportRemarks(paragraph);
  }

  #reportRemarks(paragraph: DocParagraph): void {
    const { heading, question } = this.#cursor.position;
    for (const { kind, id, author, text } of paragraph.remarks) {
      const comment = kind === 'comment' ? this.#parts.comments.get(id) : { text, author };
      if (!comment || comment.text.trim() === '') continue;
      const detail = kind === 'comment' ? [comment.author, text] : [kind === 'inserted' ? '+' : '−', author];
      this.#gathering.find({
        kind: 'comment',
        location: heading,
        text: comment.text.trim(),
        question: question?.id ?? null,
        detail: detail.filter((one) => one !== '').join(' · ')
      });
    }
  }
}
