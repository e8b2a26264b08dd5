import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { applyFixes, hasFix, isWantedFix, planFixes } from '../core/fix-plan.ts';
import type { FixChoice, FixPlan, FixableFinding } from '../core/fix-plan.ts';
import { Source } from '../core/source.ts';
import { lintWorkspace, refusalsOf } from '../linter.ts';
import { encode } from './encoding.ts';
import { reasonOf } from './find.ts';
import { decode } from './read.ts';
import { toManifest } from './read-manifests.ts';
import type { SessionResult } from './session.ts';
import { writeAtomically } from './write.ts';

/** A fix that would not make things better, with the reason. */
export interface RefusedFix {
  readonly finding: FixableFinding;
  readonly reason: string;
}

export interface FixedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

export interface FixOutcome {
  /** What is left after the fixes. */
  readonly result: SessionResult;
  readonly fixed: readonly FixableFinding[];
  readonly refused: readonly RefusedFix[];
  readonly files: readonly FixedFile[];
  /** How many more the choice leaves out because they are unsafe. */
  readonly unsafeLeft: number;
}

/** More passes than this only fixes need that undo each other. */
const mostPasses = 25;

/** Fixes in memory until nothing is left to fix; writes nothing. */
export function fixSession(before: SessionResult, choice: FixChoice, strictInput: boolean): FixOutcome {
  const session = new FixSession(before, choice, strictInput);
  for (let pass = 0; pass < mostPasses && session.pass(); pass++);
  return session.outcome();
}

class FixSession {
  readonly #before: SessionResult;
  readonly #choice: FixChoice;
  readonly #strictInput: boolean;
  readonly #fixed: FixableFinding[] = [];
  readonly #refused = new Map<string, RefusedFix>();
  #now: SessionResult;

  constructor(before: SessionResult, choice: FixChoice, strictInput: boolean) {
    this.#before = before;
    this.#choice = choice;
    this.#strictInput = strictInput;
    this.#now = before;
  }

  /** Applies what can be applied together; false where nothing is left. */
  pass(): boolean {
    const { sources } = this.#now;
    const isWanted = (finding: FixableFinding): boolean =>
      isWantedFix(finding, this.#choice, sources) && !this.#refused.has(keyOf(finding)) && finding.fix.edits.every(({ file }) => sources.has(file));
    const plan = this.#withoutHarm(planFixes(this.#now.report.findings, sources, isWanted));
    if (plan.taken.length === 0) return false;
    this.#fixed.push(...plan.taken);
    this.#now = this.#relint(plan.texts);
    return true;
  }

  outcome(): FixOutcome {
    const files = [...this.#now.sources.values()].flatMap(({ file, text: after }) => {
      const before = this.#before.sources.get(file)?.text ?? after;
      return before === after ? [] : [{ file, before, after }];
    });
    const { findings } = this.#now.report;
    const wantsAll = { ...this.#choice, unsafe: true };
    const left = findings.filter(hasFix).filter((finding) => isWantedFix(finding, wantsAll, this.#now.sources) && !this.#refused.has(keyOf(finding)));
    return {
      result: this.#now,
      fixed: this.#fixed,
      refused: [...this.#refused.values()],
      files,
      unsafeLeft: this.#choice.unsafe ? 0 : left.length,
    };
  }

  /** Leaves out the fixes that would make a file worse: one that the API takes must not be refused afterwards. */
  #withoutHarm(plan: FixPlan): FixPlan {
    if (this.#harm(plan.texts) === undefined) return plan;
    const { sources } = this.#now;
    const taken: FixableFinding[] = [];
    for (const finding of plan.taken) {
      const reason = this.#harm(applyFixes([...taken, finding], sources));
      if (reason === undefined) taken.push(finding);
      else this.#refused.set(keyOf(finding), { finding, reason });
    }
    return { taken, texts: applyFixes(taken, sources) };
  }

  /** What would be refused in one of these texts that was not before; undefined where nothing is. */
  #harm(texts: ReadonlyMap<string, string>): string | undefined {
    for (const [file, text] of texts) {
      const old = this.#now.manifests.find(({ source }) => source.file === file);
      if (old === undefined) continue;
      const before = refusalsOf(old, this.#now.lint);
      const after = refusalsOf(toManifest({ source: new Source(file, text) }, this.#strictInput), this.#now.lint);
      for (const [object, messages] of after) {
        const known = before.get(object) ?? [];
        if (messages.length > known.length) return messages.find((message) => !known.includes(message)) ?? messages[0];
      }
    }
    return undefined;
  }

  #relint(texts: ReadonlyMap<string, string>): SessionResult {
    const manifests = this.#now.manifests.map((manifest) => {
      const text = texts.get(manifest.source.file);
      return text === undefined ? manifest : toManifest({ source: new Source(manifest.source.file, text) }, this.#strictInput);
    });
    const outcome = lintWorkspace(manifests, this.#now.lint);
    return { ...this.#now, ...outcome, sources: new Map(outcome.manifests.map(({ source }) => [source.file, source])) };
  }
}

function keyOf({ file, fingerprint, fix }: FixableFinding): string {
  return JSON.stringify([file, fingerprint, fix.title]);
}

/** A file that could not be written, with the reason. */
export interface WriteFailure {
  readonly file: string;
  readonly reason: string;
}

/** Writes fixed files, each whole or not at all, in the encoding that they had. A file that changed meanwhile stays as it is. */
export function writeFixed(files: readonly FixedFile[], workingFolder: string): WriteFailure[] {
  return files.flatMap(({ file, before, after }) => {
    const path = resolve(workingFolder, file);
    try {
      const bytes = readFileSync(path);
      if (decode(bytes, file).source.text !== before) return [{ file, reason: 'it changed while karplint ran' }];
      writeAtomically(path, encode(after, bytes));
      return [];
    } catch (error) {
      return [{ file, reason: reasonOf(error) }];
    }
  });
}
