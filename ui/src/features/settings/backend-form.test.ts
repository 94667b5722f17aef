import { describe, expect, it } from "vitest";
import { bucketsOf, faults, formOf, kindOf, sameForm, withBuckets } from "./backend-form";

const good = {
  ...formOf(null),
  databaseUrl: "postgres://mara@db.harbour.studio:5432/renovation",
  storeUrl: "s3://private?region=auto&public=public",
};

describe("the backend form", () => {
  it("has no fault when everything is named", () => {
    expect(faults(good)).toEqual({});
  });

  it("keeps a password out of the address", () => {
    expect(faults({ ...good, databaseUrl: "postgres://mara:secret@host/db" }).database).toMatch(/keychain/);
  });

  it("wants a kind of address it knows", () => {
    expect(faults({ ...good, databaseUrl: "mysql://host/db" }).database).toBeDefined();
    expect(faults({ ...good, storeUrl: "ftp://host" }).store).toBeDefined();
  });

  it("asks a folder for no buckets", () => {
    const folder = { ...good, storeUrl: "file:///srv/pictures" };

    expect(kindOf(folder.storeUrl)).toBe("folder");
    expect(faults(folder)).toEqual({});
    expect(faults({ ...good, storeUrl: "s3://?region=auto" }).buckets).toBeDefined();
  });

  it("reads and writes the buckets in the address, and keeps the rest of it", () => {
    const url = "s3://private?endpoint=http%3A%2F%2F127.0.0.1%3A9000&public=public";

    expect(bucketsOf(url)).toEqual({ private: "private", public: "public" });
    expect(withBuckets(url, { private: "one", public: "" })).toBe("s3://one?endpoint=http%3A%2F%2F127.0.0.1%3A9000");
  });

  it("knows that nothing was changed", () => {
    expect(sameForm(good, { ...good })).toBe(true);
    expect(sameForm(good, { ...good, storeSecret: "" })).toBe(false);
  });
});
