import type { Environment, Finding, Severity, SuppressedFinding } from './finding.ts';
import type { Source } from './source.ts';

/** Which Karpenter is linted for, and how karplint came to think so. */
export interface KarpenterVersion {
  /** The minor, such as `1.14`. */
  readonly version: string;
  readonly source: 'option' | 'config' | 'workspace' | 'default';
  readonly file?: string;
  /** Further versions that the workspace names; each file is linted for the one that is named nearest to it. */
  readonly others?: readonly { readonly version: string; readonly file: string }[];
}

/** An environment, and what says so. */
export interface FoundEnvironment {
  readonly name: Environment;
  readonly source: 'option' | 'config' | 'path' | 'labels' | 'cluster' | 'default';
  /** What was read, as the end of a sentence: "the folder `prod`". */
  readonly reason?: string;
  /** The file that says it, or that it is said of. */
  readonly file?: string;
}

export interface EnvironmentChoice extends FoundEnvironment {
  /** Environments that files say of themselves, where not all are of one; each object is judged by its own. */
  readonly others?: readonly FoundEnvironment[];
}

/** The state that a run was compared with. */
export interface BaseChoice {
  /** As the caller wrote it. */
  readonly ref: string;
  readonly commit: string;
}

export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

export interface Summary {
  /** Files read, whatever they held. */
  readonly files: number;
  /** Files without a Kubernetes manifest. */
  readonly passedOver: number;
  readonly documents: number;
  readonly resources: number;
  readonly critical: number;
  readonly improvement: number;
  readonly note: number;
  /** What comments, annotations and a baseline keep out of the findings. */
  readonly suppressed: number;
  readonly skipped: readonly SkippedFile[];
  /** The calls of foreign tools that were asked for, as a shell would take them. */
  readonly rendered?: readonly { readonly command: string; readonly failure?: string }[];
}

/** All that a run has to say. Reporters turn it into text. */
export interface Report {
  readonly karpenter: KarpenterVersion;
  readonly environment: EnvironmentChoice;
  readonly base?: BaseChoice;
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
}

/** The texts behind a report's findings, by file. */
export type Sources = ReadonlyMap<string, Source>;

export function countSeverities(findings: readonly Finding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { critical: 0, improvement: 0, note: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}
