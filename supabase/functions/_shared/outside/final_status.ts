/** Of the statuses from 400 to 499 those that say: later. */
const passing = [408, 425, 429];

/** Whether an HTTP status says that the same request will not do later, either. */
export function isFinalStatus(status: number): boolean {
  return status >= 400 && status < 500 && !passing.includes(status);
}
