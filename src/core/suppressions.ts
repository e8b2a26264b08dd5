import { closest } from './did-you-mean.ts';
import type { Edit, Fix } from './fix.ts';
import type { Resource } from './resource.ts';
import type { Problem } from './rule.ts';
import { FileSuppressions } from './suppression.ts';
import type { Suppression, UnknownSuppression } from './suppression.ts';
import { ignoreAnnotation } from './suppression-annotation.ts';
import { directiveNames } from './suppression-comment.ts';
import type { Workspace } from './workspace.ts';

/** Ids that nothing in a manifest can silence: what they say is about karplint, or about a suppression. */
const unsuppressible: ReadonlySet<string> = new Set([
  'internal-error',
  'unreadable-file',
  'unused-suppression',
  'suppression-unknown',
  'suppression-reason-missing',
]);

/** Where a problem stands, for the search of what silences it. */
export interface ProblemPlace {
  readonly file: string;
  readonly offset: number;
  readonly resource: Resource | undefined;
}

/** A problem with a suppression itself, and the rule that speaks of it. */
export interface SuppressionProblem {
  readonly rule: 'unused-suppression' | 'suppression-unknown' | 'suppression-reason-missing';
  readonly problem: Problem;
  readonly file: string;
  readonly resource: Resource | undefined;
}

/** The suppressions of a workspace, by file. */
export class Suppressions {
  readonly #files = new Map<string, FileSuppressions>();
  /** Files of which a part was not read, so that nothing can be said to be unused in them. */
  readonly #unread = new Set<string>();
  readonly #ruleNames: readonly string[];

  constructor({ manifests }: Workspace, ruleNames: readonly string[]) {
    this.#ruleNames = ruleNames;
    const known = new Set(ruleNames);
    for (const manifest of manifests) {
      const { text, file } = manifest.source;
      if (manifest.skipped !== undefined) this.#unread.add(file);
      if (manifest.passedOver || !(text.includes('karplint-') || text.includes(ignoreAnnotation))) continue;
      this.#files.set(file, new FileSuppressions(manifest, (name) => known.has(name)));
    }
  }

  get isEmpty(): boolean {
    return this.#files.size === 0;
  }

  find(rule: string, { file, offset, resource }: ProblemPlace): Suppression | undefined {
    return unsuppressible.has(rule) ? undefined : this.#files.get(file)?.find(rule, offset, resource);
  }

  /** What is wrong with the suppressions themselves. `isJudged` says whether the run could tell that a rule finds nothing. */
  *review(used: ReadonlySet<Suppression>, isJudged: (rule: string | undefined, file: string) => boolean): Iterable<SuppressionProblem> {
    for (const [file, { all, idleEnds, unknown }] of this.#files) {
      if (this.#unread.has(file)) continue;
      for (const each of unknown) yield { rule: 'suppression-unknown', file, resource: each.resource, problem: unknownProblem(each, file, this.#ruleNames) };
      for (const each of idleEnds) yield { rule: 'unused-suppression', file, resource: undefined, problem: idleEndProblem(each) };
      for (const each of all) {
        const shared = { file, resource: each.resource };
        if (!used.has(each) && isJudged(each.rule, file)) yield { ...shared, rule: 'unused-suppression', problem: unusedProblem(each) };
        else if (each.reason === undefined) yield { ...shared, rule: 'suppression-reason-missing', problem: reasonProblem(each) };
      }
    }
  }
}

function unusedProblem(suppression: Suppression): Problem {
  const what = suppression.rule === undefined ? 'no rule finds anything' : `\`${suppression.rule}\` finds nothing`;
  return {
    at: placeOf(suppression),
    message: `\`${suppression.text}\` suppresses nothing: ${what} here, and the next real finding would go unseen.`,
    help: 'Remove it.',
    ...fixWith('Remove the unused suppression', 'safe', suppression.removal),
  };
}

function idleEndProblem(suppression: Suppression): Problem {
  return {
    at: placeOf(suppression),
    message: `\`${suppression.text}\` ends nothing: no \`karplint-disable\` before it is still open.`,
    help: 'Remove it.',
    ...fixWith('Remove the comment that ends nothing', 'safe', suppression.removal),
  };
}

function reasonProblem(suppression: Suppression): Problem {
  const form = suppression.by === 'comment' ? '`-- reason` behind the rules' : '`=reason` behind the rule';
  return {
    at: placeOf(suppression),
    message: `\`${suppression.text}\` gives no reason, so nobody can tell later whether it still holds.`,
    help: `Write ${form}.`,
    ...fixWith('Remove the suppression, so that the finding speaks again', 'unsafe', suppression.removal),
  };
}

function unknownProblem(unknown: UnknownSuppression, file: string, ruleNames: readonly string[]): Problem {
  const isRule = unknown.kind === 'rule';
  const guess = closest(unknown.name, isRule ? ruleNames : directiveNames);
  const written = isRule ? unknown.name : `karplint-${unknown.name}`;
  const meant = guess === undefined ? undefined : isRule ? guess : `karplint-${guess}`;
  const list = isRule ? '`karplint rules` lists them; a reason stands behind ` -- `.' : `There are ${directiveNames.map((name) => `\`${name}\``).join(', ')}.`;
  const rename = guess !== undefined && unknown.isExact ? { file, range: unknown.range, text: guess } : undefined;
  return {
    at: { range: unknown.range, path: unknown.resource === undefined ? [] : annotationPath },
    message: `${isRule ? 'No rule' : 'No directive'} is called \`${written}\`, so it suppresses nothing.`,
    help: meant === undefined ? list : `Did you mean \`${meant}\`?`,
    ...(rename === undefined ? fixWith(`Remove \`${written}\``, 'safe', unknown.removal) : fixWith(`Write \`${meant}\``, 'safe', rename)),
  };
}

const annotationPath = ['metadata', 'annotations', ignoreAnnotation];

function placeOf({ range, resource }: Suppression): Problem['at'] {
  return { range, path: resource === undefined ? [] : annotationPath };
}

function fixWith(title: string, safety: Fix['safety'], edit: Edit | undefined): { fix?: Fix } {
  return edit === undefined ? {} : { fix: { title, safety, edits: [edit] } };
}
