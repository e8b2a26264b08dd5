import type { Column } from '../../catalog/column.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import { groupBy } from '../../core/group-by.ts';
import { perObject } from '../../core/remembered.ts';
import { admits } from '../requirements.ts';
import type { ValueSet } from '../requirements.ts';
import type { NodeResources } from './node-resources.ts';
import type { Offering } from './offerings.ts';
import type { TypeTable } from './type-table.ts';

/** Why a type cannot be launched. */
export type Exclusion =
  | { readonly kind: 'requirement'; readonly key: string; readonly values: readonly string[] }
  /** The class asks for something that the type lacks, such as network interfaces. */
  | { readonly kind: 'class' }
  /** Nowhere in the region, or not in a wanted zone as a wanted capacity type. */
  | { readonly kind: 'offering' }
  /** More is reserved than the type has. */
  | { readonly kind: 'resources' };

/** How many values of a label `minValues` asks for, and how many the types have. */
export interface MinValues {
  readonly key: string;
  readonly least: number;
  readonly found: number;
}

/** What one requirement does to the list of types. */
export interface Impact {
  readonly key: string;
  readonly excluded: number;
  /** How many of them would be there without it. */
  readonly alone: number;
}

type Sets = ReadonlyMap<string, ValueSet>;

/**
 * What the requirements of a pool leave of the catalogue, as Karpenter's scheduler finds for an empty Pod.
 * Source: filterInstanceTypesByRequirements in sigs.k8s.io/karpenter pkg/controllers/provisioning/scheduling/nodeclaim.go.
 */
export class Launchable {
  /** The types that meet every requirement, whatever `minValues` says; sorted by name. */
  readonly types: readonly InstanceType[];
  readonly table: TypeTable;
  readonly #sets: Sets;
  /** The offerings that meet the requirements, for each list of offerings that types have. */
  readonly #admitted: readonly (readonly Offering[])[];
  readonly #isOut: Uint8Array;
  #families: ReadonlySet<string> | undefined;
  readonly #values = new Map<string, ReadonlySet<string>>();
  #minValues: readonly MinValues[] | undefined;
  #impacts: readonly Impact[] | undefined;

  constructor(table: TypeTable, sets: Sets) {
    this.table = table;
    this.#sets = sets;
    this.#admitted = table.offerings.values.map(perObject((offerings) => offerings.filter((offering) => admitsOffering(sets, offering))));
    const isOut = new Uint8Array(table.catalog.size);
    exclude(isOut, [
      ...[...sets].flatMap(([key, set]) => judge(table.label(key), (values) => admits(set, values))),
      ...judge({ index: table.offerings.index, values: this.#admitted }, (offerings) => offerings.length > 0),
    ]);
    this.types = table.typesLeft(isOut);
    this.#isOut = isOut;
  }

  /** The families of the types. */
  get families(): ReadonlySet<string> {
    return (this.#families ??= this.#valuesIn(this.table.catalog.familyColumn));
  }

  /** Whether a type of the same catalogue is one of `types`. */
  includes({ position }: InstanceType): boolean {
    return this.#isOut[position] === 0;
  }

  /** The types for which a label has a wanted value. */
  typesWith(key: string, isWanted: (value: string) => boolean): readonly InstanceType[] {
    const column = this.table.label(key);
    if (column === undefined) return [];
    const set = this.#sets.get(key);
    const isFound = column.values.map((values) => values.some(isWanted) && (set === undefined || admits(set, values)));
    return isFound.includes(true) ? this.types.filter(({ position }) => isFound[column.index[position] ?? 0]) : [];
  }

  get minValues(): readonly MinValues[] {
    return (this.#minValues ??= [...this.#sets].flatMap(([key, { minValues }]) =>
      minValues > 0 ? [{ key, least: minValues, found: this.valuesOf(key).size }] : [],
    ));
  }

  /** False where `minValues` asks for more than there is: Karpenter then launches nothing, unless it is told to do its best. */
  get hasEnoughValues(): boolean {
    return this.minValues.every(({ least, found }) => found >= least && this.types.length > 0);
  }

  /** The different values of a label that the types can have. */
  valuesOf(key: string): ReadonlySet<string> {
    const known = this.#values.get(key) ?? this.#findValues(key);
    this.#values.set(key, known);
    return known;
  }

  #findValues(key: string): ReadonlySet<string> {
    const column = this.table.label(key);
    return new Set(column === undefined ? [] : [...this.#valuesIn(column)].flat());
  }

  /** The values of a column that the types have, in their order. */
  #valuesIn<T>({ index, values }: Column<T>): Set<T> {
    const found = new Set<T>();
    let last = -1;
    const { types } = this;
    for (let next = 0; next < types.length && found.size < values.length; next++) {
      const place = index[types[next]?.position ?? 0] ?? 0;
      // Neighbours mostly have the same value.
      if (place !== last) found.add(values[place] as T);
      last = place;
    }
    return found;
  }

  /** True where what is required of a label keeps a type out. */
  leavesOut(key: string): boolean {
    const set = this.#sets.get(key);
    const column = this.table.label(key);
    return set !== undefined && column !== undefined && column.values.some((values) => !admits(set, values));
  }

  /** How many types each requirement keeps out, and how many of them nothing else does; the one that keeps out most alone first. */
  get impacts(): readonly Impact[] {
    return (this.#impacts ??= this.#findImpacts());
  }

  #findImpacts(): readonly Impact[] {
    const { offerings, catalog } = this.table;
    const count = catalog.size;
    const isNowhere = new Uint8Array(count);
    exclude(
      isNowhere,
      judge(offerings, (list) => list.length > 0),
    );
    /** How many requirements keep each type out. */
    const excluders = new Uint16Array(count);
    const masks = [...this.#sets].map(([key, set]) => {
      const mask = new Uint8Array(count);
      exclude(
        mask,
        judge(this.table.label(key), (values) => admits(set, values)),
      );
      for (let position = 0; position < count; position++) excluders[position] = (excluders[position] ?? 0) + (mask[position] ?? 0);
      return { key, mask };
    });
    const impacts = masks.map(({ key, mask }) => {
      let excluded = 0;
      let alone = 0;
      for (let position = 0; position < count; position++) {
        if (mask[position] === 0) continue;
        excluded++;
        if (excluders[position] === 1 && isNowhere[position] === 0) alone++;
      }
      return { key, excluded, alone };
    });
    return impacts.filter(({ excluded }) => excluded > 0).sort((a, b) => b.alone - a.alone || b.excluded - a.excluded);
  }

  /** Every reason that keeps a type out; none for one of `types`. */
  exclusions(type: InstanceType): readonly Exclusion[] {
    const { table } = this;
    const position = type.position;
    const requirements = [...this.#sets].flatMap(([key, set]): Exclusion[] => {
      const column = table.label(key);
      const values = column?.values[column.index[position] ?? 0];
      return values === undefined || admits(set, values) ? [] : [{ kind: 'requirement', key, values }];
    });
    const others: Exclusion[] = [
      ...(table.isCompatible(type) ? (this.offerings(type).length === 0 ? [{ kind: 'offering' as const }] : []) : [{ kind: 'class' as const }]),
      ...(table.resources(type).isPossible ? [] : [{ kind: 'resources' as const }]),
    ];
    return [...requirements, ...others];
  }

