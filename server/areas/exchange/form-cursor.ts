import type { Locale } from '#base/locale.ts';
import type { FormCharacteristic, FormQuestion } from './form.ts';
import { textOfTextBlock, type Gathering } from './gathering.ts';
import type { Target } from './outline.ts';
import type { TextBlock } from '#document/nodes/block-file.ts';

interface Position {
  readonly question: FormQuestion | null;
  readonly characteristic: FormCharacteristic | null;
  readonly section: string | null;
  readonly language: Locale | null;
  /** Holds the level of the heading above. */
  readonly level: number;
  readonly heading: string;
}

const outside: Position = {
  question: null,
  characteristic: null,
  section: null,
  language: null,
  level: 0,
  heading: ''
};

/** Follows a Word document through the form, and puts its text into the passage whose label came last. */
export class FormCursor {
  readonly #gathering: Gathering;
  readonly #onPassage: () => void;
  #position = outside;
  /** Holds the text that is in no passage since the last heading. */
  #unplaced: string[] = [];

  /** `onPassage` is called when another passage begins. */
  constructor(gathering: Gathering, onPassage: () => void) {
    this.#gathering = gathering;
    this.#onPassage = onPassage;
  }

  get position(): Position {
    return this.#position;
  }

  /** Returns the sections of the passages that the question, or the characteristic, has. */
  get sections(): string[] {
    const { question, characteristic } = this.#position;
    if (question) return question.passages.map(({ section }) => section);
    return characteristic?.account ? [characteristic.account] : [];
  }

  enter(target: Target, level: number, heading: string): void {
    this.reportUnplaced();
    const section = target.question
      ? (target.question.passages[0]?.section ?? null)
      : target.characteristic.account;
    this.#position = { ...outside, ...target, section, level, heading };
    this.#onPassage();
  }

  /** Goes below a heading that the form does not have. */
  leave(level: number, heading: string): void {
    this.reportUnplaced();
    this.#position = { ...outside, level, heading };
    this.#unplaced.push(heading);
  }

  enterPassage(section: string, language: Locale | null): void {
    this.#position = { ...this.#position, section, language };
    this.#onPassage();
    if (language) this.#gathering.passage(section, language);
  }

  put(textBlock: TextBlock): void {
    const { section, language, heading } = this.#position;
    if (section !== null) this.#gathering.textBlock(section, language, textBlock, heading);
    else if (textOfTextBlock(textBlock).trim() !== '') this.#unplaced.push(textOfTextBlock(textBlock));
  }

  reportUnplaced(): void {
    if (this.#unplaced.length > 0)
      this.#gathering.find({
        kind: 'unplaced',
        location: this.#position.heading,
        text: this.#unplaced.join('\n'),
        question: null
      });
    this.#unplaced = [];
  }
}
