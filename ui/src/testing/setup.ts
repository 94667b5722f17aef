// What jsdom lacks and the window leans on: sizes, observers, pointer capture.
import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";
import { forgetPreferences } from "../lib/preferences";

// Two busy cores are slow; and a page of markup says less than its first line.
configure({ asyncUtilTimeout: 8000, getElementError: (message) => new Error(message ?? "not found") });

const SHEET = { width: 900, height: 700 };

class StillObserver implements ResizeObserver {
  disconnect() {
    // Nothing was begun.
  }
  observe() {
    // Nothing resizes here.
  }
  unobserve() {
    // Nothing was begun.
  }
}

const size = (value: number) => ({ configurable: true, get: () => value });
Object.defineProperties(HTMLElement.prototype, {
  offsetWidth: size(SHEET.width),
  offsetHeight: size(SHEET.height),
  clientWidth: size(SHEET.width),
  clientHeight: size(SHEET.height),
});
Object.assign(HTMLElement.prototype, {
  scrollIntoView: () => undefined,
  hasPointerCapture: () => false,
  setPointerCapture: () => undefined,
  releasePointerCapture: () => undefined,
});
Object.assign(HTMLImageElement.prototype, { decode: () => Promise.resolve() });
Object.assign(globalThis, { ResizeObserver: StillObserver });
Object.defineProperty(globalThis, "innerWidth", { configurable: true, writable: true, value: 1440 });
Object.defineProperty(document, "elementFromPoint", { configurable: true, value: () => null });
Object.defineProperty(globalThis, "matchMedia", {
  configurable: true,
  value: (media: string) => ({
    media,
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }),
});

beforeEach(() => {
  window.innerWidth = 1440;
  forgetPreferences();
});

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});
