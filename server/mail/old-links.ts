/** Seals the links in e-mails that a version without the seal wrote and that still wait. */
import type { Db } from '#server/store/open.ts';
import { listUnsealedLinks, sealMail } from './stored-mail.ts';
import { linkMark, type LinkSeal } from './link-seal.ts';

const linkInText = /https?:\/\/\S+\/(?:invitation|reading)\/[0-9a-f]{64}/;

export async function sealOldLinks(db: Db, seal: LinkSeal): Promise<void> {
  for (const { id, body } of await listUnsealedLinks(db)) {
    const link = linkInText.exec(body)?.[0];
    if (link === undefined) continue;
    await sealMail(db, id, { body: body.replace(link, linkMark), sealedLink: seal.seal(id, link) });
  }
}
