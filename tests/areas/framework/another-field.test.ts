/**
 * Tests a framework of another domain, hospitals instead of cities' services: from its file through every
 * step to the comparison.
 */
import { readFileSync } from 'node:fs';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { sectionsOfQuestion } from '#document/answer-cells.ts';
import { writePassages } from '#document/sequence/write-passages.ts';
import { cellsOfAnswer, writeCells } from '#document/answers.ts';
import { emptyAnswer, isWritten, type AnswerRecord } from '#rules/answers/answer.ts';
import { exchangeFormats } from '#rules/exchange/exchange.ts';
import {
  findRecordType,
  optionsOf,
  type FieldDefinition,
  type Framework,
  type Question
} from '#rules/framework/framework.ts';
import type { FieldValue } from '#rules/framework/record.ts';
import type { Result } from '#base/refusal.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import { categorisedTypes } from '#rules/comparison/records-compared.ts';
import { quickEngines } from '#kit/databases.ts';
import { insertJudged, rubricText, testRubric } from '#kit/judged.ts';
import { openWorkflowStage } from '#kit/workflow.ts';
import { isFramed } from '#lib/areas/comparison/chart-caption.ts';
import { matrixTable } from '#lib/areas/comparison/matrix-view.ts';
import { recordsTable } from '#lib/areas/comparison/records-view.ts';
import { chooseType } from '#lib/areas/comparison/chosen-records.ts';

const hospital = readFileSync(new URL('../../fixtures/digital-hospital.yaml', import.meta.url), 'utf8');
const both = (en: string, zh: string) => ({ en, zh });

function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

/** Makes a value that answers a question or field of this kind. */
function valueFor(
  framework: Framework,
  of: Pick<Question | FieldDefinition, 'kind' | 'options' | 'optionsRef' | 'recordType'>
): FieldValue {
  const [option] = optionsOf(framework, of);
  switch (of.kind) {
    case 'rich-text':
    case 'facet-text':
    case 'short-text':
      return both('The wards decided', '由病区决定');
    case 'yes-no-evidence':
      return 'yes';
    case 'single-choice':
      return option?.id ?? both('Weekly', '每周');
    case 'tags':
      return [option?.id ?? both('Falls', '跌倒')];
    case 'party-list':
      return [both('The medical director', '医务主任')];
    case 'money':
      return { amount: 1_250_000, currency: 'EUR', year: '2024', status: 'spent' };
    case 'percentage':
      return { value: 62.5 };
    case 'percentage-split':
      return {
        parts: Object.fromEntries(
          optionsOf(framework, of).map(({ id }, index) => [id, index === 0 ? 100 : 0])
        )
      };
    case 'quantity':
      return { value: 12, unit: 'days', year: '2024' };
    case 'duration':
      return { value: 30, unit: 'years' };
    case 'date':
      return '2021-03';
    case 'record-list':
      return [fieldsFor(framework, of.recordType)];
  }
}

const fieldsFor = (framework: Framework, recordType: string | null): Record<string, FieldValue> =>
  Object.fromEntries(
    (findRecordType(framework, recordType ?? '')?.fields ?? []).map((field) => [
      field.id,
      valueFor(framework, field)
    ])
  );

const recordFor = (framework: Framework, { id, recordType }: Question): AnswerRecord => ({
  id: `${id}-1`,
  position: 0,
  fields: fieldsFor(framework, recordType),
  sources: {},
  notes: {},
  source: 'Annual report'
});

function cellsFor(framework: Framework, question: Question): Record<string, FieldValue> {
  const answer = emptyAnswer(question.id);
  if (question.kind === 'record-list')
    return cellsOfAnswer({ ...answer, records: [recordFor(framework, question)] });
  if (isWritten(question.kind)) return {};
  const value = valueFor(framework, question);
  if (question.measures.length === 0) return cellsOfAnswer({ ...answer, value });
  return cellsOfAnswer({
    ...answer,
    measures: Object.fromEntries(question.measures.map(({ id }) => [id, value]))
  });
}

const content = [
  {
    kind: 'paragraph' as const,
    text: 'The hospital says so at some length, with dates and names of those who answer for it.'
  }
];
const zhText = [
  {
    kind: 'paragraph' as const,
    text: '医院对此作了较为详细的说明，列明了时间、责任部门和负责人，并附有相应的制度文件。'
  }
];

