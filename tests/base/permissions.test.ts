/** The full product of role × state × ability, against tables that were written by hand from the product's page. */
import { confirmsPause } from '#rules/people/account-pause.ts';
import { describe, expect, it } from 'vitest';
import type { CityId, SideId, StudyId } from '#base/ids.ts';
import {
  assessmentAbilitiesOf,
  chapterAbilitiesOf,
  grantsIn,
  instanceAbilitiesOf,
  pausedAbilities,
  roles,
  studyAbilitiesOf,
  type Grant,
  type Role
} from '#base/permissions.ts';
import {
  assessmentAbilities,
  chapterAbilities,
  instanceAbilities,
  studyAbilities,
  type Ability
} from '#base/abilities.ts';
import { documentAccess, partsWhileOpen, suggestionRightsOf, writableParts } from '#base/document-rights.ts';
import { cityOfRole, mayReadInConfidence, validationSide } from '#base/grant-duties.ts';
import { holdsOneOf, noParts, questionPart, type ReopenedQuestion } from '#base/parts.ts';
import { assessmentStates, chapterStates } from '#base/states.ts';
import { grantOf } from '#kit/grants.ts';

const study = 'study' as StudyId;
const haidian = 'haidian' as CityId;
const bristol = 'bristol' as CityId;
const as = (role: Role, cityId: CityId | null = null, more: Partial<Grant> = {}): Grant =>
  grantOf(role, { studyId: study, sideId: 'cn' as SideId, cityId, ...more });

/** Columns of every table below; the city in question is Haidian. */
const principals: Readonly<Record<string, readonly Grant[]>> = {
  secretariat: [as('secretariat')],
  chair: [as('chair')],
  // Writes for another city.
  expert: [as('expert', null, { leads: [bristol] })],
  rapporteur: [as('expert', null, { leads: [bristol, haidian] })],
  // Reviews this city for the other side.
  reviewer: [as('expert', null, { reviews: [haidian] })],
  // Judges this city, and writes for another.
  assessor: [as('expert', null, { leads: [bristol], assesses: [haidian] })],
  staff: [as('city', haidian)],
  senior: [as('city', haidian, { isSenior: true })],
  'other-city': [as('city', bristol, { isSenior: true })],
  observer: [as('observer')],
  committee: [as('observer', null, { sitsInCommittee: true })],
  nobody: []
};

