/** Kinds of Flux and Argo CD that bring charts and manifests to a cluster, with their API groups. */
export const deliveryKinds = {
  helmRelease: ['helm.toolkit.fluxcd.io', 'HelmRelease'],
  helmRepository: ['source.toolkit.fluxcd.io', 'HelmRepository'],
  ociRepository: ['source.toolkit.fluxcd.io', 'OCIRepository'],
  fluxKustomization: ['kustomize.toolkit.fluxcd.io', 'Kustomization'],
  application: ['argoproj.io', 'Application'],
  applicationSet: ['argoproj.io', 'ApplicationSet'],
  /** `Chart.yaml`, for the charts that it depends on. */
  chart: ['helm.sh', 'Chart'],
  /** A file of values for a chart. */
  values: ['helm.sh', 'Values'],
  /** An entry of `helmCharts` of a kustomization. */
  kustomizeChart: ['kustomize.config.k8s.io', 'KustomizeChart'],
  helmfileRelease: ['helmfile.sh', 'HelmfileRelease'],
  terraformRelease: ['terraform.io', 'helm_release'],
} as const satisfies Readonly<Record<string, readonly [group: string, kind: string]>>;

/** The kinds that can install a chart, and name its version. */
export const installerKinds: readonly string[] = ['HelmRelease', 'Application', 'ApplicationSet', 'Chart', 'KustomizeChart', 'HelmfileRelease', 'helm_release'];

/** The kinds that hold values for a chart. Those for the charts of a `Chart.yaml` stand in a file of their own. */
export const valuesKinds: readonly string[] = ['HelmRelease', 'Application', 'ApplicationSet', 'Values', 'KustomizeChart', 'HelmfileRelease', 'helm_release'];
