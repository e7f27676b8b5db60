/**
 * Writes docs/permissions.md: every role, in every state, with everything it may do, as domain/permissions
 * itself answers. `npm run docs:permissions` writes it; tests/docs/permissions.test.ts fails while it is
 * stale.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CityId, SideId, StudyId } from '#domain/ids.ts';
import {
  assessmentAbilities,
  assessmentAbilitiesOf,
  chapterAbilities,
  chapterAbilitiesOf,
  documentAccess,
  instanceAbilities,
  instanceAbilitiesOf,
  pausedAbilities,
  studyAbilities,
  studyAbilitiesOf,
  suggestionRightsOf,
  type Access,
  type DocumentFacts,
  type Grant
} from '#domain/permissions.ts';
import { meanings } from '#domain/ability-meanings.ts';
import { assessmentStates, chapterStates } from '#domain/workflow.ts';

const study = 'study' as StudyId;
const city = 'city' as CityId;
const grant = (role: Grant['role'], cityId: CityId | null = null, more: Partial<Grant> = {}): Grant[] => [
  {
    studyId: study,
    role,
    sideId: 'side' as SideId,
    cityId,
    isSenior: false,
    characteristics: null,
    leads: [],
    reviews: [],
    assesses: [],
    readsConfidential: [],
    pausedUntil: null,
    sitsInCommittee: false,
    ...more
  }
];

/**
 * Lists the kinds of actor, which are the rows of every table. A suspended person has no session, so counts
 * as signed out.
 */
const principals: readonly (readonly [string, readonly Grant[]])[] = [
  ['secretariat', grant('secretariat')],
  ['chair', grant('chair')],
  ['expert', grant('expert')],
  ['expert, rapporteur of the city or deputy', grant('expert', null, { leads: [city] })],
  ['expert, reviewer of the city', grant('expert', null, { reviews: [city] })],
  ['expert, assessor of the city', grant('expert', null, { assesses: [city] })],
  [
    'expert, named to read the city’s confidential answers',
    grant('expert', null, { readsConfidential: [city] })
  ],
  ['city, its own', grant('city', city)],
  ['city, its own senior representative', grant('city', city, { isSenior: true })],
  ['city, another', grant('city', 'another-city' as CityId)],
  ['observer', grant('observer')],
  ['observer in the steering committee', grant('observer', null, { sitsInCommittee: true })],
  ['no role in the study (administrators too), signed out, suspended', []]
];

const mark = (has: boolean): string => (has ? 'yes' : '–');
const labels: Readonly<Record<Access, string>> = { write: '**write**', read: 'read', none: '–' };

function table(
  corner: string,
  columns: readonly string[],
  rows: readonly (readonly [string, readonly string[]])[]
): string {
  return [
    `| ${[corner, ...columns].join(' | ')} |`,
    `|${' --- |'.repeat(columns.length + 1)}`,
    ...rows.map(([head, cells]) => `| ${[head, ...cells].join(' | ')} |`)
  ].join('\n');
}

function overStates<State extends string>(
  states: readonly State[],
  cell: (grants: readonly Grant[], state: State) => string
): string {
  return table(
    'role',
    states,
    principals.map(([name, grants]) => [name, states.map((state) => cell(grants, state))])
  );
}

/** Says what a person may do with suggestions about a section of the text. */
function suggestionsOf(grants: readonly Grant[], facts: DocumentFacts): string {
  const { sees, suggests, decides } = suggestionRightsOf(grants, facts, 'section');
  if (decides) return '**decides**';
  return suggests ? 'suggests' : sees ? 'sees' : '–';
}

