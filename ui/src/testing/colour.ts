// Colours as CSS writes them in the tokens, down to what the eye compares.

export interface Colour {
  r: number;
  g: number;
  b: number;
  alpha: number;
}

/** `oklch(L C H / A)` to sRGB from 0 to 1. */
export function oklch(text: string): Colour {
  const found = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)(?:\s*\/\s*([\d.]+))?\)$/.exec(text.trim());
  if (!found) throw new Error(`not a colour of the tokens: ${text}`);
  const [l = 0, c = 0, h = 0] = found.slice(1, 4).map(Number);
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const cube = (x: number) => x ** 3;
  const long = cube(l + 0.3963377774 * a + 0.2158037573 * b);
  const medium = cube(l - 0.1055613458 * a - 0.0638541728 * b);
  const short = cube(l - 0.0894841775 * a - 1.291485548 * b);
  const linear = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ].map((x) => Math.min(1, Math.max(0, x)));
  const gamma = (x: number) => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
  const [red = 0, green = 0, blue = 0] = linear.map(gamma);
  return { r: red, g: green, b: blue, alpha: found[4] === undefined ? 1 : Number(found[4]) };
}

/** What is seen of `top` lying on an opaque ground. */
export function over(top: Colour, ground: Colour): Colour {
  const mix = (a: number, b: number) => a * top.alpha + b * (1 - top.alpha);
  return { r: mix(top.r, ground.r), g: mix(top.g, ground.g), b: mix(top.b, ground.b), alpha: 1 };
}

/** WCAG's ratio, 1 to 21. */
export function contrast(a: Colour, b: Colour): number {
  const luminance = ({ r, g, b: blue }: Colour) => {
    const [x = 0, y = 0, z = 0] = [r, g, blue].map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}
