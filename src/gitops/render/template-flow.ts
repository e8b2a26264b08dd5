/** A run of text in a template that stands in its output as one line, or begins several where an expression gives them. */
export interface Emission {
  /** The line of the template, from 0. */
  readonly line: number;
  /** What the output line looks like, without the blanks around it. */
  readonly pattern: RegExp;
  readonly isComputed: boolean;
  /** True where nothing but an expression makes the line. */
  readonly isBare: boolean;
  /** Blanks before it; the least of them where the line is bare. */
  readonly indent: number;
  /** The least indentation of what the expression goes on with; 0 where it does not say. */
  readonly innerIndent: number;
  /** True for `---`, which begins another document. */
  readonly isSeparator: boolean;
}

/** The emissions of a Go template, and which may come next after each, as its branches and loops have it. */
export interface TemplateFlow {
  readonly emissions: readonly Emission[];
  /** Those that may begin a document. */
  readonly starts: readonly number[];
  /** For each emission those that may follow it at once. */
  readonly next: readonly (readonly number[])[];
}

type Event = { readonly kind: 'text'; readonly emission: number } | { readonly kind: 'control'; readonly word: string };

/** Reads a template as far as its lines need it: text, expressions, `if`, `with`, `range`, `else`, `end`, `define`. https://pkg.go.dev/text/template */
export function readTemplateFlow(template: string): TemplateFlow {
  const emissions: Emission[] = [];
  const events: Event[] = [];
  for (const [line, pieces] of piecesByLine(template).entries()) {
    for (const run of runsOf(pieces)) {
      if (typeof run === 'string') events.push({ kind: 'control', word: run });
      else {
        const emission = toEmission(run, line);
        if (emission === undefined) continue;
        events.push({ kind: 'text', emission: emissions.length });
        emissions.push(emission);
      }
    }
  }
  return { emissions, ...connect(events, emissions) };
}

/** A text as it is, an expression that gives one, or a word that steers. */
type Piece = { readonly text: string } | { readonly expression: string } | { readonly control: string };

function piecesByLine(template: string): Piece[][] {
  const lines: Piece[][] = [[]];
  const addText = (text: string): void => {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ text: part.replace(/\r$/, '') });
    }
  };
  let end = 0;
  for (const match of template.matchAll(/\{\{-?\s*(\/\*[^]*?\*\/|(?:"(?:\\.|[^"\\])*"|`[^`]*`|[^])*?)\s*-?\}\}/g)) {
    addText(template.slice(end, match.index));
    end = match.index + match[0].length;
    const piece = readAction(match[1] ?? '');
    if (piece !== undefined) lines.at(-1)?.push(piece);
    for (let breaks = match[0].split('\n').length - 1; breaks > 0; breaks--) lines.push([]);
  }
  addText(template.slice(end));
  return lines;
}

/** Undefined for what leaves no trace: comments and assignments. */
function readAction(action: string): Piece | undefined {
  const word = /^(?:if|with|range|block|define|else|end)\b/.exec(action)?.[0];
  if (word !== undefined) return { control: word === 'else' && /^else\s+\w/.test(action) ? 'else if' : word };
  return /^(?:\/\*|\$\w*\s*:?=|break\b|continue\b)/.test(action) ? undefined : { expression: action };
}

/** A line's text between words that steer. A branch that ends on its own line is an expression like any other. */
function runsOf(pieces: readonly Piece[]): (string | Piece[])[] {
  const runs: (string | Piece[])[] = [[]];
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index];
    if (piece === undefined) break;
    const closing = 'control' in piece ? closingOf(pieces, index) : undefined;
    const last = runs.at(-1);
    if (closing !== undefined && Array.isArray(last)) {
      last.push({ expression: '' });
      index = closing;
    } else if ('control' in piece) runs.push(piece.control, []);
    else if (Array.isArray(last)) last.push(piece);
  }
  return runs;
}

function closingOf(pieces: readonly Piece[], from: number): number | undefined {
  let depth = 0;
  for (const [index, piece] of pieces.entries()) {
    if (index < from || !('control' in piece)) continue;
    if (index === from && !openers.has(piece.control)) return undefined;
    if (openers.has(piece.control)) depth++;
    else if (piece.control === 'end' && --depth === 0) return index;
  }
  return undefined;
}

const openers: ReadonlySet<string> = new Set(['if', 'with', 'range', 'block', 'define']);

/** Undefined for a run that is blank. */
function toEmission(run: readonly Piece[], line: number): Emission | undefined {
  const texts = run.map((piece) => ('text' in piece ? piece.text : undefined));
  const isComputed = texts.includes(undefined);
  const isBlank = texts.every((text) => text === undefined || text.trim() === '');
  if (isBlank && !isComputed) return undefined;
  const expressions = run.map((piece) => ('expression' in piece ? piece.expression : '')).join(' ');
  const innerIndent = Number(/\bn?indent\s+(\d+)/.exec(expressions)?.[1] ?? 0);
  const first = texts[0] ?? '';
  const body = texts.map((text) => (text === undefined ? '.*' : escapeRegExp(text))).join('');
  return {
    line,
    // What gives nothing, or a text that begins with a line break, leaves no blank behind `key:`.
    pattern: new RegExp(`^${body.trim().replace(/ +\.\*$/, '(?: .*)?')}$`),
    isComputed,
    isBare: isBlank,
    indent: isBlank ? innerIndent : first.length - first.trimStart().length,
    innerIndent,
    isSeparator: !isComputed && first.startsWith('---'),
  };
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function connect(events: readonly Event[], emissions: readonly Emission[]): Pick<TemplateFlow, 'starts' | 'next'> {
  const onward = onwardOf(events);
  const follow = (from: readonly number[]): number[] => {
    const found = new Set<number>();
    const seen = new Set<number>();
    for (const waiting = [...from]; waiting.length > 0;) {
      const at = waiting.shift() ?? 0;
      const event = events[at];
      if (event === undefined || seen.has(at)) continue;
      seen.add(at);
      if (event.kind === 'text' && emissions[event.emission]?.isSeparator === false) found.add(event.emission);
      else waiting.push(...(onward[at] ?? []));
    }
    return [...found];
  };
  const separators = events.flatMap((event, index) => (event.kind === 'text' && emissions[event.emission]?.isSeparator === true ? [index + 1] : []));
  const next = events.flatMap((event, index) => (event.kind === 'text' ? [follow(onward[index] ?? [])] : []));
  return { starts: follow([0, ...separators]), next };
}

/** For each event those that may come next. */
function onwardOf(events: readonly Event[]): number[][] {
  const onward = events.map((_, index) => [index + 1]);
  const open: { readonly word: string; readonly at: number; readonly branches: number[]; isWhole: boolean }[] = [];
  for (const [index, event] of events.entries()) {
    if (event.kind === 'text') continue;
    const block = open.at(-1);
    if (openers.has(event.word)) open.push({ word: event.word, at: index, branches: [], isWhole: false });
    else if (block !== undefined && event.word.startsWith('else')) {
      block.branches.push(index);
      block.isWhole = event.word === 'else';
    } else if (block !== undefined && event.word === 'end') {
      open.pop();
      const bodies = [block.at, ...block.branches].map((at) => at + 1);
      onward[block.at] = block.word === 'define' ? [index + 1] : [...bodies, ...(block.isWhole ? [] : [index + 1])];
      // A branch that is done goes on behind the block.
      for (const branch of block.branches) onward[branch] = [index];
      if (block.word === 'range') onward[index] = [index + 1, block.at + 1];
    }
  }
  return onward;
}
