/** Holds the columns of the step by which a city hands its answers in. */
export const submittedStep = {
  step: 'submit',
  fromState: 'collecting',
  toState: 'drafting',
  reasonEn: '',
  reasonZh: '',
  waived: '[]'
} as const;
