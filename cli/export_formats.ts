/** The formats of exports. */
export const exportFormats = ["yaml", "csv", "xlsx"] as const;
export type ExportFormat = typeof exportFormats[number];
