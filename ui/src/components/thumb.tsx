// A small picture in a row or a cover; a quiet ground until it is there.
import { ipc } from "../ipc/current";
import { Shown } from "./shown";

export function Thumb({ id, className = "" }: { id: string | null; className?: string }) {
  const ground = <span className={`${className} inline-block bg-sunken`} aria-hidden="true" />;
  if (id === null) return ground;
  return <Shown className={className} src={ipc().pictureUrl("thumb", id)} alt="" decoding="async" instead={ground} />;
}
