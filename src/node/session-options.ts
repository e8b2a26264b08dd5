import type { LintOptions } from '../linter.ts';
import type { ReadOptions } from './read-manifests.ts';

/** What a run reads, and how it lints. */
export interface SessionOptions extends ReadOptions {
  /** Files and folders with CustomResourceDefinitions, from the working folder. */
  readonly crds?: readonly string[];
  /** Runs the user's own `helm` and `kustomize` on the charts and overlays that are found. */
  readonly render?: boolean;
  /** Programs with rules, from the working folder. */
  readonly plugins?: readonly string[];
  /** A Git ref to compare with: rules that need an earlier state run only with one. Folders must be named. */
  readonly base?: string;
  /** Where results of equal runs are kept; a result from there has a report and its sources, and no manifests. */
  readonly cacheFolder?: string;
  readonly lint: Omit<LintOptions, 'config' | 'matches'>;
}
