import type { Forms } from './forms.ts';
import { pathTo } from './node.ts';
import type { MapNode, Node } from './node.ts';
import { readMaskedYaml } from './masked-yaml.ts';
import { readYaml } from './read-yaml.ts';
import type { ReadResult, SyntaxProblem } from './read-yaml.ts';
import { Resource } from './resource.ts';
import type { Path, ResourceFacts } from './resource.ts';
import type { Source, SourceRange } from './source.ts';
import { splitDocuments } from './split.ts';
import type { DocumentText } from './split.ts';
import { templateReason } from './template.ts';

/** A syntax problem that is to be reported, with the object that it stands in where that is known. */
export interface ManifestProblem extends SyntaxProblem {
  readonly resource?: Resource;
  /** What it speaks of, where that is one value: an `apiVersion` that is missing, a repeated key. */
  readonly path?: Path;
  /** yaml-syntax where absent. */
  readonly rule?: 'yaml-syntax' | 'text-not-read' | 'unreadable-file';
}

/** One file as it was read. */
export interface Manifest {
  readonly source: Source;
  /** Documents that hold something, comments aside. */
  readonly documents: number;
  readonly resources: readonly Resource[];
  readonly problems: readonly ManifestProblem[];
  /** Why the file, or a document of it, could not be read as YAML yet: it is a template. */
  readonly skipped?: string;
  /** True for a file that holds no Kubernetes manifest at all. */
  readonly passedOver: boolean;
}

export interface ReadOptions {
  /** Every document must be a Kubernetes object; anything else is a problem. */
  readonly strict?: boolean;
  /** Says of half an object (only a kind, or only an apiVersion) whether it was meant to be one of ours. */
  readonly isOurs?: (apiVersion: string | undefined, kind: string | undefined) => boolean;
  /** Something surely fills in the placeholders before the text is YAML, as Terraform does. */
  readonly isTemplate?: boolean;
  /** What was read in the same run, to read faster what is written alike. */
  readonly forms?: Forms;
}

export function readManifest(source: Source, options: ReadOptions = {}): Manifest {
  const text = source.text;
  if (!options.strict && !mayHoldObjects(text)) return { source, documents: 0, resources: [], problems: [], passedOver: true };
  const reading = new ManifestReading(source, options);
  for (const document of splitDocuments(text)) {
    reading.read(document);
    if (reading.stopped) break;
  }
  return reading.manifest();
}

