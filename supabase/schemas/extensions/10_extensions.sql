-- The extensions that the control plane needs: schedules, outgoing HTTP and secrets.

create extension if not exists pgcrypto with schema extensions;

create extension if not exists pg_cron;

create extension if not exists pg_net with schema extensions;

create extension if not exists supabase_vault with schema vault;

-- Month first by default: 05.12.2026 became the 12th of May. Year first refuses what is no ISO date
-- instead of guessing.
do $$
begin
  execute format('alter database %I set datestyle to iso, ymd', current_database());
end
$$;
