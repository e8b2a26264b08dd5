/**
 * The minors of Bottlerocket with the day of their last release, up to the newest that is listed here; the day bounds the age
 * of every release of the minor from below. https://github.com/bottlerocket-os/bottlerocket/blob/develop/CHANGELOG.md
 */
const bottlerocketMinors: readonly (readonly [minor: number, lastRelease: string])[] = [
  [12, '2023-01-24'],
  [13, '2023-05-01'],
  [14, '2023-08-10'],
  [15, '2023-10-09'],
  [16, '2023-11-13'],
  [17, '2023-12-12'],
  [18, '2024-01-16'],
  [19, '2024-05-01'],
  [20, '2024-07-30'],
  [21, '2024-08-21'],
  [22, '2024-09-10'],
  [23, '2024-09-19'],
  [24, '2024-10-04'],
  [25, '2024-10-15'],
  [26, '2024-10-24'],
];

/** When an AMI was published. */
export interface AmiRelease {
  readonly date: Date;
  /** False where it may be older. */
  readonly isExact: boolean;
}

/** What the version of an alias such as `al2023@v20250915` tells of its age; undefined for `latest` and unknown forms. */
export function releaseOfAlias(alias: string): AmiRelease | undefined {
  const [, year, month, day] = /^al2(?:023)?@v([0-9]{4})([0-9]{2})([0-9]{2})$/.exec(alias) ?? [];
  if (year !== undefined) return toRelease(`${year}-${month}-${day}`, true);
  const [, minorText] = /^bottlerocket@v?1\.([0-9]+)\.[0-9]+$/.exec(alias) ?? [];
  const minor = Number(minorText);
  const [, lastRelease] = bottlerocketMinors.find(([known]) => minor <= known) ?? [];
  return lastRelease === undefined ? undefined : toRelease(lastRelease, false);
}

function toRelease(text: string, isExact: boolean): AmiRelease | undefined {
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? undefined : { date, isExact };
}
