-- The secrets of subscriptions, in Vault: one, and while it is rotated two.

create function ops.subscription_mark(p_name text)
returns text
language sql
immutable
set search_path = ''
as $$
  select 'Kept by the control plane for subscription ' || p_name
$$;
comment on function ops.subscription_mark is
  'The description of a subscription''s secret in Vault; another of the same name is not ours.';

create function ops.make_subscription_secret(p_name text, p_number int)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  called constant text := format('subscription/%s/%s', p_name, p_number);
  secret constant text := 'whsec_' || encode(extensions.gen_random_bytes(32), 'base64');
begin
  if exists (select from vault.secrets s where s.name = called) then
    raise exception 'Cannot keep secret %: Vault has one of that name, which is somebody else''s',
      ops.quoted(called)
      using errcode = 'OC131', hint = 'Look whose it is, and give the subscription another name.';
  end if;
  perform vault.create_secret(secret, called, ops.subscription_mark(p_name));
  return secret;
end
$$;
comment on function ops.make_subscription_secret is
  'Makes a secret of a subscription; only this answer and Vault have it. Raises OC131.';

create function ops.subscription_secrets(p_name text)
returns text[]
language sql
stable
security definer
set search_path = ''
as $$
  select array_agg(d.decrypted_secret order by s.secret_number = v.number desc)
  from ops.subscriptions s
  cross join lateral (
    select s.secret_number as number
    union all
    select s.secret_number - 1 where s.old_secret_until > clock_timestamp()
  ) v
  join vault.decrypted_secrets d on d.name = format('subscription/%s/%s', s.name, v.number)
    and d.description = ops.subscription_mark(s.name)
  where s.name = p_name
$$;
comment on function ops.subscription_secrets is
  'The secrets that sign what a subscription gets now, the newest first; null without one.';

create function ops.forget_subscription_secrets(p_name text, p_up_to int)
returns void
language sql
security definer
set search_path = ''
as $$
  delete from vault.secrets s
  where s.description = ops.subscription_mark(p_name)
    and s.name in (
      select format('subscription/%s/%s', p_name, n) from generate_series(1, p_up_to) n)
$$;
comment on function ops.forget_subscription_secrets is
  'Deletes the secrets of a subscription up to a number.';

create function ops.rotate_subscription(p_name text)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  rotated ops.subscriptions;
begin
  update ops.subscriptions
  set secret_number = secret_number + 1, old_secret_until = clock_timestamp() + interval '1 day'
  where name = p_name and coalesce(old_secret_until, '-infinity') <= clock_timestamp()
  returning * into rotated;
  if not found then
    raise exception 'Cannot rotate the secret of subscription %: it has two', ops.quoted(p_name)
      using errcode = 'OC108', hint = 'The older one expires within a day.';
  end if;
  perform ops.forget_subscription_secrets(p_name, rotated.secret_number - 2);
  return ops.make_subscription_secret(p_name, rotated.secret_number);
end
$$;
comment on function ops.rotate_subscription is
  'Gives a subscription a second secret; for a day both sign. Returns the new one. Raises OC108, '
  'OC131.';

create function ops.end_subscription()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform ops.forget_subscription_secrets(old.name, old.secret_number);
  delete from ops.work
  where kind = 'deliver' and key = old.name or kind = 'delivery' and object = old.name;
  return null;
end
$$;
comment on function ops.end_subscription is
  'A subscription that is deleted leaves no secret, no work and no dead letters.';
create trigger end_subscription after delete on ops.subscriptions
for each row execute function ops.end_subscription();

revoke execute on function
  ops.subscription_mark, ops.make_subscription_secret, ops.subscription_secrets,
  ops.rotate_subscription, ops.forget_subscription_secrets, ops.end_subscription
from public;
grant execute on function ops.subscription_secrets to service_role;