// Each column has one letter per state, in the order of the workflow: collecting, drafting, internal review,
// consultation, revision, approval, approved. x: may, .: may not.
const assessmentExpectation = `
ability               secretariat  chair    expert   rapporteur  reviewer  assessor  staff    senior   other-city  observer  committee  nobody
assessment.see        xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   xxxxxxx  xxxxxxx  .......     xxxxxxx   xxxxxxx    .......
response.read         xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   xxxxxxx  xxxxxxx  .......     .xxxxxx   .xxxxxx    .......
response.write        .......      .......  .......  .......     .......   .......   x......  x......  .......     .......   .......    .......
confidential.read     .......      .......  .......  .......     .......   .......   xxxxxxx  xxxxxxx  .......     .......   .......    .......
confidential.write    .......      .......  .......  .......     .......   .......   xxx.x..  xxx.x..  .......     .......   .......    .......
confidential.readers  xxxxxxx      .......  .......  .......     .......   .......   xxxxxxx  xxxxxxx  .......     .......   .......    .......
confidential.name     xxxxxxx      .......  .......  .......     .......   .......   .......  xxxxxxx  .......     .......   .......    .......
evidence.read         xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   xxxxxxx  xxxxxxx  .......     .xxxxxx   .xxxxxx    .......
evidence.hold         xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   xxxxxxx  xxxxxxx  .......     .......   .......    .......
evidence.write        .......      .......  .......  .......     .......   .......   x......  x......  .......     .......   .......    .......
evidence.withdraw     .......      .......  .......  .......     .......   .......   xxxxx..  xxxxx..  .......     .......   .......    .......
evidence.supplement   .......      .......  .......  .......     .......   .......   .xx.x..  .xx.x..  .......     .......   .......    .......
evidence.attest       .......      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   .......  .......  .......     .......   .......    .......
findings.read         xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   ...x..x  ...x..x  .......     xxxxxxx   xxxxxxx    .......
findings.write        .......      .......  .xx.x..  .xx.x..     .xx.x..   .xx.x..   .......  .......  .......     .......   .......    .......
assessment.submit     .......      .......  .......  .......     .......   .......   .......  x......  .......     .......   .......    .......
assessment.steer      xxxxxxx      .......  .......  xxxxxxx     .......   .......   .......  .......  .......     .......   .......    .......
assessment.review     .......      .......  .......  .......     ..x....   .......   .......  .......  .......     .......   .......    .......
assessment.return     .x.....      .xxxxx.  .......  .xx.x..     ..x....   .......   .......  .......  .......     .......   .......    .......
assessment.reopen     .......      ......x  .......  .......     .......   .......   .......  .......  .......     .......   .......    .......
approval.sign         .......      .....x.  .......  .......     .......   .......   .......  .......  .......     .......   .......    .......
comments.internal     xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   .......  .......  .......     .......   .......    .......
comments.discuss      xxx.x..      xxx.xx.  xxx.x..  xxx.x..     xxx.x..   xxx.x..   .......  .......  .......     .......   .......    .......
comments.shared       xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   xxxxxxx  xxxxxxx  .......     .......   .......    .......
comments.address      xx..x..      xx..x..  xx..x..  xx..x..     xx..x..   xx..x..   x......  x......  .......     .......   .......    .......
comments.staff        .......      .......  .......  .......     .......   .......   xxxxxxx  xxxxxxx  .......     .......   .......    .......
comments.confer       .......      .......  .......  .......     .......   .......   x..x...  x..x...  .......     .......   .......    .......
consultation.read     xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   xxxxxxx  xxxxxxx  .......     .......   .......    .......
consultation.draft    .......      .......  .......  .......     .......   .......   ...x...  ...x...  .......     .......   .......    .......
consultation.submit   .......      .......  .......  .......     .......   .......   .......  ...x...  .......     .......   .......    .......
consultation.record   ...xx..      .......  ...xx..  ...xx..     ...xx..   ...xx..   .......  .......  .......     .......   .......    .......
consultation.show     ...xx..      .......  .......  ...xx..     .......   .......   .......  .......  .......     .......   .......    .......
consultation.decide   .......      .......  ....x..  ....x..     ....x..   ....x..   .......  .......  .......     .......   .......    .......
consultation.answer   .......      .......  .......  .......     .......   .......   .......  ....xx.  .......     .......   .......    .......
consultation.state    .......      ....xx.  .......  .......     .......   .......   .......  ....xx.  .......     .......   .......    .......
versions.read         xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   .......  .......  .......     .......   .......    .......
versions.keep         xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   .......  .......  .......     .......   .......    .......
translations.confirm  .......      .......  .xx.x..  .xx.x..     .xx.x..   .xx.x..   .......  .......  .......     .......   .......    .......
translations.waive    .xx.x..      .......  .......  .xx.x..     .......   .......   .......  .......  .......     .......   .......    .......
late.decide           .......      .......  .xx.x..  .xx.x..     .xx.x..   .xx.x..   .......  .......  .......     .......   .......    .......
answers.late          .......      .......  .......  .......     .......   .......   x......  x......  .......     .......   .......    .......
answers.history       xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   xxxxxxx  xxxxxxx  .......     .......   .......    .......
clarification.ask     .xx.x..      .xx.x..  .xx.x..  .xx.x..     .xx.x..   .xx.x..   .......  .......  .......     .......   .......    .......
clarification.read    xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   xxxxxxx  xxxxxxx  .......     .......   .......    .......
clarification.write   .......      .......  .......  .......     .......   .......   .xx.x..  .xx.x..  .......     .......   .......    .......
clarification.answer  .......      .......  .......  .......     .......   .......   .......  .xx.x..  .......     .......   .......    .......
clarification.review  .......      .......  .xx.x..  .xx.x..     .xx.x..   .xx.x..   .......  .......  .......     .......   .......    .......
departments.read      .......      .......  .......  .......     .......   .......   xxxxxxx  xxxxxxx  .......     .......   .......    .......
departments.write     .......      .......  .......  .......     .......   .......   xxx.x..  xxx.x..  .......     .......   .......    .......
panel.see             xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   .......  .......  .......     .......   .......    .......
panel.scores          xxxxxxx      xxxxxxx  .......  .......     .......   xxxxxxx   .......  .......  .......     .......   .......    .......
panel.score           .......      .......  .......  .......     .......   .xxxx..   .......  .......  .......     .......   .......    .......
panel.discuss         .......      .xxxx..  .......  .......     .......   .xxxx..   .......  .......  .......     .......   .......    .......
panel.moderate        .......      .xxxx..  .......  .......     .......   .......   .......  .......  .......     .......   .......    .......
panel.compose         xxxxx..      xxxxx..  .......  .......     .......   .......   .......  .......  .......     .......   .......    .......
panel.release         .xxxx..      .......  .......  .......     .......   .......   .......  .......  .......     .......   .......    .......
levels.read           xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   xxxxxxx  xxxxxxx  .......     xxxxxxx   xxxxxxx    .......
levels.hear           xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   xxxxxxx  xxxxxxx  .......     .......   .......    .......
levels.speak          .xxxx..      .xxxx..  .xxxx..  .xxxx..     .xxxx..   .xxxx..   .xxxx..  .xxxx..  .......     .......   .......    .......
practices.asked       xxxxxxx      xxxxxxx  xxxxxxx  xxxxxxx     xxxxxxx   xxxxxxx   xxxxxxx  xxxxxxx  .......     .......   .......    .......
practices.consent     .......      .......  .......  .......     .......   .......   .......  xxxxxxx  .......     .......   .......    .......
practices.focus        .......      .......  .......  .......     .......   .......   xxxxxxx  xxxxxxx  .......     .......   .......    .......
roadmap.own           .......      .......  .......  .......     .......   .......   xxxxxxx  xxxxxxx  .......     .......   .......    .......
`;

