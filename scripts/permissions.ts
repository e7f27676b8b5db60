/**
 * Writes docs/permissions.md: everything that each role may do in each state, as base/permissions itself
 * answers. `npm run docs:permissions` writes it; tests/docs/permissions.test.ts fails while it is stale.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CityId, SideId, StudyId } from '#base/ids.ts';
import {
  assessmentAbilitiesOf,
  chapterAbilitiesOf,
  instanceAbilitiesOf,
  pausedAbilities,
  roles,
  studyAbilitiesOf,
  bareGrant,
  type Grant
} from '#base/permissions.ts';
import { assessmentAbilities, chapterAbilities, instanceAbilities, studyAbilities } from '#base/abilities.ts';
import {
  documentAccess,
  suggestionRightsOf,
  type Access,
  type DocumentFacts
} from '#base/document-rights.ts';
import { dutyMeanings, meanings } from '#base/ability-meanings.ts';
import { duties, hasDuty } from '#base/role-duties.ts';
import { assessmentStates, chapterStates } from '#base/states.ts';

const study = 'study' as StudyId;
const city = 'city' as CityId;
const grant = (role: Grant['role'], cityId: CityId | null = null, more: Partial<Grant> = {}): Grant[] => [
  {
    studyId: study,
    role,
    sideId: 'side' as SideId,
    cityId,
    ...bareGrant,
    ...more
  }
];

type Principal = readonly [string, string, readonly Grant[]];

/** Lists the kinds of holders of a role that has several, or a shorter name as a column. */
const holders: Readonly<Partial<Record<Grant['role'], readonly Principal[]>>> = {
  secretariat: [['sec', 'secretariat', grant('secretariat')]],
  expert: [
    ['exp', 'expert', grant('expert')],
    ['+lead', 'expert, rapporteur of the city or deputy', grant('expert', null, { leads: [city] })],
    ['+rev', 'expert, reviewer of the city', grant('expert', null, { reviews: [city] })],
    ['+ass', 'expert, assessor of the city', grant('expert', null, { assesses: [city] })],
    [
      '+conf',
      'expert, named to read the city’s confidential answers',
      grant('expert', null, { readsConfidential: [city] })
    ]
  ],
  city: [
    ['city', 'city, its own', grant('city', city)],
    ['+sen', 'city, its own senior representative', grant('city', city, { isSenior: true })],
    ['other', 'city, another', grant('city', 'another-city' as CityId)]
  ],
  observer: [
    ['obs', 'observer', grant('observer')],
    ['+sc', 'observer in the steering committee', grant('observer', null, { sitsInCommittee: true })]
  ]
};

/**
 * Lists the kinds of actor, which are the columns of every table, by a short name and what it means. A
 * suspended person has no session, so counts as signed out.
 */
const principals: readonly Principal[] = [
  ...roles.flatMap((role) => holders[role] ?? [[role, role, grant(role)] as const]),
  ['none', 'no role in the study (administrators too), signed out, suspended', []]
];

const always = '●';
const never = '·';
const mark = (has: boolean): string => (has ? always : never);

function table(
  corner: string,
  columns: readonly string[],
  rows: readonly (readonly [string, readonly string[]])[]
): string {
  return [
    `| ${[corner, ...columns].join(' | ')} |`,
    `|${'---|'.repeat(columns.length + 1)}`,
    ...rows.map(([head, cells]) => `| ${[`\`${head}\``, ...cells].join(' | ')} |`)
  ].join('\n');
}

/** Makes a table with a column for each kind of actor. */
const byPrincipal = (
  corner: string,
  rows: readonly (readonly [string, (grants: readonly Grant[]) => string])[]
): string =>
  table(
    corner,
    principals.map(([name]) => name),
    rows.map(([head, cell]) => [head, principals.map(([, , grants]) => cell(grants))])
  );

/** Numbers the states in which something holds: all, none, or their numbers. */
function inStates<State>(states: readonly State[], holds: (state: State) => boolean): string {
  const numbers = states.flatMap((state, index) => (holds(state) ? [index + 1] : []));
  if (numbers.length === states.length) return always;
  return numbers.join('') || never;
}

/** Says for each letter in which states it holds, such as `w1 r234`. */
function lettersInStates<State>(
  states: readonly State[],
  letters: readonly string[],
  letterIn: (state: State) => string
): string {
  const parts = letters.flatMap((letter) => {
    const where = inStates(states, (state) => letterIn(state) === letter);
    return where === never ? [] : [`${letter}${where}`];
  });
  return parts.join(' ') || never;
}

const accessLetters: Readonly<Record<Access, string>> = { write: 'w', read: 'r', none: '' };

/** Says what a person may do with suggestions about a section of the text. */
function suggestionLetter(grants: readonly Grant[], facts: DocumentFacts): string {
  const { sees, suggests, decides } = suggestionRightsOf(grants, facts, 'section');
  if (decides) return 'd';
  return suggests ? 's' : sees ? 'r' : '';
}

const listStates = (states: readonly string[]): string =>
  states.map((state, index) => `${index + 1} ${state}`).join(', ');

const meaningsOf = (abilities: readonly (keyof typeof meanings)[]): string =>
  abilities.map((ability) => `- \`${ability}\`: ${meanings[ability]}`).join('\n');

