/** The version of this package; the build puts it in from package.json. */
declare const KARPLINT_VERSION: string | undefined;

export const version: string = typeof KARPLINT_VERSION === 'string' ? KARPLINT_VERSION : '0.0.0-source';
