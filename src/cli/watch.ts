import { statSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Io } from './io.ts';

/** Changes that come together, as editors make them, are one. In milliseconds. */
const quiet = 100;

/** Runs at once and again after each change below the paths, until the signal ends it; without a signal for ever. */
export async function watchPaths(paths: readonly string[], run: () => Promise<unknown>, io: Io): Promise<void> {
  const repeat = new Repeater(run);
  const watchers = paths.map((path) => watchPath(resolve(io.workingFolder, path), () => repeat.ask()));
  await repeat.now();
  await new Promise<void>((end) => {
    if (io.signal?.aborted === true) end();
    io.signal?.addEventListener('abort', () => end(), { once: true });
  });
  for (const watcher of watchers) watcher.close();
  await repeat.stop();
}

/** A file is watched through its folder, since editors put a new file in its place. */
function watchPath(path: string, changed: () => void): FSWatcher {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const watcher = watch(isFolder ? path : dirname(path), { recursive: isFolder }, (_, name) => {
    if (isFolder ? isOfInterest(name) : resolve(dirname(path), name ?? '') === path) changed();
  });
  return watcher.on('error', () => undefined);
}

function isOfInterest(name: string | null): boolean {
  return name === null || (/\.(?:ya?ml|json|tf)$|\.(?:git|karplint)ignore$/i.test(name) && !/(?:^|[\\/])(?:\.git|node_modules)[\\/]/.test(name));
}

/** One run at a time; what is asked for meanwhile follows once. */
class Repeater {
  readonly #run: () => Promise<unknown>;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(run: () => Promise<unknown>) {
    this.#run = run;
  }

  ask(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.now(), quiet);
  }

  now(): Promise<unknown> {
    this.#running = this.#running.then(this.#run);
    return this.#running;
  }

  stop(): Promise<unknown> {
    clearTimeout(this.#timer);
    return this.#running;
  }
}
