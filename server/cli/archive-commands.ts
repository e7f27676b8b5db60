import { writeWhole } from '#areas/answers';
import { openZipFile } from '#server/files/zip.ts';
import { accepted } from './usage-error.ts';
import { type Command, withAppOfDatabase, withApp } from './command.ts';

export const studyExportCommand: Command = {
  path: ['study', 'export'],
  usage: 'study export SLUG FILE',
  does: 'writes one study as a zip; the same study gives the same bytes',
  takes: 2,
  run: (call) =>
    withAppOfDatabase(call, async (app) => {
      const [slug = '', file = ''] = call.positionals;
      const bytes = await writeWhole(file, async (write) => {
        accepted(await app.archives.export('operator', slug, write), {
          'not-found': `There is no study ${JSON.stringify(slug)}; study list names them all`
        });
      });
      call.streams.print(`${slug} is in ${file} (${bytes} bytes)`);
      return 0;
    })
};

export const studyImportCommand: Command = {
  path: ['study', 'import'],
  usage: 'study import FILE',
  does: 'takes in a study that study export wrote, whole or not at all; its people get accounts without a password',
  takes: 1,
  run: (call) =>
    withApp(call, async (app) => {
      const [file = ''] = call.positionals;
      const source = openZipFile(file);
      try {
        const { slug } = accepted(await app.archives.import('operator', source));
        call.streams.print(`${slug} is imported`);
        return 0;
      } finally {
        source.close();
      }
    })
};
