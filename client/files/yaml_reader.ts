import { type Reading, type SeedRow } from "./seed_row.ts";
import { TextSource } from "./source.ts";
import { Variables } from "./variables.ts";
import { documentsOf } from "./yaml_documents.ts";
import { NotInParts, type Placed } from "./yaml_placed.ts";
import { seedsOf, type Walk } from "./yaml_seeds.ts";
import { valueUnder } from "./yaml_values.ts";

/** A file that was read from somewhere. */
export interface TextFile {
  name: string;
  text: string;
}

/** Reads files of seeds in YAML or JSON, each by itself but for their variables; everything that is wrong is told at once. */
export function readYaml(files: readonly TextFile[]): Reading {
  const variables = new Variables();
  for (const file of files) gatherVariables(file, variables);
  const readings = files.map((file) => readFile(file, variables));
  return {
    rows: readings.flatMap(({ rows }) => rows),
    faults: readings.flatMap(({ faults }) => faults),
  };
}

function readFile(file: TextFile, variables: Variables): Reading {
  try {
    return readDocuments(file, variables, false);
  } catch (error) {
    if (!(error instanceof NotInParts)) throw error;
    return readDocuments(file, variables, true);
  }
}

function readDocuments({ name, text }: TextFile, variables: Variables, whole: boolean): Reading {
  const source = new TextSource(name, text);
  const rows: SeedRow[] = [];
  const faults: Reading["faults"] = [];
  const walk: Walk = {
    source,
    lookup: variables.lookupOf(name),
    add: (row) => rows.push(row),
    tell: (at, message) => faults.push({ ...source.placeOf(at), message }),
  };
  for (const root of documentsOf(text, whole, walk.tell)) seedsOf(root, walk);
  return { rows, faults };
}

/** What is wrong with the text is told when its seeds are read. */
function gatherVariables({ name, text }: TextFile, variables: Variables): void {
  if (!/\bvars\b/.test(text)) return;
  const plain = (value: string) => {
    throw new NoNesting(value);
  };
  for (const root of documentsIn(text)) {
    const vars = root.members()?.get("vars");
    for (const [key, { value }] of vars?.value.members() ?? []) {
      try {
        variables.add(name, key, valueUnder("sequence", value, plain));
      } catch (error) {
        if (!(error instanceof NoNesting)) throw error;
      }
    }
  }
}

/** A variable that is made of another one. */
class NoNesting extends Error {}

function documentsIn(text: string): Placed[] {
  try {
    return documentsOf(text, false, () => {});
  } catch (error) {
    if (!(error instanceof NotInParts)) throw error;
    return documentsOf(text, true, () => {});
  }
}
