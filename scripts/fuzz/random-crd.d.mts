import type { Random } from './random.mjs';

export interface RandomThing {
  readonly spec?: unknown;
}

export function createCrd(random: Random): object;
export function createObject(random: Random, crd: object): RandomThing;
