/**
 * Builds the agreement of the panels as a table: one row for the study and one for each characteristic. It
 * holds nothing about sides or single assessors.
 */
import type { AgreementRow, AgreementView } from '#areas/panels';

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
  ...characteristics.map(({ id, name, ...row }) => [id, name.en, name.zh, ...cellsOf(row)])
];

/** Returns the state as the file has always named it: what is computed is `told` there. */
const stateCell = (kind: string): string => (kind === 'computed' ? 'told' : kind);

const nothing = (cells: number): null[] => Array<null>(cells).fill(null);

function cellsOf({ agreement, shift, seed }: AgreementRow): Row {
  const computed = agreement.kind === 'computed' ? agreement : null;
  const ground =
    agreement.kind === 'too-few' ? nothing(3) : [agreement.cells, agreement.assessors, agreement.ratings];
  const numbers = computed
    ? [
        computed.pairs,
        computed.same,
        computed.percent,
        computed.alpha,
        computed.interval.from,
        computed.interval.to,
        computed.interval.resamples,
        seed
      ]
    : nothing(8);
  const moved =
    shift.kind === 'computed'
      ? [shift.compared, shift.stayed, shift.up, shift.down, shift.narrowed, shift.asWide, shift.widened]
      : nothing(7);
  return [
    stateCell(agreement.kind),
    agreement.cities,
    ...ground,
    ...numbers,
    stateCell(shift.kind),
    shift.cities,
    ...moved
  ];
}
