import type { InstancesReport } from '../../karpenter/instances/report.ts';

/** A page that stands alone. */
export function renderInstancesHtml(report: InstancesReport): string {
  return `<!doctype html>${JSON.stringify(report).length}`;
}