// Drafting, review, approval, approved.
const chapterExpectation = `
ability           secretariat  chair  expert  rapporteur  reviewer  assessor  staff  senior  other-city  observer  committee  nobody
chapter.read      xxxx         xxxx   xxxx    xxxx        xxxx      xxxx      ....   ....    ....        xxxx      xxxx       ....
chapter.write     ....         ....   xx..    xx..        xx..      xx..      ....   ....    ....        ....      ....       ....
chapter.steer     xxxx         ....   xxxx    xxxx        xxxx      xxxx      ....   ....    ....        ....      ....       ....
chapter.return    ....         .xx.   ....    ....        ....      ....      ....   ....    ....        ....      ....       ....
chapter.reopen    ....         ...x   ....    ....        ....      ....      ....   ....    ....        ....      ....       ....
chapter.sign      ....         ..x.   ....    ....        ....      ....      ....   ....    ....        ....      ....       ....
chapter.comments  xxxx         xxxx   xxxx    xxxx        xxxx      xxxx      ....   ....    ....        ....      ....       ....
chapter.discuss   xx..         xxx.   xx..    xx..        xx..      xx..      ....   ....    ....        ....      ....       ....
chapter.versions  xxxx         xxxx   xxxx    xxxx        xxxx      xxxx      ....   ....    ....        ....      ....       ....
chapter.keep      xxxx         xxxx   xxxx    xxxx        xxxx      xxxx      ....   ....    ....        ....      ....       ....
chapter.confirm   ....         ....   xx..    xx..        xx..      xx..      ....   ....    ....        ....      ....       ....
chapter.waive     xx..         ....   xx..    xx..        xx..      xx..      ....   ....    ....        ....      ....       ....
chapter.late      ....         ....   xx..    xx..        xx..      xx..      ....   ....    ....        ....      ....       ....
`;

