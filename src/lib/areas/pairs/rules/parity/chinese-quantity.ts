/** Makes a quantity of a Chinese number and what is written around it. */
import type { ChineseNumber } from './chinese-number.ts';
import { readComparator } from './comparators.ts';
import { comparators, type Certainty, type Quantity, type QuantityKind, type Unit } from './quantity.ts';
import { matchAt } from './match-at.ts';

const counter =
  /[个项家座所条类种大级名位户次批套张份年月天辆栋幢艘间台组期轮届层版章节篇段省市县区镇乡村国方门款处部件盏把支队株棵道面片块场站路号架枚只头匹本册封幅句字倍成人路]|阶段|领域|季度|方面|小时|分钟/y;

export interface Parts {
  readonly kind: QuantityKind;
  readonly to: number;
  readonly from?: number;
  readonly value?: number;
  readonly alternative?: number;
  readonly step?: number;
  readonly unit?: Unit | null;
  readonly currency?: string | null;
  readonly certainty?: Certainty;
  readonly isOver?: boolean;
}

export function quantityOf(text: string, number: ChineseNumber, parts: Parts): Quantity {
  const from = parts.from ?? number.from;
  const unit = parts.unit ?? null;
  const certainty = parts.certainty ?? certaintyOf(text, number, parts);
  const isDate =
    parts.kind === 'year' || parts.kind === 'month' || parts.kind === 'day' || parts.kind === 'ordinal';
  const said = isDate
    ? { meaning: comparators.exact, from, to: parts.to }
    : readComparator('zh', text, {
        from,
        to: parts.to,
        isTime: unit?.dimension === 'months' || unit?.dimension === 'hours',
        isWord: certainty !== 'sure'
      });
  return {
    kind: parts.kind,
    value: parts.value ?? number.value,
    ...(parts.alternative === undefined ? {} : { alternative: parts.alternative }),
    step: parts.step ?? number.step,
    digits: number.digits,
    scale: number.scale,
    unit,
    currency: parts.currency ?? null,
    comparator:
      said.meaning === comparators.exact && (number.isOver || parts.isOver === true)
        ? comparators.over
        : said.meaning,
    certainty,
    isInSpan: false,
    from: said.from,
    to: said.to
  };
}

function certaintyOf(
  text: string,
  { value, hasDigits, isVague, to }: ChineseNumber,
  parts: Parts
): Certainty {
  if (isVague) return 'hint';
  if (hasDigits) return 'sure';
  const isCounted = parts.to > to || matchAt(counter, text, to) !== null;
  if (!isCounted || value < 3) return 'hint';
  return value >= 11 ? 'sure' : 'likely';
}
export const isCountedAt = (text: string, at: number): boolean => matchAt(counter, text, at) !== null;
