export function buildPages(options: { readonly onlyIfOld: boolean }): Promise<void>;