const studyExpectation = `
ability              secretariat  chair  expert  rapporteur  reviewer  assessor  staff  senior  other-city  observer  committee  nobody
study.see            x            x      x       x           x         x         x      x       x           x         x          .
study.edit           x            .      .       .           .         .         .      .       .           .         .          .
study.people         x            .      .       .           .         .         .      .       .           .         .          .
study.contributors   x            .      .       .           .         .         .      x       x           .         .          .
study.plan           x            .      .       .           .         .         .      .       .           .         .          .
study.export         x            .      .       .           .         .         .      .       .           .         .          .
study.events         x            x      x       x           x         x         x      x       x           x         x          .
study.meetings       x            x      x       x           x         x         .      .       .           x         x          .
study.minutes        x            x      x       x           x         x         .      .       .           .         .          .
study.audit          x            x      .       .           .         .         .      .       .           .         .          .
study.propose        x            .      .       .           .         .         .      .       .           .         .          .
study.sign           .            x      .       .           .         .         .      .       .           .         .          .
study.draft          x            x      x       x           x         x         .      .       .           .         .          .
study.draft-edit     x            x      x       x           x         x         .      .       .           .         .          .
study.terms          x            x      x       x           x         x         .      .       .           .         .          .
study.research       x            x      x       x           x         x         .      .       .           .         .          .
study.research-edit  x            .      x       x           x         x         .      .       .           .         .          .
study.note           .            .      .       .           .         .         .      .       .           .         x          .
study.approvals      x            x      x       x           x         x         .      .       .           x         x          .
study.consultations  x            x      x       x           x         x         .      .       .           .         .          .
study.agreement      x            x      x       x           x         x         .      .       .           .         .          .
study.consistency    .            x      .       .           .         .         .      .       .           .         .          .
study.lead           .            x      .       .           .         .         .      .       .           .         .          .
study.chair          .            x      .       .           .         .         .      .       .           .         .          .
study.report         x            x      x       x           x         x         .      .       .           .         .          .
study.compose        x            .      x       x           x         x         .      .       .           .         .          .
study.publish        .            x      .       .           .         .         .      .       .           .         .          .
study.errata         x            x      .       .           .         .         .      .       .           .         .          .
study.themes         x            x      x       x           x         x         .      .       .           .         .          .
study.themes-edit    x            .      x       x           x         x         .      .       .           .         .          .
study.themes-validate .           .      x       x           x         x         .      .       .           .         .          .
study.roadmap        x            x      x       x           x         x         .      .       .           x         x          .
study.roadmap-edit   x            .      x       x           x         x         .      .       .           .         .          .
study.coding         x            x      x       x           x         x         .      .       .           .         .          .
study.coding-edit    x            .      x       x           x         x         .      .       .           .         .          .
`;

// The room of a document: w writes, r reads, . gets “not found”.
const roomExpectation = `
document  secretariat  chair    expert   rapporteur  reviewer  assessor  staff    senior   other-city  observer  committee  nobody
response  rrrrrrr      rrrrrrr  rrrrrrr  rrrrrrr     rrrrrrr   rrrrrrr   wrrrrrr  wrrrrrr  .......     .rrrrrr   .rrrrrr    .......
findings  rrrrrrr      rrrrrrr  rwwrwrr  rwwrwrr     rwwrwrr   rwwrwrr   ...r..r  ...r..r  .......     rrrrrrr   rrrrrrr    .......
chapter   rrrr         rrrr     wwrr     wwrr        wwrr      wwrr      ....     ....     ....        rrrr      rrrr       ....
`;

/**
 * Yields the cells of a table: the subject of the row, the person of the column, and the letters expected
 * there.
 */
