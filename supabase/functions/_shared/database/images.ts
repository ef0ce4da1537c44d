import type { Sql } from "./connection.ts";

/** An image of Odoo, and what its server will say its version is. */
export interface Image {
  image: string;
  image_tag: string;
  odoo_version: string;
}

/** Writes down which image a tenant is to run on; undefined when its tag is no longer a tested one. */
export async function noteImage(sql: Sql, operationId: string): Promise<Image | undefined> {
  const [row] = await sql<Image[]>`
    select image, image_tag, odoo_version from control.note_image(p_operation => ${operationId})
  `;
  return row;
}
