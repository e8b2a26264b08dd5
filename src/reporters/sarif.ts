import type { ReportingDescriptor, Log, Result } from 'sarif';
import { severities } from '../core/finding.ts';
import type { Finding, Severity, SuppressedFinding } from '../core/finding.ts';
import { levelIn } from '../core/rule.ts';
import type { RuleMeta } from '../core/rule.ts';
import type { Report, Sources } from '../core/report.ts';
import { toResult } from './sarif-result.ts';
import { lineHashes } from './line-hash.ts';
import { whyItMatters } from './why-it-matters.ts';

export interface SarifOptions {
  readonly version: string;
  readonly metas: readonly RuleMeta[];
  readonly docsOf: (rule: string) => string;
  /** The docs page of a rule as Markdown, where it is at hand. */
  readonly helpOf: (rule: string) => string | undefined;
  /** The way from the root of the Git repository to the working directory, with a closing slash; empty at the root. */
  readonly root: string;
  /** Adds what is suppressed, marked so. GitHub shows such results as open alerts, so it is off by default. */
  readonly showSuppressed?: boolean;
}

/** GitHub refuses a run with more results. https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit */
const mostResults = 25_000;

/** SARIF 2.1.0 as GitHub code scanning wants it. https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
export function renderSarif(report: Report, sources: Sources, options: SarifOptions): string {
  const suppressions = new Map(options.showSuppressed ? report.suppressed.map((each) => [each.finding, each]) : []);
  const findings = mostSevere([...report.findings, ...suppressions.keys()]);
  const used = new Set(findings.map(({ rule }) => rule));
  const metas = options.metas.filter(({ id }) => used.has(id));
  const indexes = new Map(metas.map(({ id }, index) => [id, index]));
  const hashes = hashLines(findings, sources);
  const results: Result[] = findings.map((finding) => ({
    ...toResult(finding, sources, options.root),
    ruleIndex: indexes.get(finding.rule) ?? -1,
    level: levels[finding.severity],
    partialFingerprints: { ...hashes(finding), 'karplint/v1': finding.fingerprint },
    ...describeSuppression(suppressions.get(finding)),
  }));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'karplint',
            semanticVersion: options.version,
            informationUri: 'https://github.com/karplint/karplint',
            rules: metas.map((meta) => describeRule(meta, options)),
          },
        },
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: noticeOfLoss(report.findings.length + suppressions.size - findings.length) }],
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function describeSuppression(suppressed: SuppressedFinding | undefined): Pick<Result, 'suppressions'> {
  if (suppressed === undefined) return {};
  const { by, reason } = suppressed;
  const kind = by === 'baseline' ? 'external' : 'inSource';
  return { suppressions: [{ kind, status: 'accepted', ...(reason === undefined ? {} : { justification: reason }) }] };
}

/** All findings in their order, or the worst of them where there are more than fit. */
function mostSevere(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= mostResults) return findings;
  const kept = new Set(severities.flatMap((severity) => findings.filter((finding) => finding.severity === severity)).slice(0, mostResults));
  return findings.filter((finding) => kept.has(finding));
}

function noticeOfLoss(lost: number) {
  if (lost === 0) return [];
  const text = `${lost} findings of the lowest severity are left out: GitHub takes ${mostResults} results at most.`;
  return [{ level: 'warning' as const, message: { text } }];
}

const levels = { critical: 'error', improvement: 'warning', note: 'note' } as const;

/** Above 7.0 GitHub calls a security alert high, above 4.0 medium. */
const securitySeverities: Readonly<Record<Severity, string>> = { critical: '8.0', improvement: '5.5', note: '2.0' };

function describeRule(meta: RuleMeta, { docsOf, helpOf }: SarifOptions): ReportingDescriptor {
  const level = levelIn(meta.severity, 'unknown');
  const severity = level === 'off' ? 'note' : level;
  const page = helpOf(meta.id);
  const docs = docsOf(meta.id);
  return {
    id: meta.id,
    name: meta.id,
    shortDescription: { text: meta.summary },
    fullDescription: { text: cut(whyItMatters(page) ?? meta.summary, 1024) },
    help: { text: `${meta.summary} See ${docs}.`, markdown: page ?? `${meta.summary}\n\nSee <${docs}>.` },
    helpUri: docs,
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: [meta.group, 'karpenter'],
      precision: 'high',
      ...(meta.group === 'security' ? { 'security-severity': securitySeverities[severity] } : { 'problem.severity': problemSeverities[severity] }),
    },
  };
}

const problemSeverities: Readonly<Record<Severity, string>> = { critical: 'error', improvement: 'warning', note: 'recommendation' };

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** The line hashes of each file with findings, all lines of a file at once. */
function hashLines(findings: readonly Finding[], sources: Sources): (finding: Finding) => { primaryLocationLineHash?: string } {
  const lines = new Map<string, Set<number>>();
  const lineOf = ({ file, range }: Finding): number => sources.get(file)?.positionAt(range.start).line ?? 1;
  for (const finding of findings) lines.set(finding.file, (lines.get(finding.file) ?? new Set()).add(lineOf(finding)));
  const hashes = new Map([...lines].map(([file, wanted]) => [file, lineHashes(sources.get(file)?.text ?? '', wanted)]));
  return (finding) => {
    const hash = hashes.get(finding.file)?.get(lineOf(finding));
    return hash === undefined ? {} : { primaryLocationLineHash: hash };
  };
}
