/**
 * Plans what a file would change in a response, before anything is written: cell by cell what is new, changed
 * or removed. Values that their question does not have or that are of the wrong kind are not imported, and
 * nothing is lost that the file does not mention.
 */
import type { Finding } from '#rules/exchange/exchange.ts';
import { hasAccount } from '#rules/framework/framework.ts';
import { locales } from '#base/locale.ts';
import { isSameValue, type FieldValue } from '#rules/framework/record.ts';
import type { SectionContent } from '#base/content.ts';
import { parseAnswerSection, parseCell } from './answer-cells.ts';
import { areBlocks } from './are-blocks.ts';
import { planCells } from './import-cells.ts';
import type {
  FileContent,
  ImportPlan,
  PlannedItem,
  PlannedPart,
  Planning,
  Present
} from './planned-import.ts';
import { isBlank, isSameText, preservedTexts } from './import-texts.ts';
import { scopesOf, type Scopes } from './import-scopes.ts';

export function planImport(file: FileContent, present: Present, planning: Planning): ImportPlan {
  const scopes = scopesOf(planning.framework);
  const cells = planCells(file, present.cells, planning, scopes);
  const texts = planTexts(file.texts, present.texts, planning, scopes);
  const order = [...scopes.keys()];
  const items = [...cells.items, ...texts.items].sort(
    (a, b) => order.indexOf(a.question) - order.indexOf(b.question)
  );
  const met = new Set([...cells.met, ...texts.met]);
  return {
    items,
    same: met.size - items.length,
    findings: [...file.findings, ...cells.findings, ...texts.findings]
  };
}

function planTexts(
  given: readonly SectionContent[],
  present: readonly SectionContent[],
  planning: Planning,
  scopes: Scopes
): PlannedPart {
  const findings: Finding[] = [];
  const met = new Set<string>();
  const texts = new Map(present.map((text) => [text.id, text]));
  const items = given.flatMap((text): PlannedItem[] => {
    const question = parseAnswerSection(text.id)?.question ?? '';
    const characteristic = question === '' ? text.id : scopes.get(question)?.characteristic;
    const isKnownSection =
      planning.framework.characteristics.some(({ id }) => id === characteristic) &&
      (question !== '' || hasAccount(planning.framework, text.id));
    if (characteristic === undefined || !isKnownSection) return [];
    met.add(text.id);
    if (!locales.every((language) => areBlocks(text[language]))) {
      findings.push({
        kind: 'unreadable',
        location: text.id,
        text: '',
        question: question === '' ? null : question,
        detail: ''
      });
      return [];
    }
    const was = texts.get(text.id) ?? { id: text.id, en: [], zh: [] };
    const is = { id: text.id, ...preservedTexts(was, text) };
    if (isSameText(was, is)) return [];
    return [
      {
        id: text.id,
        kind: isBlank(was) ? 'new' : 'changed',
        question,
        characteristic,
        record: null,
        cells: [],
        text: { before: was, after: is },
        isOwn: planning.mayWrite({ question, characteristic })
      }
    ];
  });
  return { items, met, findings };
}

/** Reverts what the import wrote where that is unchanged; what a user has changed since is reported and left. */
export function planUndo(
  written: Pick<PlannedItem, 'cells' | 'text'>[],
  present: Present,
  planning: Omit<Planning, 'renewIds'>
): ImportPlan {
  const findings: Finding[] = [];
  const cells: Record<string, FieldValue> = {};
  const texts: SectionContent[] = [];
  const now = new Map(present.texts.map((text) => [text.id, text]));
  const since = (location: string, question: string | null): void =>
    void findings.push({ kind: 'contradictory', location, text: '', question, detail: 'since' });
  for (const item of written) {
    for (const { key, before, after } of item.cells) {
      if (isSameValue(present.cells[key] ?? null, after)) cells[key] = before;
      else if (!isSameValue(present.cells[key] ?? null, before)) since(key, parseCell(key)?.question ?? null);
    }
    if (!item.text) continue;
    const { before, after } = item.text;
    const is = now.get(after.id) ?? { id: after.id, en: [], zh: [] };
    if (isSameText(is, after) && locales.every((language) => areBlocks(before[language]))) texts.push(before);
    else if (!isSameText(is, before)) since(after.id, parseAnswerSection(after.id)?.question ?? null);
  }
  const plan = planImport({ cells, texts: [], findings }, present, { ...planning, renewIds: null });
  const scopes = scopesOf(planning.framework);
  const ofTexts = texts.map((before): PlannedItem => {
    const question = parseAnswerSection(before.id)?.question ?? '';
    const characteristic = question === '' ? before.id : (scopes.get(question)?.characteristic ?? '');
    const is = now.get(before.id) ?? { id: before.id, en: [], zh: [] };
    return {
      id: before.id,
      kind: isBlank(before) ? 'removed' : 'changed',
      question,
      characteristic,
      record: null,
      cells: [],
      text: { before: is, after: before },
      isOwn: planning.mayWrite({ question, characteristic })
    };
  });
  return { ...plan, items: [...plan.items, ...ofTexts] };
}
