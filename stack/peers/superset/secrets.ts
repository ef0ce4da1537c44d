/** What is generated once for an instance and stays with its data. */
export interface Secrets {
  databasePassword: string;
  /** Superset encrypts the passwords of databases with it, and signs sessions and tokens. */
  secretKey: string;
  /** Superset signs the tokens of guests with it. */
  guestSecret: string;
  ownerPassword: string;
  /** The version whose tables are made. */
  prepared?: string;
}
