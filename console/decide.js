import { words } from "./decide_words.js";

/** Who opens the link of a mail sees what waits for them, and decides: POST /decisions of the API. */
const text = words();
const at = (id) => document.getElementById(id);
const when = (moment) =>
  new Date(moment).toLocaleString(text.locale, { dateStyle: "medium", timeStyle: "short" });

const token = location.hash.slice(1);
// Whoever sits here next does not find the link in the history.
history.replaceState(null, "", location.pathname + location.search);

document.documentElement.lang = text.language;
document.title = text.page;
at("title").textContent = text.page;
at("reason-label").textContent = text.reason;
at("approve").textContent = text.approve;
at("refuse").textContent = text.refuse;
at("decision").addEventListener("submit", (event) => {
  event.preventDefault();
  decide(event.submitter.value);
});
if (token) await preview();
else tell(text.no_token, true);

async function preview() {
  tell(text.loading);
  await shown(() => call("/decisions/preview", { token }));
}

async function decide(decision) {
  const buttons = [at("approve"), at("refuse")];
  for (const button of buttons) button.disabled = true;
  tell(text.sending);
  const reason = at("reason").value.trim() || undefined;
  await shown(() => call("/decisions", { token, decision, reason }));
  for (const button of buttons) button.disabled = false;
}

async function shown(ask) {
  try {
    show(await ask());
  } catch (error) {
    tell(error.message, true);
  }
}

/** @throws {Error} that says what to do */
async function call(path, body) {
  let answer, said;
  try {
    const { api } = await (await fetch("config.json")).json();
    answer = await fetch(api + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    said = await answer.json();
  } catch {
    throw new Error(text.unreachable);
  }
  if (answer.ok) return said;
  throw new Error([said.detail, said.suggestion].filter(Boolean).join(" ") || text.unreachable);
}

function show(operation) {
  const { approval, status, error } = operation;
  const waits = status === "waiting_approval" && !approval?.decision;
  at("title").textContent = waits
    ? text.title(operation)
    : `${operation.tenant}: ${operation.type}`;
  at("facts").replaceChildren(...factsOf(operation).flatMap(row));
  at("decision").hidden = !waits;
  if (waits) return tell("");
  const decision = approval?.decision;
  if (decision) {
    return tell(text[decision]({ ...approval, decided_at: when(approval.decided_at) }));
  }
  tell(error?.code === "approval_void" ? text.void : text.over, true);
}

function factsOf({ tenant, type, approval }) {
  const { target, on_behalf_of, requested_by, requested_at, expires_at } = approval ?? {};
  return [
    ["tenant", tenant],
    ["type", type],
    ["requested_by", [requested_by, on_behalf_of].filter(Boolean).join(", ")],
    ["requested_at", requested_at && when(requested_at)],
    ["expires_at", expires_at && when(expires_at)],
    ["destroys", target && destroyed(target)],
    ["backup", target && (target.backup ? when(target.backup.taken_at) : text.no_backup)],
  ].filter(([, value]) => value);
}

function destroyed({ database, bytes, unseen }) {
  if (database) return text.database(database, bytes && size(bytes));
  return unseen ? text.unseen : text.no_database;
}

function size(bytes) {
  const [unit, divisor] = bytes < 1e9 ? ["megabyte", 1e6] : ["gigabyte", 1e9];
  return (bytes / divisor).toLocaleString(text.locale, {
    ...{ style: "unit", unit, maximumFractionDigits: 1 },
  });
}

function row([name, value]) {
  const [term, what] = [document.createElement("dt"), document.createElement("dd")];
  term.textContent = text.facts[name];
  what.textContent = value;
  what.classList.toggle("danger", name === "destroys");
  return [term, what];
}

function tell(message, wrong = false) {
  at("status").textContent = message;
  at("status").classList.toggle("wrong", wrong);
}
