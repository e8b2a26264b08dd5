import type { Fix } from './fix.ts';
import type { Path } from './resource.ts';
import type { SourceRange } from './source.ts';

export const severities = ['critical', 'improvement', 'note'] as const;
/** critical: must be fixed before production. improvement: should be fixed. note: information. */
export type Severity = (typeof severities)[number];
/** A severity, or `off` for a rule that stays silent. */
export type Level = Severity | 'off';

export const environments = ['prod', 'staging', 'dev'] as const;
export type NamedEnvironment = (typeof environments)[number];
export type Environment = NamedEnvironment | 'unknown';

/** In the order of a review; `validity` holds the rules of the first three layers and of the engine. */
export const groups = ['validity', 'correctness', 'cost', 'reliability', 'security', 'gitops'] as const;
export type Group = (typeof groups)[number];

export const layers = ['syntax', 'schema', 'controller', 'practice'] as const;
/** Who objects in real life: the YAML reader, the API server, the Karpenter controller, or a reviewer. */
export type Layer = (typeof layers)[number];

/** A second place that belongs to a finding. */
export interface Related {
  readonly message: string;
  readonly file: string;
  readonly range: SourceRange;
}

export interface ResourceName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** What karplint says about one place of one file: plain data. */
export interface Finding {
  readonly rule: string;
  readonly group: Group;
  readonly severity: Severity;
  readonly layer: Layer;
  readonly message: string;
  readonly help?: string;
  /** The API server's own words, where it has some. */
  readonly serverMessage?: string;
  readonly file: string;
  readonly range: SourceRange;
  readonly resource?: ResourceName;
  /** From the resource's root. */
  readonly path?: Path;
  readonly related?: readonly Related[];
  /** The overlays and applications in which it holds, where files declare such. */
  readonly scopes?: readonly string[];
  readonly docs: string;
  readonly fix?: Fix;
  /** Stable while lines move: hashes the rule, the resource, the path and the message, not the position. */
  readonly fingerprint: string;
}

/** A finding that is kept out of the list on purpose. */
export interface SuppressedFinding {
  readonly finding: Finding;
  readonly by: 'comment' | 'annotation' | 'baseline';
  /** In the author's words. */
  readonly reason?: string;
}
