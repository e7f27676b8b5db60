/** Names what can be wrong with a framework, and collects the faults that checks report. */

export const faultKinds = [
  'nothing-asked',
  'version-unusable',
  'id-unusable',
  'id-twice',
  'text-missing',
  'text-one-language',
  'too-long',
  'too-many',
  'parent-unknown',
  'parent-elsewhere',
  'parent-is-prompt',
  'record-type-missing',
  'record-type-unknown',
  'record-type-nested',
  'options-unknown',
  'choices-missing',
  'facets-missing',
  'condition-unknown',
  'condition-later',
  'condition-kind',
  'condition-value',
  'condition-retired',
  'required-if-unknown',
  'linked-field-unknown',
  'characteristic-unknown',
  // Conflicts with versions that were published before.
  'version-used',
  'framework-other',
  'characteristic-gone',
  'question-gone',
  'question-moved',
  'kind-changed',
  'record-type-changed',
  'record-type-gone',
  'field-gone',
  'field-kind-changed',
  'option-gone',
  'facet-gone'
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Identifies the thing that a form changes and to which a link leads. */
export interface FaultLocation {
  readonly part: 'framework' | 'characteristic' | 'question' | 'option-set' | 'record-type' | 'reference';
  readonly id: string;
}

export interface FrameworkFault {
  readonly kind: FaultKind;
  readonly isWarning: boolean;
  /** Gives the path of the value in the file: `characteristics[0].questions[3].text`. */
  readonly path: string;
  readonly location: FaultLocation;
  /** Holds the detail for the sentence: the id, or the permitted maximum. */
  readonly about: string;
}

export type Report = (kind: FaultKind, path: string, location: FaultLocation, about?: string) => void;

/** Collects the reported faults, in order. */
export function faultsFrom(checks: (report: Report) => void): FrameworkFault[] {
  const faults: FrameworkFault[] = [];
  checks((kind, path, location, about = '') =>
    faults.push({ kind, isWarning: kind === 'text-one-language', path, location, about })
  );
  return faults;
}

export const isBlocked = (faults: readonly FrameworkFault[]): boolean =>
  faults.some(({ isWarning }) => !isWarning);
