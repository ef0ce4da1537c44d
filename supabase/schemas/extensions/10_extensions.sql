-- The extensions that the control plane needs: schedules, outgoing HTTP and secrets.

create extension if not exists pgcrypto with schema extensions;

create extension if not exists pg_cron;

create extension if not exists pg_net with schema extensions;

create extension if not exists supabase_vault with schema vault;

-- Month first by default: 05.12.2026 became the 12th of May. Year first refuses what is no ISO date
-- instead of guessing. Queries that compare whole bindings have hundreds of expressions and run
-- once: compiling them takes longer than running them.
do $$
begin
  execute format('alter database %I set datestyle to iso, ymd', current_database());
  execute format('alter database %I set jit to off', current_database());
end
$$;
