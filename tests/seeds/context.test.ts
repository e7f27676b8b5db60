/** Shows that the demo study holds the context of the report whole, in both languages, as its own forms would accept it. */
import { describe, expect, it } from 'vitest';
import { validateSource } from '#rules/bibliography/bibliography.ts';
import { validateFigure } from '#rules/context/context-figure.ts';
import { validateTable } from '#rules/context/context-table.ts';
import { validateEntry, validateTopic, type ContextFacts } from '#rules/context/context.ts';
import type { Result } from '#base/refusal.ts';
import { readSeed } from '#server/seeds/read.ts';

const { sources, topics, entries, figures, tables } = readSeed('context');
const idsOf = (things: readonly { readonly id: string }[]) => new Set(things.map(({ id }) => id));
const framework = readSeed('framework') as unknown as {
  characteristics: { id: string; questions: { id: string }[] }[];
};
const facts: ContextFacts = {
  topics: idsOf(topics),
  sources: idsOf(sources),
  cities: idsOf(readSeed('cities').cities),
  questions: new Map(framework.characteristics.map(({ id, questions }) => [id, idsOf(questions)]))
};
const cited = (citations: readonly { source: string; place: string }[]) =>
  citations.map(({ source, place }) => ({ sourceId: source, place }));
const faults = <T extends { id: string }>(things: readonly T[], check: (thing: T) => Result<unknown>) =>
  things.flatMap((thing) => {
    const checked = check(thing);
    return checked.ok ? [] : [[thing.id, checked.refusal]];
  });

describe('the context of the demo study', () => {
  it('holds the 42 topics of chapters 2 and 3, none of them empty (R094)', () => {
    expect(topics).toHaveLength(42);
    const used = new Set([...entries, ...figures, ...tables].map(({ topic }) => topic));
    expect(topics.filter(({ id }) => !used.has(id))).toEqual([]);
  });

  it('is accepted by the rules of the forms', () => {
    expect(faults(sources, validateSource)).toEqual([]);
    expect(faults(topics, validateTopic)).toEqual([]);
    expect(
      faults(entries, ({ topic, citations, ...one }) =>
        validateEntry({ ...one, topicId: topic, citations: cited(citations) }, facts)
      )
    ).toEqual([]);
    expect(
      faults(figures, ({ topic, citations, ...one }) =>
        validateFigure({ ...one, topicId: topic, citations: cited(citations) }, facts)
      )
    ).toEqual([]);
    expect(
      faults(tables, ({ topic, citations, ...one }) =>
        validateTable({ ...one, topicId: topic, citations: cited(citations) }, facts)
      )
    ).toEqual([]);
  });

  it('says everything in both languages (R098, R099)', () => {
    const halves: string[] = [];
    const walk = (value: unknown, at: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { en, zh } = value as { en?: unknown; zh?: unknown };
      if (typeof en === 'string' && typeof zh === 'string' && (en === '') !== (zh === '')) halves.push(at);
      for (const [key, inner] of Object.entries(value)) walk(inner, `${at}/${key}`);
    };
    walk({ sources, topics, entries, figures, tables }, '');
    expect(halves).toEqual([]);
  });

  it('marks every figure of a later year than the report as no observation', () => {
    const late = figures.filter(
      ({ period, nature }) => Number(period?.slice(0, 4)) > 2014 && nature === 'observed'
    );
    expect(late.map(({ id }) => id)).toEqual([]);
  });

  // Promise (R227, R229): hedges, years and kinds of a figure are stored as the report prints them.
  it.each([
    ['technologies-iot-1', 'approx', '2000', 'observed'],
    ['technologies-iot-2', 'approx', '2013', 'observed'],
    ['technologies-devices-1', 'approx', null, 'observed'],
    ['technologies-cloud-1', 'gt', null, 'forecast'],
    ['eu-urban-facts-congestion', 'approx', null, 'observed'],
    ['financing-instruments-green-bond-1', 'approx', null, 'observed'],
    ['broadband-plan-effect-mobile', 'approx', null, 'observed'],
    ['china-status-mohurd-1', 'eq', '2013-01', 'observed'],
    ['china-status-mohurd-2', 'eq', '2013-08', 'observed'],
    ['china-status-formal', 'eq', '2013', 'observed'],
    ['financing-instruments-private-1', 'eq', null, 'forecast'],
    ['financing-instruments-private-2', 'eq', '2006', 'observed'],
    ['uk-example-demonstrator-amount', 'eq', '2012', 'planned'],
    ['eu-funding-jessica-amount', 'eq', null, 'observed'],
    ['eu-funding-jessica-1', 'eq', null, 'observed'],
    ['eu-funding-jessica-2', 'eq', null, 'observed'],
    ['korea-ppp-incentives-subsidy-amount', 'eq', null, 'observed']
  ] as const)('prints %s as the report does', (id, comparator, period, nature) => {
    expect(figures.find((one) => one.id === id)).toMatchObject({ comparator, period, nature });
  });

  it('keeps what the report prints and contradicts itself in, and names the sources of its tables', () => {
    const summaryOf = (id: string) => entries.find((one) => one.id === id)?.summary;
    expect(summaryOf('business-model-kinds-data')?.en).toContain('70 %');
    expect(summaryOf('business-model-kinds-pilot')?.en).toContain('up to AUD 100 million');
    const cites = (id: string) => tables.find((one) => one.id === id)?.citations.map(({ source }) => source);
    expect(cites('services-three-cities-2012')).toContain('lee-hancock');
    expect(cites('services-mobile-2013')).toContain('gsma-tracker');
  });
});
