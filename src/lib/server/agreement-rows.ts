/** Agreement of the panels as a table: one row for the study and one for each characteristic. Of sides and of single assessors it has nothing. */
import type { AgreementLine, AgreementView } from '#server/services/panels/agreement.ts';

export const agreementColumns = [
  'characteristic',
  'name_en',
  'name_zh',
  'agreement',
  'cities',
  'panels',
  'assessors',
  'ratings',
  'pairs',
  'same_level',
  'percent',
  'alpha_ordinal',
  'interval_from',
  'interval_to',
  'resamples',
  'seed',
  'rounds_compared',
  'rounds_cities',
  'ratings_in_both',
  'stayed',
  'up',
  'down',
  'narrowed',
  'as_wide',
  'widened'
] as const;

type Row = readonly (string | number | null)[];

export const agreementRows = ({ whole, characteristics }: AgreementView): Row[] => [
  agreementColumns,
  ['', 'All characteristics', '全部特征', ...cellsOf(whole)],
  ...characteristics.map(({ id, name, ...line }) => [id, name.en, name.zh, ...cellsOf(line)])
];

const nothing = (cells: number): null[] => Array<null>(cells).fill(null);

function cellsOf({ agreement, shift, seed }: AgreementLine): Row {
  const told = agreement.kind === 'told' ? agreement : null;
  const ground =
    agreement.kind === 'too-few' ? nothing(3) : [agreement.cells, agreement.assessors, agreement.ratings];
  const numbers = told
    ? [
        told.pairs,
        told.same,
        told.percent,
        told.alpha,
        told.interval.from,
        told.interval.to,
        told.interval.resamples,
        seed
      ]
    : nothing(8);
  const moved =
    shift.kind === 'told'
      ? [shift.compared, shift.stayed, shift.up, shift.down, shift.narrowed, shift.asWide, shift.widened]
      : nothing(7);
  return [agreement.kind, agreement.cities, ...ground, ...numbers, shift.kind, shift.cities, ...moved];
}
