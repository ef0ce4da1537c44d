import postgres from "postgres";

/** Puts secrets into Vault, by name; what has one of these names already gets the new value. */
export async function keepSecrets(url: string, secrets: Record<string, string>): Promise<void> {
  await inVault(url, async (sql) => {
    for (const [name, value] of Object.entries(secrets)) {
      const [known] = await sql`select id from vault.secrets where name = ${name}`;
      if (known) await sql`select vault.update_secret(${known.id}, ${value})`;
      else await sql`select vault.create_secret(${value}, ${name})`;
    }
  });
}

/** What Vault holds under a name. */
export async function readSecret(url: string, name: string): Promise<string | undefined> {
  return await inVault(url, async (sql) => {
    const [row] = await sql<{ value: string }[]>`
      select decrypted_secret as value from vault.decrypted_secrets where name = ${name}`;
    return row?.value;
  });
}

/** Keeps secrets until what is returned is called, which brings back what was there before. */
export async function lendSecrets(
  url: string,
  secrets: Record<string, string>,
): Promise<() => Promise<void>> {
  const before = new Map<string, string | undefined>();
  for (const name of Object.keys(secrets)) before.set(name, await readSecret(url, name));
  await keepSecrets(url, secrets);
  return async () => {
    for (const [name, value] of before) {
      if (value === undefined) {
        await inVault(url, (sql) => sql`delete from vault.secrets where name = ${name}`);
      } else await keepSecrets(url, { [name]: value });
    }
  };
}

async function inVault<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
