import { eventually } from "../../integration/support/eventually.ts";
import { executions, n8n } from "./n8n.ts";

/** Takes a schedule back once it has fired; what it began goes on. */
export async function firedOnce(workflow: string): Promise<void> {
  await eventually(`${workflow} has fired`, async () => {
    const running = await n8n("GET", `/executions?workflowId=${workflow}&status=running`);
    return running.data.length > 0 || (await executions(workflow)).length > 0;
  });
  await n8n("POST", `/workflows/${workflow}/unpublish`);
}
