import type { Place, Resource, Value } from '../core/resource.ts';
import type { ChartValues } from './chart-values.ts';

/** A chart that an object installs. */
export interface ChartRelease {
  /** The object that installs it. */
  readonly resource: Resource;
  /** The last part of the chart's name. */
  readonly chart: string;
  /** Where the installer names the chart. */
  readonly at: Place;
  /** Undefined where nothing says which version. */
  readonly version: ReleaseVersion | undefined;
  /** Of the repository, where it is written here. */
  readonly url: ReleaseUrl | undefined;
  /** May stand in another object than the one that installs the chart: they name the object themselves. */
  readonly values: ChartValues;
}

/** The version of a chart, and the object that writes it, which may be a repository. */
export interface ReleaseVersion {
  readonly value: Value;
  readonly resource: Resource;
  /** A digest names one chart, whatever its version. */
  readonly isDigest: boolean;
}

export interface ReleaseUrl {
  readonly value: Value;
  readonly resource: Resource;
  /** `oci` as Flux writes it in `spec.type`; undefined for Argo CD and where it is absent. */
  readonly type: string | undefined;
}

/** Undefined where nothing is written. */
export function versionIn(value: Value | undefined, resource: Resource): ReleaseVersion | undefined {
  return value === undefined || value.isNull ? undefined : { value, resource, isDigest: false };
}

/** The name of a chart without the repository before it. */
export function lastPart(name: string): string {
  return name.replace(/\/+$/, '').split('/').at(-1) ?? name;
}

/** The release of an object that writes version and URL beside the chart's name. */
export function plainRelease(
  resource: Resource,
  chart: string,
  { at, url, values }: { readonly at: Place; readonly url: Value | undefined; readonly values: ChartValues },
): ChartRelease {
  const version = versionIn(resource.at('version'), resource);
  return { resource, chart: lastPart(chart), at, version, url: url && { value: url, resource, type: undefined }, values };
}
