// A small picture in a row or a cover; a quiet ground until it is there.
import { ipc } from "../ipc/current";

export function Thumb({ id, className = "" }: { id: string | null; className?: string }) {
  if (id === null) return <span className={`${className} inline-block bg-sunken`} aria-hidden="true" />;
  return <img className={className} src={ipc().pictureUrl("thumb", id)} alt="" decoding="async" draggable={false} />;
}