function cells(table: string): [line: string, principal: string, expected: string][] {
  const [header = [], ...lines] = table
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/));
  return lines.flatMap(([line = '', ...letters]) =>
    letters.map((expected, index): [string, string, string] => [line, header[index + 1] ?? '', expected])
  );
}
const letter = (has: boolean): string => (has ? 'x' : '.');
const grantsOf = (principal: string): readonly Grant[] => {
  const grants = principals[principal];
  if (!grants) throw new Error(`There is no column ${principal}`);
  return grants;
};

describe('the tables', () => {
  it('speak of every ability, every role and every state', () => {
    const names = Object.keys(principals);
    expect(
      new Set(
        Object.values(principals)
          .flat()
          .map((grant) => grant.role)
      )
    ).toEqual(new Set(roles));
    for (const [table, abilities] of [
      [assessmentExpectation, assessmentAbilities],
      [chapterExpectation, chapterAbilities],
      [studyExpectation, studyAbilities]
    ] as const) {
      expect(cells(table).map(([ability, principal]) => `${ability} ${principal}`)).toEqual(
        abilities.flatMap((ability) => names.map((name) => `${ability} ${name}`))
      );
    }
    expect(assessmentStates.join(' ')).toBe(
      'collecting drafting internal-review consultation revision approval approved'
    );
    expect(chapterStates).toEqual(['drafting', 'review', 'approval', 'approved']);
  });
});

describe('with an assessment of Haidian', () => {
  it.each(cells(assessmentExpectation))(
    '%s is given to %s in the states %s',
    (ability, principal, expected) => {
      const given = assessmentStates.map((state) =>
        letter(
          (assessmentAbilitiesOf(grantsOf(principal), { cityId: haidian, state }) as ReadonlySet<string>).has(
            ability
          )
        )
      );
      expect(given.join('')).toBe(expected);
    }
  );
});

describe('with a chapter', () => {
  it.each(cells(chapterExpectation))('%s is given to %s in the states %s', (ability, principal, expected) => {
    const given = chapterStates.map((state) =>
      letter((chapterAbilitiesOf(grantsOf(principal), { state }) as ReadonlySet<string>).has(ability))
    );
    expect(given.join('')).toBe(expected);
  });
});

describe('in a study', () => {
  it.each(cells(studyExpectation))('%s is given to %s: %s', (ability, principal, expected) => {
    expect(letter((studyAbilitiesOf(grantsOf(principal)) as ReadonlySet<string>).has(ability))).toBe(
      expected
    );
  });
});

describe('in a room', () => {
  it.each(cells(roomExpectation))('of the %s, %s is let in as %s', (kind, principal, expected) => {
    const grants = grantsOf(principal);
    const letters = { write: 'w', read: 'r', none: '.' } as const;
    const given =
      kind === 'chapter'
        ? chapterStates.map((state) => documentAccess(grants, { kind, state }))
        : assessmentStates.map((state) =>
            documentAccess(grants, {
              kind: kind === 'response' ? 'response' : 'findings',
              cityId: haidian,
              state
            })
          );
    expect(given.map((access) => letters[access]).join('')).toBe(expected);
  });
});

