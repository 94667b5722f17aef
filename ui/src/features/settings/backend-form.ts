// What the backend form holds, and what of it would be of use. Pure.
import type { BackendForm, BackendSettings } from "../../ipc/types";

export type StoreKind = "folder" | "s3";

export const storeKinds: readonly { value: StoreKind; label: string; example: string }[] = [
  { value: "s3", label: "S3, R2 or MinIO", example: "s3://bucket?endpoint=…&region=auto&public=…" },
  { value: "folder", label: "A folder", example: "file:///srv/pictures" },
];

export function formOf(backend: BackendSettings | null): BackendForm {
  return {
    databaseUrl: backend?.databaseUrl ?? "",
    databasePassword: null,
    storeUrl: backend?.storeUrl ?? "",
    storeAccessKey: null,
    storeSecret: null,
  };
}

export function kindOf(storeUrl: string): StoreKind {
  return storeUrl.startsWith("file:") ? "folder" : "s3";
}

/** What is wrong with it, field by field; nothing when it can be tried. */
export function faults(form: BackendForm): { database?: string; store?: string; buckets?: string } {
  const found: ReturnType<typeof faults> = {};
  if (!/^postgres(ql)?:\/\/\S+$/.test(form.databaseUrl)) {
    found.database = "An address of Postgres begins with postgres:// and names a host and a database.";
  } else if (/^\w+:\/\/[^/@]*:[^/@]+@/.test(form.databaseUrl)) {
    found.database = "Leave the password out of the address; the keychain keeps it.";
  }
  if (!/^(file:\/\/\/|s3:\/\/)\S*$/.test(form.storeUrl)) {
    found.store = "An address of a store begins with s3:// or file:///.";
  }
  if (kindOf(form.storeUrl) === "s3" && bucketsOf(form.storeUrl).private === "") {
    found.buckets = "Name the bucket that sessions go to.";
  }
  return found;
}

/** Sessions go to the private bucket, styles to the public one; an address names both. */
export interface Buckets {
  private: string;
  public: string;
}

export function bucketsOf(storeUrl: string): Buckets {
  const [, bucket = "", query = ""] = /^s3:\/\/([^?]*)\??(.*)$/.exec(storeUrl) ?? [];
  return { private: bucket, public: new URLSearchParams(query).get("public") ?? "" };
}

export function withBuckets(storeUrl: string, { private: bucket, public: shown }: Buckets): string {
  const query = new URLSearchParams(storeUrl.split("?")[1] ?? "");
  if (shown === "") query.delete("public");
  else query.set("public", shown);
  const rest = query.toString();
  return `s3://${bucket}${rest === "" ? "" : `?${rest}`}`;
}

export function sameForm(a: BackendForm, b: BackendForm): boolean {
  return (Object.keys(a) as (keyof BackendForm)[]).every((field) => a[field] === b[field]);
}
