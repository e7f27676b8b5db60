/** The full product of role × state × ability, against tables that were written by hand from the product's page. */
import { describe, expect, it } from 'vitest';
import type { CityId, SideId, StudyId } from '#domain/ids.ts';
import {
  assessmentAbilities, assessmentAbilitiesOf, chapterAbilities, chapterAbilitiesOf, documentAccess, grantsIn, instanceAbilities,
  instanceAbilitiesOf, roles, studyAbilities, studyAbilitiesOf, type Grant, type Role
} from '#domain/permissions.ts';
import { assessmentStates, chapterStates } from '#domain/workflow.ts';

const study = 'study' as StudyId;
const haidian = 'haidian' as CityId;
const bristol = 'bristol' as CityId;
const as = (role: Role, cityId: CityId | null = null): Grant => ({ studyId: study, role, sideId: 'cn' as SideId, cityId });

/** Rows of every table below; the city that is asked about is Haidian. */
const rows: Readonly<Record<string, readonly Grant[]>> = {
  secretariat: [as('secretariat')],
  chair: [as('chair')],
  expert: [as('expert')],
  'own-city': [as('city', haidian)],
  'other-city': [as('city', bristol)],
  observer: [as('observer')],
  nobody: []
};

// One column a state, in the order of the way: collecting, drafting, internal review, consultation, revision, approval, approved.
// x: may, .: may not.
const assessmentExpectation = `
assessment.see  secretariat  xxxxxxx
assessment.see  chair        xxxxxxx
assessment.see  expert       xxxxxxx
assessment.see  own-city     xxxxxxx
assessment.see  other-city   .......
assessment.see  observer     xxxxxxx
assessment.see  nobody       .......
response.read   secretariat  xxxxxxx
response.read   chair        xxxxxxx
response.read   expert       xxxxxxx
response.read   own-city     xxxxxxx
response.read   other-city   .......
response.read   observer     .xxxxxx
response.read   nobody       .......
response.write  secretariat  .......
response.write  chair        .......
response.write  expert       .......
response.write  own-city     x......
response.write  other-city   .......
response.write  observer     .......
response.write  nobody       .......
findings.read   secretariat  xxxxxxx
findings.read   chair        xxxxxxx
findings.read   expert       xxxxxxx
findings.read   own-city     ...x..x
findings.read   other-city   .......
findings.read   observer     xxxxxxx
findings.read   nobody       .......
findings.write  secretariat  .......
findings.write  chair        .......
findings.write  expert       .xx.x..
findings.write  own-city     .......
findings.write  other-city   .......
findings.write  observer     .......
findings.write  nobody       .......
`;

// Drafting, review, approval, approved.
const chapterExpectation = `
chapter.read   secretariat  xxxx
chapter.read   chair        xxxx
chapter.read   expert       xxxx
chapter.read   own-city     ....
chapter.read   other-city   ....
chapter.read   observer     xxxx
chapter.read   nobody       ....
chapter.write  secretariat  ....
chapter.write  chair        ....
chapter.write  expert       xx..
chapter.write  own-city     ....
chapter.write  other-city   ....
chapter.write  observer     ....
chapter.write  nobody       ....
`;

// see, edit, people, plan, export, events
const studyExpectation = `
secretariat  xxxxxx
chair        x....x
expert       x....x
own-city     x....x
other-city   x....x
observer     x....x
nobody       ......
`;

// The room of a document: w writes, r reads, . is told that there is none.
const roomExpectation = `
response  secretariat  rrrrrrr
response  chair        rrrrrrr
response  expert       rrrrrrr
response  own-city     wrrrrrr
response  other-city   .......
response  observer     .rrrrrr
response  nobody       .......
findings  secretariat  rrrrrrr
findings  chair        rrrrrrr
findings  expert       rwwrwrr
findings  own-city     ...r..r
findings  other-city   .......
findings  observer     rrrrrrr
findings  nobody       .......
chapter   secretariat  rrrr
chapter   chair        rrrr
chapter   expert       wwrr
chapter   own-city     ....
chapter   other-city   ....
chapter   observer     rrrr
chapter   nobody       ....
`;

const lines = (table: string): string[][] => table.trim().split('\n').map((line) => line.split(/\s+/));
const letter = (has: boolean): string => (has ? 'x' : '.');
const grantsOf = (row: string): readonly Grant[] => {
  const grants = rows[row];
  if (!grants) throw new Error(`There is no row ${row}`);
  return grants;
};

