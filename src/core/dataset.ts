/** Facts too large to load for every run, such as a catalogue. The host keeps their text, under this name. */
export interface Dataset<T> {
  readonly name: string;
  /** Makes sense of the text; throws where it is not what it should be. */
  read(text: string): T;
}

/** The datasets that a host brings along, each loaded when something first asks for it. */
export class DatasetStore {
  readonly #textOf: (name: string) => string | undefined;
  readonly #loaded = new Map<string, unknown>();

  /** `textOf` gives the text of a dataset; undefined where the host has none of that name. */
  constructor(textOf: (name: string) => string | undefined) {
    this.#textOf = textOf;
  }

  get<T>(dataset: Dataset<T>): T | undefined {
    if (!this.#loaded.has(dataset.name)) {
      const text = this.#textOf(dataset.name);
      this.#loaded.set(dataset.name, text === undefined ? undefined : dataset.read(text));
    }
    return this.#loaded.get(dataset.name) as T | undefined;
  }
}
