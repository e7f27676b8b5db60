import { z } from 'zod';

import { versionKinds } from '#rules/versions/version-sight.ts';
import type { VersionList } from '#areas/versions';
import { bilingual, shapes, time } from './shapes.ts';

const version = z
  .strictObject({
    id: z.string(),
    text: z.enum(['findings', 'response']),
    number: z
      .int()
      .min(1)
      .describe('Within the text; for a caller who may not read all versions, within their kind'),
    kind: z.enum(versionKinds),
    name: bilingual,
    at: time,
    by: z
      .strictObject({ id: z.string(), name: bilingual })
      .nullable()
      .describe('Null where it was saved automatically'),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('SHA-256 of its bytes: docs/versions.md')
  })
  .register(shapes, { id: 'Version' });

export const versionList = z.strictObject({ versions: z.array(version) }).register(shapes, {
  id: 'VersionList',
  description: 'Versions that the caller may read, a text at a time, newest first.'
});

export const versionsJson = (text: 'findings' | 'response', { versions }: VersionList) =>
  versions.map(({ id, number, kind, name, at, by, hash }) => ({
    id,
    text,
    number,
    kind,
    name,
    at,
    hash,
    by: by === null ? null : { id: by.id, name: by.name }
  }));
