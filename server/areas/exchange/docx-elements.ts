/** Says what each element of the body of a Word document means where it begins and where it ends. */
import type { XmlAttributes } from '#server/files/xml-parsing.ts';
import type { BodyState } from './docx-body-state.ts';
import type { DocCell } from './docx-content.ts';
import { isOn, runMarks, symbolOf, verticalMarks, type Run } from './docx-runs.ts';
import { inlineOf } from './text-blocks.ts';

interface BodyElement {
  readonly name: string;
  readonly parent: string;
  readonly attributes: XmlAttributes;
  /** Holds the attribute `val`. */
  readonly value: string;
}

interface ElementReader {
  readonly open: (state: BodyState, element: BodyElement) => void;
  readonly close?: (state: BodyState) => void;
}

/** Is true for the properties of a paragraph, a run, a table, a row, a cell or a control. */
export const isPropertiesElement = (name: string): boolean => /^(?:p|r|tr|tc|tbl|sdt)Pr$/.test(name);

export function readRunProperty({ context }: BodyState, run: Run, element: BodyElement): void {
  const { name, attributes, value } = element;
  const mark = name === 'vertAlign' ? verticalMarks[value] : runMarks[name];
  if (mark && isOn(attributes) && !run.marks.some(({ type }) => type === mark))
    run.marks.push({ type: mark });
  else if (name === 'vanish' && isOn(attributes)) run.isHidden = true;
  else if (name === 'rStyle') {
    const { kind } = context.looks.style(value);
    if (kind === 'code' || kind === 'bold' || kind === 'italic') run.marks.push({ type: kind });
  }
}

const paragraphs: Readonly<Record<string, ElementReader>> = {
  p: {
    open: (state) => {
      state.countRow();
      state.level.paragraph = {
        kind: 'paragraph',
        style: '',
        outline: null,
        list: null,
        inline: [],
        tags: state.waitingTags,
        remarks: []
      };
      state.waitingTags = [];
    },
    close: ({ level }) => {
      if (level.paragraph) {
        level.container.push({ ...level.paragraph, inline: inlineOf(level.paragraph.inline) });
        for (const block of level.boxes) level.container.push(block);
      }
      level.paragraph = null;
      level.boxes = [];
    }
  },
  pStyle: {
    open: ({ level: { paragraph } }, { value }) => {
      if (paragraph) paragraph.style = value;
    }
  },
  outlineLvl: {
    open: ({ level: { paragraph } }, { value }) => {
      if (paragraph && Number(value) < 9) paragraph.outline = Number(value) + 1;
    }
  },
  ilvl: {
    open: ({ level: { paragraph } }, { parent, value }) => {
      if (paragraph && parent === 'numPr')
        paragraph.list = {
          numId: paragraph.list?.numId ?? '',
          level: Math.min(8, Math.max(0, Number(value) || 0))
        };
    }
  },
  numId: {
    open: ({ level: { paragraph } }, { parent, value }) => {
      if (paragraph && parent === 'numPr')
        paragraph.list = { numId: value, level: paragraph.list?.level ?? 0 };
    }
  },
  txbxContent: { open: (state) => state.openBox(), close: (state) => state.closeBox() }
};

const lineBreak: ElementReader = {
  open: ({ level: { paragraph, run } }, { parent, attributes: { type } }) => {
    if (parent === 'r' && type !== 'page' && type !== 'column' && paragraph && !run?.isHidden)
      paragraph.inline.push({ type: 'hardBreak' });
  }
};

const noteReference: ElementReader = {
  open: ({ context, level: { paragraph } }, { name, attributes }) => {
    const kind = name.slice(0, -'Reference'.length);
    const text = context.notes.get(`${kind} ${attributes['id'] ?? ''}`);
    if (paragraph && text !== undefined)
      paragraph.inline.push({ type: 'footnote', content: [{ type: 'text', text }] });
  }
};

