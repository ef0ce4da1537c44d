import type { OdooClient } from "../client.ts";
import { runPython } from "./server_action.ts";

/** What is stored later goes where it went before. Odoo 20 has no `get_param` and `set_param`. */
const moveIn = `
parameters = env['ir.config_parameter'].sudo()
key = 'ir_attachment.location'
location = parameters.search([('key', '=', key)])
before = location.value
if location:
    location.write({'value': 'db'})
else:
    location = parameters.create({'key': key, 'value': 'db'})
env['ir.attachment'].sudo().force_storage()
env.flush_all()
if before:
    location.write({'value': before})
else:
    location.unlink()
result = True
`;

/** Moves all attachments out of Odoo's file store into the database, so that a copy of it is whole. */
export async function moveFilesIntoDatabase(client: OdooClient): Promise<void> {
  await runPython(client, "move_files", moveIn);
}
