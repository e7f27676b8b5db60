/** Is a program of builds that has outputs of two megabytes each at once, for measuring what the server does around it. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderFiles } from '#server/areas/report/outputs/build-folder.ts';
import type { WritingMessage, WritingOrder } from '#server/areas/report/writing/writing-process.ts';

const size = 2 ** 21;
const report = (message: WritingMessage): unknown => process.send?.(message);

process.once('message', (order) => {
  const { folder, outputs, composes } = order as WritingOrder;
  void (async () => {
    if (composes) {
      await writeFile(join(folder, folderFiles.content), randomBytes(size));
      await writeFile(join(folder, folderFiles.pictures), '[]');
      report({ kind: 'composed', faults: [] });
    }
    for (const { at } of outputs) {
      await writeFile(join(folder, folderFiles.output(at)), randomBytes(size));
      report({ kind: 'written', at, size });
    }
    report({ kind: 'done' });
    process.disconnect();
  })();
});
