/** Tests what the pages of the workflow make of the steps so far. */
import { expect, it } from 'vitest';
import { reachedStates } from '#lib/areas/workflow/workflow-status.ts';

it('a state was reached when the text came into it, not when somebody did something in it', () => {
  const reached = reachedStates([
    { fromState: 'drafting', toState: 'internal-review', at: '2013-11-06T09:00:00.000Z' },
    { fromState: 'internal-review', toState: 'internal-review', at: '2013-11-20T09:00:00.000Z' },
    { fromState: 'internal-review', toState: 'consultation', at: '2013-12-02T09:00:00.000Z' }
  ]);
  expect([...reached]).toEqual([
    ['internal-review', '2013-11-06T09:00:00.000Z'],
    ['consultation', '2013-12-02T09:00:00.000Z']
  ]);
});
