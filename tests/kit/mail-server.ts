/**
 * Runs a mail server for tests: takes e-mails over SMTP on a free port, and refuses the configured addresses.
 */
import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Head and body as they came over the connection. */
  readonly raw: string;
}

export interface MailServer {
  readonly url: string;
  readonly taken: readonly TakenMail[];
  /** The answer to RCPT, such as `550 no such mailbox`; null accepts all recipients. */
  refusal: string | null;
}

export async function openMailServer(): Promise<MailServer> {
  const taken: TakenMail[] = [];
  const sockets = new Set<Socket>();
  const state: { refusal: string | null } = { refusal: null };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let from = '';
    let to: string[] = [];
    let data: string[] | null = null;
    let rest = '';
    const reply = (line: string): unknown => socket.write(`${line}\r\n`);
    reply('220 test ESMTP');
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      rest += chunk;
      const lines = rest.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (data) {
          if (line !== '.') {
            data.push(line);
            continue;
          }
          taken.push({ from, to, raw: data.join('\n') });
          data = null;
          reply('250 taken');
        } else if (/^(EHLO|HELO)/i.test(line)) reply('250 test');
        else if (/^MAIL FROM/i.test(line)) {
          from = /<([^>]*)>/.exec(line)?.[1] ?? '';
          to = [];
          reply('250 ok');
        } else if (/^RCPT TO/i.test(line)) {
          if (state.refusal !== null) reply(state.refusal);
          else {
            to.push(/<([^>]*)>/.exec(line)?.[1] ?? '');
            reply('250 ok');
          }
        } else if (/^DATA/i.test(line)) {
          data = [];
          reply('354 go on');
        } else if (/^QUIT/i.test(line)) {
          reply('221 bye');
          socket.end();
        } else reply('250 ok');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}?from=office@meridian.example`,
    taken,
    get refusal() {
      return state.refusal;
    },
    set refusal(answer) {
      state.refusal = answer;
    }
  };
}
