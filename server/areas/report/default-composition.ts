/** Makes the composition with which a report begins: its titles, and the tree from the study's chapters. */
import { isRegisterBlock, registerOfBlock } from '#rules/report/report.ts';
import { defaultParts, type NewPart } from '#rules/report/default-parts.ts';
import type { Bilingual } from '#base/locale.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import type { Study } from '#rules/study/study.ts';
import type { Db } from '#server/store/open.ts';
import type { SubjectText } from './frozen-texts.ts';
import { topicsOf } from './topics.ts';

export interface DefaultComposition {
  readonly title: Bilingual;
  readonly subtitle: Bilingual;
  readonly parts: readonly NewPart[];
}

const titles: Readonly<Record<ReportKind, Bilingual>> = {
  report: { en: 'Final report', zh: '最终报告' },
  'white-paper': { en: 'White Paper', zh: '白皮书' },
  handout: { en: 'Key findings', zh: '主要发现' }
};

export async function defaultComposition(
  db: Db,
  study: Study,
  kind: ReportKind,
  subjects: readonly SubjectText[]
): Promise<DefaultComposition> {
  const chapters = subjects.flatMap(({ subject, title }) =>
    subject.startsWith('chapter:') ? [{ slug: subject.slice('chapter:'.length), title }] : []
  );
  const [title, subtitle] = kind === 'report' ? [study.title, titles.report] : [titles[kind], study.title];
  return {
    title,
    subtitle,
    parts: defaultParts(kind, {
      chapters,
      sides: study.sides.map(({ id, name }) => ({ id, name })),
      topics: (await topicsOf(db, study)).flatMap(({ block, id, title }) =>
        isRegisterBlock(block) ? [{ id, title, register: registerOfBlock[block] }] : []
      )
    })
  };
}
