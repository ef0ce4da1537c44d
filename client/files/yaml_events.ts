import {
  boolCoreTag,
  type Event,
  EVENT_ID,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
} from "js-yaml";
import { listOf } from "./yaml_parts.ts";
import type { Documents, Fragment, Members, Placed, Scalar } from "./yaml_placed.ts";

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;

/** The text is faulty, or has more to it than maps, lists and values. */
class NotPlain extends Error {}

/**
 * Reads a piece that is YAML without anchors, tags and merges, in a fifth of the time that nodes take; undefined for any
 * other, and for what is faulty: nodes know of more than the first fault.
 */
export function plainDocuments(within: Fragment): Documents | undefined {
  try {
    return new Events(within).documents();
  } catch (error) {
    if (error instanceof NotPlain || error instanceof YAMLException) return undefined;
    throw error;
  }
}

/** The events of a piece, on the way from the first to the last. */
class Events {
  readonly #events: Event[];
  #next = 0;
  /** Behind what was read last: there is what is empty. */
  #end = 0;
  #lists = 0;

  constructor(readonly within: Fragment) {
    this.#events = parseEvents(within.text, {});
  }

  documents(): Documents {
    const roots: Placed[] = [];
    while (this.#next < this.#events.length) {
      const event = this.#events[this.#next++]!;
      if (event.type !== EVENT_ID.DOCUMENT || event.directives.length > 0) throw new NotPlain();
      while (!this.#isOver()) {
        const root = this.#value();
        if (root.scalar()?.source !== "") roots.push(root);
      }
    }
    return { roots, lists: this.#lists };
  }

  /** Whether what was opened ends here; then it is behind that. */
  #isOver(): boolean {
    if (this.#events[this.#next]!.type !== EVENT_ID.POP) return false;
    this.#next++;
    return true;
  }

  #value(): Placed {
    const event = this.#events[this.#next++]!;
    if (event.type === EVENT_ID.SCALAR) return this.#scalar(event);
    if (event.type !== EVENT_ID.SEQUENCE && event.type !== EVENT_ID.MAPPING) throw new NotPlain();
    refuseProperties(event);
    this.#end = event.start;
    const at = this.within.original(event.start);
    return event.type === EVENT_ID.SEQUENCE ? this.#list(at) : this.#map(at);
  }

  #scalar(event: ScalarEvent): Placed {
    refuseProperties(event);
    const { text } = this.within;
    const at = this.within.original(event.valueStart < 0 ? this.#end : startOf(event, text));
    this.#end = Math.max(this.#end, event.valueEnd);
    return new PlainScalar(at, text, event);
  }

  #list(at: number): Placed {
    const items: Placed[] = [];
    while (!this.#isOver()) items.push(this.#value());
    const number = listOf(items[0]?.scalar()?.value);
    if (number === undefined) return new PlainList(at, items);
    if (items.length === 1) this.#lists++;
    return new PlainList(at, this.within.list(number));
  }

  #map(at: number): Placed {
    const members: Members = new Map();
    while (!this.#isOver()) {
      const key = this.#value();
      const { value, source } = key.scalar() ?? {};
      const name = source ?? value;
      if (typeof name !== "string" || name === "<<" || members.has(name)) throw new NotPlain();
      members.set(name, { key, value: this.#value() });
    }
    return new PlainMap(at, members);
  }
}

function refuseProperties({ anchorStart, tagStart }: { anchorStart: number; tagStart: number }) {
  if (anchorStart >= 0 || tagStart >= 0) throw new NotPlain();
}

/** With its quote; of a block, where its first line is. */
function startOf({ valueStart, style }: ScalarEvent, text: string): number {
  const isQuoted = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
  if (isQuoted) return valueStart - 1;
  if (style === SCALAR_STYLE.PLAIN) return valueStart;
  return text.lastIndexOf(style === SCALAR_STYLE.LITERAL_BLOCK ? "|" : ">", valueStart);
}

const typed = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag];

class PlainScalar implements Placed {
  constructor(readonly at: number, readonly text: string, readonly event: ScalarEvent) {}

  scalar(): Scalar {
    const text = getScalarValue(this.text, this.event);
    if (this.event.style !== SCALAR_STYLE.PLAIN) return { value: text };
    for (const { tagName, resolve } of typed) {
      const value = resolve(text, false, tagName);
      if (value !== NOT_RESOLVED) return { value, source: text };
    }
    return { value: text };
  }

  members(): undefined {}
  items(): undefined {}
}

class PlainList implements Placed {
  constructor(readonly at: number, readonly list: Iterable<Placed>) {}

  items(): Iterable<Placed> {
    return this.list;
  }

  members(): undefined {}
  scalar(): undefined {}
}

class PlainMap implements Placed {
  constructor(readonly at: number, readonly map: Members) {}

  members(): Members {
    return this.map;
  }

  items(): undefined {}
  scalar(): undefined {}
}
