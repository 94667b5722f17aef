import { describe, expect, it } from "vitest";
import { fakeGateway } from "../testing/fake-gateway";
import { harbourStudio } from "../testing/studio";
import { readBoard, takeIn } from "./board-reader";
import { connect } from "./current";
import type { Listing, Picture, Place } from "./types";

const studio = harbourStudio();
const [key = "", all = []] = [...studio.pictures][0] ?? [];
const [a, b, c] = all as [Picture, Picture, Picture];
const place: Place = { kind: key.startsWith("style") ? "style" : "room", id: key.slice(key.indexOf(":") + 1) };
const changed = { ...b, caption: "By the window" };

describe("takeIn", () => {
  it("returns the very array when nothing changed", () => {
    const before = [a, b];
    expect(takeIn(before, { revision: 2, order: null, pictures: [] })).toBe(before);
  });

  it("puts a changed picture where it was, and keeps the others the same objects", () => {
    const after = takeIn([a, b, c], { revision: 2, order: null, pictures: [changed] });
    expect(after).toEqual([a, changed, c]);
    expect(after[0]).toBe(a);
  });

  it("follows a new order: pictures that came, went and moved", () => {
    const after = takeIn([a, b], { revision: 2, order: [c.id, a.id], pictures: [c] });
    expect(after).toEqual([c, a]);
  });
});

describe("readBoard", () => {
  const answers = (...listings: Listing[]) => {
    const asked: (number | null)[] = [];
    const answer = async (_: Place, known: number | null) => {
      asked.push(known);
      return listings.shift() ?? { revision: 0, order: [], pictures: [] };
    };
    connect({ ...fakeGateway(studio), listPictures: answer });
    return asked;
  };

  it("names the revision that it has, and takes the change in", async () => {
    const asked = answers(
      { revision: 4, order: [a.id, b.id], pictures: [a, b] },
      { revision: 5, order: null, pictures: [changed] },
    );
    const elsewhere: Place = { kind: place.kind, id: "elsewhere" };

    const first = await readBoard(place);
    const second = await readBoard(place);
    await readBoard(elsewhere);

    expect(first).toEqual([a, b]);
    expect(second).toEqual([a, changed]);
    expect(asked.slice(1)).toEqual([4, null]);
  });

  it("takes a change in where the answer before it came too late", async () => {
    let late: (listing: Listing) => void = () => undefined;
    answers({ revision: 4, order: [a.id], pictures: [a] });
    await readBoard(place);
    connect({ ...fakeGateway(studio), listPictures: () => new Promise((resolve) => (late = resolve)) });
    const slow = readBoard(place);
    answers({ revision: 6, order: [b.id], pictures: [b] });
    await readBoard(place);

    late({ revision: 5, order: null, pictures: [{ ...a, caption: "Late" }] });

    expect(await slow).toEqual([{ ...a, caption: "Late" }]);
  });
});
