// A picture of the core, and what stands in its place when it cannot be shown: a
// file can be damaged or gone, and no browser's sign for that belongs in a window.
import { ImageOff } from "lucide-react";
import { useState, type CSSProperties, type ImgHTMLAttributes, type ReactNode } from "react";

export interface ShownProps extends Omit<ImgHTMLAttributes<HTMLImageElement>, "src"> {
  src: string;
  /** What stands there instead. */
  instead: ReactNode;
}

export function Shown({ src, instead, alt, ...props }: ShownProps) {
  const [broken, setBroken] = useState<string | null>(null);
  if (broken === src) return instead;
  return <img {...props} src={src} alt={alt} draggable={false} onError={() => setBroken(src)} />;
}

/** Says so, over the whole of a ground. */
export function CannotBeShown({ style }: { style?: CSSProperties | undefined }) {
  return (
    <span className="instead" style={style}>
      <ImageOff className="glyph" aria-hidden="true" />
      <span className="fact">Cannot be shown</span>
    </span>
  );
}
