/**
 * Builds structured records from the described cities' facts, after the framework's record types. What a city
 * does not state is left out.
 */
import type { Insertable } from 'kysely';
import type { Bilingual } from '#base/locale.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { RecordTable } from '#areas/assessments';
import { parseFramework } from '#areas/framework';
import { readSeed } from '#server/seeds/read.ts';
import type { PlanDocument, Profile, Service } from '#server/seeds/city-shapes.ts';

type Fields = Readonly<Record<string, FieldValue>>;
interface Draft {
  readonly recordType: string;
  readonly fields: Fields;
  readonly notes?: Readonly<Record<string, Bilingual>>;
}

export function recordRows(studyId: string, newId: () => string): Insertable<RecordTable>[] {
  return readSeed('cities').cities.flatMap(({ id: cityId, profile, profileSection }) => {
    if (!profile) return [];
    const positions = new Map<string, number>();
    return recordsOf(profile).map(({ recordType, fields, notes = {} }) => {
      const position = positions.get(recordType) ?? 0;
      positions.set(recordType, position + 1);
      return {
        id: newId(),
        studyId,
        cityId,
        recordType,
        position,
        fields: JSON.stringify(fields),
        source: profileSection ?? '',
        question: questionOf(recordType),
        sources: '{}',
        notes: JSON.stringify(notes)
      };
    });
  });
}

/** Returns the first of the questions that take records of this type. */
const questionOf = (recordType: string): string =>
  parseFramework(JSON.stringify(readSeed('framework')))
    .characteristics.flatMap(({ questions }) => questions)
    .find((question) => question.recordType === recordType)?.id ?? '';

export function recordsOf(profile: Profile): Draft[] {
  return [
    ...profile.services.map(serviceRecord),
    ...[...profile.organisation.bodies, ...profile.organisation.members].map(stakeholderRecord),
    ...profile.funding.sources.map(fundingRecord),
    ...profile.progressModel.models.map(modelRecord),
    ...[...profile.strategy.documents, ...profile.policy.documents].map(instrumentRecord)
  ];
}

function serviceRecord(service: Service): Draft {
  const caution = service.caveat === undefined ? undefined : readSeed('cautions')[service.caveat];
  return {
    recordType: 'service',
    fields: {
      name: service.name,
      category: service.category,
      secondaryCategories: service.secondaryCategories,
      ...(service.status in stages ? { status: stages[service.status] as FieldValue } : {}),
      overview: service.description,
      ...(service.technologies.includes('cloud') ? { cloudDelivered: 'yes' } : {}),
      ...(service.technologies.includes('iot') ? { usesIot: 'yes' } : {})
    },
    ...(caution ? { notes: { name: caution } } : {})
  };
}

/**
 * Maps the cities' stages to the framework's; one that the framework does not have is the city's own, and
 * what is not stated is left out.
 */
const stages: Readonly<Record<string, FieldValue>> = {
  running: 'running',
  pilot: 'pilot',
  'under construction': { en: 'Under construction', zh: '建设中' },
  mixed: { en: 'Partly running, partly under construction', zh: '部分运行，部分在建' }
};

/** Derives the kind of stakeholder from the name, since the report does not state it. */
function stakeholderRecord(name: Bilingual): Draft {
  const type = /expert|academy/i.test(name.en)
    ? 'academia'
    : /alliance/i.test(name.en)
      ? 'industry-body'
      : /consulting/i.test(name.en)
        ? 'other'
        : 'gov-municipal';
  return { recordType: 'stakeholder', fields: { name, type } };
}

const lines: Readonly<Record<string, { source: string; sector: string }>> = {
  'district-budget': { source: 'municipal', sector: 'public' },
  'municipal-budget': { source: 'municipal', sector: 'public' },
  'tianjin-budget': { source: 'municipal', sector: 'public' },
  'county-budget': { source: 'municipal', sector: 'public' },
  government: { source: 'municipal', sector: 'public' },
  'national-budget': { source: 'national', sector: 'public' },
  'social-capital': { source: 'private-investor', sector: 'private' },
  'social-investment': { source: 'private-investor', sector: 'private' },
  business: { source: 'private-investor', sector: 'private' },
  enterprise: { source: 'private-investor', sector: 'private' },
  commercial: { source: 'private-investor', sector: 'private' },
  operator: { source: 'operator', sector: 'private' },
  bank: { source: 'bank-loan', sector: 'private' }
};

function fundingRecord(source: string): Draft {
  const line = lines[source];
  const funder = readSeed('cities').labels.fundingSources[source];
  if (!line || !funder) throw new Error(`Unknown source of funding “${source}”`);
  return { recordType: 'funding-line', fields: { ...line, funder } };
}

const modelKinds: Readonly<Record<string, string>> = {
  'government-purchase': 'gov-purchase',
  'value-added-telecom': 'value-added-telecom'
};

function modelRecord(model: string): Draft {
  const name = readSeed('cities').labels.models[model];
  if (!name) throw new Error(`Unknown business model “${model}”`);
  return { recordType: 'business-model', fields: { name, kind: [modelKinds[model] ?? 'other'] } };
}

function instrumentRecord(document: PlanDocument): Draft {
  const { kinds, periods } = readSeed('documents');
  const { documentStatus } = readSeed('cities').labels;
  const kind = kinds[document.kind];
  const status = documentStatus[document.status];
  const period = document.period === undefined ? undefined : periods[document.period];
  if (!kind || !status || (document.period !== undefined && !period))
    throw new Error(`No wording for “${document.title.en}”`);
  return {
    recordType: 'legal-instrument',
    fields: {
      title: document.title,
      area: 'other',
      level: 'city',
      explanation: {
        en: `${kind.en}; ${status.en.toLowerCase()}${period ? `; ${period.en}` : ''}. The Chinese title is to be confirmed by the city.`,
        zh: `${kind.zh}；${status.zh}${period ? `；${period.zh}` : ''}。中文名称有待该市确认。`
      }
    }
  };
}
