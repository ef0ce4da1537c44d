/** In what a structure can be written; `all` is each of the others. */
export const structureFormats = ["all", "dbml", "markdown", "erd", "mermaid"] as const;
export type StructureFormat = (typeof structureFormats)[number];
