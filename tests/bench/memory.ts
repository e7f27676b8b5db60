/**
 * Measures the translation memory: the share of right best matches after a fifth of the words changed, and the time
 * of a search among 20,000 passages, in one index and in a hundred: `node tests/bench/memory.ts`.
 */
import { chanceOf } from '#base/chance.ts';
import { locales } from '#base/locale.ts';
import { MemoryIndex, searchAll } from '#rules/pairs/memory/memory-index.ts';
import { demoWords, editedTokens, joined, makePassages } from '#kit/memory-passages.ts';

const passages = 20_000;
const queries = 400;

for (const language of locales)
  for (const parts of [1, 100]) {
    const chance = chanceOf(20_000 + parts);
    const chain = demoWords(language);
    const all = makePassages(chain, language, chance, passages);
    const texts = all.map((tokens, about) => ({ text: joined(language, tokens), about }));
    const started = performance.now();
    const indexes = Array.from({ length: parts }, (_, part) =>
      MemoryIndex.of(texts.filter(({ about }) => about % parts === part))
    );
    const built = performance.now() - started;
    const times: number[] = [];
    let right = 0;
    for (let query = 0; query < queries; query++) {
      const at = Math.floor(chance() * passages);
      const text = joined(language, editedTokens(chain, chance, all[at] ?? [], 0.2));
      const start = process.threadCpuUsage();
      const [best] = searchAll(indexes, text, { most: 5, least: 0.5 });
      const { user, system } = process.threadCpuUsage(start);
      times.push((user + system) / 1000);
      if (best?.about === at) right++;
    }
    times.sort((one, other) => one - other);
    const share = (part: number): string => (times[Math.floor(times.length * part)] ?? Number.NaN).toFixed(1);
    console.log(
      `${language}, ${passages} passages in ${parts}: right ${((right / queries) * 100).toFixed(1)} %, ` +
        `median ${share(0.5)} ms, p95 ${share(0.95)} ms, p99 ${share(0.99)} ms, built in ${built.toFixed(0)} ms`
    );
  }