describe.each(quickEngines)('a framework of another field on %s', (engine) => {
  it('works from its file to the comparison', async () => {
    const { app, study, city, people, take, status } = await openWorkflowStage(engine);
    const { db } = app.store;
    const { slug } = study;
    await db.deleteFrom('framework').where('studyId', '=', study.id).execute();
    done(await app.frameworkDrafts.take(people.secretariat, slug, null, hospital));
    done(await app.frameworkDrafts.publish(people.secretariat, slug, 1));
    const { framework } = done(await app.assessments.load(people.city, slug, 'haidian'));
    const questions = framework.characteristics.flatMap((one) => one.questions);
    expect(questions.length).toBeGreaterThanOrEqual(100);
    const missing = async () =>
      ((await status(people.city)).missing ?? []).map((one) =>
        'section' in one ? [one.kind, one.section] : [one.kind]
      );
    expect(await missing()).toEqual(framework.characteristics.map(({ id }) => ['no-text', id]));

    // Filled in as people do, in the text itself.
    const doc = new Y.Doc();
    let blocks = 0;
    for (const section of [
      ...framework.characteristics.map(({ id }) => id),
      ...questions.flatMap(sectionsOfQuestion)
    ]) {
      writePassages(doc, section, { en: content, zh: zhText }, () => `block-${(blocks += 1)}`);
    }
    for (const question of questions) writeCells(doc, cellsFor(framework, question));
    await db
      .updateTable('documentSnapshot')
      .set({ bytes: Y.encodeStateAsUpdate(doc) })
      .where('documentId', '=', city.responseId)
      .execute();
    expect(await missing()).toEqual([]);
    const lacking = done(await app.completeness.list(people.city, slug)).cities.find(
      (one) => one.city.id === 'haidian'
    );
    expect(lacking?.lacks).toEqual([]);

    // Out as a file and in again, nothing would change; the Chinese of one answer is changed in the file, and that is what is found.
    for (const format of exchangeFormats) {
      const file = done(await app.answerFiles.write(people.city, slug, 'haidian', format, 'en'));
      const read = done(
        await app.answerFiles.read(people.city, slug, 'haidian', { name: file.fileName, bytes: file.bytes })
      );
      expect('plan' in read ? [format, read.plan.items, read.plan.findings] : read).toEqual([format, [], []]);
    }
    const json = new TextDecoder().decode(
      done(await app.answerFiles.write(people.city, slug, 'haidian', 'json', 'zh')).bytes
    );
    const changed = json.replace('"由病区决定"', '"由院长决定"');
    const read = done(
      await app.answerFiles.read(people.city, slug, 'haidian', {
        name: 'a.json',
        bytes: new TextEncoder().encode(changed)
      })
    );
    expect('plan' in read && read.plan.items.map(({ kind }) => kind)).toEqual(['changed']);

    // Submitted, judged by a rubric of its own, and released.
    expect(await take(people.city, 'submit')).toMatchObject({ ok: true });
    const characteristics = framework.characteristics.map(({ id }) => ({
      characteristic: id,
      levels: { basic: [both('On paper.', '纸质。')] },
      indicators: []
    }));
    const rubric: Rubric = { ...testRubric, id: 'hospital-rubric', characteristics };
    done(await app.frameworks.publishRubric(people.secretariat, slug, rubricText(rubric)));
    const judges = [people.expert, people.rapporteur].map(({ userId }, index) => ({
      userId,
      sideId: index === 0 ? 'eu' : 'cn'
    }));
    for (const { characteristic } of characteristics)
      await insertJudged(app, study.id, judges, {
        cityId: 'haidian',
        characteristic,
        rubric,
        rounds: [['basic', 'leading']],
        result: 'leading'
      });
    expect(done(await app.panels.release(people.secretariat, slug, 'haidian'))).toEqual({
      released: characteristics.length
    });

    const levels = done(await app.cityComparison.levels(people.expert, slug));
    if (!isFramed(levels)) throw new Error('no framework');
    const matrix = matrixTable(levels, 'list');
    const row = matrix.rows.map((cells) => JSON.stringify(cells)).find((cells) => cells.includes('haidian'));
    expect(row?.match(/Leading/g)).toHaveLength(characteristics.length);
    const stated = done(await app.cityComparison.statements(people.expert, slug));
    if (!isFramed(stated)) throw new Error('no framework');
    const types = categorisedTypes(stated.framework);
    expect(types.map(({ type }) => type.id)).toEqual(['system']);
    const chosen = chooseType(types, 'system');
    if (!chosen) throw new Error('no records with a category');
    const table = recordsTable(stated, { ...chosen, filters: [], selected: new Map(), side: null });
    expect(JSON.stringify(table.rows)).toContain('Emergency');
    const records = stated.stated.get('haidian' as never)?.records ?? [];
    expect(new Set(records.map(({ recordType }) => recordType))).toEqual(
      new Set(questions.flatMap(({ recordType }) => recordType ?? []))
    );
  });
});
