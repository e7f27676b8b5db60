/** Prepares a city's texts with something to comment on, and the people who would comment. */
import * as Y from 'yjs';
import { anchorAt } from '#document/sequence/anchors.ts';
import { flatTextOf } from '#document/sequence/flat-text.ts';
import { writePassages } from '#document/sequence/write-passages.ts';
import { openPassage } from '#document/sequence/roots.ts';
import type { Locale } from '#base/locale.ts';
import type { AssessmentState } from '#base/states.ts';
import type { App } from '#server/app.ts';
import type { OpenCommand } from '#server/areas/threads/opening.ts';
import { signedInAs } from './actors.ts';
import type { Engine } from './databases.ts';
import { testApp, testClock } from './app.ts';
import { citiesIn, makeStudy } from './people.ts';

export const section = 'smart-city-strategy';

/**
 * Writes two paragraphs in either language, each the counterpart of the other, into a document that is still
 * empty.
 */
export async function writeTexts(app: App, documentId: string): Promise<Y.Doc> {
  const doc = new Y.Doc();
  let n = 0;
  writePassages(
    doc,
    section,
    {
      en: [
        { kind: 'paragraph', text: 'The city has a plan.' },
        { kind: 'paragraph', text: 'It is paid for until 2015.' }
      ],
      zh: [
        { kind: 'paragraph', text: '该市制定了规划。' },
        { kind: 'paragraph', text: '资金落实至2015年。' }
      ]
    },
    () => `block-${++n}`
  );
  await app.store.db
    .updateTable('documentSnapshot')
    .set({ bytes: Y.encodeStateAsUpdate(doc) })
    .where('documentId', '=', documentId)
    .execute();
  return doc;
}

export function anchorOn(doc: Y.Doc, language: Locale, text: string): NonNullable<OpenCommand['anchor']> {
  const flatText = flatTextOf(doc, openPassage(doc, section, language));
  const at = flatText.text.indexOf(text);
  const anchor = anchorAt(flatText, at, at + text.length, 500);
  if (at < 0 || !anchor) throw new Error(`${text} is not in the text`);
  return { language, ...anchor };
}

/**
 * Prepares the city of Haidian in a state, with everyone who might take part, and a clock that the test
 * moves.
 */
export async function openRound(engine: Engine, state: AssessmentState = 'drafting') {
  const clock = testClock();
  const app = await testApp(engine, { now: clock.now });
  const study = await makeStudy(app, { cities: citiesIn(state) });
  const [city] = study.cities;
  if (!city) throw new Error('no city');
  const doc = await writeTexts(app, city.findingsId);
  await writeTexts(app, city.responseId);
  const as = (input: Omit<Parameters<typeof signedInAs>[1], 'study'>) => signedInAs(app, { study, ...input });
  const people = {
    secretariat: await as({ role: 'secretariat', name: 'Sec Retary' }),
    chair: await as({ role: 'chair', side: 'eu', name: 'Chair Person' }),
    expertEu: await as({ role: 'expert', side: 'eu', name: 'Eva Expert' }),
    expertCn: await as({ role: 'expert', side: 'cn', name: '王芳' }),
    city: await as({ role: 'city', city: 'haidian', name: '李海' }),
    colleague: await as({ role: 'city', city: 'haidian', name: 'Col League' }),
    otherCity: await as({ role: 'city', city: 'bristol', name: 'Bris Tol' }),
    observer: await as({ role: 'observer', name: 'Obs Erver' })
  };
  return { clock, app, study, city, doc, people };
}
export type Round = Awaited<ReturnType<typeof openRound>>;

export const onSection = (body: string, change: Partial<OpenCommand> = {}): OpenCommand => ({
  body,
  locale: 'en',
  about: 'passage',
  section,
  targetId: null,
  anchor: null,
  audience: 'experts',
  ...change
});