  resources(type: InstanceType): NodeResources {
    return this.table.resources(type);
  }

  /** The offerings that meet the requirements; types that are offered alike share their list. */
  offerings(type: InstanceType): readonly Offering[] {
    return this.#admitted[this.table.offerings.index[type.position] ?? 0] ?? [];
  }
}

/** Which values of a column do not pass, by their places. */
interface Judgement {
  readonly index: ArrayLike<number>;
  readonly fails: readonly boolean[];
}

/** Judges each value of a column once; nothing comes of a column of which every value passes. */
function judge<T>(column: Column<T> | undefined, passes: (value: T) => boolean): Judgement[] {
  const fails = column?.values.map((value) => !passes(value));
  return column === undefined || fails?.includes(true) !== true ? [] : [{ index: column.index, fails }];
}

/** Marks the types with a value that does not pass. What hangs on the family alone is gone through once. */
function exclude(isOut: Uint8Array, judgements: readonly Judgement[]): void {
  for (const [index, group] of groupBy(judgements, (judgement) => judgement.index)) {
    const fails = group.length === 1 ? group[0]?.fails : group[0]?.fails.map((_, place) => group.some((judgement) => judgement.fails[place]));
    for (let position = 0; position < isOut.length; position++) if (fails?.[index[position] ?? 0] === true) isOut[position] = 1;
  }
}

function admitsOffering(sets: Sets, { capacityType, zone, reservation }: Offering): boolean {
  const isAdmitted = (key: string, value: string | undefined): boolean => {
    const set = sets.get(key);
    return set === undefined || admits(set, value === undefined ? [] : [value]);
  };
  if (!isAdmitted('karpenter.sh/capacity-type', capacityType)) return false;
  if (zone === undefined) return true;
  return (
    isAdmitted('topology.kubernetes.io/zone', zone.name) &&
    isAdmitted('topology.k8s.aws/zone-id', zone.id) &&
    isAdmitted('karpenter.k8s.aws/capacity-reservation-id', reservation?.id) &&
    isAdmitted('karpenter.k8s.aws/capacity-reservation-type', reservation?.type) &&
    isAdmitted('karpenter.k8s.aws/capacity-reservation-interruptible', reservation && String(reservation.isInterruptible))
  );
}
