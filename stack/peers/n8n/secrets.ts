/** What is generated once for an instance and stays with its data. */
export interface Secrets {
  databasePassword: string;
  /** n8n encrypts the credentials of workflows with it. */
  encryptionKey: string;
  ownerPassword: string;
  apiKey?: string;
}
