import { groups, severities } from '../../core/finding.ts';
import type { Finding, Group, Severity } from '../../core/finding.ts';
import { countSeverities } from '../../core/report.ts';
import type { Report, Sources } from '../../core/report.ts';
import type { RuleMeta } from '../../core/rule.ts';
import { shorten } from '../../core/shorten.ts';
import { positionsOf } from '../json.ts';
import { patchOf } from '../patch.ts';
import { whyItMatters } from '../why-it-matters.ts';
import { describeRollout, quoteWord } from './rollout.ts';
import type { Rollout } from './rollout.ts';

/** The findings of a run as a reviewer would write them up. */
export interface Review {
  readonly verdict: Verdict;
  readonly karpenter: Report['karpenter'];
  readonly environment: Report['environment'];
  readonly base?: NonNullable<Report['base']>;
  readonly summary: Report['summary'];
  readonly groups: readonly GroupReview[];
}

export interface Verdict {
  readonly isReady: boolean;
  /** One sentence: ready for production, or what must be done first. */
  readonly sentence: string;
}

export interface GroupReview {
  readonly group: Group;
  readonly counts: Readonly<Record<Severity, number>>;
  readonly findings: readonly ReviewedFinding[];
  /** Rules that looked at something and had nothing to say. */
  readonly fine: readonly FineRule[];
}

export interface FineRule {
  readonly rule: string;
  /** What the rule would have found. */
  readonly summary: string;
  readonly docs: string;
}

export interface ReviewedFinding extends Rollout {
  /** From 1, in the order of the report, so that people can speak of finding 7. */
  readonly number: number;
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  /** The first paragraph of the rule's page, where it is at hand. */
  readonly why?: string;
  readonly help?: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly object?: string;
  /** The corrected YAML as a unified diff, where the rule knows it. */
  readonly diff?: string;
  readonly docs: string;
}

export interface ReviewOptions {
  readonly metas: readonly RuleMeta[];
  /** The rules that had an object to look at. */
  readonly checked: ReadonlySet<string>;
  readonly docsOf: (rule: string) => string;
  readonly pageOf: (rule: string) => string | undefined;
}

/** Puts a report into the order of a review: by group, then by severity, then by place. */
export function reviewOf(report: Report, sources: Sources, options: ReviewOptions): Review {
  const { karpenter, environment, base, summary } = report;
  let number = 0;
  const reviewed = groups.map((group) => {
    const own = report.findings.filter((finding) => finding.group === group);
    const ordered = severities.flatMap((severity) => own.filter((finding) => finding.severity === severity));
    const findings = ordered.map((finding) => ({
      number: ++number,
      ...reviewFinding(finding, sources, { ...options, lint: lintCommand(finding, report, options) }),
    }));
    return { group, counts: countSeverities(own), findings, fine: fineRules(group, report, options) };
  });
  return {
    verdict: judge(report),
    karpenter,
    environment,
    ...(base && { base }),
    summary,
    groups: reviewed.filter(({ findings, fine }) => findings.length > 0 || fine.length > 0),
  };
}

function judge({ findings, summary }: Report): Verdict {
  const { critical, improvement } = countSeverities(findings);
  if (summary.resources === 0) return { isReady: false, sentence: 'There is nothing to review: no Kubernetes object was found.' };
  if (critical > 0) {
    const files = new Set(findings.filter(({ severity }) => severity === 'critical').map(({ file }) => file)).size;
    return { isReady: false, sentence: `Not ready for production: mend ${count(critical, 'critical finding')} in ${count(files, 'file')} first.` };
  }
  if (improvement > 0)
    return { isReady: true, sentence: `Ready for production; ${count(improvement, 'improvement')} would make it cheaper or more resilient.` };
  return { isReady: true, sentence: 'Ready for production.' };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function reviewFinding(finding: Finding, sources: Sources, { pageOf, lint }: ReviewOptions & { lint: string }): Omit<ReviewedFinding, 'number'> {
  const { rule, severity, message, help, file, resource, fix, docs } = finding;
  const { start } = positionsOf(finding, sources);
  const page = pageOf(rule);
  const why = whyItMatters(page);
  const diff = fix === undefined ? '' : withShortLines(patchOf(fix, sources));
  return {
    rule,
    severity,
    title: resource === undefined ? rule : `${rule} in ${resource.kind} ${resource.name}`,
    message,
    ...(why === undefined ? {} : { why }),
    ...(help === undefined ? {} : { help }),
    file,
    line: start.line,
    column: start.column,
    ...(resource === undefined ? {} : { object: `${resource.kind} ${resource.name}` }),
    ...(diff === '' ? {} : { diff }),
    ...describeRollout(finding, lint),
    docs,
  };
}

/** What would find it again. */
function lintCommand({ rule, file }: Finding, { base }: Report, { metas }: ReviewOptions): string {
  const needsBase = metas.find(({ id }) => id === rule)?.needs === 'base';
  return needsBase && base !== undefined ? `karplint --base ${quoteWord(base.ref)}` : `karplint ${quoteWord(file)}`;
}

/** A line that nobody would read to its end is cut. */
function withShortLines(text: string): string {
  return text
    .split('\n')
    .map((line) => shorten(line, 400))
    .join('\n');
}

function fineRules(group: Group, { findings }: Report, { metas, checked, docsOf }: ReviewOptions): FineRule[] {
  const found = new Set(findings.map(({ rule }) => rule));
  return metas
    .filter((meta) => meta.group === group && checked.has(meta.id) && !found.has(meta.id))
    .map(({ id, summary }) => ({ rule: id, summary, docs: docsOf(id) }));
}
