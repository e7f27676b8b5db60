/**
 * Serves the answers that a city holds back as confidential: holds them back and takes them back, and says
 * who may read them. Their text is read and written like that of any other document.
 */
import { holdsAny } from '#base/parts.ts';
import { writableParts } from '#base/document-rights.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import { authorizedIn } from '#areas/assessments';
import { nameReader, readersSubject, removeReader, viewReaders } from './confidential-readers.ts';
import { holdBack, takeBack, type MovingTools } from './moving.ts';
import { foundConfidential, openResponse, responseSubject } from './open-response.ts';

/** Besides the city; for the city and the secretariat. */
const readers = readsOf<MovingTools>()({ name: 'confidential.readers', subject: readersSubject }, (reading) =>
  viewReaders(reading.db, authorizedIn(reading))
);

/** Creates the confidential document, for notes, where the city has none yet. */
const begin = commandsOf<MovingTools>()(
  {
    name: 'confidential.begin',
    subject: responseSubject,
    needs: 'confidential.write',
    locks: ['assessment']
  },
  async (decision) => {
    const { trx, deps, acting, subject, signalAfterCommit } = decision;
    const { response, room } = await openResponse(trx, subject);
    if (!acting.grants.some((grant) => holdsAny(writableParts([grant], room.facts))))
      throw refused('forbidden');
    const { id } = await foundConfidential(deps, decision, response);
    signalAfterCommit({ kind: 'document-moved', documentId: id });
    return null;
  }
);

export type Confidential = ReturnType<typeof createConfidential>;

export const createConfidential = (tools: MovingTools) =>
  bind(tools, { readers, holdBack, takeBack, begin, name: nameReader, remove: removeReader });