describe('the parts of a response', () => {
  const strategy = { question: 'q1', characteristic: 'strategy' };
  const people = { question: 'q1', characteristic: 'people' };
  const response = (state: (typeof assessmentStates)[number], reopened: readonly ReopenedQuestion[] = []) =>
    ({ kind: 'response', cityId: haidian, state, reopened }) as const;
  const limited = [as('city', haidian, { characteristics: ['strategy'] })];

  it('are a contributor’s characteristics while it is collected, and all of it for who speaks for the city', () => {
    expect(writableParts(limited, response('collecting'))).toEqual(new Set(['strategy']));
    expect(
      writableParts(
        [as('city', haidian, { characteristics: ['strategy'], isSenior: true })],
        response('collecting')
      )
    ).toBe('all');
    expect(writableParts([as('city', haidian)], response('collecting'))).toBe('all');
    expect(documentAccess([as('city', haidian, { characteristics: [] })], response('collecting'))).toBe(
      'read'
    );
    expect(
      documentAccess([as('city', bristol, { characteristics: ['strategy'] })], response('collecting'))
    ).toBe('none');
  });

  it('are the reopened questions afterwards, for each contributor those within their own characteristics', () => {
    const reopened = [strategy, { ...people, question: 'q2' }];
    for (const state of assessmentStates) {
      const isOpen = state === 'drafting' || state === 'internal-review' || state === 'revision';
      expect(writableParts(principals['senior'] ?? [], response(state, reopened)), state).toEqual(
        state === 'collecting' ? 'all' : new Set(isOpen ? [questionPart('q1'), questionPart('q2')] : [])
      );
      expect(writableParts(principals['expert'] ?? [], response(state, reopened)), state).toEqual(noParts);
    }
    expect(writableParts(limited, response('drafting', reopened))).toEqual(new Set([questionPart('q1')]));
    expect(documentAccess(limited, response('drafting', [people]))).toBe('read');
    expect(documentAccess(principals['senior'] ?? [], response('drafting'))).toBe('read');
  });

  it('never let a question be written for a characteristic of the same name, nor the other way round', () => {
    const parts = writableParts(
      principals['senior'] ?? [],
      response('drafting', [{ question: 'strategy', characteristic: 'people' }])
    );
    expect(holdsOneOf(parts, ['strategy'])).toBe(false);
    expect(holdsOneOf(writableParts(limited, response('collecting')), [questionPart('strategy')])).toBe(
      false
    );
  });

  it('of a generation that has ended are those for which it was open', () => {
    expect(partsWhileOpen(limited, response('drafting'), [])).toEqual(new Set(['strategy']));
    expect(partsWhileOpen([as('city', haidian)], response('drafting'), [])).toBe('all');
    expect(partsWhileOpen([as('city', haidian)], response('consultation'), [strategy])).toEqual(
      new Set([questionPart('q1')])
    );
    expect(partsWhileOpen(principals['expert'] ?? [], response('drafting'), [])).toEqual(noParts);
    expect(
      partsWhileOpen(
        principals['expert'] ?? [],
        { kind: 'findings', cityId: haidian, state: 'consultation' },
        []
      )
    ).toBe('all');
    expect(partsWhileOpen(principals['expert'] ?? [], { kind: 'chapter', state: 'approved' }, [])).toBe(
      'all'
    );
  });

  it('of several roles add up', () => {
    const both = [...limited, as('city', haidian, { characteristics: ['people'] })];
    expect(writableParts(both, response('collecting'))).toEqual(new Set(['strategy', 'people']));
    expect(writableParts([...limited, as('city', haidian)], response('collecting'))).toBe('all');
  });
});

describe('several roles', () => {
  it('add up: an expert who also represents a city writes both texts, each in its time', () => {
    const both = [as('expert'), as('city', haidian)];
    const access = (kind: 'response' | 'findings', state: (typeof assessmentStates)[number]) =>
      documentAccess(both, { kind, cityId: haidian, state });
    expect([access('response', 'collecting'), access('findings', 'collecting')]).toEqual(['write', 'read']);
    expect([access('response', 'drafting'), access('findings', 'drafting')]).toEqual(['read', 'write']);
  });

  it('let the person who leads one city and represents another do in each what is theirs there', () => {
    const both = [as('expert', null, { leads: [bristol] }), as('city', haidian, { isSenior: true })];
    const may = (
      cityId: CityId,
      state: (typeof assessmentStates)[number],
      ability: (typeof assessmentAbilities)[number]
    ): boolean => assessmentAbilitiesOf(both, { cityId, state }).has(ability);
    expect([
      may(bristol, 'drafting', 'assessment.steer'),
      may(haidian, 'drafting', 'assessment.steer')
    ]).toEqual([true, false]);
    expect([
      may(bristol, 'collecting', 'assessment.submit'),
      may(haidian, 'collecting', 'assessment.submit')
    ]).toEqual([false, true]);
  });

  it('of the steering committee let members take note whatever else they are, of what is approved', () => {
    const given = (role: Role): boolean[] => {
      const abilities = studyAbilitiesOf([
        as(role, role === 'city' ? haidian : null, { sitsInCommittee: true })
      ]);
      return [abilities.has('study.note'), abilities.has('study.approvals')];
    };
    for (const role of roles) expect(given(role), role).toEqual([true, true]);
  });

  it('say nothing about another study', () => {
    const actor = { grants: [as('secretariat'), { ...as('observer'), studyId: 'other' as StudyId }] };
    expect(grantsIn(actor, study).map((grant) => grant.role)).toEqual(['secretariat']);
    expect(grantsIn(actor, 'other' as StudyId).map((grant) => grant.role)).toEqual(['observer']);
    expect(grantsIn(actor, 'third' as StudyId)).toEqual([]);
    expect(grantsIn(null, study)).toEqual([]);
  });
});

