import type { Sql } from "../database/connection.ts";
import { assemble } from "./assemble.ts";
import { readCatalog } from "./catalog.ts";
import { readingFault } from "./faults.ts";
import { isOdoo, readOdooMetadata } from "./odoo_metadata.ts";
import { type Limits, readOnly } from "./read_only.ts";
import type { Structure } from "./structure.ts";
import { withOdoo } from "./with_odoo.ts";

/** How a database is read. */
export interface Reading extends Limits {
  /** In which language Odoo's labels are, e.g. `en_US`. */
  language: string;
}

/** What a reader gives up rather than wait for: a lock for two seconds, a statement for thirty. */
export const usualReading: Reading = { lockMs: 2_000, statementMs: 30_000, language: "en_US" };

/** A structure, and whether Odoo's labels are missing from it because this login may not read them. */
export interface Read {
  structure: Structure;
  unlabelled: boolean;
}

/**
 * Reads the structure of a database, all of it as of one moment. It writes nothing, and holds nothing
 * that keeps others from working. @throws {AppError} database_unreachable, database_busy, database_refused
 */
export async function readStructure(sql: Sql, reading: Reading = usualReading): Promise<Read> {
  try {
    const { catalog, odoo, unlabelled } = await readOnly(sql, reading, async (sql) => {
      const catalog = await readCatalog(sql);
      const { is, readable } = await isOdoo(sql);
      const odoo = is && readable ? await readOdooMetadata(sql, reading.language) : undefined;
      return { catalog, odoo, unlabelled: is && !readable };
    });
    const structure = assemble(catalog);
    return { structure: odoo ? withOdoo(structure, odoo) : structure, unlabelled };
  } catch (error) {
    throw readingFault(error) ?? error;
  }
}
