// What the tests look for on the page, in the words that a person would use.
import assert from "node:assert/strict";

export const MOD = "\uE009";
export const SHIFT = "\uE008";
export const ENTER = "\uE007";
export const ESCAPE = "\uE00C";
export const TAB = "\uE004";
export const HOME = "\uE011";
export const LEFT = "\uE012";
export const RIGHT = "\uE014";

/** Waits until the page gives what is wanted, and shows the last answer when it never does. */
export async function eventually(ask, wanted, { timeout = 15_000, every = 50, what = "" } = {}) {
  const until = Date.now() + timeout;
  let last;
  let error;
  do {
    try {
      last = await ask();
      error = undefined;
      if (typeof wanted === "function" ? wanted(last) : isSame(last, wanted)) return last;
    } catch (thrown) {
      error = thrown;
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  } while (Date.now() < until);
  if (error) throw error;
  assert.fail(`${what || "it"} stayed ${JSON.stringify(last)}, wanted ${typeof wanted === "function" ? wanted : JSON.stringify(wanted)}`);
}

function isSame(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

export class Page {
  constructor(browser) {
    this.browser = browser;
  }

  /** Chords: modifiers first, released at the end. */
  press(...keys) {
    return this.browser.keys(keys);
  }

  /** One key after the other, each let go before the next. */
  async type(words) {
    for (const key of words) await this.browser.keys(key);
  }

  place(name) {
    return this.browser.$(`//nav[@aria-label="Workspace"]//button[starts-with(@aria-label, "${name}, ")]`);
  }

  button(name) {
    return this.browser.$(`//button[normalize-space()="${name}" or @aria-label="${name}"]`);
  }

  dialog() {
    return this.browser.$("[role=dialog]");
  }

  async goTo(name) {
    await this.place(name).click();
    await eventually(() => this.title(), name, { what: "the title" });
  }

  title() {
    return this.text("main h1");
  }

  text(selector) {
    return this.browser.execute((one) => document.querySelector(one)?.textContent ?? null, selector);
  }

  /** What a listener would hear of the grid: how many there are in all, and how many of those drawn show their picture. */
  grid() {
    return this.browser.execute(() => {
      const tiles = [...document.querySelectorAll("[role=listbox] [role=option]")];
      const pictures = tiles.map((tile) => tile.querySelector("img"));
      return {
        all: Number(tiles[0]?.getAttribute("aria-setsize") ?? 0),
        drawn: tiles.length,
        loaded: pictures.filter((one) => one?.complete && one.naturalWidth > 0).length,
        selected: tiles.filter((tile) => tile.getAttribute("aria-selected") === "true").length,
      };
    });
  }

  /** Waits for a place of so many pictures with every drawn one loaded. */
  gridOf(count, options) {
    return eventually(() => this.grid(), ({ all, drawn, loaded }) => all === count && drawn > 0 && loaded === drawn, {
      what: "the grid",
      timeout: 60_000,
      ...options,
    });
  }

  /** Waits until it has stopped moving, as a person does before pressing it. */
  atRest(selector) {
    const where = () => this.browser.execute((one) => JSON.stringify(document.querySelector(one)?.getBoundingClientRect() ?? null), selector);
    let last = "null";
    return eventually(where, (now) => {
      const still = now !== "null" && now === last;
      last = now;
      return still;
    });
  }

  toast() {
    return this.text(".toast");
  }

  focused() {
    return this.browser.execute(() => {
      const { activeElement: one } = document;
      return one?.getAttribute("aria-label") ?? one?.closest("label")?.querySelector(".name")?.textContent ?? one?.tagName ?? null;
    });
  }
}
