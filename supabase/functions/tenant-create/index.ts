import { openApi } from "../_shared/resources/open_api.ts";
import { serve } from "../_shared/resources/serve.ts";
import { creation } from "../_shared/resources/tenants.ts";

/** Takes in a new tenant and has it created: POST /api/tenants by the name that other systems call. */
export default {
  fetch: serve("/tenant-create", { routes: [{ ...creation, path: "/" }] }, openApi).fetch,
};
