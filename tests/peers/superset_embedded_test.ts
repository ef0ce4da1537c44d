import { ok } from "node:assert/strict";
import { embedDashboard } from "../../supabase/functions/_shared/superset/dashboards.ts";
import { guestToken } from "../../supabase/functions/_shared/superset/guest_tokens.ts";
import { browser, named, openPage } from "../browser.ts";
import { eventually } from "../integration/support/eventually.ts";
import { between } from "./support/superset_between.ts";
import { allowGuests, analytics, client, workspace } from "./support/superset_workspace.ts";

const ignore = browser === undefined;

/** A page that frames a dashboard and hands it a guest's token, as Superset's own kit for pages does. */
const page = (url: string, embedded: string, token: string) =>
  `<!doctype html><iframe id="frame" width="900" height="500" src="${url}/embedded/${embedded}">
  </iframe><script>
    frame.onload = () => {
      const { port1, port2 } = new MessageChannel();
      const hello = { type: "__embedded_comms__", handshake: "port transfer" };
      frame.contentWindow.postMessage(hello, "*", [port2]);
      const args = { guestToken: "${token}" };
      port1.postMessage({ switchboardAction: "emit", method: "guestToken", args });
    };
  </script>`;

/** A dashboard and a page that frames it, with all that a browser asks Superset for it. */
async function framed() {
  const undo = new AsyncDisposableStack();
  const t = undo.use(await analytics(1));
  const a = undo.use(await workspace(t.tenants[0]!));
  const way = undo.use(between({}));
  await allowGuests();
  await embedDashboard(client, a.dashboard, []); // any page, as far as Superset itself looks
  const guest = { username: "guest", dashboards: [a.embedded] };
  const token = await guestToken(client, { ...guest, rules: [{ clause: "company = 1" }] });
  const html = page(way.url, a.embedded, token.reveal());
  const headers = { "content-type": "text/html" };
  const host = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(html, { headers }),
  );
  undo.defer(() => host.shutdown());
  const { port } = host.addr;
  return { port, asked: way.asked, [Symbol.asyncDispose]: () => undo.disposeAsync() };
}

async function opened(url: string) {
  const shown = await openPage();
  await shown.page.goto(url);
  return shown;
}

Deno.test({
  name: named("a page that is named shows a guest the dashboard with the tenant's own number"),
  ignore,
  async fn() {
    await using f = await framed();
    await using shown = await opened(`http://127.0.0.1:${f.port}/`);
    // Hours of company 1: of all companies they are 7.
    await shown.page.frameLocator("#frame").getByText("3", { exact: true }).waitFor();
  },
});

Deno.test({
  name: named("a page that is not named is shown nothing"),
  ignore,
  async fn() {
    await using refused = await framed();
    // Another name of this machine: the settings have 127.0.0.1 and localhost.
    await using stranger = await opened(`http://elsewhere.localhost:${refused.port}/`);
    const says = (what: RegExp) => stranger.complaints.some((said) => what.test(said));
    await eventually("the browser refuses the frame", () => says(/frame-ancestors/));
    const isFrame = (what: string) => what.startsWith("GET /embedded/");
    ok(refused.asked.every(isFrame), refused.asked.join(", "));
  },
});
