/** Holds what is open while the body of a Word document is read, and what was read of it so far. */
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { fileLimits } from './book.ts';
import type { DocBlock, DocCell, DocRow, DocTable, Remark } from './docx-content.ts';
import type { Looks } from './docx-looks.ts';
import { linkOfField, type Field, type Level } from './docx-runs.ts';
import { marked } from './text-blocks.ts';

export interface BodyContext {
  readonly looks: Looks;
  readonly linkOf: (relation: string) => string | null;
  /** Maps notes by `footnote {id}` or `endnote {id}`. */
  readonly notes: ReadonlyMap<string, string>;
}

const emptyLevel = (container: DocBlock[]): Level => ({ container, paragraph: null, run: null, boxes: [] });

export class BodyState {
  readonly context: BodyContext;
  readonly root: DocBlock[] = [];
  /** Each with the blocks among which it is put when it ends. */
  readonly tables: { readonly table: DocTable; readonly outer: DocBlock[] }[] = [];
  readonly fields: Field[] = [];
  readonly hrefs: (string | null)[] = [];
  readonly changes: Remark[] = [];
  readonly openComments = new Map<string, Remark>();
  readonly controls: { isPlaceholder: boolean }[] = [];
  /** Holds the tags of controls that are open around the next paragraph. */
  waitingTags: string[] = [];
  /** Counts the open elements of properties. */
  properties = 0;
  readonly #levels: Level[] = [emptyLevel(this.root)];
  #rows = 0;
  #cells = 0;

  constructor(context: BodyContext) {
    this.context = context;
  }

  get level(): Level {
    return this.#levels.at(-1) ?? emptyLevel(this.root);
  }

  get lastRow(): DocRow | undefined {
    return this.tables.at(-1)?.table.rows.at(-1);
  }

  get lastCell(): DocCell | undefined {
    return this.lastRow?.cells.at(-1);
  }

  openBox(): void {
    this.#levels.push(emptyLevel([]));
  }

  closeBox(): void {
    const box = this.#levels.length > 1 ? this.#levels.pop() : undefined;
    for (const block of box?.container ?? []) this.level.boxes.push(block);
  }

  /** Adds text to the open paragraph, unless it is hidden, the code of a field or a placeholder. */
  put(text: string): void {
    const { paragraph, run } = this.level;
    if (
      !paragraph ||
      run?.isHidden ||
      text === '' ||
      this.fields.some(({ phase }) => phase === 'code') ||
      this.controls.some(({ isPlaceholder }) => isPlaceholder)
    )
      return;
    const link = this.hrefs.findLast((href) => href !== null) ?? linkOfField(this.fields);
    paragraph.inline.push(
      marked(text, [
        ...(run?.marks ?? []),
        ...(link === null ? [] : [{ type: 'link', attrs: { href: link } }])
      ])
    );
    for (const remark of [...this.changes, ...this.openComments.values()]) remark.text += text;
  }

  remark(kind: Remark['kind'], id: string, author: string): Remark {
    const made: Remark = { kind, id, author, text: '' };
    this.level.paragraph?.remarks.push(made);
    return made;
  }

  /** Counts a paragraph or a row of a table. Throws where there are too many. */
  countRow(): void {
    if ((this.#rows += 1) > fileLimits.rows)
      throw new UnreadableFileError('too-many-rows', String(fileLimits.rows));
  }

  countCell(): void {
    if ((this.#cells += 1) > fileLimits.cells)
      throw new UnreadableFileError('too-many-cells', String(fileLimits.cells));
  }
}
