#!/usr/bin/env bash
# Calls the seeding functions and tells how it went: seed.sh seed|shadow|both
# Environment: SUPABASE_URL, SEED_RUN_TOKEN; optional WAIT_SECONDS (600) and RETRY_SECONDS (15) for
# another's run that is under way and for one's own that goes on after its answer, GITHUB_STEP_SUMMARY
# (else the table goes to stdout). Needs bash, curl, jq.
set -euo pipefail

action=${1:-both}
: "${SUPABASE_URL:?Cannot run: SUPABASE_URL is not set. Add it to the secrets of the repository.}"
: "${SEED_RUN_TOKEN:?Cannot run: SEED_RUN_TOKEN is not set. Add it to the secrets of the repository.}"
if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then exec 3>>"$GITHUB_STEP_SUMMARY"; else exec 3>&1; fi
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# Prints the HTTP status, 000 when there was none. The token is not among curl's arguments, where
# other processes could read it.
ask() {
  local path=$1
  shift
  : >"$answer"
  curl --silent --show-error --max-time 420 --output "$answer" --write-out '%{http_code}' \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$SEED_RUN_TOKEN") \
    "$@" "${SUPABASE_URL%/}/functions/v1/$path" || true
}

# Waits while another run holds the binding, but not for ever.
post_when_free() {
  local deadline=$((SECONDS + ${WAIT_SECONDS:-600})) status
  while true; do
    status=$(ask "$1" --header 'Content-Type: application/json' --data '{}')
    if [[ $status != 409 || $(member .code) != run_in_progress || $SECONDS -ge $deadline ]]; then
      echo "$status"
      return
    fi
    echo "Run $(member .run_id) is in progress: trying again in ${RETRY_SECONDS:-15} s." >&2
    sleep "${RETRY_SECONDS:-15}"
  done
}

# Waits until a run has ended that goes on after its 202, but not for ever.
follow() {
  local deadline=$((SECONDS + ${WAIT_SECONDS:-600})) status
  while true; do
    echo "Run $1 goes on: looking again in ${RETRY_SECONDS:-15} s." >&2
    sleep "${RETRY_SECONDS:-15}"
    status=$(ask "seed-odoo-finance/runs/$1")
    if [[ $status == 4* || $SECONDS -ge $deadline ]] ||
      [[ $status == 200 && $(member .status) != running ]]; then
      echo "$status"
      return
    fi
  done
}

member() {
  jq --raw-output "$1 // empty" "$answer" 2>/dev/null || true
}

# The answer as Markdown. Cells lose what would break the table.
report() {
  local name=$1 status=$2
  echo "### $name: HTTP $status"
  echo
  if [[ $(member type) != object ]]; then
    echo 'The answer is no JSON object (none at all: see the log):'
    echo
    head --bytes 500 "$answer" | sed 's/^/    /'
    echo
    return
  fi
  jq --raw-output '
    def cell: tostring | gsub("[|\\r\\n]+"; " ");
    def row: "| " + (map(cell) | join(" | ")) + " |";
    def table(head): [(head | row), (head | map("---") | row)] + map(row) | .[];
    ([
      ["status", .status], ["code", .code // .error.code?], ["detail", .detail // .error.detail?],
      ["suggestion", .suggestion // .error.suggestion?],
      ["run", .run_id], ["projects", .projects_synced], ["tasks", .tasks_synced],
      ((.counts // .drift // {}) | to_entries[] | [.key, .value]),
      ["errors", (.errors // empty | length)], ["milliseconds", .duration_ms]
    ] | map(select(.[1] != null)) | table(["", "value"])),
    "",
    (.errors // [] | if length == 0 then empty else
      (.[:50] | map([.model, .external_ref, .field // "", .code, .message])
        | table(["model", "ref", "field", "code", "message"])),
      (if length > 50 then "\n\(length - 50) more: see odoo_seed.sync_run_errors." else empty end),
      ""
    end)
  ' "$answer"
}

# Succeeds only when the function itself says that all is well: 207 is an answer, too.
call() {
  local status
  status=$(post_when_free "$1")
  if [[ $status == 202 ]]; then status=$(follow "$(member .run_id)"); fi
  report "$1" "$status" >&3
  [[ -s $answer ]] && head --bytes 20000 "$answer" && echo
  if [[ $status == 200 && $(member .status) == success ]]; then return; fi
  echo "::error title=$1::HTTP $status. See the summary of this run." >&2
  return 1
}

case $action in
  seed) call seed-odoo-finance ;;
  shadow) call shadow-odoo-finance ;;
  both)
    # What Odoo holds is worth knowing after a seeding that went wrong, too.
    failed=0
    call seed-odoo-finance || failed=1
    call shadow-odoo-finance || failed=1
    exit "$failed"
    ;;
  *)
    echo "Cannot run: the action is '$action'. Use seed, shadow or both." >&2
    exit 2
    ;;
esac
