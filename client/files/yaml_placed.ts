/** A value of a file in YAML, with where it stands. */
export interface Placed {
  /** Its offset in the file. */
  at: number;
  /** The members of a map, those that it merges behind its own; undefined for what is no map. @throws {NotInParts} */
  members(): Members | undefined;
  /** The items of a list, in parts where it is large; undefined for what is no list. @throws {NotInParts} */
  items(): Iterable<Placed> | undefined;
  /** What is neither; null where nothing is. @throws {NotInParts} */
  scalar(): Scalar | undefined;
}

/** By key, in the order of the file. */
export type Members = Map<string, { key: Placed; value: Placed }>;

/** A value without others in it. */
export interface Scalar {
  value: unknown;
  /** As it stands there, of what YAML took for another than a text. */
  source?: string;
}

/** A piece of a file that is read at once. */
export interface Fragment {
  text: string;
  /** Nothing was taken out of the file. */
  whole: boolean;
  /** The offset in the file of one in the text. */
  original(at: number): number;
  /** The items of a list that was taken out of the text. */
  list(number: number): Iterable<Placed>;
  tell(at: number, message: string): void;
}

/** What a piece has. */
export interface Documents {
  /** Without documents in which nothing is. */
  roots: Placed[];
  /** How many lists that were taken out are one item of a list, and not within some text. */
  lists: number;
}

/** A list that was taken out is not where it was looked for, or an alias is of another part: the text cannot be read in parts. */
export class NotInParts extends Error {}