describe('a role', () => {
  it('of a representative alone is for one city', () => {
    expect(roles.filter((role) => cityOfRole(role, haidian) === haidian)).toEqual(['city']);
    expect(cityOfRole('city', null)).toBe(null);
  });

  it('of those who represent no city and write may be named to read in confidence', () => {
    expect(roles.filter((role) => mayReadInConfidence({ role }))).toEqual(['secretariat', 'chair', 'expert']);
  });

  it('of an expert alone validates, for the side of the expert', () => {
    expect(validationSide([as('observer'), as('expert', null, { sideId: 'eu' as SideId })])).toBe('eu');
    for (const role of roles.filter((one) => one !== 'expert')) expect(validationSide([as(role)])).toBe(null);
  });
});

describe('the installation', () => {
  it('is kept by administrators, and nothing inside a study follows from it', () => {
    expect([...instanceAbilitiesOf({ isAdministrator: true })]).toEqual([...instanceAbilities]);
    expect([...instanceAbilitiesOf({ isAdministrator: false })]).toEqual(['instance.own-account']);
    expect([...instanceAbilitiesOf(null)]).toEqual([]);
    const administrator = { isAdministrator: true, grants: [] };
    expect([...studyAbilitiesOf(grantsIn(administrator, study))]).toEqual([]);
  });
});

describe('suggestions', () => {
  const section = 'governance';
  /** Names the rights by their first letters: sees, suggests (m for makes), decides. */
  const shortOf = (grants: readonly Grant[], facts: Parameters<typeof suggestionRightsOf>[1]): string => {
    const { sees, suggests, decides } = suggestionRightsOf(grants, facts, section);
    return `${sees ? 's' : ''}${suggests ? 'm' : ''}${decides ? 'd' : ''}`;
  };
  const limited = [as('city', haidian, { characteristics: ['another'] })];
  const people = { ...principals, limited };
  const expected = {
    response: {
      collecting: { secretariat: 'sm', chair: 'sm', expert: 'sm', staff: 'smd', senior: 'smd', limited: 'sm' }
    },
    findings: {
      drafting: { secretariat: 'sm', chair: 'sm', expert: 'smd' },
      'internal-review': { secretariat: 'sm', chair: 'sm', expert: 'smd' },
      revision: { secretariat: 'sm', chair: 'sm', expert: 'smd' }
    },
    confidential: {}
  } as const;

  it.each(['response', 'findings', 'confidential'] as const)(
    'on the %s are seen, made and decided by these, in each state',
    (kind) => {
      for (const state of assessmentStates)
        for (const [who, grants] of Object.entries(people)) {
          const row: Readonly<Record<string, string>> =
            (expected[kind] as Readonly<Record<string, Readonly<Record<string, string>>>>)[state] ?? {};
          const like = ['rapporteur', 'reviewer', 'assessor'].includes(who) ? 'expert' : who;
          expect(shortOf(grants, { kind, cityId: haidian, state }), `${who} in ${state}`).toBe(
            row[like] ?? ''
          );
        }
    }
  );

  it('on a chapter are made by chairs and the secretariat, and decided by experts, while it is open', () => {
    for (const state of chapterStates) {
      const isOpen = state === 'drafting' || state === 'review';
      expect(shortOf([as('expert')], { kind: 'chapter', state })).toBe(isOpen ? 'smd' : '');
      for (const role of ['chair', 'secretariat'] as const)
        expect(shortOf([as(role)], { kind: 'chapter', state })).toBe(isOpen ? 'sm' : '');
      for (const role of ['city', 'observer'] as const)
        expect(shortOf([as(role, haidian)], { kind: 'chapter', state })).toBe('');
    }
  });
});

