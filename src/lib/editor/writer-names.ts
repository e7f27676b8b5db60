/** Names the people behind client ids of a text: who wrote a letter is known to the server alone. */
import { SvelteMap } from 'svelte/reactivity';
import { textFor, type Bilingual } from '#base/locale.ts';
import type { DocumentSession } from '#lib/collab/session.svelte.ts';
import { locale } from '#lib/i18n/locale.ts';

interface Writer {
  readonly id: string;
  readonly name: Bilingual;
}

export class WriterNames {
  readonly #known = new SvelteMap<number, Writer>();
  readonly #asked = new Set<number>();
  readonly #session: DocumentSession;
  readonly #studySlug: string;

  constructor(session: DocumentSession, studySlug: string) {
    this.#session = session;
    this.#studySlug = studySlug;
  }

  /** Asks for the names that are not known yet; they follow later, and none where the server does not answer. */
  async ask(clients: readonly number[]): Promise<void> {
    const wanted = clients.filter((client) => !this.#asked.has(client) && client !== this.#own);
    if (wanted.length === 0) return;
    for (const client of wanted) this.#asked.add(client);
    const query = new URLSearchParams({ room: this.#session.room, clients: wanted.join(',') });
    try {
      const response = await fetch(`/studies/${this.#studySlug}/writers?${query.toString()}`);
      if (!response.ok) return;
      const { writers } = (await response.json()) as { writers: (Writer & { client: number })[] };
      for (const { client, ...writer } of writers) this.#known.set(client, writer);
    } catch {
      // Without a connection they are asked for again with the next change.
      for (const client of wanted) this.#asked.delete(client);
    }
  }

  /** Returns the names of those who are known, each once; `you` names the reader. */
  namesOf(clients: readonly number[], you: string): string[] {
    const self = this.#session.present.find(({ isSelf }) => isSelf)?.person.id ?? '';
    const names = new Map<string, string>();
    for (const client of clients) {
      const writer = this.#known.get(client);
      if (client === this.#own || writer?.id === self) names.set(self, you);
      else if (writer) names.set(writer.id, textFor(writer.name, locale()).text);
    }
    return [...names.values()];
  }

  get #own(): number {
    return this.#session.doc.clientID;
  }
}
