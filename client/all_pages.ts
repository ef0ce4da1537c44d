/** A page of a list, as the API has it. */
interface ListPage<T> {
  items: T[];
  total: number;
}

/** The API gives no more at once. */
const most = 200;

/** All of a list. @throws whatever asking for a page throws */
export async function allPages<T>(
  page: (query: { limit: number; offset: number }) => Promise<ListPage<T>>,
  seen: (done: number, of: number) => void = () => {},
): Promise<T[]> {
  const all: T[] = [];
  while (true) {
    const { items, total } = await page({ limit: most, offset: all.length });
    all.push(...items);
    seen(all.length, total);
    if (items.length < most) return all;
  }
}