/** A cheap test that spares most files that are no manifests the parser. */
function mayHoldObjects(text: string): boolean {
  return text.includes('apiVersion') || /\bkind["']?\s*:/.test(text);
}

class ManifestReading {
  readonly #source: Source;
  readonly #options: ReadOptions;
  readonly #resources: Resource[] = [];
  readonly #problems: ManifestProblem[] = [];
  /** Problems that count only where the file turns out to hold objects. */
  readonly #doubtful: ManifestProblem[] = [];
  #documents = 0;
  #skipped: string | undefined;
  /** Set where the rest of the file cannot be understood: Go templates branch across documents. */
  stopped = false;

  constructor(source: Source, options: ReadOptions) {
    this.#source = source;
    this.#options = options;
  }

  manifest(): Manifest {
    if (this.stopped) {
      return { source: this.#source, documents: 0, resources: [], problems: [], skipped: this.#skipped ?? '', passedOver: false };
    }
    if (this.#resources.length > 0) this.#problems.push(...this.#doubtful);
    return {
      source: this.#source,
      documents: this.#documents,
      resources: this.#resources,
      problems: this.#problems,
      ...(this.#skipped === undefined ? {} : { skipped: this.#skipped }),
      passedOver: this.#resources.length === 0 && this.#problems.length === 0 && this.#skipped === undefined,
    };
  }

  read(document: DocumentText): void {
    if (document.badSeparator !== undefined) {
      this.#separatorProblem(document.badSeparator);
      return;
    }
    if (document.isStray === true) {
      this.#strayText(document);
      return;
    }
    const text = this.#source.text.slice(document.start, document.end);
    if (isBlank(text)) return;
    const result = this.#readText(document);
    if (isFatal(result)) this.#readFailed(text, result);
    else if (result.root !== undefined) this.#readObject(result, document);
  }

  /** Placeholders that keep the text from being YAML are words of it; only the API server's own reader takes them at their letters. */
  #readText({ start, end }: DocumentText): ReadResult {
    const { text } = this.#source;
    const { forms, isTemplate } = this.#options;
    const masked = isTemplate === true ? readMaskedYaml(text, start, end) : undefined;
    if (masked !== undefined && !isFatal(masked)) return masked;
    const alike = forms?.read(text, start, end);
    if (alike !== undefined) return { root: alike, problems: [] };
    const result = readYaml(text, start, end);
    if (result.root?.kind === 'map' && result.problems.length === 0 && result.unread === undefined) forms?.keep(text, start, end, result.root);
    if (this.#options.strict || !isFatal(result)) return result;
    const retried = readMaskedYaml(text, start, end);
    return retried === undefined || isFatal(retried) ? result : retried;
  }

  #separatorProblem(range: SourceRange): void {
    const problems = this.#options.strict ? this.#problems : this.#doubtful;
    problems.push({
      range,
      message: 'A document separator is `---` alone on its line; kubectl refuses anything behind it.',
      help: 'Move the text to the next line.',
      fatal: true,
    });
  }

  #strayText(document: SourceRange): void {
    const range = firstLine(this.#source.text, document);
    const message = 'After a JSON value kubectl reads nothing but further JSON values, and this is none.';
    this.#problems.push({ range, message, help: 'Remove it, or write the file as YAML.', fatal: true });
  }

  #readFailed(text: string, result: ReadResult): void {
    const template = this.#options.strict ? undefined : (templateReason(text) ?? (this.#options.isTemplate === true ? namedTemplate : undefined));
    if (template !== undefined) {
      this.#skipped = template.reason;
      this.stopped = template.wholeFile;
    } else {
      this.#documents++;
      const isOurs = this.#options.strict || looksLikeObject(text);
      (isOurs ? this.#problems : this.#doubtful).push(...result.problems);
    }
  }

  #readObject(result: ReadResult, document: SourceRange): void {
    this.#documents++;
    const { root } = result;
    if (root?.kind !== 'map') {
      const isNull = root?.kind === 'scalar' && root.value === null;
      if (this.#options.strict && !isNull)
        this.#notAnObject({ range: document, path: [] }, 'This document is not an object, so the API server cannot read it.');
      return;
    }
    this.#addObject(root, [...result.problems, ...(result.unread === undefined ? [] : [unreadText(result.unread)])]);
  }

  #addObject(root: MapNode, problems: readonly ManifestProblem[], type?: ResourceFacts['type']): void {
    const resource = new Resource(this.#source, root, this.#resources.length, type === undefined ? {} : { type });
    const items = resource.at('items');
    const placed = problems.map((problem) => withPath(problem, root));
    if (/List$/.test(resource.kind) && resource.apiVersion !== '' && items?.node.kind === 'list') {
      this.#problems.push(...placed);
      for (const item of items.node.items) this.#readItem(item, resource);
      return;
    }
    if (resource.apiVersion.split('/').length > 2 && this.#concerns(resource)) {
      const range = resource.at('apiVersion')?.range ?? root;
      const message = `\`${resource.apiVersion}\` is not an API version: it has more than one slash, so the API server cannot read this object.`;
      this.#problems.push({ range, path: ['apiVersion'], message, help: 'Write `group/version`, such as `karpenter.sh/v1`.', fatal: true });
      return;
    }
    if (resource.kind !== '' && resource.apiVersion !== '') {
      this.#resources.push(resource);
      this.#problems.push(...placed.map((problem) => ({ ...problem, resource })));
      return;
    }
    this.#halfObject(resource);
  }

  /** Items without a type of their own have the list's. Source: k8s.io/apimachinery unstructured/helpers.go decodeToList. */
  #readItem(item: Node, { apiVersion, kind }: Resource): void {
    if (item.kind === 'map') this.#addObject(item, [], { apiVersion, kind: kind.replace(/List$/, '') });
    else if (this.#options.strict) this.#notAnObject({ range: item, path: [] }, 'This item is not an object, so the API server cannot read it.');
  }

  #concerns({ apiVersion, kind }: Resource): boolean {
    return this.#options.strict === true || this.#options.isOurs?.(apiVersion || undefined, kind || undefined) === true;
  }

  #halfObject(resource: Resource): void {
    const missing = resource.kind === '' ? 'kind' : 'apiVersion';
    if (!this.#concerns(resource)) return;
    const range = resource.anchor(missing).range;
    const written = resource.at(missing);
    const what = written === undefined || written.isNull ? 'is missing' : 'is not text';
    const message = `\`${missing}\` ${what}, so the API server cannot tell what this object is.`;
    this.#notAnObject({ range: written?.range ?? range, path: [missing] }, message);
  }

  #notAnObject({ range, path }: { readonly range: SourceRange; readonly path: Path }, message: string): void {
    const help = 'Every Kubernetes object begins with `apiVersion` and `kind`.';
    this.#problems.push({ range: firstLine(this.#source.text, range), path, message, help, fatal: true });
  }
}

function withPath(problem: ManifestProblem, root: MapNode): ManifestProblem {
  const path = problem.key && pathTo(problem.key, root);
  return path === undefined ? problem : { ...problem, path };
}

const namedTemplate = { reason: 'a template, not YAML before something fills it in', wholeFile: false };

/** Said beside the object, which the API server takes as it stands. */
function unreadText(range: SourceRange): ManifestProblem {
  return {
    rule: 'text-not-read',
    range,
    message: 'The document above ends here, and the API server never looks at what follows: this text is lost without a word.',
    help: 'Put a line `---` before it if it is an object of its own; otherwise remove it, or move it into the document.',
    fatal: false,
  };
}

function isFatal({ problems }: ReadResult): boolean {
  return problems.some(({ fatal }) => fatal);
}

/** The first line of a stretch that says something. */
function firstLine(text: string, range: SourceRange): SourceRange {
  const match = /[^\s#][^\r\n]*/.exec(text.slice(range.start, range.end));
  if (match === null) return range;
  const start = range.start + match.index;
  return { start, end: start + match[0].trimEnd().length };
}

function looksLikeObject(text: string): boolean {
  return /^[ \t]*["']?apiVersion["']?[ \t]*:|^["']?kind["']?[ \t]*:/m.test(text) || /^\s*\{[^]*"(?:apiVersion|kind)"\s*:/.test(text);
}

function isBlank(text: string): boolean {
  return !/^[ \t]*[^\s#]/m.test(text);
}