/** Makes the rows of the documents of a city, or of the one of a chapter. */
const documentRows = (
  kinds: readonly Exclude<DocumentFacts['kind'], 'chapter'>[],
  name: (kind: string) => string,
  letters: readonly string[],
  letter: (grants: readonly Grant[], facts: DocumentFacts) => string
) =>
  kinds.map(
    (kind) =>
      [
        name(kind),
        (grants: readonly Grant[]) =>
          lettersInStates(assessmentStates, letters, (state) => letter(grants, { kind, cityId: city, state }))
      ] as const
  );

const chapterRow = (
  name: string,
  letters: readonly string[],
  letter: (grants: readonly Grant[], facts: DocumentFacts) => string
) =>
  [
    name,
    (grants: readonly Grant[]) =>
      lettersInStates(chapterStates, letters, (state) => letter(grants, { kind: 'chapter', state }))
  ] as const;

export function permissionsPage(): string {
  const instance = table(
    'ability',
    ['administrator', 'everybody else'],
    instanceAbilities.map((ability) => [
      ability,
      [true, false].map((isAdministrator) => mark(instanceAbilitiesOf({ isAdministrator }).has(ability)))
    ])
  );
  const ofStudy = byPrincipal(
    'ability',
    studyAbilities.map((ability) => [ability, (grants) => mark(studyAbilitiesOf(grants).has(ability))])
  );
  const ofAssessments = byPrincipal(
    'ability',
    assessmentAbilities.map((ability) => [
      ability,
      (grants) =>
        inStates(assessmentStates, (state) =>
          assessmentAbilitiesOf(grants, { cityId: city, state }).has(ability)
        )
    ])
  );
  const ofChapters = byPrincipal(
    'ability',
    chapterAbilities.map((ability) => [
      ability,
      (grants) => inStates(chapterStates, (state) => chapterAbilitiesOf(grants, { state }).has(ability))
    ])
  );
  const access = (grants: readonly Grant[], facts: DocumentFacts): string =>
    accessLetters[documentAccess(grants, facts)];
  return `${[
    '# Permissions',
    '<!-- Written by `npm run docs:permissions` from src/lib/base/permissions.ts. Do not edit. -->',
    `Rights are written in \`src/lib/base/permissions.ts\` and asked for by pages, actions, API, exports, the
handshake of a room, every write, and the buttons of a page. A person with several roles in a study may do
what any of them allows; a role in one study says nothing about another. What a reader may not see is 404;
what they see and may not do, 403.`,
    `After a reset of the password that somebody else began, or a change of the address, an account is paused for
seven days, or until the chair of the other side confirms the person (for a city, its other representative or
the secretariat; for an administrator, a second one). Until then it lacks, whatever its role:
${[...pausedAbilities].map((ability) => `\`${ability}\``).join(',\n')};
and an administrator lacks the administration.`,
    `**Marks**: ${always} allowed, in all states where there are states; ${never} not allowed; numbers: allowed in these
states only.`,
    `**Columns**\n${principals.map(([name, meaning]) => `- **${name}**: ${meaning}`).join('\n')}`,
    '## What a role is for',
    'What decides by the role itself, apart from the abilities below.',
    table(
      'duty',
      roles,
      duties.map((duty) => [duty, roles.map((role) => mark(hasDuty(duty, { role })))])
    ),
    duties.map((duty) => `- \`${duty}\`: ${dutyMeanings[duty]}`).join('\n'),
    '## The installation',
    instance,
    meaningsOf(instanceAbilities),
    '## A study',
    ofStudy,
    meaningsOf(studyAbilities),
    '## An assessment, by its state',
    `States: ${listStates(assessmentStates)}.`,
    ofAssessments,
    meaningsOf(assessmentAbilities),
    '## A chapter, by its state',
    `States: ${listStates(chapterStates)}.`,
    ofChapters,
    meaningsOf(chapterAbilities),
    '## A document’s room, by state',
    `**w** write, **r** read, with the states of an assessment, in the last row those of a chapter. What a socket
may do is checked when it opens and again at every write. A write to a generation that has ended is kept as a
late proposal.`,
    byPrincipal('room', [
      ...documentRows(
        ['response', 'confidential', 'findings'],
        (kind) => `{study}.{city}.${kind}@{n}`,
        ['w', 'r'],
        access
      ),
      chapterRow('{study}.chapter.{slug}@{n}', ['w', 'r'], access)
    ]),
    '## Suggestions, by state',
    `**d** decides and suggests, **s** suggests and sees, **r** sees. Those who read the comments on an open text
see the suggestions of everyone; those who comment on it make some; those who write the section decide. A
representative who writes only other parts of a response suggests. A frozen text and confidential answers have
none.`,
    byPrincipal('on', [
      ...documentRows(['response', 'findings'], (kind) => kind, ['d', 's', 'r'], suggestionLetter),
      chapterRow('chapter', ['d', 's', 'r'], suggestionLetter)
    ])
  ].join('\n\n')}\n`;
}

if (import.meta.main)
  writeFileSync(resolve(import.meta.dirname, '../docs/permissions.md'), permissionsPage());