export function permissionsPage(): string {
  const instance = table(
    'ability',
    ['what it allows', 'administrator', 'everybody else'],
    instanceAbilities.map((ability) => [
      `\`${ability}\``,
      [
        meanings[ability],
        mark(instanceAbilitiesOf({ isAdministrator: true }).has(ability)),
        mark(instanceAbilitiesOf({ isAdministrator: false }).has(ability))
      ]
    ])
  );
  const ofStudy = table(
    'role',
    studyAbilities.map((ability) => `\`${ability}\``),
    principals.map(([name, grants]) => [
      name,
      studyAbilities.map((ability) => mark(studyAbilitiesOf(grants).has(ability)))
    ])
  );
  const ofAssessments = assessmentAbilities.map((ability) => [
    `### \`${ability}\`: ${meanings[ability]}`,
    overStates(assessmentStates, (grants, state) =>
      mark(assessmentAbilitiesOf(grants, { cityId: city, state }).has(ability))
    )
  ]);
  const ofChapters = chapterAbilities.map((ability) => [
    `### \`${ability}\`: ${meanings[ability]}`,
    overStates(chapterStates, (grants, state) => mark(chapterAbilitiesOf(grants, { state }).has(ability)))
  ]);
  const ofRooms = [
    '### `{study}.{city}.response@{n}`',
    overStates(
      assessmentStates,
      (grants, state) => labels[documentAccess(grants, { kind: 'response', cityId: city, state })]
    ),
    '### `{study}.{city}.confidential@{n}`',
    overStates(
      assessmentStates,
      (grants, state) => labels[documentAccess(grants, { kind: 'confidential', cityId: city, state })]
    ),
    '### `{study}.{city}.findings@{n}`',
    overStates(
      assessmentStates,
      (grants, state) => labels[documentAccess(grants, { kind: 'findings', cityId: city, state })]
    ),
    '### `{study}.chapter.{slug}@{n}`',
    overStates(chapterStates, (grants, state) => labels[documentAccess(grants, { kind: 'chapter', state })])
  ];
  const ofSuggestions = [
    ...(['response', 'findings'] as const).flatMap((kind) => [
      `### On the ${kind}`,
      overStates(assessmentStates, (grants, state) => suggestionsOf(grants, { kind, cityId: city, state }))
    ]),
    '### On a chapter',
    overStates(chapterStates, (grants, state) => suggestionsOf(grants, { kind: 'chapter', state }))
  ];
  return `${[
    '# Permissions',
    '<!-- Written by `npm run docs:permissions` from src/lib/domain/permissions.ts. Do not edit. -->',
    'Rights are written in one file, `src/lib/domain/permissions.ts`, and asked for everywhere: pages, actions, API, exports, the handshake of a room, every single write, and the buttons that a page shows. A person who holds several roles in a study may do what any of them allows. A role in one study says nothing about another. Where the reader may not see a thing, the answer is 404; where they see it but may not do this to it, 403.',
    `After a reset of the password that somebody else began, or a change of the address, an account is paused for seven days, or until the chair of the other side confirms the person (for a city, its other representative or the secretariat; for an administrator, a second one). Until then it lacks, whatever its role: ${[...pausedAbilities].map((ability) => `\`${ability}\``).join(', ')}; and an administrator lacks the administration.`,
    '## The installation',
    instance,
    '## A study',
    ofStudy,
    studyAbilities.map((ability) => `- \`${ability}\`: ${meanings[ability]}`).join('\n'),
    '## An assessment, by its state',
    ...ofAssessments.flat(),
    '## A chapter, by its state',
    ...ofChapters.flat(),
    '## A document’s room, by state',
    'What a socket may do is checked when it opens and again at every write. A write to a generation that has ended is kept as a late proposal.',
    ...ofRooms,
    '## Suggestions, by state',
    'Those who read the comments on an open text see the suggestions of everyone; those who comment on it make some; those who write the section decide, and make some as well. A representative who writes only other parts of a response suggests. A frozen text and confidential answers have none.',
    ...ofSuggestions
  ].join('\n\n')}\n`;
}

if (import.meta.main)
  writeFileSync(resolve(import.meta.dirname, '../docs/permissions.md'), permissionsPage());
