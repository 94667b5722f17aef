import { describe, expect, it } from "vitest";
import { faults, formOf, kindOf, sameForm } from "./backend-form";

const good = {
  ...formOf(null),
  databaseUrl: "postgres://mara@db.harbour.studio:5432/renovation",
  storeUrl: "s3://renovation?region=auto",
  privateBucket: "private",
  publicBucket: "public",
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
    const folder = { ...good, storeUrl: "file:///srv/pictures", privateBucket: "", publicBucket: "" };

    expect(kindOf(folder.storeUrl)).toBe("folder");
    expect(faults(folder)).toEqual({});
    expect(faults({ ...good, publicBucket: "" }).buckets).toBeDefined();
  });

  it("knows that nothing was changed", () => {
    expect(sameForm(good, { ...good })).toBe(true);
    expect(sameForm(good, { ...good, storeSecret: "" })).toBe(false);
  });
});
