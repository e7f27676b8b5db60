/** What the chips of one open text show just now. The page writes it; each chip follows it and changes itself, without a step in the text. */
import type { Grades } from '#domain/grade.ts';

export class GradeBoard {
  #grades: Grades | null = null;
  readonly #followers = new Set<() => void>();

  get grades(): Grades | null {
    return this.#grades;
  }

  show(grades: Grades | null): void {
    this.#grades = grades;
    for (const follow of this.#followers) follow();
  }

  /** Returns what ends it. */
  follow(changed: () => void): () => void {
    this.#followers.add(changed);
    return () => this.#followers.delete(changed);
  }
}
