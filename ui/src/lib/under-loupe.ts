// Zoom and pan of two pictures that lie over each other on one stage. At scale
// 1 one pixel of theirs is one of the screen. Pure.
import { keepOver, type Box, type Zoom } from "./zoom";

export const LEAST = 0.25;
export const MOST = 8;

/** Scales that a press of + or - stops at. */
const stops: readonly number[] = [0.25, 0.33, 0.5, 0.67, 1, 1.5, 2, 3, 4, 6, 8];

export const oneToOne: Zoom = { scale: 1, x: 0, y: 0 };

/** The scale that shows all of it, as large as the stage allows. */
export function wholeScale(natural: Box, stage: Box): number {
  if (natural.width <= 0 || natural.height <= 0 || stage.width <= 0 || stage.height <= 0) return 1;
  return Math.min(MOST, stage.width / natural.width, stage.height / natural.height);
}

/** Zooms so that what lies under `at` (from the stage's middle) stays there. */
export function zoomedTo(zoom: Zoom, scale: number, at: { x: number; y: number }, natural: Box, stage: Box): Zoom {
  // A picture that is far larger than its stage can still be seen whole.
  const least = Math.min(LEAST, wholeScale(natural, stage));
  const next = Math.min(MOST, Math.max(least, scale));
  const by = next / zoom.scale;
  return keepOver({ scale: next, x: at.x - (at.x - zoom.x) * by, y: at.y - (at.y - zoom.y) * by }, natural, stage);
}

/** The next scale to stop at. */
export function nextStop(scale: number, towards: -1 | 1): number {
  const near = 0.005;
  const next = towards > 0 ? stops.find((stop) => stop > scale + near) : stops.findLast((stop) => stop < scale - near);
  return next ?? scale;
}

/** The same part in the middle for a picture of another size. */
export function carriedOver(zoom: Zoom, from: Box, to: Box, scale: number): Zoom {
  const by = (size: number, before: number) => (before > 0 ? (size * scale) / (before * zoom.scale) : 1);
  return { scale, x: zoom.x * by(to.width, from.width), y: zoom.y * by(to.height, from.height) };
}

export interface Placed extends Box {
  left: number;
  top: number;
}

/**
 * Where the pictures lie on the stage, on whole pixels of the screen: half a
 * pixel off, and every pixel is mixed with its neighbour.
 */
export function placed(zoom: Zoom, natural: Box, stage: Box, perPixel: number): Placed {
  const whole = (value: number) => Math.round(value * perPixel) / perPixel;
  const width = whole(natural.width * zoom.scale);
  const height = whole(natural.height * zoom.scale);
  return {
    width,
    height,
    left: whole((stage.width - width) / 2 + zoom.x),
    top: whole((stage.height - height) / 2 + zoom.y),
  };
}

/** Where an edge of so many per cent lies on the stage: it runs over what is seen of the picture. */
export function edgeAt(edge: number, { left, width }: Placed, stage: Box): number {
  const { from, to } = seen(left, width, stage);
  return from + ((to - from) * edge) / 100;
}

/** The edge that lies there. */
export function edgeUnder(x: number, { left, width }: Placed, stage: Box): number {
  const { from, to } = seen(left, width, stage);
  return to > from ? Math.min(100, Math.max(0, ((x - from) / (to - from)) * 100)) : 50;
}

function seen(left: number, width: number, stage: Box) {
  return { from: Math.max(0, left), to: Math.min(stage.width, left + width) };
}
