/** All that reads and writes files of seeds. */
export { checkSeeds } from "./check_seeds.ts";
export { exportInto } from "./export_into.ts";
export { exportSeeds } from "./export_seeds.ts";
export { importSeeds } from "./import_seeds.ts";
export { loadSeeds } from "./load_seeds.ts";
export { readSeeds } from "./read_seeds.ts";
