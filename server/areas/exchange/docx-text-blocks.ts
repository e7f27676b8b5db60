import { headingLevels } from '#base/blocks/heading.ts';
import type { DocBlock, DocParagraph, DocTable } from './docx-content.ts';
import type { Looks } from './docx-looks.ts';
import { fileForms, isTextBlockForm } from '#document/nodes/files.ts';
import { textBlockOfTable } from './docx-tables.ts';
import type { TextBlock } from '#document/nodes/block-file.ts';

/** The level of a text's deepest heading; documents count two more, for the headings of the form. */
const deepestHeading = Math.max(...headingLevels);

/** Reads paragraphs and tables of a Word document as blocks of a text, by their styles and lists. */
export class TextBlockReader {
  readonly #looks: Looks;
  /** Holds the lists of the passage that have begun, each by its id and level. */
  #begunLists = new Set<string>();

  constructor(looks: Looks) {
    this.#looks = looks;
  }

  /** Lets every list begin anew. */
  startPassage(): void {
    this.#begunLists = new Set();
  }

  readTable(table: DocTable): TextBlock {
    return textBlockOfTable(table, (blocks) => this.#readAll(blocks));
  }

  read(paragraph: DocParagraph): TextBlock {
    const style = this.#looks.style(paragraph.style);
    const outlineLevel = paragraph.outline ?? style.outline;
    const { inline } = paragraph;
    if (outlineLevel !== null)
      return {
        form: 'heading',
        level: Math.min(deepestHeading, Math.max(2, outlineLevel >= 4 ? outlineLevel - 2 : 2)),
        inline
      };
    const list = paragraph.list ?? style.list;
    const look = list ? this.#looks.list(list.numId, list.level) : null;
    if (list && look) {
      const key = `${list.numId} ${list.level}`;
      const isFirst = !this.#begunLists.has(key);
      this.#begunLists.add(key);
      return { form: look.form, level: list.level, inline, ...(isFirst ? { begins: look.begins } : {}) };
    }
    const form = isTextBlockForm(style.kind) ? style.kind : 'text';
    return { form, level: style.level, inline: fileForms[form].isWordless ? [] : inline };
  }

  #readAll(blocks: readonly DocBlock[]): TextBlock[] {
    return blocks.map((block) => (block.kind === 'paragraph' ? this.read(block) : this.readTable(block)));
  }
}
