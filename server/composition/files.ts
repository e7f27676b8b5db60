/** Opens what reads and writes files in threads of its own. */
import { openFileExchange, openQdaFiles } from '#areas/exchange';
import { openFrameworkFiles } from '#areas/framework';
import { openGlossaryFiles } from '#areas/pairs';
import { openExports } from '#server/files/exports.ts';

export function openFiles() {
  const opened = {
    exports: openExports(),
    files: openFileExchange(),
    qdaFiles: openQdaFiles(),
    frameworkFiles: openFrameworkFiles(),
    glossaryFiles: openGlossaryFiles()
  };
  return {
    ...opened,
    closeFiles: async (): Promise<void> => {
      await Promise.all(Object.values(opened).map((one) => one.close()));
    }
  };
}
