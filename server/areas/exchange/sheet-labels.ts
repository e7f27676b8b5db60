/** Builds the instructions on the first sheet of a workbook. */
import type { Bilingual } from '#base/locale.ts';
import type { AnswerBook } from '#areas/answers';
import type { Grid } from './grid.ts';

const hints: readonly Bilingual[] = [
  {
    en: 'Fill in the sheets in either language or both, and bring the file back in on the city’s page. Before anything is written you see what is new, changed or could not be read.',
    zh: '各工作表可用中文、英文或两种语言填写，然后在城市页面导入本文件。写入之前会先显示新增、修改和无法识别的内容。'
  },
  {
    en: 'Please leave the hidden first row, the hidden columns and the hidden sheets as they are: by them each answer finds its place. Columns and sheets may be moved.',
    zh: '请保留隐藏的第一行、隐藏列和隐藏工作表，系统据此确定每项答复的位置。列和工作表可以调换顺序。'
  },
  {
    en: 'An answer is in one of four states: it is given; it is not applicable; no data is held; or it is internal and not disclosed. Choose a state only where you give no answer. A cell left empty has not been answered, which is not a zero.',
    zh: '每项答复有四种状态：已填写；不适用；无数据；内部信息，不公开。仅在不作答复时选择状态。空单元格表示尚未填写，不等于零。'
  },
  {
    en: 'Choose from the lists; what is missing from them you may add in your own words: English ｜ 中文. Several choices stand in one cell, each on a line of its own.',
    zh: '请从下拉列表中选择；列表中没有的，可按“English ｜ 中文”的格式自行补充。可多选时，在同一单元格内每行填写一项。'
  },
  {
    en: 'Write numbers as you are used to, such as 2785 million or 27.85亿, and dates as exactly as they are known: 2013, 2013-04 or 2013-04-18.',
    zh: '数字可按习惯书写，例如 27.85亿 或 2785 million；日期按已知的精确程度填写：2013、2013-04 或 2013-04-18。'
  },
  {
    en: 'In the sheets of records each row is one entry. Add rows at the end; delete a whole row to take an entry out. Records inside a cell stand as lines, “Name of the field: words”, with an empty line between two.',
    zh: '在清单类工作表中，每行为一条记录。新记录添加在末尾；删除整行即删除该记录。单元格内含多条内容时，每行写“字段名称：内容”，两条之间空一行。'
  },
  {
    en: 'Paragraphs of a text are parted by an empty line. Formatting is kept where the words stay as they are.',
    zh: '文字的段落之间空一行。未改动的文字保留原有格式。'
  }
];

export const explanation = ({
  study,
  city,
  framework
}: Pick<AnswerBook, 'study' | 'city' | 'framework'>): Bilingual[] => [
  { en: `${study.title.en} · ${city.name.en}`, zh: `${study.title.zh} · ${city.name.zh}` },
  {
    en: `${framework.title.en}, version ${framework.version}`,
    zh: `${framework.title.zh}（版本 ${framework.version}）`
  },
  framework.rankingNotice,
  { en: '', zh: '' },
  ...hints
];

/**
 * Returns whether a sheet is the one with the instructions, which is recognized by its text even if it was
 * renamed.
 */
export function isExplanation({ rows }: Grid): boolean {
  const texts = new Set(
    rows.slice(0, 20).flatMap(({ cells }) => [...cells.values()].map(({ text }) => text.trim()))
  );
  return hints.some(({ en, zh }) => en !== '' && (texts.has(en) || texts.has(zh)));
}
