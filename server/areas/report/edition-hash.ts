/** Computes the hash of a build, which the chairs of both sides sign. */
import type { OutputName } from '#rules/report/report-build.ts';
import { stableText } from '#rules/report/report-inputs.ts';
import { sha256 } from '#server/files/sha256.ts';

export interface HashedBuild {
  readonly manifest: string;
  readonly content: string;
  /** In the order in which they were requested. */
  readonly files: readonly (OutputName & { readonly sha256: string; readonly size: number })[];
}

/** SHA-256 over the hashes of manifest, content and all files; the hash of none of them. */
export const editionHash = ({ manifest, content, files }: HashedBuild): string =>
  sha256(
    new TextEncoder().encode(
      stableText({
        manifest,
        content,
        files: files.map(({ edition, format, sha256: hash, size }) => ({
          edition,
          format,
          sha256: hash,
          size
        }))
      })
    )
  );
