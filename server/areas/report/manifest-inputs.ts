import type { InputText, ManifestPart, ReportInputs, ReportManifest } from '#rules/report/report-inputs.ts';
import type { DocumentVersion } from '#rules/versions/version.ts';
import type { Db } from '#server/store/open.ts';
import { loadFile } from './store/report-files.ts';
import { findVersionBytes } from '#areas/versions';
import { contentOf, type TextSource } from './frozen-texts.ts';
import { mapInTurns } from '#server/process/in-turns.ts';
import type { HeldNames } from './manifest-names.ts';

const bytesOfSource = (db: Db, studyId: string, source: TextSource): Promise<Uint8Array | undefined> =>
  source.shown === null ? findVersionBytes(db, studyId, source) : loadFile(db, studyId, source.shown);

async function contentOfSource(
  db: Db,
  studyId: string,
  source: TextSource
): Promise<DocumentVersion | undefined> {
  const bytes = await bytesOfSource(db, studyId, source);
  return bytes && contentOf(bytes);
}

/** Throws where something of it is no longer stored. */
export async function readInputs(db: Db, studyId: string, manifest: ReportManifest): Promise<ReportInputs> {
  const held = async (hash: string): Promise<unknown> => {
    const bytes = await loadFile(db, studyId, hash);
    if (!bytes) throw new Error(`The manifest names ${hash}, which is not stored`);
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  };
  const {
    names,
    goals,
    titles,
    headings = {},
    sections,
    bibliography = {},
    barred = [],
    registered = null,
    machineBlocks = {},
    counterparts = {}
  } = (await held(manifest.names)) as HeldNames;
  const texts: Record<string, InputText> = {};
  const data: Record<string, unknown> = {};
  const walk = async ({ title, source, parts }: ManifestPart): Promise<void> => {
    if (source.kind === 'text') {
      const content = await contentOfSource(db, studyId, source);
      if (!content) throw new Error(`The version ${source.version} of ${source.subject} is not stored`);
      const city = source.subject.startsWith('findings:') ? source.subject.slice('findings:'.length) : null;
      texts[source.subject] = {
        subject: source.subject,
        city,
        title: names.cities.find(({ id }) => id === city)?.name ?? titles[source.subject] ?? title,
        content,
        goals: goals[content.framework?.version ?? ''] ?? names.goals,
        ...(sections?.[source.subject] ? { sections: sections[source.subject] } : {})
      };
    }
    if (source.kind === 'block' || source.kind === 'passages') data[source.data] = await held(source.data);
    await mapInTurns(parts, walk);
  };
  await mapInTurns(manifest.parts, walk);
  return {
    manifest,
    names,
    headings,
    texts,
    data,
    titles,
    bibliography,
    barred,
    registered,
    machineBlocks,
    counterparts
  };
}
