import type { OdooClient } from "../client.ts";
import { runPython } from "./server_action.ts";

/** What is stored later goes where it went before. */
const moveIn = `
parameters = env['ir.config_parameter'].sudo()
before = parameters.get_param('ir_attachment.location')
parameters.set_param('ir_attachment.location', 'db')
env['ir.attachment'].sudo().force_storage()
env.flush_all()
parameters.set_param('ir_attachment.location', before)
result = True
`;

/** Moves all attachments out of Odoo's file store into the database, so that a copy of it is whole. */
export async function moveFilesIntoDatabase(client: OdooClient): Promise<void> {
  await runPython(client, "move_files", moveIn);
}
