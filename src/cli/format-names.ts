/** The formats of `karplint lint`. */
export const formatNames = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit', 'checkstyle', 'rdjson', 'markdown', 'html', 'unix', 'agent'] as const;

export type FormatName = (typeof formatNames)[number];
