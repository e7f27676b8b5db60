/**
 * Builds the described cities' answers, arranged under the nine characteristics from what their profiles
 * state. Where a city said nothing, the text says so; cautions of the report are quoted remarks of the
 * secretariat.
 */
import type { Bilingual } from '#base/locale.ts';
import type { PairedBlock, Sections } from './passages.ts';
import { readSeed } from '#server/seeds/read.ts';
import type { Profile } from '#server/seeds/city-shapes.ts';

const heading = (en: string, zh: string): PairedBlock => ({ kind: 'heading', text: { en, zh } });
const paragraph = (text: Bilingual | null): PairedBlock[] => (text ? [{ kind: 'paragraph', text }] : []);
const list = (items: readonly Bilingual[]): PairedBlock[] =>
  items.length > 0 ? [{ kind: 'list', items }] : [];
const titled = (title: PairedBlock, blocks: readonly PairedBlock[]): PairedBlock[] =>
  blocks.length > 0 ? [title, ...blocks] : [];

export function responseOf(profile: Profile): Sections {
  return {
    'smart-city-strategy': [...strategy(profile), ...gaps(profile, 'smart-city-strategy')],
    stakeholders: stakeholders(profile),
    governance: [
      ...paragraph(profile.organisation.text),
      ...members(profile),
      ...remarks(profile.organisation.caveats)
    ],
    funding: [
      ...paragraph(profile.funding.text),
      ...titled(heading('Sources of funding', '资金来源'), list(sources(profile))),
      ...remarks(profile.funding.caveats),
      ...gaps(profile, 'funding')
    ],
    'value-assessment': nothingOn,
    'business-models': [
      ...paragraph(profile.progressModel.text),
      ...titled(heading('Models named', '所列模式'), list(models(profile))),
      ...gaps(profile, 'business-models')
    ],
    'ict-infrastructure': [
      ...titled(heading('Infrastructure', '基础设施'), paragraph(profile.sharing.infrastructure.text)),
      ...titled(heading('Information', '信息资源'), paragraph(profile.sharing.information.text)),
      ...titled(heading('Platforms', '应用平台'), paragraph(profile.sharing.platforms.text)),
      ...remarks(profile.sharing.caveats)
    ],
    'smart-city-services': [...services(profile), ...gaps(profile, 'smart-city-services')],
    'legal-regulatory': [
      ...paragraph(profile.policy.text),
      ...titled(
        heading('Documents', '政策文件'),
        list(profile.policy.documents.map((document) => document.title))
      ),
      ...gaps(profile, 'legal-regulatory')
    ]
  };
}

const nothingOn: readonly PairedBlock[] = [
  {
    kind: 'paragraph',
    text: {
      en: 'Not stated: the city gives no answer on this characteristic.',
      zh: '未说明：该市未就本项特征作出答复。'
    }
  }
];

function strategy(profile: Profile): PairedBlock[] {
  const { general, strategy } = profile;
  const divisions = general.divisions && {
    en: `Divisions: ${general.divisions.en}.`,
    zh: `行政区划：${general.divisions.zh}。`
  };
  return [
    heading('General situation', '总体情况'),
    ...paragraph(general.text),
    ...paragraph(divisions),
    ...titled(heading('Industries', '优势产业'), list(general.industries)),
    ...titled(heading('Titles and pilots', '荣誉与试点'), list(general.honours)),
    ...remarks(general.caveats),
    heading('Vision', '愿景'),
    ...paragraph(strategy.text),
    ...list(strategy.codeParts.map((part) => part.text)),
    ...titled(heading('Goals', '目标'), list(strategy.goals.map((goal) => goal.text))),
    ...titled(
      heading('Planning documents', '规划文件'),
      list(strategy.documents.map((document) => document.title))
    ),
    ...remarks(strategy.caveats)
  ];
}

function stakeholders(profile: Profile): PairedBlock[] {
  const { bodies } = profile.organisation;
  if (bodies.length === 0) return [...nothingOn];
  return [
    ...paragraph({ en: 'Bodies that take part in decisions:', zh: '参与决策的机构：' }),
    ...list(bodies),
    ...notStated([{ en: 'how citizens take part', zh: '市民参与方式' }])
  ];
}

const members = (profile: Profile): PairedBlock[] =>
  titled(heading('Departments in the leading group', '领导小组成员部门'), list(profile.organisation.members));

const sources = (profile: Profile): Bilingual[] =>
  profile.funding.sources.flatMap((source) => readSeed('cities').labels.fundingSources[source] ?? []);

const models = (profile: Profile): Bilingual[] =>
  profile.progressModel.models.flatMap((model) => readSeed('cities').labels.models[model] ?? []);

const services = (profile: Profile): PairedBlock[] =>
  profile.services.flatMap((service) => [
    { kind: 'heading', text: service.name } as const,
    ...paragraph(service.description),
    ...remarks(service.caveat === undefined ? undefined : [service.caveat])
  ]);

function remarks(cautions: readonly string[] | undefined): PairedBlock[] {
  return (cautions ?? []).map((id) => {
    const caution = readSeed('cautions')[id];
    if (!caution) throw new Error(`No wording for the caution ${id}`);
    return {
      kind: 'quote',
      text: {
        en: `Remark of the secretariat (${id}): ${caution.en}`,
        zh: `秘书处备注（${id}）：${caution.zh}`
      }
    };
  });
}

/** Maps each kind of gap that the profiles list to the section that shows it. */
const sectionOfGap: Readonly<Record<string, string>> = {
  'target values and years': 'smart-city-strategy',
  'target years': 'smart-city-strategy',
  'quantified targets': 'smart-city-strategy',
  KPIs: 'smart-city-strategy',
  'GDP per head': 'smart-city-strategy',
  'reference year of population': 'smart-city-strategy',
  documents: 'smart-city-strategy',
  'document titles': 'smart-city-strategy',
  'investment amounts': 'funding',
  'business model': 'business-models',
  'launch dates': 'smart-city-services',
  'launch dates of services': 'smart-city-services',
  'launch dates other than the cloud centre': 'smart-city-services',
  'policy paragraph': 'legal-regulatory'
};

function gaps(profile: Profile, section: string): PairedBlock[] {
  const unplaced = profile.gaps.find((gap) => !(gap.en in sectionOfGap));
  if (unplaced) throw new Error(`No section for the gap “${unplaced.en}”`);
  return notStated(profile.gaps.filter((gap) => sectionOfGap[gap.en] === section));
}

const notStated = (items: readonly Bilingual[]): PairedBlock[] =>
  titled(heading('Not stated by the city', '该市未说明'), list(items));
