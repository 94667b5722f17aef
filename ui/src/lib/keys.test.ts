import { describe, expect, it } from "vitest";
import { allKeyNames } from "../app/use-keyboard";
import { caps, isSingle, keys, matches, type KeyEntry, type KeyName } from "./keys";

const press = (key: string, more: Partial<KeyboardEventInit> = {}) => new KeyboardEvent("keydown", { key, ...more });

describe("the table of keys", () => {
  it("gives no two things of one place the same key", () => {
    const used = allKeyNames.flatMap((name) => keys[name].combos.map((combo) => `${keys[name].scope}: ${combo}`));

    expect(used.filter((one, at) => used.indexOf(one) !== at)).toEqual([]);
  });

  it("takes nothing of what works everywhere for pictures", () => {
    const of = (scope: KeyEntry["scope"]) =>
      Object.values<KeyEntry>(keys)
        .filter((entry) => entry.scope === scope)
        .flatMap(({ combos }) => [...combos]);

    expect(of("Everywhere").filter((combo) => of("Pictures").includes(combo))).toEqual([]);
  });

  it.each<[KeyName, KeyboardEvent]>([
    ["palette", press("k", { ctrlKey: true })],
    ["palette", press("K", { metaKey: true })],
    ["redo", press("Z", { ctrlKey: true, shiftKey: true })],
    ["caption", press("e")],
    ["altText", press("E", { shiftKey: true })],
    ["keySheet", press("?", { shiftKey: true })],
    ["larger", press("+", { shiftKey: true })],
    ["copyTo", press("C", { ctrlKey: true, shiftKey: true })],
    ["remove", press("Delete")],
    ["look", press(" ")],
  ])("%s is pressed by its keys", (name, event) => {
    expect(matches(event, name)).toBe(true);
  });

  it.each<[KeyName, KeyboardEvent]>([
    ["caption", press("E", { shiftKey: true })],
    ["caption", press("e", { ctrlKey: true })],
    ["undo", press("Z", { ctrlKey: true, shiftKey: true })],
    ["compare", press("c", { altKey: true })],
    ["compare", press("c", { ctrlKey: true })],
  ])("%s is not pressed by others", (name, event) => {
    expect(matches(event, name)).toBe(false);
  });

  it("knows single letters from combinations", () => {
    expect(isSingle("compare")).toBe(true);
    expect(isSingle("palette")).toBe(false);
  });

  it("draws caps that people have on their keyboards", () => {
    expect(caps("copyTo")).toEqual(["Ctrl", "Shift", "C"]);
    expect(caps("larger")).toEqual(["+"]);
    expect(caps("back")).toEqual(["Esc"]);
  });
});