// Promise: after a reset that others began, nobody signs, publishes or reads in confidence in the person's name.
describe('a paused account', () => {
  const pausedUntil = '2013-11-08T08:00:00.000Z';
  const paused = (grants: readonly Grant[]): Grant[] => grants.map((grant) => ({ ...grant, pausedUntil }));
  const without = (abilities: ReadonlySet<Ability>): Ability[] =>
    [...abilities].filter((ability) => !pausedAbilities.has(ability));

  it('holds all that its roles allow but signing, publishing and reading in confidence, in every state', () => {
    for (const [who, grants] of Object.entries(principals)) {
      expect([...studyAbilitiesOf(paused(grants))], who).toEqual(without(studyAbilitiesOf(grants)));
      for (const state of assessmentStates) {
        const facts = { cityId: haidian, state };
        const held = assessmentAbilitiesOf(paused(grants), facts);
        expect([...held], who).toEqual(without(assessmentAbilitiesOf(grants, facts)));
        const confidential = { kind: 'confidential', ...facts } as const;
        expect(documentAccess(paused(grants), confidential), who).toBe('none');
        expect(writableParts(paused(grants), confidential), who).toEqual(new Set());
        const response = { kind: 'response', ...facts } as const;
        expect(documentAccess(paused(grants), response), who).toBe(documentAccess(grants, response));
      }
      for (const state of chapterStates)
        expect([...chapterAbilitiesOf(paused(grants), { state })], who).toEqual(
          without(chapterAbilitiesOf(grants, { state }))
        );
    }
  });

  it('is confirmed by the chair of the other side, for a city by its other representative or the secretariat', () => {
    const roles = {
      ...principals,
      chairCn: [as('chair')],
      chairEu: [as('chair', null, { sideId: 'eu' as SideId })]
    };
    const confirms = (held: readonly Grant[], of: readonly Grant[], more = {}): boolean =>
      confirmsPause(
        { userId: 'confirmer', roles: held },
        { userId: 'paused', roles: paused(of), pausedBy: 'administrator', ...more }
      );
    const whoConfirms = (of: readonly Grant[]): string[] =>
      Object.entries(roles).flatMap(([who, held]) => (confirms(held, of) ? [who] : []));
    expect(whoConfirms([as('chair')])).toEqual(['chairEu']);
    expect(whoConfirms([as('expert', null, { sideId: 'eu' as SideId })])).toEqual(['chair', 'chairCn']);
    expect(whoConfirms([as('secretariat', null, { sideId: null })])).toEqual(['chair', 'chairCn', 'chairEu']);
    expect(whoConfirms([as('city', haidian)])).toEqual(['secretariat', 'staff', 'senior']);
    // Not by a person who began it, not by the person, and not by somebody who is paused too.
    expect(confirms(roles.chairEu, [as('chair')], { pausedBy: 'confirmer' })).toBe(false);
    expect(confirms(roles.chairEu, [as('chair')], { userId: 'confirmer' })).toBe(false);
    expect(confirms(paused(roles.chairEu), [as('chair')])).toBe(false);
  });
});

it('a named reader of confidential answers reads them in a role that may be named, and as nothing else', () => {
  for (const role of ['secretariat', 'chair', 'expert', 'observer'] as const) {
    const held = assessmentAbilitiesOf([as(role, null, { readsConfidential: [haidian] })], {
      cityId: haidian,
      state: 'drafting'
    });
    expect([role, held.has('confidential.read')]).toEqual([role, role !== 'observer']);
  }
});
