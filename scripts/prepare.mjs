#!/usr/bin/env node
// Builds karplint where it is installed from Git, as pre-commit does. Of a global install npm leaves the development packages out,
// which the build needs. https://github.com/npm/cli/issues/8440
import { spawnSync } from 'node:child_process';

if (!hasDevelopmentPackages()) {
  const environment = { ...process.env, npm_config_global: 'false', npm_config_location: 'project' };
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--include=dev'], { stdio: 'inherit', env: environment, shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}
await import('./build.mjs');

function hasDevelopmentPackages() {
  try {
    import.meta.resolve('esbuild');
    return true;
  } catch {
    return false;
  }
}
