import type { Severity } from '../core/finding.ts';
import { hash } from '../core/hash.ts';
import type { Report, Sources } from '../core/report.ts';
import { shorten } from '../core/shorten.ts';
import { positionsOf } from './json.ts';

const severities: Readonly<Record<Severity, string>> = { critical: 'critical', improvement: 'major', note: 'info' };

/**
 * GitLab's code quality report. A fingerprint names a finding across pipelines, so it leaves the line out, and counts where
 * a file has the same one again. `root` is the way from the repository's root to the working directory.
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function renderGitlab({ findings }: Report, sources: Sources, { root }: { readonly root: string }): string {
  const seen = new Map<string, number>();
  const issues = findings.map((finding) => {
    const { rule, severity, message, help, file, fingerprint } = finding;
    const key = JSON.stringify([file, fingerprint]);
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    const { start, end } = positionsOf(finding, sources);
    return {
      description: shorten(help === undefined ? message : `${message} ${help}`, 2000),
      check_name: rule,
      fingerprint: hash(`${key}${occurrence}`) + hash(`${occurrence}${key}`),
      severity: severities[severity],
      location: { path: (root + file).replace(/^\.\//, ''), lines: { begin: start.line, end: end.line } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