const runs: Readonly<Record<string, ElementReader>> = {
  r: {
    open: ({ level }) => {
      level.run = { marks: [], isHidden: false };
    },
    close: ({ level }) => {
      level.run = null;
    }
  },
  tab: {
    open: (state, { parent }) => {
      if (parent === 'r') state.put('\t');
    }
  },
  br: lineBreak,
  cr: lineBreak,
  noBreakHyphen: { open: (state) => state.put('\u2011') },
  sym: { open: (state, { attributes }) => state.put(symbolOf(attributes['char'] ?? '')) },
  footnoteReference: noteReference,
  endnoteReference: noteReference,
  fldChar: {
    open: ({ fields }, { attributes: { fldCharType } }) => {
      if (fldCharType === 'begin') fields.push({ phase: 'code', instruction: '' });
      else if (fldCharType === 'end') fields.pop();
      else for (const field of fields.slice(-1)) field.phase = 'result';
    }
  },
  hyperlink: {
    open: ({ context, hrefs }, { attributes: { id } }) => {
      hrefs.push(id === undefined ? null : context.linkOf(id));
    },
    close: ({ hrefs }) => {
      hrefs.pop();
    }
  }
};

const insertion: ElementReader = {
  open: (state, { attributes: { author } }) => {
    if (state.properties === 0) state.changes.push(state.remark('inserted', '', author ?? ''));
  },
  close: ({ properties, changes }) => {
    if (properties === 0) changes.pop();
  }
};

const remarks: Readonly<Record<string, ElementReader>> = {
  ins: insertion,
  moveTo: insertion,
  commentRangeStart: {
    open: (state, { attributes: { id } }) => {
      if (id !== undefined) state.openComments.set(id, state.remark('comment', id, ''));
    }
  },
  commentRangeEnd: {
    open: ({ openComments }, { attributes: { id } }) => {
      openComments.delete(id ?? '');
    }
  }
};

const controls: Readonly<Record<string, ElementReader>> = {
  sdt: {
    open: (state) => {
      state.controls.push({ isPlaceholder: false });
    },
    close: (state) => {
      state.controls.pop();
    }
  },
  tag: {
    open: ({ level: { paragraph }, waitingTags }, { parent, value }) => {
      if (parent === 'sdtPr') (paragraph ? paragraph.tags : waitingTags).push(value);
    }
  },
  showingPlcHdr: {
    open: (state, { attributes }) => {
      for (const control of state.controls.slice(-1)) control.isPlaceholder = isOn(attributes);
    }
  }
};

const tables: Readonly<Record<string, ElementReader>> = {
  tbl: {
    open: (state) => {
      state.tables.push({ table: { kind: 'table', rows: [] }, outer: state.level.container });
    },
    close: (state) => {
      const ended = state.tables.pop();
      if (!ended) return;
      state.level.container = ended.outer;
      state.level.container.push(ended.table);
    }
  },
  tr: {
    open: (state) => {
      state.countRow();
      state.tables.at(-1)?.table.rows.push({ cells: [], isHeader: false, isDeleted: false });
    }
  },
  tblHeader: {
    open: ({ lastRow }, { attributes }) => {
      if (lastRow) lastRow.isHeader = isOn(attributes);
    }
  },
  tc: {
    open: (state) => {
      state.countCell();
      const cell: DocCell = { blocks: [], colspan: 1, merge: null };
      state.lastRow?.cells.push(cell);
      state.level.container = cell.blocks;
    }
  },
  gridSpan: {
    open: ({ lastCell }, { value }) => {
      if (lastCell) lastCell.colspan = Math.min(100, Math.max(1, Number(value) || 1));
    }
  },
  vMerge: {
    open: ({ lastCell }, { value }) => {
      if (lastCell) lastCell.merge = value === 'restart' ? 'restart' : 'continue';
    }
  }
};

export const elementReaders: ReadonlyMap<string, ElementReader> = new Map(
  Object.entries({ ...paragraphs, ...runs, ...remarks, ...controls, ...tables })
);
