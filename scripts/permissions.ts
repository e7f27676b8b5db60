/**
 * Writes docs/permissions.md: every role, in every state, with everything it may do, asked of domain/permissions itself.
 * `npm run docs:permissions` writes it; tests/docs/permissions.test.ts fails while it is stale.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CityId, SideId, StudyId } from '#domain/ids.ts';
import {
  assessmentAbilities, assessmentAbilitiesOf, chapterAbilities, chapterAbilitiesOf, documentAccess, instanceAbilities,
  instanceAbilitiesOf, studyAbilities, studyAbilitiesOf, type Ability, type Access, type Grant
} from '#domain/permissions.ts';
import { assessmentStates, chapterStates } from '#domain/workflow.ts';

const study = 'study' as StudyId;
const city = 'city' as CityId;
const grant = (role: Grant['role'], cityId: CityId | null = null): Grant[] => [
  { studyId: study, role, sideId: 'side' as SideId, cityId }
];

/** Whoever may ask, as rows of every table. A suspended person has no session, so is signed out. */
const principals: readonly (readonly [string, readonly Grant[]])[] = [
  ['secretariat', grant('secretariat')],
  ['chair', grant('chair')],
  ['expert', grant('expert')],
  ['city, its own', grant('city', city)],
  ['city, another', grant('city', 'another-city' as CityId)],
  ['observer', grant('observer')],
  ['no role in the study (administrators too), signed out, suspended', []]
];

const meanings: Readonly<Record<Ability, string>> = {
  'instance.users': 'keep the accounts of the installation',
  'instance.studies': 'make a study and name its first secretariat',
  'instance.health': 'see how the installation fares',
  'study.see': 'see the study: overview, cities, framework, plan, people',
  'study.edit': 'change texts, cities and criteria of the study',
  'study.people': 'give and withdraw roles, fill bodies, name rapporteurs; see e-mail addresses',
  'study.plan': 'change phases and deliverables',
  'study.export': 'export the study as an archive',
  'study.events': 'read the log, each event with the ability that it needs',
  'assessment.see': 'see that the assessment is there, and its state',
  'response.read': 'read the city’s answers',
  'response.write': 'write the city’s answers',
  'findings.read': 'read the findings',
  'findings.write': 'write the findings',
  'chapter.read': 'read the chapter',
  'chapter.write': 'write the chapter'
};

const mark = (has: boolean): string => (has ? 'yes' : '–');
const words: Readonly<Record<Access, string>> = { write: '**write**', read: 'read', none: '–' };

function table(corner: string, columns: readonly string[], rows: readonly (readonly [string, readonly string[]])[]): string {
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
  return table('role', states, principals.map(([name, grants]) => [name, states.map((state) => cell(grants, state))]));
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
    principals.map(([name, grants]) => [name, studyAbilities.map((ability) => mark(studyAbilitiesOf(grants).has(ability)))])
  );
  const ofAssessments = assessmentAbilities.map((ability) => [
    `### \`${ability}\`: ${meanings[ability]}`,
    overStates(assessmentStates, (grants, state) => mark(assessmentAbilitiesOf(grants, { cityId: city, state }).has(ability)))
  ]);
  const ofChapters = chapterAbilities.map((ability) => [
    `### \`${ability}\`: ${meanings[ability]}`,
    overStates(chapterStates, (grants, state) => mark(chapterAbilitiesOf(grants, { state }).has(ability)))
  ]);
  const ofRooms = [
    '### `{study}.{city}.response@{n}`',
    overStates(assessmentStates, (grants, state) => words[documentAccess(grants, { kind: 'response', cityId: city, state })]),
    '### `{study}.{city}.findings@{n}`',
    overStates(assessmentStates, (grants, state) => words[documentAccess(grants, { kind: 'findings', cityId: city, state })]),
    '### `{study}.chapter.{slug}@{n}`',
    overStates(chapterStates, (grants, state) => words[documentAccess(grants, { kind: 'chapter', state })])
  ];
  return `${[
    '# Permissions',
    '<!-- Written by `npm run docs:permissions` from src/lib/domain/permissions.ts. Do not edit. -->',
    'Rights are written in one file, `src/lib/domain/permissions.ts`, and asked for everywhere: pages, actions, API, exports, the gate of a room, every single write, and the buttons that a page shows. Whoever holds several roles in a study may do what any of them allows. A role in one study says nothing about another. Where the reader may not see a thing, the answer is 404; where they see it but may not do this to it, 403.',
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
    'What a socket may do, judged when it opens and again at every write. A write to a generation that has ended is kept as a late proposal.',
    ...ofRooms
  ].join('\n\n')}\n`;
}

if (import.meta.main) writeFileSync(resolve(import.meta.dirname, '../docs/permissions.md'), permissionsPage());