describe('the tables', () => {
  it('speak of every ability, every role and every state', () => {
    const principals = Object.keys(rows);
    expect(new Set(Object.values(rows).flat().map((grant) => grant.role))).toEqual(new Set(roles));
    expect(lines(assessmentExpectation).map(([ability, row]) => `${ability} ${row}`)).toEqual(
      assessmentAbilities.flatMap((ability) => principals.map((row) => `${ability} ${row}`))
    );
    expect(lines(chapterExpectation).map(([ability, row]) => `${ability} ${row}`)).toEqual(
      chapterAbilities.flatMap((ability) => principals.map((row) => `${ability} ${row}`))
    );
    expect(lines(studyExpectation).map(([row]) => row)).toEqual(principals);
    expect(studyAbilities).toEqual(['study.see', 'study.edit', 'study.people', 'study.plan', 'study.export', 'study.events']);
    expect(assessmentStates).toEqual(['collecting', 'drafting', 'internal-review', 'consultation', 'revision', 'approval', 'approved']);
    expect(chapterStates).toEqual(['drafting', 'review', 'approval', 'approved']);
  });
});

describe('with an assessment of Haidian', () => {
  it.each(lines(assessmentExpectation))('%s is given to %s in the states %s', (ability, row, expected) => {
    const given = assessmentStates.map((state) =>
      letter((assessmentAbilitiesOf(grantsOf(row), { cityId: haidian, state }) as ReadonlySet<string>).has(ability))
    );
    expect(given.join('')).toBe(expected);
  });
});

describe('with a chapter', () => {
  it.each(lines(chapterExpectation))('%s is given to %s in the states %s', (ability, row, expected) => {
    const given = chapterStates.map((state) =>
      letter((chapterAbilitiesOf(grantsOf(row), { state }) as ReadonlySet<string>).has(ability))
    );
    expect(given.join('')).toBe(expected);
  });
});

describe('in a study', () => {
  it.each(lines(studyExpectation))('%s may %s', (row, expected) => {
    const given = studyAbilitiesOf(grantsOf(row));
    expect(studyAbilities.map((ability) => letter(given.has(ability))).join('')).toBe(expected);
  });
});

describe('in a room', () => {
  it.each(lines(roomExpectation))('of the %s, %s is let in as %s', (kind, row, expected) => {
    const grants = grantsOf(row);
    const letters = { write: 'w', read: 'r', none: '.' } as const;
    const given =
      kind === 'chapter'
        ? chapterStates.map((state) => documentAccess(grants, { kind, state }))
        : assessmentStates.map((state) =>
            documentAccess(grants, { kind: kind === 'response' ? 'response' : 'findings', cityId: haidian, state })
          );
    expect(given.map((access) => letters[access]).join('')).toBe(expected);
  });
});

describe('several roles', () => {
  it('add up: an expert who also represents a city writes both texts, each in its time', () => {
    const both = [as('expert'), as('city', haidian)];
    const access = (kind: 'response' | 'findings', state: (typeof assessmentStates)[number]) => documentAccess(both, { kind, cityId: haidian, state });
    expect([access('response', 'collecting'), access('findings', 'collecting')]).toEqual(['write', 'read']);
    expect([access('response', 'drafting'), access('findings', 'drafting')]).toEqual(['read', 'write']);
  });

  it('say nothing about another study', () => {
    const actor = { grants: [as('secretariat'), { ...as('observer'), studyId: 'other' as StudyId }] };
    expect(grantsIn(actor, study).map((grant) => grant.role)).toEqual(['secretariat']);
    expect(grantsIn(actor, 'other' as StudyId).map((grant) => grant.role)).toEqual(['observer']);
    expect(grantsIn(actor, 'third' as StudyId)).toEqual([]);
    expect(grantsIn(null, study)).toEqual([]);
  });
});

describe('the installation', () => {
  it('is kept by administrators, and nothing inside a study follows from it', () => {
    expect([...instanceAbilitiesOf({ isAdministrator: true })]).toEqual([...instanceAbilities]);
    expect([...instanceAbilitiesOf({ isAdministrator: false })]).toEqual([]);
    expect([...instanceAbilitiesOf(null)]).toEqual([]);
    const administrator = { isAdministrator: true, grants: [] };
    expect([...studyAbilitiesOf(grantsIn(administrator, study))]).toEqual([]);
  });
});
