/**
 * Seals the links of e-mails with the installation's own key (AES-256-GCM), bound to the e-mail that offers
 * them. The text of such an e-mail holds a mark where its link belongs; the link is put there when it is sent.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export interface LinkSeal {
  seal(mailId: string, link: string): string;
  /** Undefined where it was sealed with another key, or for another e-mail. */
  open(mailId: string, sealed: string): string | undefined;
}

/** Marks the place of the link in the text of an e-mail. */
export const linkMark = '{link}';

const nonceBytes = 12;
const tagBytes = 16;

export function openLinkSeal(loadKey: () => Uint8Array): LinkSeal {
  let key: Uint8Array | undefined;
  const keyOnce = (): Uint8Array =>
    (key ??= new Uint8Array(hkdfSync('sha256', loadKey(), '', 'meridian mail links', 32)));
  return {
    seal: (mailId, link) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', keyOnce(), nonce).setAAD(Buffer.from(mailId));
      const sealed = Buffer.concat([cipher.update(link, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open: (mailId, sealed) => {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < nonceBytes + tagBytes) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', keyOnce(), bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes
      })
        .setAAD(Buffer.from(mailId))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        const text = decipher.update(bytes.subarray(nonceBytes + tagBytes));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    }
  };
}

/** Puts the link where the text marks its place: the last mark, since names of people come before it. */
export function withLink(body: string, link: string): string {
  const at = body.lastIndexOf(linkMark);
  return at < 0 ? body : body.slice(0, at) + link + body.slice(at + linkMark.length);
}
