/**
 * Builds the rows of the demo study as a whole: sides, bodies, plan, framework, rubric, glossary, criteria.
 */
import type { Insertable } from 'kysely';
import type { Bilingual } from '#base/locale.ts';
import type { Schema } from '#server/store/schema.ts';
import { standardFramework, standardRubric } from '#areas/framework';
import { readSeed } from '#server/seeds/read.ts';

type Row<Table extends keyof Schema> = Insertable<Schema[Table]>;

export const demoSlug = 'eu-china-2013';

/** Lists the bodies of the study's expert framework; the other roles of the study are roles, not bodies. */
const bodies = ['steering-committee', 'technical-expert-group', 'secretariat'];

const joined = (texts: readonly Bilingual[]): Bilingual => ({
  en: texts.map((text) => text.en).join(' '),
  zh: texts.map((text) => text.zh).join('')
});

export function studyRow(id: string, createdAt: string): Row<'study'> {
  const { study } = readSeed('study');
  const { scope } = readSeed('plan');
  const purpose = joined(study.purpose);
  return {
    id,
    slug: demoSlug,
    titleEn: study.title.en,
    titleZh: study.title.zh,
    shortTitleEn: study.shortTitle.en,
    shortTitleZh: study.shortTitle.zh,
    programmeEn: study.programme.en,
    programmeZh: study.programme.zh,
    purposeEn: purpose.en,
    purposeZh: purpose.zh,
    scopeEn: scope.en,
    scopeZh: scope.zh,
    isBench: 0,
    createdAt
  };
}

export const sideRows = (studyId: string): Row<'side'>[] =>
  readSeed('study').sides.map((side, position) => ({
    studyId,
    id: side.id,
    position,
    code: side.code,
    nameEn: side.name.en,
    nameZh: side.name.zh,
    counterpartEn: side.counterpart.en,
    counterpartZh: side.counterpart.zh,
    pilotTarget: side.pilotCount
  }));

export const bodyRows = (studyId: string): Row<'body'>[] =>
  readSeed('study')
    .roles.filter((role) => bodies.includes(role.id))
    .map((body, position) => ({
      studyId,
      id: body.id,
      position,
      nameEn: body.name.en,
      nameZh: body.name.zh,
      descriptionEn: body.description.en,
      descriptionZh: body.description.zh
    }));

export function foundingRow(studyId: string): Row<'foundingDecision'> {
  const { founding } = readSeed('plan');
  return {
    studyId,
    id: founding.id,
    titleEn: founding.title.en,
    titleZh: founding.title.zh,
    placeEn: founding.place.en,
    placeZh: founding.place.zh,
    takenOn: founding.takenOn,
    parties: JSON.stringify(founding.parties),
    points: JSON.stringify(founding.points)
  };
}

/** Each description ends with the report's own wording of the date, since some dates are inferred or open. */
export function phaseRows(studyId: string): Row<'phase'>[] {
  const { done } = readSeed('plan');
  return readSeed('study').phases.map((phase) => ({
    studyId,
    id: phase.id,
    position: phase.order,
    nameEn: phase.name.en,
    nameZh: phase.name.zh,
    descriptionEn: `${phase.description.en} ${phase.when.text.en}.`,
    descriptionZh: `${phase.description.zh}${phase.when.text.zh}。`,
    plannedFrom: phase.when.from,
    plannedTo: phase.when.to,
    actualFrom: done[phase.id]?.from ?? null,
    actualTo: done[phase.id]?.to ?? null
  }));
}

export const deliverableRows = (studyId: string): Row<'deliverable'>[] =>
  readSeed('plan').deliverables.map((deliverable, position) => ({
    studyId,
    id: deliverable.id,
    position,
    titleEn: deliverable.title.en,
    titleZh: deliverable.title.zh,
    ownerBodyId: deliverable.owner,
    dueOn: deliverable.dueOn,
    deliveredOn: deliverable.deliveredOn,
    state: deliverable.state
  }));

export function frameworkRow(studyId: string): Row<'framework'> {
  const { id, version } = readSeed('framework');
  return { studyId, id, version, content: standardFramework() };
}

export const rubricRow = (studyId: string): Row<'rubric'> => ({
  studyId,
  id: readSeed('rubric').id,
  content: standardRubric()
});

export const glossaryRows = (studyId: string): Row<'glossaryTerm'>[] =>
  readSeed('glossary').terms.map((term) => ({
    studyId,
    id: term.id,
    termEn: term.en,
    termZh: term.zh,
    definitionEn: term.definition.en,
    definitionZh: term.definition.zh,
    group: term.group,
    cautionEn: term.note?.en ?? null,
    cautionZh: term.note?.zh ?? null,
    kind: term.kind ?? 'term',
    isChecked: term.isChecked === false ? 0 : 1,
    variants: JSON.stringify(term.variants ?? []),
    agreedAt: null
  }));

export const criterionRows = (studyId: string): Row<'criterion'>[] =>
  readSeed('criteria').sides.flatMap((side) =>
    side.criteria.map((criterion, position) => ({
      studyId,
      id: criterion.id,
      sideId: side.id,
      position,
      group: criterion.group,
      textEn: criterion.text.en,
      textZh: criterion.text.zh,
      checks: JSON.stringify(criterion.checks)
    }))
  );

export const checkRows = (studyId: string): Row<'criterionCheck'>[] =>
  readSeed('checks').map((check) => ({
    studyId,
    cityId: check.city,
    criterionId: check.criterion,
    result: check.result,
    noteEn: check.note.en,
    noteZh: check.note.zh,
    evidence: check.evidence
  }));
