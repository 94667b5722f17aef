// How much room the window has, counted in rem so that larger text brings the
// rail sooner.
import { useEffect, useState } from "react";

/** Wide; navigation as a rail; the inspector slides over as well. */
export type Bands = "wide" | "rail" | "slide";

function measure(): Bands {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const width = innerWidth / rem;
  if (width < 53.75) return "slide";
  return width <= 70 ? "rail" : "wide";
}

/** `textSize` is asked for so that a change of it is measured again. */
export function useBands(textSize: number): Bands {
  const [bands, setBands] = useState(measure);
  useEffect(() => {
    const look = () => setBands(measure());
    look();
    addEventListener("resize", look);
    return () => removeEventListener("resize", look);
  }, [textSize]);
  return bands;
}
